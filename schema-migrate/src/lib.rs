//! Reflection, diffs, plans and migrations of polyschema.
//!
//! Use it through the `polyschema` package, which says what is public. The modules stand in the order in
//! which they may import each other, `error` apart.

pub mod diff;
pub mod draw;
pub mod error;
pub mod migration;
pub mod model;
pub mod plan;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod reflect;
