//! Windows: the rows that a window function looks at.

use crate::ast::{Expr, OrderBy};

/// What stands behind `OVER`.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// `PARTITION BY`.
    pub partition_by: Vec<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<OrderBy>,
    /// Which of the partition's rows; `None` for those up to the present one.
    pub frame: Option<Frame>,
}

/// The rows of a partition around the present one.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// What is counted.
    pub unit: FrameUnit,
    /// Where it begins: so far behind the present row, or before it if negative; `None` with the partition.
    pub from: Option<i64>,
    /// Where it ends, likewise.
    pub to: Option<i64>,
}

/// What the distance from the present row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the SQL word")]
pub enum FrameUnit {
    Rows,
    Range,
    Groups,
}
