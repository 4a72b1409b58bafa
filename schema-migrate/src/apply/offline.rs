//! Runs as scripts: what a run would send, for someone else to send.

use std::collections::BTreeSet;

use polyschema_core::Dialect;

use super::lock::key;
use super::prepare::Prepared;
use super::refused::Refused;
use super::run::Direction;
use super::settings::{STRINGS_SQL, limit_sql};
use super::{ApplyError, Migrator};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::Result;
use crate::history::{self, State};
use crate::migration::{Applied, RevisionKey, Targets};

impl<C: MigrateConnection> Migrator<C> {
    /// The SQL that a run would send to schemas that stand at `from`, the history's rows with it.
    ///
    /// Nobody looks at the database: what a run finds out there (a revision that is done, an index that was
    /// left invalid, triggers that went with a table of SQLite) is not in the script.
    ///
    /// # Errors
    /// [`RevisionError`](crate::migration::RevisionError) for a target that cannot be resolved;
    /// [`ApplyError::Refused`], also for a revision with a Rust function.
    pub fn script(&self, direction: Direction, from: &Targets, to: &Targets) -> Result<String> {
        self.check_names()?;
        let applied = self.standing_at(from)?;
        let path = self.path(direction, to, &applied)?;
        let engine = self.engine.unwrap_or(Engine::of_dialect(C::DIALECT));
        let mut script = String::new();
        self.script_of(engine, direction, &path, &BTreeSet::new(), &mut script)?;
        Ok(script)
    }

    /// Writes the SQL of revisions.
    pub(super) fn script_of(
        &self,
        engine: Engine,
        direction: Direction,
        path: &[RevisionKey],
        empty: &BTreeSet<String>,
        script: &mut String,
    ) -> Result<()> {
        let prepared = self.prepare(engine, direction, path, empty, Vec::new())?;
        let with_rust = prepared.iter().filter_map(|revision| {
            let function = revision.script.rust.clone()?;
            Some(Refused::NoSql { key: revision.run.key.clone(), function })
        });
        let refused: Vec<Refused> = with_rust.collect();
        if !refused.is_empty() {
            return Err(ApplyError::Refused(refused).into());
        }
        for revision in &prepared {
            self.write(revision, script);
        }
        Ok(())
    }

    /// What is applied where the schemas stand at some targets.
    fn standing_at(&self, targets: &Targets) -> Result<Applied> {
        let targets = targets.resolve(self.names.keys().map(String::as_str), &self.revisions)?;
        let mut applied = Applied::new();
        for (schema, target) in targets {
            let revisions = self.revisions.schema(&schema)?;
            let goal = revisions.stands_for(&target, &Default::default())?;
            let ids = goal.iter().map(|id| RevisionKey { schema: schema.clone(), id: id.clone() });
            for key in self.revisions.needed(ids) {
                applied.entry(key.schema).or_default().insert(key.id);
            }
        }
        Ok(applied)
    }

    fn write(&self, revision: &Prepared<'_>, script: &mut String) {
        let (run, place) = (&revision.run, &revision.place);
        let message = revision.revision.message();
        // The logical name: the one in the database could end the comment.
        script.push_str(&format!("-- {} of {}: {}", run.direction, run.key.schema, run.key.id));
        if !message.is_empty() {
            script.push_str(&format!(" ({message})"));
        }
        script.push_str("\n\n");
        let mut line = |sql: &str| script.extend([sql, ";\n\n"]);
        let transactional = revision.is_transactional();
        if C::DIALECT == Dialect::Sqlite {
            line("PRAGMA foreign_keys = OFF");
        }
        if transactional {
            line(match C::DIALECT {
                Dialect::Postgres => "BEGIN",
                Dialect::Sqlite => "BEGIN IMMEDIATE",
            });
            if C::DIALECT == Dialect::Postgres {
                line(&format!("SELECT pg_advisory_xact_lock({})", key(&run.physical)));
                limit_sql(&self.timeouts).iter().for_each(|sql| line(sql));
                line(STRINGS_SQL);
            }
        }
        let mut has_row = true;
        for (at, statement) in revision.statements.iter().enumerate() {
            if run.direction == Direction::Downgrade
                && !place.is_shared
                && self.drops_schema(&revision.parsed()[at], &place.schema)
            {
                line(&history::delete_sql(place, run.key.id.as_str()));
                line(&history::drop_sql(place));
                has_row = false;
            }
            if let Some(value) = self.legacy_alter_table(revision, at) {
                line(&format!("PRAGMA legacy_alter_table = {value}"));
            }
            if let Some(sql) = self.before(revision, at).filter(|_| transactional) {
                line(&sql);
            }
            line(&statement.sql);
            if let Some(sql) = self.shares(revision, at) {
                line(&sql);
            }
        }
        match run.direction {
            Direction::Upgrade => {
                line(&history::create_sql(place));
                line(&history::insert_sql(place, &revision.entry(State::Done, run.steps, 0)));
            }
            Direction::Downgrade if has_row => {
                line(&history::delete_sql(place, run.key.id.as_str()));
            }
            Direction::Downgrade => {}
        }
        if transactional {
            line("COMMIT");
        }
        if C::DIALECT == Dialect::Sqlite {
            line("PRAGMA legacy_alter_table = OFF");
            line("PRAGMA foreign_keys = ON");
        }
    }
}
