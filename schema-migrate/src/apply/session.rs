//! Whether the session of the server is kept, and with it its lock and its settings.
//!
//! Invariant: nothing is left behind in a session; what is asked is safe behind any pooler.

use polyschema_core::{Dialect, SchemaName};

use super::{ApplyError, lock};
use crate::connection::MigrateConnection;
use crate::engine::{AdvisoryLocks, Engine};

/// How often the session is asked which one it is.
const ASKED: usize = 4;

/// Refuses a connection whose statements reach several sessions of the server: neither settings nor locks would
/// hold. A pooler without other clients may give the same one all the same, so the lock is looked at again later.
pub(super) async fn check_kept<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<(), ApplyError> {
    if C::DIALECT != Dialect::Postgres {
        return Ok(());
    }
    let kept = session(connection).await;
    match kept.map_err(ApplyError::database("ask for the session", schema))? {
        Some(_) => Ok(()),
        None => Err(ApplyError::NoSession { schema: schema.clone() }),
    }
}

/// The session of PostgreSQL that a connection has; nothing, where it has several.
pub(crate) async fn session<C: MigrateConnection>(
    connection: &mut C,
) -> sqlx::Result<Option<String>> {
    let mut first = None;
    for _ in 0..ASKED {
        let rows = connection.rows("SELECT pg_catalog.pg_backend_pid()::text", &[]).await?;
        let session = rows.into_iter().flatten().flatten().next();
        if *first.get_or_insert_with(|| session.clone()) != session {
            return Ok(None);
        }
    }
    Ok(first.flatten())
}

/// Refuses to go on when the session that answers is not the one that has the lock.
pub(super) async fn check_held<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
    engine: Engine,
) -> Result<(), ApplyError> {
    if engine.advisory_locks() == AdvisoryLocks::None {
        return Ok(());
    }
    // An advisory lock of one 64-bit key is held as two numbers; source: PostgreSQL manual, "pg_locks".
    let key = lock::key(schema);
    let sql = format!(
        "SELECT 'held' FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1 \
         AND l.pid = pg_catalog.pg_backend_pid() AND l.granted \
         AND l.classid::bigint = {} AND l.objid::bigint = {}",
        (key >> 32) & 0xffff_ffff,
        key & 0xffff_ffff
    );
    let rows = connection.rows(&sql, &[]).await;
    match rows.map_err(ApplyError::database("look at the lock", schema))?.is_empty() {
        true => Err(ApplyError::NoSession { schema: schema.clone() }),
        false => Ok(()),
    }
}
