//! The four statements.

use crate::ast::{ColumnRef, Expr, TableSource};
use crate::spec::Nulls;
use crate::value::ValueKind;

/// `SELECT`.
#[derive(Debug, Clone)]
pub struct Select {
    /// What is read.
    pub items: Items,
    /// Whether equal rows count once.
    pub distinct: bool,
    /// The table that the query starts from.
    pub from: TableSource,
    /// The tables joined to it, in order.
    pub joins: Vec<Join>,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<OrderBy>,
    /// `LIMIT`, in rows.
    pub limit: Option<i64>,
    /// `OFFSET`, in rows.
    pub offset: Option<i64>,
}

impl Select {
    /// Reads the first `columns` columns of a table.
    pub(crate) const fn all(from: TableSource, columns: usize) -> Self {
        Self {
            items: Items::Table { columns },
            distinct: false,
            from,
            joins: Vec::new(),
            filter: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
        }
    }
}

/// What a statement reads.
#[derive(Debug, Clone)]
pub enum Items {
    /// The first columns of the statement's first table.
    Table {
        /// How many.
        columns: usize,
    },
    /// These expressions.
    List(Vec<SelectItem>),
}

impl Items {
    /// The expressions one by one.
    pub(crate) fn into_list(self, from: &TableSource) -> Vec<SelectItem> {
        match self {
            Self::List(items) => items,
            Self::Table { columns } => (0..columns)
                .map(|position| SelectItem {
                    expr: Expr::Column(ColumnRef { source: from.key, position }),
                    kind: from.spec.columns[position].kind,
                })
                .collect(),
        }
    }
}

/// An expression that is read.
#[derive(Debug, Clone)]
pub struct SelectItem {
    /// The expression.
    pub expr: Expr,
    /// The kind of value that it is read as.
    pub kind: ValueKind,
}

/// A joined table.
#[derive(Debug, Clone)]
pub struct Join {
    /// Which join.
    pub kind: JoinKind,
    /// The table.
    pub table: TableSource,
    /// `ON`.
    pub on: Expr,
}

/// Which join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinKind {
    /// `JOIN`.
    Inner,
    /// `LEFT JOIN`.
    Left,
}

/// A sort key.
#[derive(Debug, Clone)]
pub struct OrderBy {
    /// The expression.
    pub expr: Expr,
    /// Whether it is in descending order.
    pub descending: bool,
    /// Where NULLs go; `None` for the database's own choice.
    pub nulls: Option<Nulls>,
}

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
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// What is read of the rows that are gone.
    pub returning: Option<Items>,
}
