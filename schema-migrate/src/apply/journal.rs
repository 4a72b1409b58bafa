//! A revision that is not transactional, or that the engine cannot take back: step by step, and in its row in the
//! history how far it is.
//!
//! A step that can stand in a transaction is one with its mark in the history. Any other may run twice when
//! the process is killed between the two, so what is known of it is looked at: a concurrent index that is
//! there or not, valid or not; and on an engine that takes no change of structure back, where the run is gone that was
//! at the step, whether it is refused because it is done.

use std::time::Instant;

use polyschema_core::ident::quote;

use super::hook::Event;
use super::lock::{Lock, Wait};
use super::prepare::{Prepared, Standing};
use super::run::milliseconds;
use super::step::Remains;
use super::surroundings::check_foreign_keys;
use super::transactional::{call_rust, send};
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::history::{self, Entry, State};
use crate::migration::{ConcurrentIndex, Statement};

/// What is written into the history in one transaction, and what happens in it.
#[derive(Clone, Copy)]
enum Part {
    /// That it begins, or goes on.
    Begin,
    /// A step, and that it is done.
    Step(usize),
    /// That a step is done.
    Mark(usize),
    /// That all of it is done.
    End,
}

/// Runs a revision, and says whether there was anything to do.
pub(super) async fn run<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let schema = &revision.run.physical;
    let mut lock = Lock::new(schema, &migrator.timeouts, revision.engine);
    let wait = Wait::new(schema, migrator.timeouts.run);
    while !lock.take(&mut *connection).await? {
        wait.pause(&mut *connection).await?;
    }
    let result = under_lock(connection, migrator, revision, &lock).await;
    let released = lock.give(connection).await;
    let ran = result?;
    released?;
    Ok(ran)
}

async fn under_lock<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    lock: &Lock<'_>,
) -> Result<bool, ApplyError> {
    let run = &revision.run;
    let Some(mut entry) = write(connection, migrator, revision, lock, Part::Begin).await? else {
        return Ok(false);
    };
    let first = entry.step;
    // A row that was there before says since when. A run that was not killed knew what had become of its step.
    let in_doubt = lock.was_left && !entry.applied_at.is_empty();
    while entry.step < run.steps {
        let at = entry.step;
        let part = match revision.parsed().get(at).is_some_and(|one| runs_alone(revision, one)) {
            true => {
                lock.check(connection).await?;
                let (step, name) = (at + 1, revision.statements[at].name.as_str());
                migrator.tell(&Event::StepBegins { revision: run, step, name }, connection).await?;
                let ran = run_alone(connection, migrator, revision, at, at == first).await;
                match ran {
                    Err(error) if in_doubt && at == first && is_done(revision, at, &error) => {}
                    ran => ran?,
                }
                migrator.tell(&Event::StepEnds { revision: run, step }, connection).await?;
                Part::Mark(at)
            }
            false => Part::Step(at),
        };
        match write(connection, migrator, revision, lock, part).await? {
            Some(next) => entry = next,
            None => return Ok(true),
        }
    }
    migrator.tell(&Event::RevisionEnds(run), connection).await?;
    write(connection, migrator, revision, lock, Part::End).await?;
    Ok(true)
}

/// Whether a statement does not share a transaction with its mark: where each change of structure is a transaction by
/// itself, it would end that of the mark, or stay without it.
fn runs_alone(revision: &Prepared<'_>, statement: &Statement) -> bool {
    statement.runs_alone() || (!revision.engine_takes_back() && !statement.is_about_rows())
}

/// Whether a step failed because a run that is gone has done it, and could not say so any more.
///
/// Source: PostgreSQL manual, appendix A.
fn is_done(revision: &Prepared<'_>, at: usize, error: &ApplyError) -> bool {
    const IS_THERE: [&str; 4] = ["42P06", "42P07", "42701", "42710"];
    const IS_GONE: [&str; 4] = ["3F000", "42P01", "42703", "42704"];
    let codes = if revision.parsed()[at].takes_away() { IS_GONE } else { IS_THERE };
    let code = error.driver().and_then(|error| error.as_database_error()?.code());
    !revision.engine_takes_back() && code.is_some_and(|code| codes.contains(&&*code))
}

/// Does a part in a transaction, and returns how far the revision is; nothing when another run ended it.
async fn write<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    lock: &Lock<'_>,
    part: Part,
) -> Result<Option<Entry>, ApplyError> {
    let schema = &revision.run.physical;
    // It may create the schema, and in it the history.
    if matches!(part, Part::Begin) && !revision.engine_takes_back() {
        lock.check(connection).await?;
        return do_part(connection, migrator, revision, part).await;
    }
    let wait = Wait::new(schema, migrator.timeouts.run);
    let mut transaction = loop {
        if let Some(transaction) =
            lock.begin(&mut *connection, &migrator.timeouts, revision.engine).await?
        {
            break transaction;
        }
        wait.pause(&mut *connection).await?;
    };
    match do_part(&mut *transaction, migrator, revision, part).await {
        Ok(entry) => {
            transaction.commit().await.map_err(ApplyError::database("commit", schema))?;
            Ok(entry)
        }
        Err(error) => {
            // The first error says what went wrong; a rollback that fails ends with the connection.
            transaction.rollback().await.ok();
            Err(error)
        }
    }
}

