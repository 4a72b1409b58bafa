//! What other clients left in a session that was given to us.

use sqlx::PgConnection;

use super::ask::ask;
use super::error::DoctorError;
use crate::error::Result;

/// Settings that a pooler itself sets to what the client said, or that sqlx sets when it connects.
///
/// Statements of PgBouncer's own are its business; those of sqlx are another client's.
const LEFT: &str = "\
    SELECT 'the setting ' || s.name || ' = ' || s.setting FROM pg_catalog.pg_settings s \
    WHERE s.source = 'session' AND s.name NOT IN ('application_name', 'client_encoding', 'DateStyle', \
        'TimeZone', 'standard_conforming_strings', 'IntervalStyle', 'extra_float_digits', \
        'default_transaction_read_only', 'in_hot_standby') \
    UNION ALL \
    SELECT 'the named statement ' || p.name FROM pg_catalog.pg_prepared_statements p \
    WHERE p.name LIKE 'sqlx\\_s\\_%' OR p.from_sql \
    UNION ALL \
    SELECT DISTINCT 'a session advisory lock' FROM pg_catalog.pg_locks l \
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'advisory' \
    UNION ALL \
    SELECT DISTINCT 'a temporary table' FROM pg_catalog.pg_class c \
    WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind = 'r' \
    UNION ALL \
    SELECT DISTINCT 'a LISTEN' FROM pg_catalog.pg_listening_channels()";

/// Asks for all of it; in order, without doubles.
pub(super) async fn look(connection: &mut PgConnection) -> Result<Vec<String>> {
    let rows = ask(connection, LEFT).await;
    let rows = rows.map_err(DoctorError::question("look at the state of its session"))?;
    let mut left: Vec<String> = rows.into_iter().flatten().flatten().collect();
    left.sort();
    left.dedup();
    Ok(left)
}
