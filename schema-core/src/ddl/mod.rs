//! DDL as data: statements, and the plans that order them.
//!
//! Invariant: no SQL text here (that is `render`), and nothing is sent (that is `exec`).

mod existing;
mod plan;
mod statement;

pub use existing::Existing;
pub use plan::{create_all, drop_all};
pub use statement::{CommentTarget, DdlStatement};
