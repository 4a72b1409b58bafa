//! Everything that can be checked before anything runs, and the statements that will run.

use std::collections::BTreeSet;

use polyschema_core::ident::Ident;

use super::empty::lies_in;
use super::hook::RevisionRun;
use super::refused::Refused;
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::engine::{Engine, TransactionalDdl};
use crate::error::Result;
use crate::history::{Entry, Place, State};
use crate::migration::{
    BoundStatement, ObjectKind, ObjectName, Revision, RevisionKey, RevisionScript, SchemaPart,
    Statement,
};

/// A revision that is ready to run.
pub(super) struct Prepared<'m> {
    pub(super) run: RevisionRun,
    pub(super) engine: Engine,
    pub(super) place: Place,
    pub(super) revision: &'m Revision,
    pub(super) script: &'m RevisionScript,
    pub(super) statements: Vec<BoundStatement>,
}

/// What the history says of a revision that is about to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is done already.
    Done,
    /// It has not begun.
    Fresh,
    /// It was interrupted.
    Interrupted(Entry),
}

impl<C: MigrateConnection> Migrator<C> {
    /// Prepares revisions; everything that is wrong with them is added to what is refused. In schemas that are
    /// empty they may destroy what they like.
    pub(super) fn prepare(
        &self,
        engine: Engine,
        direction: Direction,
        path: &[RevisionKey],
        empty: &BTreeSet<String>,
        mut refused: Vec<Refused>,
    ) -> Result<Vec<Prepared<'_>>> {
        let mut prepared = Vec::new();
        for key in path {
            if let Some(revision) = self.revisions.get(key)
                && let Some(one) =
                    self.prepare_one(engine, direction, revision, empty, &mut refused)?
            {
                prepared.push(one);
            }
        }
        match refused.is_empty() {
            true => Ok(prepared),
            false => Err(ApplyError::Refused(refused).into()),
        }
    }

    fn prepare_one<'m>(
        &'m self,
        engine: Engine,
        direction: Direction,
        revision: &'m Revision,
        empty: &BTreeSet<String>,
        refused: &mut Vec<Refused>,
    ) -> Result<Option<Prepared<'m>>> {
        let key = revision.key();
        let script = match direction {
            Direction::Upgrade => Some(revision.upgrade()),
            Direction::Downgrade => revision.downgrade(),
        };
        let Some(script) = script else {
            refused.push(Refused::NoDowngrade(key.clone()));
            return Ok(None);
        };
        let Some(physical) = self.names.get(&key.schema) else {
            refused.push(Refused::Unbound(key.clone()));
            return Ok(None);
        };
        for destroyed in script.script.destroyed() {
            if !self.allow.allows(&destroyed.name) && !lies_in(&destroyed.name, empty) {
                refused.push(Refused::Destroys {
                    key: key.clone(),
                    file: script.script.file().to_owned(),
                    line: destroyed.line,
                    how: destroyed.how,
                    name: destroyed.name,
                });
            }
        }
        if let Some(function) = script.rust.as_ref().filter(|name| !self.rust.contains_key(*name)) {
            refused.push(Refused::Unregistered {
                key: key.clone(),
                function: function.clone(),
                known: self.rust.keys().cloned().collect(),
            });
        }
        let statements = match script.script.bind(&self.names) {
            Ok(statements) => statements,
            Err(error) => {
                refused.push(error.into());
                return Ok(None);
            }
        };
        let run = RevisionRun {
            key: key.clone(),
            physical: physical.clone(),
            direction,
            steps: statements.len() + usize::from(script.rust.is_some()),
        };
        let place = self.history.of(physical, C::DIALECT)?;
        let prepared = Prepared { run, engine, place, revision, script, statements };
        self.check_engine(&prepared, refused);
        if !prepared.is_transactional() {
            self.check_steps(&prepared, refused);
        }
        Ok(Some(prepared))
    }

    /// What a revision cannot do step by step.
    fn check_steps(&self, prepared: &Prepared<'_>, refused: &mut Vec<Refused>) {
        let key = &prepared.run.key;
        for (at, statement) in prepared.parsed().iter().enumerate() {
            if self.drops_schema(statement, &prepared.place.schema) {
                refused.push(Refused::DropsHistory(key.clone()));
            }
            if let Some(table) = statement.renames_table()
                && self.takes_place(prepared, at)
            {
                let (key, table) = (key.clone(), table.to_string());
                refused.push(Refused::RebuildsInSteps { key, table });
            }
        }
    }

    /// Whether a statement drops a schema.
    pub(super) fn drops_schema(&self, statement: &Statement, schema: &Ident) -> bool {
        let Some((ObjectKind::Schema, names)) = statement.drops() else { return false };
        let physical = |name: &ObjectName| match self.names.get(&name.name) {
            Some(physical) => physical.as_str() == schema.as_str(),
            None => name.name == schema.as_str(),
        };
        names.iter().any(physical)
    }

    /// The schema's name in the database, of an object in a statement.
    pub(super) fn physical<'a>(&'a self, name: &'a ObjectName) -> Option<&'a str> {
        match name.schema.as_ref()? {
            SchemaPart::Logical(schema) => Some(self.names.get(schema)?.as_str()),
            SchemaPart::Named(schema) => Some(schema),
        }
    }
}

