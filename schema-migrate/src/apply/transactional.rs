//! A revision as one transaction: the lock, the history, the steps, the row in the history.
//!
//! What nobody looks at in between goes in one message, where the database takes several statements.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Instant;

use polyschema_core::Dialect;

use super::hook::Event;
use super::lock::{self, Message, Wait};
use super::prepare::{Prepared, Standing};
use super::run::milliseconds;
use super::step::{Remains, StepError};
use super::surroundings::{Surroundings, check_foreign_keys};
use super::{ApplyError, Direction, Migrator};
use crate::connection::{MigrateConnection, RefusedStatement};
use crate::history::{self, Entry, State};

/// Runs a revision, and says whether there was anything to do; `has_history`, when the schema had a history
/// table before.
pub(super) async fn run<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    has_history: bool,
) -> Result<bool, ApplyError> {
    if has_history && run_at_once(connection, migrator, revision).await? {
        return Ok(true);
    }
    let schema = &revision.run.physical;
    let wait = Wait::new(schema, migrator.timeouts.run);
    let mut transaction = loop {
        if let Some(transaction) =
            lock::begin(&mut *connection, schema, &migrator.timeouts, revision.engine).await?
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

/// Upgrades in one message, which is a transaction by itself, where all is as it was planned and nobody
/// looks on; says whether it did. Where another run has the lock, or was here since it was planned, the server
/// refuses a statement of it, and nothing has happened.
async fn run_at_once<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let run = &revision.run;
    let Some(at_once) = AtOnce::of(migrator, revision, Message::Own) else { return Ok(false) };
    let texts: Vec<&str> = at_once.texts().collect();
    let Err(refused) = connection.send_all(&texts, texts.len()).await else { return Ok(true) };
    let Some(at) = refused.at.checked_sub(at_once.before.len()) else { return Ok(false) };
    if let Some((at, _)) = at_once.steps.get(at) {
        // It may be refused because another run was here meanwhile, and did it.
        return match find(connection, revision).await {
            Ok(found) if !matches!(revision.standing(&found.entries), Ok(Standing::Fresh)) => {
                Ok(false)
            }
            _ => Err(failed_step::<C>(revision, *at, Remains::Nothing, refused)),
        };
    }
    let code = refused.source.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some(code) if history::NOT_NEXT.contains(&code) => Ok(false),
        // Whatever waits for the commit is refused in the place of the last statement.
        Some(code) if code.starts_with("23") => {
            Err(ApplyError::database("commit", &run.physical)(refused.source))
        }
        _ => Err(ApplyError::database("write the history", &run.physical)(refused.source)),
    }
}

/// A revision that goes in a message, where nobody looks at anything in between.
pub(super) struct AtOnce<'r> {
    before: [String; 2],
    /// Each with the step that it belongs to.
    steps: Vec<(usize, Cow<'r, str>)>,
    row: String,
}

impl<'r> AtOnce<'r> {
    /// Nothing, where something is to be looked at.
    pub(super) fn of<C: MigrateConnection>(
        migrator: &Migrator<C>,
        revision: &'r Prepared<'_>,
        message: Message,
    ) -> Option<Self> {
        let run = &revision.run;
        if migrator.is_watched()
            || run.direction == Direction::Downgrade
            || revision.script.rust.is_some()
            || !revision.is_transactional()
        {
            return None;
        }
        let at_once = Self {
            before: lock::begin_sql(&run.physical, &migrator.timeouts, message),
            steps: texts(migrator, revision, 0..revision.statements.len()),
            row: history::insert_next_sql(
                &revision.place,
                &revision.entry(State::Done, run.steps, 0),
                message == Message::Common,
            ),
        };
        // The whole message is read under the session's settings, of which one says what a backslash is.
        let fits = at_once.texts().count() <= revision.engine.statements_per_message()
            && !at_once.texts().any(|text| text.contains('\\'));
        fits.then_some(at_once)
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let before = self.before.iter().map(String::as_str);
        before.chain(self.steps.iter().map(|(_, text)| &**text)).chain([&*self.row])
    }
}

/// The texts of steps with what is sent before them, each with the step that it belongs to.
fn texts<'r, C: MigrateConnection>(
    migrator: &Migrator<C>,
    revision: &'r Prepared<'_>,
    steps: Range<usize>,
) -> Vec<(usize, Cow<'r, str>)> {
    let mut texts = Vec::with_capacity(steps.len());
    for at in steps {
        texts.extend(migrator.before(revision, at).map(|sql| (at, Cow::Owned(sql))));
        texts.push((at, Cow::Borrowed(revision.statements[at].sql.as_str())));
    }
    texts
}

