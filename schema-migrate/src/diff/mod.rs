//! What differs between two catalogs, as data.
//!
//! Both sides are expected in one normal form: a type is equal or not, and SQL text is equal, or has an
//! equal key when the caller gives a function for it. A diff is in the order in which a person reads:
//! schema by schema, kind by kind, name by name. Invariant: pure; knows no statement, no order in which
//! statements work and no driver.

mod change;
mod compare;
mod error;
mod expressions;
mod likely;
mod objects;
mod outcome;
mod pairs;
mod rename;
mod scope;
mod table;
mod words;

pub use change::{Change, TableChange};
pub use compare::{Comparison, diff};
pub use error::DiffError;
pub use likely::PossibleRename;
pub use outcome::{Diff, Note};
pub(crate) use rename::renamed;
pub use rename::{IgnoredHint, Rename};
pub use scope::{HISTORY_TABLE, ObjectKind, ObjectPattern, Scope, Unmodelled};
