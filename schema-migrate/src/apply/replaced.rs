//! Revisions that another took the place of: a history that has the last of them has that one.

use super::lock::{self, Wait};
use super::refused::Refused;
use super::stamp::write;
use super::{ApplyError, Migrator};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{self, Entry, State};
use crate::migration::{RevisionKey, SchemaRevisions};

/// A history in the revisions that there are, and whether that is not what is written.
pub(super) fn in_place(mut entries: Vec<Entry>, revisions: &SchemaRevisions) -> (Vec<Entry>, bool) {
    let mut changed = false;
    for revision in revisions.in_order() {
        let old = revision.replaces();
        let is_old = |entry: &Entry| old.iter().any(|id| id.as_str() == entry.revision);
        let is_last = |entry: &Entry| old.last().is_some_and(|id| id.as_str() == entry.revision);
        // It cannot have the last one without those before.
        let Some(last) = entries.iter().position(is_last) else { continue };
        if entries[last].state != State::Done {
            continue;
        }
        entries[last] = Entry {
            revision: revision.id().to_string(),
            parents: revision.parents().iter().map(ToString::to_string).collect(),
            checksum: revision.checksum().to_owned(),
            ..entries[last].clone()
        };
        entries.retain(|entry| !is_old(entry));
        changed = true;
    }
    (entries, changed)
}

/// What a history has of revisions that another took the place of, where it lacks the last of them.
pub(super) fn partly(revisions: &SchemaRevisions, lost: &str) -> Option<Refused> {
    let by =
        revisions.in_order().find(|one| one.replaces().iter().any(|id| id.as_str() == lost))?;
    let lacks = by.replaces().last()?;
    let key = RevisionKey { schema: revisions.schema().to_owned(), id: by.id().clone() };
    Some(Refused::PartlyReplaced { key, has: lost.to_owned(), lacks: lacks.clone() })
}

impl<C: MigrateConnection> Migrator<C> {
    /// Writes the history of a schema in the revisions that there are.
    pub(super) async fn write_in_place(
        &self,
        connection: &mut C,
        engine: Engine,
        schema: &str,
    ) -> Result<()> {
        let (Some(physical), Some(revisions)) =
            (self.names.get(schema), self.revisions.schemas().get(schema))
        else {
            return Ok(());
        };
        let place = self.history.of(physical, C::DIALECT)?;
        let writing = || ApplyError::database("write the history", physical);
        let wait = Wait::new(physical, self.timeouts.run);
        let mut transaction = loop {
            if let Some(transaction) =
                lock::begin(&mut *connection, physical, &self.timeouts, engine).await?
            {
                break transaction;
            }
            wait.pause(&mut *connection).await?;
        };
        let entries = history::read(&mut *transaction, &place).await.map_err(writing())?;
        let (entries, _) = in_place(entries, revisions);
        write(&mut *transaction, engine, &place, &entries).await.map_err(writing())?;
        transaction.commit().await.map_err(writing())?;
        Ok(())
    }
}
