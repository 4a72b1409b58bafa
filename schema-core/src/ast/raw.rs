//! SQL that a programmer wrote, with holes for names and values.

use crate::ast::{ColumnRef, Expr, SchemaSlot, TableSource};

/// A piece of raw SQL.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RawPart {
    /// Text as it stands in the program.
    Text(&'static str),
    /// A table, as `FROM` names it.
    Table(TableSource),
    /// The first columns of a table, as they are read.
    Columns {
        /// The table.
        table: TableSource,
        /// How many.
        columns: usize,
    },
    /// A column with its table.
    Column(ColumnRef),
    /// A column's name alone.
    ColumnName(ColumnRef),
    /// A schema.
    Schema(SchemaSlot),
    /// An expression; a value is a bind.
    Expr(Expr),
}
