//! The history: which revisions a schema has, in a table of the schema itself or of all.
//!
//! Invariant: knows one row at a time; what follows from them is for `apply` to say.

mod entry;
mod read;
mod sql;
mod table;

pub use entry::{Entry, State};
#[cfg(feature = "postgres")]
pub(crate) use read::fingerprints;
pub(crate) use read::{are_there, holds_tables, is_there, read, read_all, schema_exists};
pub(crate) use sql::{
    MARK_BEGUN, NOT_NEXT, create, create_sql, delete, delete_sql, drop_sql, drop_table, insert,
    insert_at_end_sql, insert_next_sql, insert_sql, set_progress,
};
#[cfg(feature = "postgres")]
pub(crate) use sql::{delete_all_sql, insert_texts_sql, rename_sql, schemas_sql, texts_sql};
pub use table::HistoryTable;
pub(crate) use table::Place;