async fn in_transaction<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
) -> Result<bool, ApplyError> {
    let since = Instant::now();
    let (run, place) = (&revision.run, &revision.place);
    let Found { exists, mut has_table, entries } = find(connection, revision).await?;
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
    let each_alone = migrator.is_watched() || revision.engine.statements_per_message() == 1;
    let mut waiting = 0..0;
    for (at, statement) in revision.statements.iter().enumerate() {
        // What drops the schema drops nothing that it does not know, so the history goes before it.
        let drops_history = run.direction == Direction::Downgrade
            && has_table
            && !place.is_shared
            && migrator.drops_schema(&revision.parsed()[at], &place.schema);
        waiting.end = at;
        if each_alone || drops_history {
            send_steps(connection, migrator, revision, waiting, None).await?;
            let (step, name) = (at + 1, statement.name.as_str());
            migrator.tell(&Event::StepBegins { revision: run, step, name }, connection).await?;
            if drops_history {
                has_table = !drop_history(connection, revision).await?;
            }
            send(connection, migrator, revision, at, Remains::Nothing).await?;
            migrator.tell(&Event::StepEnds { revision: run, step }, connection).await?;
            waiting = at + 1..at + 1;
        }
    }
    waiting.end = revision.statements.len();
    // What looks at the work comes behind it.
    if revision.script.rust.is_some() || !has_table {
        send_steps(connection, migrator, revision, waiting.clone(), None).await?;
        waiting.start = waiting.end;
    }
    call_rust(connection, migrator, revision, Remains::Nothing).await?;
    surroundings.restore(connection, revision).await?;
    check_foreign_keys(connection, revision).await?;
    migrator.tell(&Event::RevisionEnds(run), connection).await?;
    let row = match run.direction {
        Direction::Upgrade => {
            if !has_table {
                create_history(connection, revision, exists).await?;
            }
            let entry = revision.entry(State::Done, run.steps, milliseconds(since));
            Some(history::insert_at_end_sql(place, &entry))
        }
        Direction::Downgrade => has_table.then(|| history::delete_sql(place, run.key.id.as_str())),
    };
    send_steps(connection, migrator, revision, waiting, row.as_deref()).await?;
    Ok(true)
}

/// What is there when a revision begins.
struct Found {
    /// Whether the schema exists.
    exists: bool,
    /// Whether the history table exists.
    has_table: bool,
    entries: Vec<Entry>,
}

async fn find<C: MigrateConnection>(
    connection: &mut C,
    revision: &Prepared<'_>,
) -> Result<Found, ApplyError> {
    let (physical, place) = (&revision.run.physical, &revision.place);
    let looking = || ApplyError::database("look at the history", physical);
    let exists = history::schema_exists(connection, physical.as_str()).await.map_err(looking())?;
    if !exists && C::DIALECT == Dialect::Sqlite {
        let what = "attach its file to the connection before";
        return Err(ApplyError::NoSchema { schema: physical.clone(), what });
    }
    let has_table = history::is_there(connection, place).await.map_err(looking())?;
    let entries = match has_table {
        true => history::read(connection, place).await.map_err(looking())?,
        false => Vec::new(),
    };
    Ok(Found { exists, has_table, entries })
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

/// Sends steps that nothing stands between, and behind them the row of the history.
pub(super) async fn send_steps<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    steps: Range<usize>,
    row: Option<&str>,
) -> Result<(), ApplyError> {
    let steps = texts(migrator, revision, steps);
    let texts: Vec<&str> = steps.iter().map(|(_, text)| &**text).chain(row).collect();
    let sent = connection.send_all(&texts, revision.engine.statements_per_message()).await;
    sent.map_err(|refused| match steps.get(refused.at) {
        Some((at, _)) => failed_step::<C>(revision, *at, Remains::Nothing, refused),
        None => ApplyError::database("write the history", &revision.run.physical)(refused.source),
    })
}

/// Sends a statement.
pub(super) async fn send<C: MigrateConnection>(
    connection: &mut C,
    migrator: &Migrator<C>,
    revision: &Prepared<'_>,
    at: usize,
    remains: Remains,
) -> Result<(), ApplyError> {
    let sent = match migrator.before_statement(connection, revision, at).await {
        Ok(()) => connection.send(&revision.statements[at].sql).await,
        error => error,
    };
    sent.map_err(|source| {
        let refused = RefusedStatement { at, ran: 0, before: 0, source };
        failed_step::<C>(revision, at, remains, refused)
    })?;
    migrator.after(connection, revision, at).await
}

fn failed_step<C: MigrateConnection>(
    revision: &Prepared<'_>,
    at: usize,
    remains: Remains,
    refused: RefusedStatement,
) -> ApplyError {
    let (file, statement) = (revision.script.script.file(), &revision.statements[at]);
    let error = StepError::of_statement::<C>(&revision.run, at, file, statement, remains, refused);
    ApplyError::Step(Box::new(error))
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
