//! What many schemas have in common: the way to a target, found once for all whose histories say the same.

use std::collections::BTreeSet;
use std::pin::Pin;

use polyschema_core::SchemaName;

use super::lock::Message;
use super::prepare::Prepared;
use super::run::Way;
use super::state::applied;
use super::transactional::AtOnce;
use super::{Direction, Migrator, Report};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::Place;
use crate::migration::{RevisionId, RevisionKey, Targets};

/// The way of schemas whose histories say the same.
pub(crate) struct Planned {
    way: Way,
    engine: Engine,
    direction: Direction,
    /// The applied revisions of the schema that many names stand for.
    applied: BTreeSet<RevisionId>,
    /// Whether nothing on the way is to be looked at.
    goes_at_once: bool,
}

impl Planned {
    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.way.is_empty()
    }

    /// What would run, in order.
    pub(crate) fn path(&self) -> &[RevisionKey] {
        &self.way.path
    }

    /// Whether nothing is applied after it, and something was before.
    pub(crate) fn leads_to_nothing(&self) -> bool {
        let taken = |id: &RevisionId| self.way.path.iter().any(|key| key.id == *id);
        self.direction == Direction::Downgrade
            && !self.applied.is_empty()
            && self.applied.iter().all(taken)
    }

    /// Whether the ways of several schemas can go in one message.
    pub(crate) const fn goes_at_once(&self) -> bool {
        self.goes_at_once
    }

    /// The applied revisions before it.
    pub(crate) const fn applied(&self) -> &BTreeSet<RevisionId> {
        &self.applied
    }
}

impl<C: MigrateConnection> Migrator<C> {
    /// Finds the way of the logical schema's present name to the targets, and refuses what can be refused.
    pub(crate) fn planned<'a>(
        &'a self,
        connection: &'a mut C,
        engine: Engine,
        schema: &'a str,
        direction: Direction,
        targets: &'a Targets,
    ) -> Pin<Box<dyn Future<Output = Result<Planned>> + Send + 'a>> {
        Box::pin(async move {
            let states = self.current(connection).await?;
            let all = applied(&states, direction);
            let (way, refused) = self.way_of(direction, targets, &states)?;
            let empty = self.empty(connection, direction, &way).await?;
            let prepared = self.prepare(engine, direction, &way.path, &empty, refused)?;
            let goes_at_once = way.is_begun() && self.at_once(&prepared).is_some();
            let applied = all.get(schema).cloned().unwrap_or_default();
            Ok(Planned { way, engine, direction, applied, goes_at_once })
        })
    }

    /// Goes the way under the present names; reports each revision as soon as it is done.
    pub(crate) fn go_planned<'a>(
        &'a self,
        connection: &'a mut C,
        planned: &'a Planned,
        report: &'a mut Report,
    ) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let Planned { way, engine, direction, .. } = planned;
            self.check_names()?;
            let empty = self.empty(connection, *direction, way).await?;
            let prepared = self.prepare(*engine, *direction, &way.path, &empty, Vec::new())?;
            self.go(connection, *engine, way, prepared, report).await
        })
    }

    /// The statements of the way under the present names, each revision a transaction, for a message in which others'
    /// stand, too; nothing, where something is to be looked at.
    pub(crate) fn planned_message(&self, planned: &Planned) -> Result<Option<Vec<String>>> {
        let Planned { way, engine, direction, .. } = planned;
        self.check_names()?;
        let empty = BTreeSet::new();
        let prepared = self.prepare(*engine, *direction, &way.path, &empty, Vec::new())?;
        Ok(self.at_once(&prepared))
    }

    fn at_once(&self, prepared: &[Prepared<'_>]) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for revision in prepared {
            let at_once = AtOnce::of(self, revision, Message::Common)?;
            texts.extend(at_once.texts().map(str::to_owned));
            texts.push("COMMIT".to_owned());
        }
        Some(texts)
    }

    /// The SQL of the way under the present names.
    pub(crate) fn planned_script(&self, planned: &Planned, script: &mut String) -> Result<()> {
        let Planned { way, engine, direction, .. } = planned;
        // Whether a schema is empty was asked when it was planned.
        let empty = way.without_rows.clone();
        self.script_of(*engine, *direction, &way.path, &empty, script)
    }
}

impl<C: MigrateConnection> Migrator<C> {
    /// The place of a schema's history.
    pub(crate) fn place_of(&self, physical: &SchemaName) -> Result<Place> {
        self.history.of(physical, C::DIALECT)
    }

    /// A migrator that does not touch a schema.
    pub(crate) fn without(&self, schema: &str) -> Self {
        let mut migrator = self.clone();
        migrator.names.remove(schema);
        migrator
    }
}

impl Report {
    /// Nothing yet.
    pub(crate) const fn new(direction: Direction) -> Self {
        Self { direction, revisions: Vec::new() }
    }
}
