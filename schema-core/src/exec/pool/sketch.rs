//! How often each of many things was seen lately, in little memory: a count-min sketch that forgets by halves.
//!
//! Source: Cormode and Muthukrishnan, "An Improved Data Stream Summary"; ageing as in Einziger and others, "TinyLFU".
//! Invariant: an estimate is never below what was counted since the last halving, up to 65,535.

/// A count is the least of so many counters.
const ROWS: usize = 4;

/// Counts of hashes.
#[derive(Debug)]
pub(super) struct Sketch {
    /// A power of two of counters for each row.
    counters: Vec<[u16; ROWS]>,
    /// What was counted since then, halved with the counters.
    total: u32,
    /// The total at which all counts are halved.
    window: u32,
}

impl Sketch {
    /// A sketch that tells so many things apart.
    pub(super) fn new(things: usize) -> Self {
        let width = things.clamp(64, 1 << 16).next_power_of_two() * 4;
        Self { counters: vec![[0; ROWS]; width], total: 0, window: width as u32 * 4 }
    }

    /// Counts a thing: how often it was seen lately, this time too.
    pub(super) fn count(&mut self, hash: u64) -> u16 {
        if self.total >= self.window {
            self.halve();
        }
        self.total += 1;
        let mut least = u16::MAX;
        for row in 0..ROWS {
            let at = self.at(hash, row);
            let counter = &mut self.counters[at][row];
            *counter = counter.saturating_add(1);
            least = least.min(*counter);
        }
        least
    }

    /// How often a thing was seen lately.
    pub(super) fn estimate(&self, hash: u64) -> u16 {
        (0..ROWS).map(|row| self.counters[self.at(hash, row)][row]).min().unwrap_or(0)
    }

    /// What was counted lately.
    pub(super) const fn total(&self) -> u32 {
        self.total
    }

    fn at(&self, hash: u64, row: usize) -> usize {
        hash.rotate_left(16 * row as u32) as usize & (self.counters.len() - 1)
    }

    fn halve(&mut self) {
        for counter in self.counters.iter_mut().flatten() {
            *counter /= 2;
        }
        self.total /= 2;
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, RandomState};

    use super::*;

    #[test]
    fn counts_are_at_least_what_was_seen() {
        let (mut sketch, state) = (Sketch::new(1_000), RandomState::new());
        for thing in 0..1_000_u32 {
            for _ in 0..thing % 5 {
                sketch.count(state.hash_one(thing));
            }
        }
        let above = |thing: u32| {
            let estimate = u32::from(sketch.estimate(state.hash_one(thing)));
            estimate.checked_sub(thing % 5).expect("no estimate is too low")
        };
        let above: u32 = (0..1_000).map(above).sum();
        assert!(above < 100, "1,000 things are told apart, but for {above} counts");
    }

    #[test]
    fn what_is_not_seen_any_more_is_forgotten() {
        let (mut sketch, state) = (Sketch::new(64), RandomState::new());
        for _ in 0..200 {
            sketch.count(state.hash_one("early"));
        }
        for late in 0..20_000_u32 {
            sketch.count(state.hash_one(late % 100));
        }
        assert!(sketch.estimate(state.hash_one("early")) < 100);
    }
}
