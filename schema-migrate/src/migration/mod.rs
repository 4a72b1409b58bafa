//! Revisions: what a schema's history is made of, as SQL files that a person reads and edits.
//!
//! A revision is a folder, `migrations/<schema>/<id>`, with `upgrade.sql`, perhaps `downgrade.sql`, and
//! perhaps the model's `snapshot.json`. SQL names schemas as psql does (`:"asia".countries`), so the file
//! also runs under `psql -v asia=..`. Invariant: knows no database and no driver.

mod destroyed;
mod error;
mod features;
mod files;
mod graph;
mod header;
mod id;
mod lexer;
mod path;
mod plain;
mod qualify;
mod resolve;
mod revision;
mod revisions;
mod script;
mod split;
mod statement;
mod target;
mod words;

pub use destroyed::Destroyed;
pub use error::RevisionError;
pub use files::EmbeddedFile;
pub use graph::SchemaRevisions;
pub use id::RevisionId;
pub use path::{Applied, RevisionKey};
#[cfg(feature = "postgres")]
pub(crate) use plain::without_concurrently;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use qualify::qualified;
pub use revision::{NewRevision, NewScript, Revision, RevisionScript};
pub use revisions::Revisions;
pub use script::{BoundStatement, Names, Script};
pub use statement::Statement;
pub(crate) use statement::{ConcurrentIndex, ObjectKind};
pub use target::{Target, Targets};
pub(crate) use words::{ObjectName, SchemaPart};
