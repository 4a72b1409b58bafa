//! Sets of lanes, as bits.

use std::ops::{BitAnd, BitOr};

/// The most lanes that a set of them holds.
pub(super) const MOST_LANES: usize = 128;

/// A set of lanes, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LaneSet(u128);

impl LaneSet {
    pub(super) fn first(count: usize) -> Self {
        Self(if count >= MOST_LANES { u128::MAX } else { (1 << count) - 1 })
    }

    pub(super) const fn contains(self, lane: usize) -> bool {
        self.0 >> lane & 1 == 1
    }

    pub(super) const fn insert(&mut self, lane: usize) {
        self.0 |= 1 << lane;
    }

    pub(super) const fn remove(&mut self, lane: usize) {
        self.0 &= !(1 << lane);
    }

    pub(super) const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The first lane from there on, and from the beginning after the last.
    pub(super) fn next_after(self, lane: usize) -> Option<usize> {
        let from = Self(self.0 >> lane << lane);
        let found = if from.0 == 0 { self } else { from };
        (found.0 != 0).then(|| found.0.trailing_zeros() as usize)
    }
}

impl BitAnd for LaneSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for LaneSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
