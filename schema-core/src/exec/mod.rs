//! Sending statements: the only place that names sqlx.
//!
//! Invariant: nothing above this module knows a driver; nothing in it decides what SQL says.

#[cfg(feature = "postgres")]
mod binary;
#[cfg(feature = "postgres")]
pub mod copy;
pub mod ddl;
mod driver;
#[cfg(feature = "json")]
mod dynamic;
mod each;
mod error;
mod executor;
mod explain;
mod grouped;
mod page;
#[cfg(feature = "postgres")]
pub mod pool;
#[cfg(feature = "postgres")]
pub mod pooler;
#[cfg(feature = "postgres")]
mod postgres;
mod reader;
mod refusal;
mod run;
#[cfg(feature = "postgres")]
pub mod search_path;
mod sending;
#[cfg_attr(not(feature = "tracing"), path = "span_off.rs")]
mod span;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use ddl::{DdlConnection, DdlOutcome};
pub use driver::{Driver, DriverConnection, Executor};
pub use each::{EachBatch, EachSchema, SharedExecutor, each_schema};
pub use error::{DatabaseError, Said, Violation};
pub use explain::{Explain, ExplainOptions, ToExplain};
pub use grouped::FetchGrouped;
pub use page::FetchPage;
pub use run::{Execute, Fetch};
pub use sending::Sending;
