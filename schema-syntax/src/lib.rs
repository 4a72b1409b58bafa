//! polyschema's attributes: parsed, checked and put into plain data.
//!
//! `attr` reads what is written, word by word; `lower` holds every rule that can fail and reports all
//! faults of an item at once, each at the user's own token; `model` is what remains. The derives
//! expand it, build scripts read it from `source` files. Invariant: nothing here knows the other packages.

pub mod model;
pub mod raw;
#[cfg(feature = "source")]
pub mod source;

mod attr;
mod fault;
mod lower;

pub use fault::near;
pub use lower::{Lowered, db_enum, db_type, projection, schema, schema_set, table};
