//! Which positions of a list belong to a text, found in constants without comparing it with all of them.

/// Positions by text, in a table with open addressing of so many places.
pub(super) struct Index<const ROOM: usize> {
    /// A position plus one, or 0 for a free place.
    places: [u16; ROOM],
}

impl<const ROOM: usize> Index<ROOM> {
    /// An empty index.
    pub(super) const fn new() -> Self {
        Self { places: [0; ROOM] }
    }

    /// Adds a position under a text's hash.
    pub(super) const fn add(&mut self, hash: u64, position: usize) {
        assert!(position < ROOM && position < u16::MAX as usize, "the index is full");
        let mut probe = self.probe(hash);
        while self.places[probe] != 0 {
            probe = Self::next(probe);
        }
        self.places[probe] = position as u16 + 1;
    }

    /// The place from which to look for a text of a hash: the positions from there to the first free place may be its.
    pub(super) const fn probe(&self, hash: u64) -> usize {
        hash as usize % ROOM
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Index;
    use crate::spec::hash;

    #[test]
    fn all_positions_of_a_text_are_found() {
        let texts = ["a", "b", "a", "the_name_of_a_table", "the_name_of_b_table", ""];
        let mut index = Index::<8>::new();
        for (position, text) in texts.iter().enumerate() {
            index.add(hash(text), position);
        }
        for text in texts {
            let mut probe = index.probe(hash(text));
            let mut found = Vec::new();
            while let Some(position) = index.at(probe) {
                found.push(position);
                probe = Index::<8>::next(probe);
            }
            found.retain(|position| texts[*position] == text);
            let expected: Vec<_> = (0..texts.len()).filter(|at| texts[*at] == text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_that_differ_little_have_places_of_their_own() {
        for (before, after) in
            [("table_", ""), ("t", ""), ("", "_table"), ("customer_", "_addresses")]
        {
            let index = Index::<512>::new();
            let places: BTreeSet<_> = (0..200)
                .map(|each| index.probe(hash(&format!("{before}{each:03}{after}"))))
                .collect();
            assert!(places.len() > 140, "{before}..{after}: {}", places.len());
        }
    }
}
