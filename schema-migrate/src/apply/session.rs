//! Whether the session of the server is kept, and with it its lock and its settings.

use polyschema_core::{Dialect, SchemaName};

use super::{ApplyError, lock};
use crate::connection::{MigrateConnection, session};

/// Refuses a connection whose statements reach several sessions of the server: neither settings nor locks would
/// hold. A pooler without other clients may give the same one all the same, so the lock is looked at again later.
pub(super) async fn check_kept<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<(), ApplyError> {
    if C::DIALECT != Dialect::Postgres {
        return Ok(());
    }
    let kept = session::own(connection).await;
    match kept.map_err(ApplyError::database("ask for the session", schema))? {
        Some(_) => Ok(()),
        None => Err(ApplyError::NoSession { schema: schema.clone() }),
    }
}

/// Refuses to go on when the session that answers is not the one that has the lock.
pub(super) async fn check_held<C: MigrateConnection>(
    connection: &mut C,
    schema: &SchemaName,
) -> Result<(), ApplyError> {
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
