//! DDL as data: statements, and the plans that order them.
//!
//! Invariant: no SQL text here (that is `render`), and nothing is sent (that is `exec`).

mod action;
mod existing;
mod plan;
mod statement;

pub use action::{
    ColumnAction, CommentTarget, CopiedValue, DomainAction, EnumAction, RowCopy, TableAction, Using,
};
pub use existing::Existing;
pub use plan::{comments, create_all, create_domain, drop_all, split_constraints};
pub use statement::DdlStatement;
