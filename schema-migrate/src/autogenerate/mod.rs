//! From models and the revisions that there are to new revisions.
//!
//! What the revisions make of a schema is the snapshot at its head. A [`Proposal`] is what lies between that,
//! or a database, and the models; a revision is written from it. Invariant: reads and writes no database, and a
//! failure leaves nothing behind on disk.

mod answer;
mod error;
mod join;
mod merge;
mod place;
mod proposal;
mod request;
mod sides;
mod squash;

pub use answer::{answer, spelled};
pub use error::AutogenerateError;
pub use merge::{Merge, merge};
pub use place::{write, write_squashed};
pub use proposal::Proposal;
pub use request::{Request, blank, revisions};
pub use sides::{Base, base, catalog_at, promised};
pub use squash::squash;
