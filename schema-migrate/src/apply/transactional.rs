//! A revision as one transaction: the lock, the history, the steps, the row in the history.

use std::time::Instant;

use polyschema_core::Dialect;

use super::hook::Event;
use super::lock::{self, Wait};
use super::prepare::{Prepared, Standing};
use super::run::milliseconds;
use super::step::{Remains, StepError};
use super::surroundings::{Surroundings, check_foreign_keys};
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::history::{self, State};

/// Runs a revision, and says whether there was anything to do.
pub(super) async fn run<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let schema = &revision.run.physical;
    let wait = Wait::new(schema, migrator.timeouts.run);
    let mut transaction = loop {
        if let Some(transaction) = lock::begin(&mut *connection, schema, &migrator.timeouts).await?
        {
            break transaction;
        }
        wait.pause(&mut *connection).await?;
    };
    match in_transaction(&mut *transaction, migrator, revision).await {
        Ok(true) => {
            transaction.commit().await.map_err(ApplyError::database("commit", schema))?;
            Ok(true)
        }
        result => {
            // The first error says what went wrong; a rollback that fails ends with the connection.
            transaction.rollback().await.ok();
            result
        }
    }
}

async fn in_transaction<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let since = Instant::now();
    let (run, place) = (&revision.run, &revision.place);
    let looking = || ApplyError::database("look at the history", &run.physical);
    let exists =
        history::schema_exists(connection, run.physical.as_str()).await.map_err(looking())?;
    if !exists && C::DIALECT == Dialect::Sqlite {
        let what = "attach its file to the connection before";
        return Err(ApplyError::NoSchema { schema: run.physical.clone(), what });
    }
    let mut has_table = history::is_there(connection, place).await.map_err(looking())?;
    let entries = match has_table {
        true => history::read(connection, place).await.map_err(looking())?,
        false => Vec::new(),
    };
    match revision.standing(&entries)? {
        Standing::Done => return Ok(false),
        Standing::Fresh => {}
        Standing::Interrupted(entry) => {
            let why = format!("it was interrupted at step {}", entry.step + 1);
            return Err(ApplyError::Moved { key: run.key.clone(), why });
        }
    }
    migrator.tell(&Event::RevisionBegins(run), connection).await?;
    let surroundings = Surroundings::read(connection, &run.physical).await?;
    for (at, statement) in revision.statements.iter().enumerate() {
        let (step, name) = (at + 1, statement.name.as_str());
        migrator.tell(&Event::StepBegins { revision: run, step, name }, connection).await?;
        // What drops the schema drops nothing that it does not know, so the history goes before it.
        if run.direction == Direction::Downgrade
            && has_table
            && !place.is_shared
            && migrator.drops_schema(&revision.parsed()[at], &place.schema)
        {
            has_table = !drop_history(connection, revision).await?;
        }
        send(connection, migrator, revision, at, Remains::Nothing).await?;
        migrator.tell(&Event::StepEnds { revision: run, step }, connection).await?;
    }
    call_rust(connection, migrator, revision, Remains::Nothing).await?;
    surroundings.restore(connection, revision).await?;
    check_foreign_keys(connection, revision).await?;
    migrator.tell(&Event::RevisionEnds(run), connection).await?;
    let writing = || ApplyError::database("write the history", &run.physical);
    match run.direction {
        Direction::Upgrade => {
            if !has_table {
                create_history(connection, revision, exists).await?;
            }
            let entry = revision.entry(State::Done, run.steps, milliseconds(since));
            history::insert(connection, place, &entry).await.map_err(writing())?;
        }
        Direction::Downgrade if has_table => {
            history::delete(connection, place, run.key.id.as_str()).await.map_err(writing())?;
        }
        Direction::Downgrade => {}
    }
    Ok(true)
}

/// Creates the history in the schema, which the revision may have created itself.
async fn create_history<C: MigrateConnection>(
    connection: &mut C,
    revision: &Prepared<'_>,
    existed: bool,
) -> Result<(), ApplyError> {
    let schema = &revision.run.physical;
    let creating = || ApplyError::database("create the history table", schema);
    let there =
        existed || history::schema_exists(connection, schema.as_str()).await.map_err(creating())?;
    if !there {
        let what = "begin its first revision with `CREATE SCHEMA`";
        return Err(ApplyError::NoSchema { schema: schema.clone(), what });
    }
    history::create(connection, &revision.place).await.map_err(creating())
}

/// Removes the revision's row, and with the last row the table; says whether it did.
async fn drop_history<C: MigrateConnection>(
    connection: &mut C,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let place = &revision.place;
    let writing = || ApplyError::database("drop the history table", &revision.run.physical);
    history::delete(connection, place, revision.run.key.id.as_str()).await.map_err(writing())?;
    let is_last = history::read(connection, place).await.map_err(writing())?.is_empty();
    if is_last {
        history::drop_table(connection, place).await.map_err(writing())?;
    }
    Ok(is_last)
}

/// Sends a statement.
pub(super) async fn send<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    at: usize,
    remains: Remains,
) -> Result<(), ApplyError> {
    let statement = &revision.statements[at];
    let sent = match migrator.before_statement(connection, revision, at).await {
        Ok(()) => connection.send(&statement.sql).await,
        error => error,
    };
    sent.map_err(|source| {
        let file = revision.script.script.file();
        let error =
            StepError::of_statement::<C>(&revision.run, at, file, statement, remains, source);
        ApplyError::Step(Box::new(error))
    })
}

/// Runs the revision's Rust function, which is its last step.
pub(super) async fn call_rust<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    remains: Remains,
) -> Result<(), ApplyError> {
    let Some(name) = &revision.script.rust else { return Ok(()) };
    let run = &revision.run;
    let Some(function) = migrator.rust.get(name) else {
        unreachable!("a function that is not registered is refused before anything runs");
    };
    migrator.tell(&Event::StepBegins { revision: run, step: run.steps, name }, connection).await?;
    let called = function(connection, &run.physical).await;
    called.map_err(|source| {
        ApplyError::Step(Box::new(StepError::of_rust(run, name, remains, source)))
    })?;
    migrator.tell(&Event::StepEnds { revision: run, step: run.steps }, connection).await
}
