//! The server: what it is, how much it takes, and how it is set for this role.

use sqlx::PgConnection;

use super::ask::ask;
use super::diagnosis::ServerFacts;
use super::error::DoctorError;
use super::finding::Finding;
use crate::engine::Engine;
use crate::error::Result;

/// A column for each field of [`Row`], as text.
const SERVER: &str = "\
    WITH own AS (SELECT c.oid, c.relkind, c.relrowsecurity, c.relnamespace \
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') \
    SELECT pg_catalog.current_setting('max_connections'), \
    pg_catalog.current_setting('superuser_reserved_connections'), \
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a \
        WHERE a.backend_type = 'client backend'), \
    pg_catalog.current_setting('max_locks_per_transaction'), \
    pg_catalog.current_setting('max_prepared_transactions'), \
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace n \
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'), \
    (SELECT pg_catalog.count(*) FROM own WHERE own.relkind IN ('r', 'p')), \
    (SELECT COALESCE(pg_catalog.max(s.relations), 0) FROM (SELECT pg_catalog.count(*) AS relations \
        FROM own WHERE own.relkind IN ('r', 'p', 'i', 'I', 'S') GROUP BY own.relnamespace) s), \
    (SELECT pg_catalog.count(*) FROM own WHERE own.relrowsecurity AND pg_catalog.row_security_active(own.oid)), \
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a \
        WHERE a.datname = pg_catalog.current_database() AND a.state LIKE 'idle in transaction%' \
        AND a.state_change < pg_catalog.now() - interval '60 s'), \
    (SELECT pg_catalog.floor(COALESCE(EXTRACT(EPOCH FROM pg_catalog.max(pg_catalog.now() - a.state_change)), 0)) \
        FROM pg_catalog.pg_stat_activity a \
        WHERE a.datname = pg_catalog.current_database() AND a.state LIKE 'idle in transaction%'), \
    (SELECT CASE s.source WHEN 'default' THEN NULL WHEN 'configuration file' THEN NULL ELSE s.reset_val END \
        FROM pg_catalog.pg_settings s WHERE s.name = 'search_path'), \
    pg_catalog.current_setting('standard_conforming_strings'), \
    pg_catalog.current_setting('server_encoding'), \
    pg_catalog.pg_is_in_recovery(), \
    pg_catalog.current_setting('default_transaction_read_only')";

/// The first of PostgreSQL's versions that the tests run on.
const FIRST_TRIED: u32 = 14;

/// What is read, in order.
struct Row<'a>(&'a [Option<String>]);

impl Row<'_> {
    fn text(&self, at: usize) -> Option<String> {
        self.0.get(at).cloned().flatten()
    }

    fn number(&self, at: usize) -> u64 {
        self.text(at).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn is_on(&self, at: usize) -> bool {
        matches!(self.text(at).as_deref(), Some("on" | "t"))
    }
}

/// Looks at the server. `parallel` is how much is to run at once.
pub(super) async fn look(
    connection: &mut PgConnection,
    parallel: Option<u64>,
    findings: &mut Vec<Finding>,
) -> Result<ServerFacts> {
    let engine = Engine::of(connection).await?;
    let rows = ask(connection, SERVER).await;
    let rows = rows.map_err(DoctorError::question("look at the server"))?;
    let row = Row(rows.first().map_or(&[][..], Vec::as_slice));
    let facts = ServerFacts {
        engine,
        max_connections: row.number(0),
        free_connections: row.number(0).saturating_sub(row.number(1)).saturating_sub(row.number(2)),
        lock_room: row.number(3) * (row.number(0) + row.number(4)),
        schemas: row.number(5),
        tables: row.number(6),
        largest_schema: row.number(7),
    };
    findings.push(match engine.version().major >= FIRST_TRIED {
        true => Finding::Server { engine },
        false => Finding::UntriedVersion { engine },
    });
    if is_other(&engine) {
        findings.push(Finding::OtherEngine { engine });
    }
    findings.push(Finding::Size { schemas: facts.schemas, tables: facts.tables });
    room(&facts, parallel, findings);
    if row.number(9) > 0 {
        findings
            .push(Finding::IdleInTransaction { sessions: row.number(9), seconds: row.number(10) });
    }
    findings.extend(row.text(11).map(|value| Finding::SearchPath { value }));
    if row.number(8) > 0 {
        findings.push(Finding::RowSecurity { tables: row.number(8) });
    }
    if !row.is_on(12) {
        findings.push(Finding::EscapeStrings);
    }
    let encoding = row.text(13).unwrap_or_default();
    if encoding != "UTF8" {
        findings.push(Finding::Encoding { encoding });
    }
    if row.is_on(14) || row.is_on(15) {
        findings.push(Finding::ReadOnly { follows: row.is_on(14) });
    }
    Ok(facts)
}

/// Whether it can less than PostgreSQL, which it resembles.
fn is_other(engine: &Engine) -> bool {
    let usual = Engine::of_dialect(engine.dialect());
    engine.advisory_locks() != usual.advisory_locks()
        || engine.transactional_ddl() != usual.transactional_ddl()
        || engine.alter_actions() != usual.alter_actions()
}

/// Whether connections and locks are enough.
///
/// Source: PostgreSQL manual, "Lock Management", `max_locks_per_transaction`: the table of locks has room for so many
/// for each session, which sessions may use as they need.
fn room(facts: &ServerFacts, parallel: Option<u64>, findings: &mut Vec<Finding>) {
    let (free, max, room) = (facts.free_connections, facts.max_connections, facts.lock_room);
    findings.push(match parallel {
        Some(parallel) if parallel > free => Finding::FewConnections { parallel, free, max },
        _ => Finding::Connections { free, max },
    });
    let needed = parallel.unwrap_or(1).saturating_mul(facts.largest_schema);
    if needed > room {
        findings.push(Finding::FewLocks { needed, room });
    }
    if facts.tables > room {
        findings.push(Finding::WholeDump { needed: facts.tables, room });
    }
}
