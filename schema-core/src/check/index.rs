//! Which positions of a list belong to a text, found in constants without comparing it with all of them.

/// How many texts an index holds at most; more would make every schema's constant larger.
const ROOM: usize = 8192;

/// Positions by text, in a table with open addressing.
pub(super) struct Index {
    /// A position plus one, or 0 for a free place.
    places: [u16; ROOM],
}

impl Index {
    /// An empty index.
    pub(super) const fn new() -> Self {
        Self { places: [0; ROOM] }
    }

    /// Adds a position under a text.
    pub(super) const fn add(&mut self, text: &str, position: usize) {
        assert!(position < ROOM / 2, "a schema lists 4096 tables at most");
        let mut probe = self.probe(text);
        while self.places[probe] != 0 {
            probe = Self::next(probe);
        }
        self.places[probe] = position as u16 + 1;
    }

    /// The place from which to look for a text: the positions from there to the first free place may be its.
    pub(super) const fn probe(&self, text: &str) -> usize {
        let text = text.as_bytes();
        let mut hash = text.len() as u64;
        let mut rest = text;
        // Names differ at their ends, and eight bytes take the compiler no longer than one.
        while let Some((before, last)) = rest.split_last_chunk::<8>() {
            hash = mixed(hash, u64::from_le_bytes(*last));
            rest = before;
        }
        while let [first, after @ ..] = rest {
            hash = mixed(hash, *first as u64);
            rest = after;
        }
        (hash >> 32) as usize % ROOM
    }

    /// The position at a place, if it is not free.
    pub(super) const fn at(&self, probe: usize) -> Option<usize> {
        match self.places[probe] {
            0 => None,
            position => Some(position as usize - 1),
        }
    }

    /// The place to look at after another one.
    pub(super) const fn next(probe: usize) -> usize {
        (probe + 1) % ROOM
    }
}

/// Source: the multiplier is 2^64 divided by the golden ratio (Knuth, volume 3, 6.4).
const fn mixed(hash: u64, part: u64) -> u64 {
    (hash ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn all_positions_of_a_text_are_found() {
        let texts = ["a", "b", "a", "the_name_of_a_table", "the_name_of_b_table", ""];
        let mut index = Index::new();
        for (position, text) in texts.iter().enumerate() {
            index.add(text, position);
        }
        for text in texts {
            let mut probe = index.probe(text);
            let mut found = Vec::new();
            while let Some(position) = index.at(probe) {
                found.push(position);
                probe = Index::next(probe);
            }
            found.retain(|position| texts[*position] == text);
            let expected: Vec<_> = (0..texts.len()).filter(|at| texts[*at] == text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
