//! The lock of a schema: whoever changes the schema has it.
//!
//! PostgreSQL has advisory locks. They are asked for again and again, never waited for by the server: a
//! statement that waits there keeps its snapshot, and whoever has the lock and builds an index concurrently
//! would wait for that snapshot in turn. Where there are none, a lease is the lock; SQLite's transaction is it by itself.

use std::time::{Duration, Instant};

use polyschema_core::exec::ddl::lock_key;
use polyschema_core::ident::Ident;
use polyschema_core::{Dialect, QualifiedName, SchemaName};
use sqlx::{AssertSqlSafe, Transaction};

#[cfg(feature = "postgres")]
use super::Refused;
use super::lease::{Lease, Taken};
use super::settings::{STRINGS_SQL, limit_calls, limit_sql};
use super::{ApplyError, Timeouts, session};
use crate::connection::MigrateConnection;
#[cfg(feature = "postgres")]
use crate::engine::TransactionalDdl;
use crate::engine::{AdvisoryLocks, Engine};
use crate::history::{self, Place};

/// A lock that is waited for.
pub(super) struct Wait<'a> {
    schema: &'a SchemaName,
    limit: Duration,
    since: Instant,
}

impl<'a> Wait<'a> {
    pub(super) fn new(schema: &'a SchemaName, limit: Duration) -> Self {
        Self { schema, limit, since: Instant::now() }
    }

    /// Waits a little.
    pub(super) async fn pause<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> Result<(), ApplyError> {
        let waited = self.since.elapsed();
        if waited > self.limit {
            return Err(ApplyError::Locked { schema: self.schema.clone(), waited });
        }
        match C::DIALECT {
            Dialect::Postgres => connection
                .send("SELECT pg_catalog.pg_sleep(0.05)")
                .await
                .map_err(ApplyError::database("lock", self.schema)),
            // It waited itself, for its busy timeout.
            Dialect::Sqlite => Ok(()),
        }
    }
}

/// Begins a transaction of PostgreSQL with its time limits, and takes the lock of the schema in it as soon as no
/// run has it. For those who do all in it that they do.
#[cfg(feature = "postgres")]
pub(crate) async fn begin_when_free<'c>(
    connection: &'c mut sqlx::PgConnection,
    schema: &SchemaName,
    timeouts: &Timeouts,
    engine: Engine,
) -> Result<Transaction<'c, sqlx::Postgres>, ApplyError> {
    check_promises(engine).map_err(|refused| ApplyError::Refused(vec![refused]))?;
    let wait = Wait::new(schema, timeouts.run);
    let mut transaction = begin_limited(connection, schema, timeouts, engine).await?;
    while !ask(&mut *transaction, "pg_try_advisory_xact_lock", key(schema), schema).await? {
        wait.pause(&mut *transaction).await?;
    }
    Ok(transaction)
}

/// Whether the engine can keep what is promised of whatever is done in one transaction.
#[cfg(feature = "postgres")]
fn check_promises(engine: Engine) -> Result<(), Refused> {
    let why = match (engine.transactional_ddl(), engine.advisory_locks()) {
        (TransactionalDdl::PerStatement, _) => {
            "a transaction does not take changes of structure back"
        }
        (TransactionalDdl::Full, AdvisoryLocks::None) => "there are no advisory locks",
        (TransactionalDdl::Full, AdvisoryLocks::NodeLocal | AdvisoryLocks::Database) => {
            return Ok(());
        }
    };
    Err(Refused::Promises { engine, why })
}

/// Begins a transaction with its time limits and the lock of the schema; nothing when another run has it.
pub(super) async fn begin<'c, C: MigrateConnection>(
    connection: &'c mut C,
    schema: &SchemaName,
    timeouts: &Timeouts,
    engine: Engine,
) -> Result<Option<Transaction<'c, C::Database>>, ApplyError> {
    begin_with(connection, (key(schema), &lease_name(schema)), schema, timeouts, engine).await
}

/// Begins a transaction with the lock of a history table that several schemas share.
pub(super) async fn begin_shared<'c, C: MigrateConnection>(
    connection: &'c mut C,
    place: &Place,
    schema: &SchemaName,
    timeouts: &Timeouts,
    engine: Engine,
) -> Result<Option<Transaction<'c, C::Database>>, ApplyError> {
    let name = QualifiedName::new(place.schema.clone(), place.name.clone()).to_string();
    let key = Ident::new(&*name).map_or(0, |name| lock_key(&name));
    begin_with(connection, (key, &format!("history {name}")), schema, timeouts, engine).await
}

