//! The statements that write.

use crate::ast::{ColumnRef, Compound, Expr, FromItem, Items, TableSource};

/// `INSERT`.
#[derive(Debug, Clone)]
pub struct Insert {
    /// The table.
    pub into: TableSource,
    /// The columns that get values.
    pub columns: Vec<usize>,
    /// The rows.
    pub rows: InsertRows,
    /// What happens on a conflict.
    pub conflict: Option<Conflict>,
    /// What is read of the rows that were written.
    pub returning: Option<Items>,
}

/// The rows of an insert: which placeholders to write. The binds come from elsewhere, in this order.
#[derive(Debug, Clone)]
pub enum InsertRows {
    /// Every column of every row is a bind.
    Binds {
        /// The number of rows.
        rows: usize,
    },
    /// Every column is one bind: an array of its values.
    Columns,
    /// Some are left to the column's default: a flag for each column of each row.
    WithDefaults(Vec<Vec<bool>>),
    /// What a query reads, whose binds are the statement's own.
    Query(Box<Compound>),
}

/// `ON CONFLICT`.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The columns of the unique constraint; empty for any.
    pub columns: Vec<ColumnRef>,
    /// What to do.
    pub action: ConflictAction,
}

/// What an upsert does on a conflict.
#[derive(Debug, Clone)]
pub enum ConflictAction {
    /// `DO NOTHING`.
    Nothing,
    /// `DO UPDATE SET`.
    Update(Box<ConflictUpdate>),
}

impl Conflict {
    /// Whether nothing would remain of its update.
    pub(crate) fn sets_nothing(&self) -> bool {
        matches!(&self.action, ConflictAction::Update(update) if update.set.is_empty())
    }

    /// The columns that it sets in the row that is there already.
    pub(crate) fn set(&self) -> impl Iterator<Item = usize> {
        let set = match &self.action {
            ConflictAction::Nothing => &[][..],
            ConflictAction::Update(update) => &update.set,
        };
        set.iter().map(|assignment| assignment.column.position)
    }
}

/// The update of a row that is there already.
#[derive(Debug, Clone)]
pub struct ConflictUpdate {
    /// The row that would have been inserted, as a table.
    pub excluded: TableSource,
    /// `SET`.
    pub set: Vec<Assignment>,
    /// `WHERE`.
    pub filter: Option<Expr>,
}

/// `column = expression`.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The column.
    pub column: ColumnRef,
    /// Its value.
    pub value: Expr,
}

/// `UPDATE`.
#[derive(Debug, Clone)]
pub struct Update {
    /// The table.
    pub table: TableSource,
    /// `FROM`: what it also reads.
    pub from: Vec<FromItem>,
    /// `SET`.
    pub set: Vec<Assignment>,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// What is read of the rows that were written.
    pub returning: Option<Items>,
}

/// `DELETE`.
#[derive(Debug, Clone)]
pub struct Delete {
    /// The table.
    pub from: TableSource,
    /// `USING`: what it also reads.
    pub using: Vec<FromItem>,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// What is read of the rows that are gone.
    pub returning: Option<Items>,
}
