//! Reflection, diffs, plans and migrations of polyschema.
//!
//! Use it through the `polyschema` package, which says what is public. ARCHITECTURE.md has the order in which
//! the modules may import each other.

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod apply;
pub mod autogenerate;
#[cfg(all(feature = "cli", any(feature = "postgres", feature = "sqlite")))]
pub mod cli;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod connection;
pub mod diff;
#[cfg(feature = "postgres")]
pub mod doctor;
pub mod draw;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod embedded;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod engine;
pub mod error;
#[cfg(feature = "postgres")]
pub mod fleet;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod history;
#[cfg_attr(
    not(any(feature = "postgres", feature = "sqlite")),
    allow(dead_code, unused_imports, reason = "the runner, which uses it, needs a database")
)]
pub mod migration;
pub mod model;
pub mod normalize;
#[cfg(feature = "postgres")]
pub mod pgdog;
pub mod plan;
#[cfg(feature = "pull")]
pub mod pull;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod reflect;
mod sql;
#[cfg(feature = "postgres")]
pub mod tenants;
pub mod testing;
mod usual;
