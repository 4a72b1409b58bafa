//! Expressions.

use crate::column::SourceKey;
use crate::value::{Value, ValueKind};

/// A column of one of the statement's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnRef {
    pub(crate) source: SourceKey,
    /// The position among the table's columns, from 0.
    pub position: usize,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Expr {
    /// A column.
    Column(ColumnRef),
    /// The value that an upsert would have inserted into a column.
    Excluded(ColumnRef),
    /// A bind; `like` names the column that it is compared with or stored in, whose SQL type it takes.
    Bind {
        /// The value.
        value: Value,
        /// The column whose SQL type it takes.
        like: Option<ColumnRef>,
    },
    /// An operator between two operands.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `NOT`.
    Not(Box<Expr>),
    /// `IS NULL`.
    IsNull(Box<Expr>),
    /// Whether the operand is among values of one kind.
    In {
        /// The operand.
        operand: Box<Expr>,
        /// The values.
        values: Vec<Value>,
        /// Their kind, also where there are none.
        kind: ValueKind,
    },
    /// Several expressions as one row: `(a, b)`.
    Row(Vec<Expr>),
    /// Whether several columns together are among rows of values.
    InRows {
        /// The columns.
        columns: Vec<ColumnRef>,
        /// The rows, each with a value for each column.
        rows: Vec<Vec<Value>>,
    },
    /// `BETWEEN`, both ends included.
    Between {
        /// The operand.
        operand: Box<Expr>,
        /// The lower end.
        low: Box<Expr>,
        /// The upper end.
        high: Box<Expr>,
    },
    /// All of these; true when there are none.
    All(Vec<Expr>),
    /// Any of these; false when there are none.
    Any(Vec<Expr>),
    /// An aggregate over an operand; `None` counts rows.
    Aggregate {
        /// Which one.
        function: Aggregate,
        /// Over what.
        operand: Option<Box<Expr>>,
        /// Whether equal values count once.
        distinct: bool,
    },
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "named after the SQL operator")]
pub enum BinaryOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Like,
    NotLike,
    IsDistinctFrom,
    IsNotDistinctFrom,
}

/// An aggregate function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Aggregate {
    /// `count`.
    Count,
    /// `sum`, of integers as a 64-bit integer.
    SumInteger,
    /// `sum`, of floating-point numbers as a 64-bit one.
    SumFloat,
    /// `sum`, of other numbers.
    Sum,
    /// `min`.
    Min,
    /// `max`.
    Max,
    /// `avg`, as a 64-bit floating-point number.
    Avg,
}

impl Expr {
    /// Gives a bind the SQL type of the column on the other side.
    pub(crate) fn like(mut self, other: &Expr) -> Self {
        if let (Self::Bind { like, .. }, Self::Column(column)) = (&mut self, other) {
            *like = Some(*column);
        }
        self
    }
}