impl Prepared<'_> {
    /// Whether it is one transaction.
    pub(super) fn is_transactional(&self) -> bool {
        self.script.transactional && self.engine_takes_back()
    }

    /// Whether a transaction takes changes of structure back.
    pub(super) fn engine_takes_back(&self) -> bool {
        self.engine.transactional_ddl() == TransactionalDdl::Full
    }

    /// The statements as they were read, each beside the one that is sent.
    pub(super) fn parsed(&self) -> &[Statement] {
        self.script.script.statements()
    }

    /// What is written into the history.
    pub(super) fn entry(&self, state: State, step: usize, duration_ms: u64) -> Entry {
        Entry {
            revision: self.run.key.id.to_string(),
            parents: self.revision.parents().iter().map(ToString::to_string).collect(),
            checksum: self.revision.checksum().to_owned(),
            state,
            step,
            steps: self.run.steps,
            applied_at: String::new(),
            applied_by: String::new(),
            duration_ms,
        }
    }

    /// What the history says of it, read under the lock.
    pub(super) fn standing(&self, entries: &[Entry]) -> Result<Standing, ApplyError> {
        let id = self.run.key.id.as_str();
        let own = entries.iter().find(|entry| entry.revision == id);
        let moved = |why| ApplyError::Moved { key: self.run.key.clone(), why };
        match (self.run.direction, own.map(|entry| entry.state)) {
            (Direction::Upgrade, Some(State::Done)) | (Direction::Downgrade, None) => {
                return Ok(Standing::Done);
            }
            (Direction::Upgrade, Some(State::Downgrading))
            | (Direction::Downgrade, Some(State::Upgrading)) => {
                return Err(moved("it was interrupted on the other way".to_owned()));
            }
            (Direction::Upgrade, None) => {
                let is_done = |parent: &str| {
                    entries
                        .iter()
                        .any(|entry| entry.revision == parent && entry.state == State::Done)
                };
                let parents = self.revision.parents().iter();
                if let Some(parent) = parents.into_iter().find(|parent| !is_done(parent.as_str())) {
                    return Err(moved(format!("`{parent}` is not applied")));
                }
            }
            (Direction::Downgrade, Some(State::Done)) => {
                let stands_on = |entry: &&Entry| entry.parents.iter().any(|parent| parent == id);
                if let Some(entry) = entries.iter().find(stands_on) {
                    return Err(moved(format!("`{}` stands on it", entry.revision)));
                }
            }
            (Direction::Upgrade, Some(State::Upgrading))
            | (Direction::Downgrade, Some(State::Downgrading)) => {}
        }
        Ok(match own {
            Some(entry) if entry.state != State::Done => Standing::Interrupted(entry.clone()),
            _ => Standing::Fresh,
        })
    }
}
