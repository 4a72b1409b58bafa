//! The command line, which a program with models makes its own.
//!
//! ```no_run
//! # #[cfg(feature = "sqlite")] mod world {
//! # use polyschema_core::{Database, SchemaList, Sqlite, dialect::Dialect, spec::SchemaSpec};
//! # pub struct World;
//! # impl SchemaList for World {
//! #     type Database = Sqlite;
//! #     fn specs() -> Vec<(&'static SchemaSpec, Dialect)> { Vec::new() }
//! # }
//! fn main() -> std::process::ExitCode {
//!     polyschema_migrate::cli::main::<World>()
//! }
//! # }
//! ```
//!
//! Data goes to standard output, everything else to standard error. Exit status: 0 done, 1 failed, 2 used wrongly,
//! 3 changes are pending. Invariant: what the verbs do is done by the modules above; here are words and choices.

mod args;
mod ask;
mod connect;
mod context;
mod difference;
mod error;
mod heading;
mod output;
mod program;
#[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "SQLite has no server"))]
mod server_args;

mod apply;
mod compare;
#[cfg(feature = "postgres")]
mod doctor;
mod draw;
#[cfg(feature = "postgres")]
mod family;
mod files;
#[cfg(feature = "postgres")]
mod fleet;
#[cfg(feature = "postgres")]
mod progress;
mod pull;
mod revise;
mod show;
mod stand;
#[cfg(feature = "postgres")]
mod tenant;

pub use connect::{CommandConnection, CommandDatabase};
pub use program::{Cli, main};
