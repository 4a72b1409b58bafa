//! What a session of the server keeps for us, and how a statement is sent so that it keeps no more than its budget.
//!
//! A session keeps what it has read of each table until it ends, and each named statement until it is closed. So a
//! statement is named when it is asked for more often than the one that would have to go, and a session that has read
//! of too many tables is replaced. Invariant: nothing is asked of the server; what it holds is counted here.

use std::collections::HashSet;

use hashlink::LinkedHashSet;

use crate::exec::pool::sketch::Sketch;

/// Bytes of a new session. Source: measured on PostgreSQL 15, as the figures below (docs/pools.md).
const SESSION: usize = 3 << 20;
/// Bytes that a session keeps of a table that a statement named, with its indexes.
const TABLE: usize = 8 << 10;
/// Bytes of a named statement with its plan.
const STATEMENT: usize = 16 << 10;

/// How much a session may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget(usize);

impl Budget {
    /// So many bytes; no less than a session needs to be of use.
    pub(super) fn bytes(bytes: usize) -> Self {
        Self(bytes.max(SESSION * 2))
    }

    /// How many statements are named at most: two thirds of what is left.
    pub(super) const fn statements(self) -> usize {
        (self.0 - SESSION) / 3 * 2 / STATEMENT
    }
}

/// What one session keeps.
#[derive(Debug)]
pub(super) struct Kept {
    budget: Budget,
    /// The named statements, the one that was used longest ago first: as sqlx has them.
    named: LinkedHashSet<u64>,
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
            named: LinkedHashSet::new(),
            seen: Sketch::new(budget.statements()),
            tables: HashSet::new(),
        }
    }

    /// Counts a statement on a table, and says how it is sent.
    pub(super) fn place(&mut self, statement: u64, table: u64) -> Place {
        self.tables.insert(table);
        let times = self.seen.count(statement);
        if self.named.to_back(&statement) {
            return Place::Named;
        }
        let is_full = self.named.len() >= self.budget.statements();
        let rival = self.named.front().filter(|_| is_full).copied();
        // One that comes once gets no place, even where there is room.
        if times <= rival.map_or(1, |rival| self.seen.estimate(rival)) {
            return Place::Unnamed;
        }
        Place::Admitted { closed: self.name(statement) }
    }

    /// Names a statement whatever it costs: the one that is closed for it.
    pub(super) fn name(&mut self, statement: u64) -> Option<u64> {
        self.named.insert(statement);
        let is_over = self.named.len() > self.budget.statements();
        is_over.then(|| self.named.pop_front()).flatten()
    }

    /// A statement that was perhaps prepared, and of which nobody knows the name any more.
    pub(super) fn lost_one(&mut self, stray: u64) {
        self.tables.insert(stray);
        self.tables.insert(!stray);
    }

    /// The bytes that the session has, as far as it is known.
    pub(super) fn bytes(&self) -> usize {
        SESSION + self.tables.len() * TABLE + self.named.len() * STATEMENT
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
        std::mem::take(&mut self.named).into_iter()
    }
}