async fn begin_with<'c, C: MigrateConnection>(
    connection: &'c mut C,
    (key, name): (i64, &str),
    schema: &SchemaName,
    timeouts: &Timeouts,
    engine: Engine,
) -> Result<Option<Transaction<'c, C::Database>>, ApplyError> {
    let failed = || ApplyError::database("lock", schema);
    match C::DIALECT {
        Dialect::Postgres => {
            let lease = match engine.advisory_locks() {
                AdvisoryLocks::None => Some(Lease::new(name.to_owned(), timeouts)),
                AdvisoryLocks::Database | AdvisoryLocks::NodeLocal => None,
            };
            if lease.is_some() {
                Lease::prepare(connection).await.map_err(failed())?;
            }
            let mut transaction = begin_limited(connection, schema, timeouts, engine).await?;
            let is_free = match &lease {
                Some(lease) => {
                    lease.take_in_transaction(&mut *transaction).await.map_err(failed())?
                }
                None => ask(&mut *transaction, "pg_try_advisory_xact_lock", key, schema).await?,
            };
            if is_free {
                return Ok(Some(transaction));
            }
            transaction.rollback().await.map_err(failed())?;
            Ok(None)
        }
        Dialect::Sqlite => match connection.begin_with("BEGIN IMMEDIATE").await {
            Ok(transaction) => Ok(Some(transaction)),
            Err(error) if is_busy(&error) => Ok(None),
            Err(error) => Err(failed()(error)),
        },
    }
}

/// Begins a transaction of PostgreSQL with its time limits, in one message where the engine takes that. Each
/// statement sees what others committed, whatever the role's own level is.
async fn begin_limited<'c, C: MigrateConnection>(
    connection: &'c mut C,
    schema: &SchemaName,
    timeouts: &Timeouts,
    engine: Engine,
) -> Result<Transaction<'c, C::Database>, ApplyError> {
    let failed = || ApplyError::database("lock", schema);
    let mut sql = String::from("BEGIN ISOLATION LEVEL READ COMMITTED");
    let limits = limit_sql(timeouts);
    let settings: Vec<_> = limits.iter().map(String::as_str).chain([STRINGS_SQL]).collect();
    let together = settings.len() < engine.statements_per_message();
    if together {
        settings.iter().for_each(|setting| sql.extend(["; ", setting]));
    }
    let mut transaction = connection.begin_with(AssertSqlSafe(sql)).await.map_err(failed())?;
    for setting in settings.iter().filter(|_| !together) {
        transaction.send(setting).await.map_err(failed())?;
    }
    Ok(transaction)
}

/// The statements before those of a revision in a message: the time limits, and the lock, without which PostgreSQL
/// refuses the last of them, with a text in its log.
pub(super) fn begin_sql(schema: &SchemaName, timeouts: &Timeouts, message: Message) -> [String; 2] {
    let (begin, mark) = match message {
        Message::Own => ("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", ""),
        Message::Common => ("BEGIN ISOLATION LEVEL READ COMMITTED", history::MARK_BEGUN),
    };
    // One statement instead of three.
    let [lock, statement] = limit_calls(timeouts);
    let locked = format!(
        "SELECT {mark}{lock}, {statement}, CAST(CASE WHEN pg_catalog.pg_try_advisory_xact_lock({}) THEN '1' \
        ELSE 'another run has the lock of the schema' END AS pg_catalog.int4)",
        key(schema)
    );
    [begin.to_owned(), locked]
}

/// The message in which a revision goes.
///
/// Source: PostgreSQL manual, "Multiple Statements in a Simple Query".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    /// It is a transaction by itself.
    Own,
    /// Others go in it, each in a transaction of its own.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "fleets are PostgreSQL's"))]
    Common,
}

/// SQLITE_BUSY, in all of its kinds.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Asks for the lock of a schema in a transaction of PostgreSQL that was begun otherwise.
#[cfg(feature = "postgres")]
pub(super) async fn of_transaction<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<bool, ApplyError> {
    ask(connection, "pg_try_advisory_xact_lock", key(schema), schema).await
}

