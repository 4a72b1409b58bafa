//! What each operation may have done.

/// What came of an operation that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The database refused it.
    NotDone,
    /// It was given up, or its connection was killed.
    Unknown,
}

/// An operation that writes: its number is its place in the ledger of its task.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    pub operation: i64,
    pub tenant: usize,
    /// How many rows it writes; none for one that raises the counter.
    pub rows: i64,
    pub outcome: Outcome,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Report {
    pub operations: usize,
    /// Rows of another tenant that were read or are stored.
    pub strange: usize,
    /// Errors that are no refusal of what is refused on purpose.
    pub errors: usize,
    pub given_up: usize,
    pub kills: usize,
    /// What is wrong with what is stored.
    pub faults: Vec<String>,
    /// The last of the errors.
    pub last_error: String,
}

impl Report {
    /// Whether no tenant saw another's row, all was done wholly, once, or not at all, and a killed session ended a few
    /// operations and no more than that.
    pub fn is_isolated(&self) -> bool {
        self.strange == 0 && self.faults.is_empty() && self.errors <= self.kills * 20
    }

    #[track_caller]
    pub fn assert_isolated(&self) {
        println!("{self:?}");
        assert!(self.is_isolated(), "{:#?}", &self.faults[..self.faults.len().min(20)]);
        assert!(self.given_up > self.operations / 20, "futures are given up");
        assert!(self.kills > 0, "sessions are killed");
    }
}
