//! What a derive cannot see by itself, because it depends on another type: asserted in constants.
//!
//! Generated code calls these in `const _: () = ..` at the user's own token; each panics at its
//! caller, so that the compiler shows that token and the message. Build scripts call the same
//! functions at run time. Invariant: one function for each place an error can be shown at.

mod identifier;
mod index;
mod message;
mod schema;
mod table;

pub use schema::{Listing, set};
pub use table::{ReferencesType, column, columns, field, referenced, same_kind, same_type};

pub(crate) use message::Message;
