//! Asking a connection what answers at its other end.

use polyschema_core::Dialect;

use super::{Engine, EngineError, EngineKind, Version};
use crate::connection::MigrateConnection;
use crate::error::Result;

/// One question for all that speak PostgreSQL's protocol.
const WHAT: &str = "SELECT pg_catalog.version()::text, pg_catalog.current_setting('server_version')::text, \
    (SELECT extversion::text FROM pg_catalog.pg_extension WHERE extname = 'citus')";

impl Engine {
    /// Asks a connection, with one query.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn of<C: MigrateConnection>(connection: &mut C) -> Result<Self> {
        let sql = match C::DIALECT {
            Dialect::Postgres => WHAT,
            Dialect::Sqlite => "SELECT sqlite_version()",
        };
        let rows = connection.rows(sql, &[]).await.map_err(EngineError::Database)?;
        let mut cells = rows.into_iter().next().unwrap_or_default().into_iter();
        let mut next = || cells.next().flatten();
        let what = next().unwrap_or_default();
        let found = match C::DIALECT {
            Dialect::Postgres => postgres(&what, next().as_deref(), next().as_deref()),
            Dialect::Sqlite => {
                Version::parse(&what).map(|version| Self { kind: EngineKind::Sqlite, version })
            }
        };
        Ok(found.ok_or(EngineError::Unknown(what))?)
    }
}

/// What `version()`, `server_version` and the version of the extension say.
fn postgres(what: &str, server: Option<&str>, citus: Option<&str>) -> Option<Engine> {
    let version = Version::parse(server?)?;
    let after = |mark: &str| what.split_once(mark).and_then(|(_, rest)| Version::parse(rest));
    let kind = match citus {
        Some(citus) => EngineKind::Citus(Version::parse(citus)?),
        None if what.starts_with("CockroachDB") => EngineKind::Cockroach(after("CockroachDB")?),
        None if what.contains("-YB-") => EngineKind::Yugabyte(after("-YB-")?),
        None if what.starts_with("PostgreSQL") => EngineKind::Postgres,
        None => return None,
    };
    Some(Engine { kind, version })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(what: &str, server: &str, citus: Option<&str>, expected: &str) {
        let found = postgres(what, Some(server), citus).map(|engine| engine.to_string());
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn each_engine_is_told_by_what_it_says() {
        let debian =
            "PostgreSQL 15.14 (Debian 15.14-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc";
        check(debian, "15.14 (Debian 15.14-0+deb12u1)", None, "PostgreSQL 15.14");
        check("PostgreSQL 17beta1 on x86_64", "17beta1", None, "PostgreSQL 17.0");
        check(debian, "15.14", Some("13.2-1"), "Citus 13.2 on PostgreSQL 15.14");
        let cockroach = "CockroachDB CCL v25.1.3 (x86_64-pc-linux-gnu, built 2025/03/17)";
        check(cockroach, "13.0.0", None, "CockroachDB 25.1");
        let yugabyte =
            "PostgreSQL 15.12-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang";
        check(yugabyte, "15.12-YB-2025.1.0.0-b0", None, "YugabyteDB 2025.1");
    }

    #[test]
    fn another_server_is_none() {
        assert_eq!(postgres("MySQL 8", Some("8.0"), None), None);
        assert_eq!(postgres("PostgreSQL", None, None), None);
    }
}
