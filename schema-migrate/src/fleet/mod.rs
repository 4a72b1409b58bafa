//! A fleet: thousands of schemas of one logical schema, migrated by a few connections.
//!
//! Where all of them stand is read by a few queries, the way is planned once for all whose histories say the
//! same, and each schema runs by itself: one that fails or is busy keeps no other back. For PostgreSQL and those
//! who speak its protocol. Invariant: which schemas there are is for the caller to say.

mod alike;
mod canonical;
mod connect;
mod drift;
mod error;
mod event;
mod failure;
mod lock;
mod member;
mod options;
mod outcome;
mod plan;
mod queue;
mod run;
mod schedule;
mod stamp;
mod status;
mod worker;

#[cfg(feature = "cli")]
pub(crate) use alike::Failures;
pub use drift::{DriftedMembers, FleetDrift};
pub use error::FleetError;
pub use event::FleetEvent;
pub use member::{FleetMember, Selection};
pub use options::FleetOptions;
pub use outcome::{FleetReport, MemberReport, Status, Stopped};
pub use plan::{FleetPlan, PlannedMembers};
pub use run::Fleet;
pub use status::{FleetStatus, FleetVersion};
