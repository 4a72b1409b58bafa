//! Schemas that hold nothing yet: what revisions destroy there they have made in the same run, so nobody is
//! asked about it. A new database comes through all of its revisions without `Allow`.

use std::collections::BTreeSet;

use super::run::Way;
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::history;
use crate::migration::RevisionKey;

impl<C: MigrateConnection> Migrator<C> {
    /// The schemas on the way that hold nothing yet; asked only of those in which something is destroyed.
    pub(super) async fn empty(
        &self,
        connection: &mut C,
        direction: Direction,
        way: &Way,
    ) -> Result<BTreeSet<String>> {
        let mut empty = BTreeSet::new();
        if direction == Direction::Downgrade {
            return Ok(empty);
        }
        for schema in way.without_rows.iter().filter(|schema| self.destroys(schema, &way.path)) {
            let Some(physical) = self.names.get(schema) else { continue };
            let place = self.history.of(physical, C::DIALECT)?;
            let holds = history::holds_tables(connection, physical.as_str(), &place).await;
            if !holds.map_err(ApplyError::database("look for tables", physical))? {
                empty.insert(schema.clone());
            }
        }
        Ok(empty)
    }

    /// Whether revisions of the schema destroy what nobody allowed.
    fn destroys(&self, schema: &str, path: &[RevisionKey]) -> bool {
        let own = path.iter().filter(|key| key.schema == schema);
        let destroyed = own
            .filter_map(|key| self.revisions.get(key))
            .flat_map(|revision| revision.upgrade().script.destroyed());
        destroyed.into_iter().any(|one| !self.allow.allows(&one.name))
    }
}

/// Whether an object lies in one of the schemas, by its name and their logical names.
pub(super) fn lies_in(name: &str, schemas: &BTreeSet<String>) -> bool {
    // A logical name has no full stop.
    schemas.contains(name.split('.').next().unwrap_or_default())
}