/// The lock of a schema for more than a transaction.
pub(super) struct Lock<'a> {
    schema: &'a SchemaName,
    kind: Kind,
    /// Whether a run that is gone had it.
    pub(super) was_left: bool,
}

enum Kind {
    /// Of the session.
    Advisory,
    Lease(Lease),
    /// Each transaction is a lock by itself.
    Files,
}

impl<'a> Lock<'a> {
    pub(super) fn new(schema: &'a SchemaName, timeouts: &Timeouts, engine: Engine) -> Self {
        let kind = match (engine.dialect(), engine.advisory_locks()) {
            (Dialect::Sqlite, _) => Kind::Files,
            (Dialect::Postgres, AdvisoryLocks::None) => {
                Kind::Lease(Lease::new(lease_name(schema), timeouts))
            }
            (Dialect::Postgres, AdvisoryLocks::Database | AdvisoryLocks::NodeLocal) => {
                Kind::Advisory
            }
        };
        Self { schema, kind, was_left: false }
    }

    /// Takes it, if no other run has it; says whether it did.
    pub(super) async fn take<C: MigrateConnection>(
        &mut self,
        connection: &mut C,
    ) -> Result<bool, ApplyError> {
        match &self.kind {
            Kind::Advisory => {
                ask(connection, "pg_try_advisory_lock", key(self.schema), self.schema).await
            }
            Kind::Lease(lease) => {
                let prepared = Lease::prepare(connection).await;
                prepared.map_err(ApplyError::database("lock", self.schema))?;
                let taken = lease.take(connection).await;
                let taken = taken.map_err(ApplyError::database("lock", self.schema))?;
                self.was_left = taken == Taken::Left;
                Ok(taken != Taken::No)
            }
            Kind::Files => Ok(true),
        }
    }

    /// Refuses to go on without it.
    pub(super) async fn check<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> Result<(), ApplyError> {
        match &self.kind {
            Kind::Advisory => session::check_held(connection, self.schema).await,
            Kind::Lease(lease) => match lease.keep(connection).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(ApplyError::LeaseLost { schema: self.schema.clone() }),
                Err(error) => Err(ApplyError::database("lock", self.schema)(error)),
            },
            Kind::Files => Ok(()),
        }
    }

    /// Begins a transaction of whoever has it, as soon as that is possible.
    pub(super) async fn begin<'c, C: MigrateConnection>(
        &self,
        connection: &'c mut C,
        timeouts: &Timeouts,
        engine: Engine,
    ) -> Result<Option<Transaction<'c, C::Database>>, ApplyError> {
        match &self.kind {
            Kind::Advisory | Kind::Files => begin(connection, self.schema, timeouts, engine).await,
            Kind::Lease(_) => {
                let mut transaction =
                    begin_limited(connection, self.schema, timeouts, engine).await?;
                self.check(&mut *transaction).await?;
                Ok(Some(transaction))
            }
        }
    }

    /// Gives it back.
    pub(super) async fn give<C: MigrateConnection>(
        &self,
        connection: &mut C,
    ) -> Result<(), ApplyError> {
        match &self.kind {
            Kind::Advisory => {
                match ask(connection, "pg_advisory_unlock", key(self.schema), self.schema).await? {
                    true => Ok(()),
                    false => Err(ApplyError::NoSession { schema: self.schema.clone() }),
                }
            }
            Kind::Lease(lease) => {
                let given = lease.give(connection).await;
                given.map(drop).map_err(ApplyError::database("lock", self.schema))
            }
            Kind::Files => Ok(()),
        }
    }
}

fn lease_name(schema: &SchemaName) -> String {
    format!("schema {}", schema.as_str())
}

async fn ask<C: MigrateConnection>(
    connection: &mut C,
    function: &str,
    key: i64,
    schema: &SchemaName,
) -> Result<bool, ApplyError> {
    let rows = connection.rows(&format!("SELECT pg_catalog.{function}({key})::text"), &[]).await;
    let rows = rows.map_err(ApplyError::database("lock", schema))?;
    Ok(rows.iter().flatten().flatten().any(|answer| answer == "true"))
}

/// The key of the advisory lock, which `create_all` takes as well.
pub(super) fn key(schema: &SchemaName) -> i64 {
    match Ident::new(schema.as_str()) {
        Ok(schema) => lock_key(&schema),
        Err(_) => unreachable!("a schema's name is an identifier"),
    }
}
