//! What a session of the server keeps for us, and how a statement is sent so that it keeps no more than its budget.
//!
//! A session keeps what it has read of each table until it ends, and each named statement until it is closed. Where there
//! is room, a statement is named; then, only if it is asked for more often than the one that would have to go. A session
//! that has grown past its budget all the same is replaced. Invariant: nothing is asked of the server; what it holds is
//! counted here, rather too high than too low.

use std::collections::HashSet;

use hashlink::LinkedHashMap;

use crate::exec::pool::sketch::Sketch;

/// Bytes of a new session. Source: measured on PostgreSQL 15, as the figures below (docs/pools.md).
const SESSION: usize = 3 << 20;
/// Bytes that a session keeps of a table that a statement named, with its indexes.
const TABLE: usize = 10 << 10;
/// Bytes of a short named statement with its plan.
const STATEMENT: usize = 16 << 10;
/// Bytes of a named statement with its plan: so many, and more by the length of its text.
const PLAN: usize = 4 << 10;
const PLAN_OF_CHARACTER: usize = 128;

/// How much a session may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget(usize);

impl Budget {
    /// So many bytes; no less than a session needs to be of use.
    pub(super) fn bytes(bytes: usize) -> Self {
        Self(bytes.max(SESSION * 2))
    }

    /// How many statements are named at most.
    pub(super) const fn statements(self) -> usize {
        self.for_statements() / STATEMENT
    }

    /// Two thirds of what is left by the session itself; the tables have the rest.
    const fn for_statements(self) -> usize {
        (self.0 - SESSION) / 3 * 2
    }
}

/// What one session keeps.
#[derive(Debug)]
pub(super) struct Kept {
    budget: Budget,
    /// The named statements with their bytes, the one that was used longest ago first: as sqlx has them.
    named: LinkedHashMap<u64, usize>,
    of_named: usize,
    seen: Sketch,
    tables: HashSet<u64>,
}

/// How a statement is sent, and which one is closed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is named already.
    Named,
    /// It becomes named.
    Admitted {
        /// The one that sqlx closes for it.
        closed: Option<u64>,
    },
    /// It is not worth a place.
    Unnamed,
}

impl Kept {
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            budget,
            named: LinkedHashMap::new(),
            of_named: 0,
            seen: Sketch::new(budget.statements()),
            tables: HashSet::new(),
        }
    }

    /// Counts a statement of this length on a table, and says how it is sent.
    pub(super) fn place(&mut self, statement: u64, table: u64, length: usize) -> Place {
        self.tables.insert(table);
        let times = self.seen.count(statement);
        if self.named.to_back(&statement).is_some() {
            return Place::Named;
        }
        if times <= self.threshold() {
            return Place::Unnamed;
        }
        Place::Admitted { closed: self.name(statement, length) }
    }

    /// How often a statement was seen that still gets no place.
    fn threshold(&self) -> u16 {
        let is_full = self.named.len() >= self.budget.statements()
            || self.of_named >= self.budget.for_statements();
        match self.named.front() {
            Some((rival, _)) if is_full => self.seen.estimate(*rival),
            // One that comes once is not worth the last of the room.
            _ => u16::from(self.bytes() > self.budget.0 / 2),
        }
    }

    /// Names a statement whatever it costs: the one that is closed for it.
    pub(super) fn name(&mut self, statement: u64, length: usize) -> Option<u64> {
        let bytes = PLAN + PLAN_OF_CHARACTER * length;
        self.of_named += bytes;
        self.named.insert(statement, bytes);
        if self.named.len() <= self.budget.statements() {
            return None;
        }
        let (closed, bytes) = self.named.pop_front()?;
        self.of_named -= bytes;
        Some(closed)
    }

    /// A statement was given up: perhaps it was prepared, and nobody knows its name.
    pub(super) fn lost_one(&mut self) {
        self.of_named += STATEMENT;
    }

    /// The bytes that the session has, as far as it is known.
    pub(super) fn bytes(&self) -> usize {
        SESSION + self.tables.len() * TABLE + self.of_named
    }

    /// Whether the session must be replaced.
    pub(super) fn is_over(&self) -> bool {
        self.bytes() > self.budget.0
    }

    pub(super) fn statements(&self) -> usize {
        self.named.len()
    }

    pub(super) fn tables(&self) -> usize {
        self.tables.len()
    }

    /// The session is gone: what was named.
    pub(super) fn clear(&mut self) -> impl Iterator<Item = u64> {
        self.tables = HashSet::new();
        self.of_named = 0;
        std::mem::take(&mut self.named).into_iter().map(|(statement, _)| statement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: usize = 90;

    /// Of a session with room for so many statements.
    fn kept(statements: usize) -> Kept {
        let budget = Budget::bytes(SESSION + statements * STATEMENT / 2 * 3 + STATEMENT);
        Kept::new(budget)
    }

    #[test]
    fn what_is_asked_once_does_not_close_what_is_asked_often() {
        let mut kept = kept(200);
        let room = kept.budget.statements() as u64;
        for often in (0..3).flat_map(|_| 0..room) {
            kept.place(often, 0, TEXT);
        }
        for once in room..room * 2 {
            assert_eq!(kept.place(once, 0, TEXT), Place::Unnamed);
        }
        assert!((0..room).all(|often| kept.place(often, 0, TEXT) == Place::Named));
        let places: Vec<Place> = (0..10).map(|_| kept.place(u64::MAX, 0, TEXT)).collect();
        assert_eq!(places[0], Place::Unnamed);
        assert_eq!(places[9], Place::Named, "at last it is asked more often than another");
    }

    #[test]
    fn the_budget_is_kept() {
        let mut kept = kept(400);
        let mut table = 0;
        while !kept.is_over() {
            table += 1;
            kept.place(table, table, TEXT);
        }
        assert!(kept.bytes() <= kept.budget.0 + TABLE + STATEMENT + PLAN);
        assert!(kept.statements() <= kept.budget.statements());
        assert!(kept.clear().count() > 0);
        assert_eq!((kept.bytes(), kept.statements(), kept.tables()), (SESSION, 0, 0));
    }
}
