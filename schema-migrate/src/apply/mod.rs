//! The runner: applies revisions to schemas, takes them back, and says where each schema stands.
//!
//! A revision and its row in the history are one transaction, under a lock of the schema. A revision that is
//! not transactional keeps in its row how far it is. Invariant: what can be refused is refused before
//! anything runs, all of it at once.

#[cfg(feature = "postgres")]
mod elsewhere;
mod empty;
mod engine;
mod error;
#[cfg(feature = "postgres")]
mod fresh;
mod hook;
mod journal;
pub(crate) mod lease;
mod lock;
mod migrator;
mod offline;
mod options;
#[cfg(feature = "postgres")]
mod planned;
mod prepare;
mod refused;
mod replaced;
mod run;
mod session;
mod settings;
mod stamp;
mod state;
mod step;
mod surroundings;
mod transactional;

pub use error::ApplyError;
#[cfg(feature = "postgres")]
pub(crate) use fresh::FreshPlan;
pub use hook::{BoxError, BoxFuture, Event, RevisionRun};
#[cfg(feature = "postgres")]
pub(crate) use lock::begin_when_free;
pub use migrator::Migrator;
pub use options::{Allow, Timeouts};
#[cfg(feature = "postgres")]
pub(crate) use planned::Planned;
pub use refused::Refused;
pub use run::{Direction, Report, RevisionReport};
pub use state::SchemaState;
pub use step::{FailedStatement, Remains, StepError};
