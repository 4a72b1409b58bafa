//! The doctor: connects, finds out what lies between a program and PostgreSQL, and says what is unsafe.
//!
//! It tries things out instead of believing names: two clients ask for their server sessions, a named statement
//! is sent within a transaction and looked up in the server. Invariants: it says nothing that it has not seen;
//! what it sends is safe behind any pooler (text without binds, or within a transaction) and leaves nothing behind.

mod ask;
mod between;
mod console;
mod diagnosis;
mod direct;
mod error;
mod examine;
mod finding;
mod finding_words;
mod left;
mod named;
mod server;

pub use between::keeps_session;
pub use diagnosis::{Diagnosis, ServerFacts};
pub use error::DoctorError;
pub use examine::Doctor;
pub use finding::{Finding, Named, Severity};