async fn do_part<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    part: Part,
) -> Result<Option<Entry>, ApplyError> {
    let since = Instant::now();
    let (run, place) = (&revision.run, &revision.place);
    let writing = || ApplyError::database("write the history", &run.physical);
    let (mut entries, mut done) = (read(connection, revision).await?, 0);
    if entries.is_none() && matches!(part, Part::Begin) && can_create_schema(revision) {
        migrator.tell(&Event::RevisionBegins(run), connection).await?;
        run_step(connection, migrator, revision, 0).await?;
        (entries, done) = (read(connection, revision).await?, 1);
    }
    let Some(entries) = entries else {
        let what = "a revision that is not transactional creates it with its first statement, or lets one before it do so";
        return Err(ApplyError::NoSchema { schema: run.physical.clone(), what });
    };
    let state = match run.direction {
        Direction::Upgrade => State::Upgrading,
        Direction::Downgrade => State::Downgrading,
    };
    let mut entry = match (revision.standing(&entries)?, run.direction) {
        (Standing::Done, _) => return Ok(None),
        (Standing::Interrupted(entry), _) => entry,
        (Standing::Fresh, Direction::Upgrade) => {
            let entry = revision.entry(state, done, 0);
            history::insert(connection, place, &entry).await.map_err(writing())?;
            entry
        }
        (Standing::Fresh, Direction::Downgrade) => revision.entry(state, 0, 0),
    };
    match part {
        Part::Begin if done == 0 => {
            migrator.tell(&Event::RevisionBegins(run), connection).await?;
        }
        Part::Begin => {}
        // On SQLite another run may have come in between two steps.
        Part::Step(at) | Part::Mark(at) if at != entry.step => return Ok(Some(entry)),
        Part::Step(at) => {
            run_step(connection, migrator, revision, at).await?;
            entry.step += 1;
        }
        Part::Mark(_) => entry.step += 1,
        Part::End => {
            check_foreign_keys(connection, revision).await?;
            if run.direction == Direction::Downgrade {
                let id = run.key.id.as_str();
                history::delete(connection, place, id).await.map_err(writing())?;
                return Ok(None);
            }
            entry.state = State::Done;
        }
    }
    entry.duration_ms += milliseconds(since);
    history::set_progress(connection, place, &entry).await.map_err(writing())?;
    Ok(Some(entry))
}

/// Whether the first step may create the schema, and with it the place of the history: together with what the history
/// says of it.
fn can_create_schema(revision: &Prepared<'_>) -> bool {
    let first = revision.parsed().first();
    revision.run.direction == Direction::Upgrade && first.is_some_and(|first| !first.runs_alone())
}

/// The rows of the history, the table of which is created when it is not there; nothing without schema.
async fn read<C: MigrateConnection>(
    connection: &mut C,
    revision: &Prepared<'_>,
) -> Result<Option<Vec<Entry>>, ApplyError> {
    let (place, physical) = (&revision.place, &revision.run.physical);
    let looking = || ApplyError::database("look at the history", physical);
    if !history::schema_exists(connection, physical.as_str()).await.map_err(looking())? {
        return Ok(None);
    }
    if !history::is_there(connection, place).await.map_err(looking())? {
        let creating = ApplyError::database("create the history table", physical);
        history::create(connection, place).await.map_err(creating)?;
    }
    Ok(Some(history::read(connection, place).await.map_err(looking())?))
}

/// Runs a step in the transaction of its mark.
async fn run_step<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    at: usize,
) -> Result<(), ApplyError> {
    let Some(statement) = revision.statements.get(at) else {
        return call_rust(connection, migrator, revision, Remains::StepsBefore).await;
    };
    let (run, step, name) = (&revision.run, at + 1, statement.name.as_str());
    migrator.tell(&Event::StepBegins { revision: run, step, name }, connection).await?;
    send(connection, migrator, revision, at, Remains::StepsBefore).await?;
    migrator.tell(&Event::StepEnds { revision: run, step }, connection).await
}

/// Runs a statement that cannot stand in a transaction; `may_be_done`, when it may have run before.
async fn run_alone<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    at: usize,
    may_be_done: bool,
) -> Result<(), ApplyError> {
    let statement = &revision.parsed()[at];
    let looking = || ApplyError::database("look at an index", &revision.run.physical);
    if let Some(index) = statement.builds_concurrently()
        && let Some(schema) = migrator.physical(&index.table)
    {
        match is_valid(connection, schema, &index).await.map_err(looking())? {
            Some(true) if may_be_done => return Ok(()),
            // The build of it was killed, and it is in the way of another.
            Some(false) => {
                let mut sql = String::from("DROP INDEX CONCURRENTLY IF EXISTS ");
                quote(schema, &mut sql);
                sql.push('.');
                quote(&index.index, &mut sql);
                let dropping =
                    ApplyError::database("drop an invalid index", &revision.run.physical);
                connection.send(&sql).await.map_err(dropping)?;
            }
            Some(true) | None => {}
        }
    }
    let dropped = statement.drops_concurrently();
    if may_be_done && !dropped.is_empty() {
        let mut is_there = false;
        for index in &dropped {
            let Some(schema) = migrator.physical(index) else {
                is_there = true;
                continue;
            };
            let found = connection.rows(INDEX, &[schema, &index.name]).await.map_err(looking())?;
            is_there |= !found.is_empty();
        }
        if !is_there {
            return Ok(());
        }
    }
    send(connection, migrator, revision, at, Remains::StepsBefore).await
}

/// The table and the validity of an index.
const INDEX: &str = "SELECT t.relname::text, i.indisvalid::text FROM pg_catalog.pg_index i \
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid \
    WHERE n.nspname = $1 AND c.relname = $2";

/// Whether an index of the table is valid; nothing when there is none.
async fn is_valid<C: MigrateConnection>(
    connection: &mut C,
    schema: &str,
    index: &ConcurrentIndex,
) -> sqlx::Result<Option<bool>> {
    let rows = connection.rows(INDEX, &[schema, &index.index]).await?;
    let Some([Some(table), Some(valid)]) = rows.first().map(Vec::as_slice) else {
        return Ok(None);
    };
    Ok((*table == index.table.name).then_some(valid == "true"))
}
