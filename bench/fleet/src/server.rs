//! The server: databases for the sides, and a look at what they did.

use anyhow::{Context, Result, ensure};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::runtime::Runtime;

use crate::model::COLUMNS;

/// What of the tenants' own tables there is: schemas, columns, foreign keys, indexes, added columns.
const LOOK: &str = "SELECT count(DISTINCT n.oid), \
    (SELECT count(*) FROM pg_attribute a JOIN own ON a.attrelid = own.oid WHERE a.attnum > 0 AND NOT a.attisdropped), \
    (SELECT count(*) FROM pg_constraint k JOIN own ON k.conrelid = own.oid WHERE k.contype = 'f'), \
    (SELECT count(*) FROM pg_index i JOIN own ON i.indrelid = own.oid), \
    (SELECT count(*) FROM pg_attribute a JOIN own ON a.attrelid = own.oid WHERE a.attname = 'added' AND NOT a.attisdropped) \
    FROM pg_namespace n JOIN own ON own.relnamespace = n.oid";
const OWN: &str = "WITH own AS (SELECT c.oid, c.relnamespace FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname ~ '^tenant_' AND c.relname IN ('countries', 'cities', 'customers', 'orders', 'items'))";

pub(crate) struct Server<'r> {
    pub(crate) runtime: &'r Runtime,
    url: String,
    admin: PgConnection,
}

impl<'r> Server<'r> {
    pub(crate) fn connect(runtime: &'r Runtime, url: &str) -> Result<Self> {
        let admin = runtime.block_on(PgConnection::connect(url))?;
        Ok(Self { runtime, url: url.to_owned(), admin })
    }

    /// A new and empty database in the place of the last one; its URL.
    pub(crate) fn fresh(&mut self, name: &str) -> Result<String> {
        for sql in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
            // What one side has written is not written out while the next one is measured.
            "CHECKPOINT".to_owned(),
        ] {
            self.runtime.block_on(sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.admin))?;
        }
        self.url_of(name)
    }

    /// The URL of a database.
    pub(crate) fn url_of(&self, name: &str) -> Result<String> {
        let (server, _) = self.url.rsplit_once('/').context("the URL names no database")?;
        Ok(format!("{server}/{name}"))
    }

    pub(crate) fn inside(&self, url: &str) -> Result<PgConnection> {
        let options: PgConnectOptions = url.parse()?;
        Ok(self.runtime.block_on(PgConnection::connect_with(&options))?)
    }

    pub(crate) fn version(&mut self) -> Result<String> {
        let row = sqlx::query("SHOW server_version").fetch_one(&mut self.admin);
        Ok(self.runtime.block_on(row)?.try_get(0)?)
    }

    pub(crate) fn send(&self, url: &str, sql: String) -> Result<()> {
        let mut inside = self.inside(url)?;
        self.runtime.block_on(sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut inside))?;
        Ok(())
    }

    /// So many tenants are as the first revision makes them, and so many of them have the added column.
    pub(crate) fn check(&self, url: &str, tenants: usize, added: usize) -> Result<()> {
        let mut inside = self.inside(url)?;
        let look = format!("{OWN} {LOOK}");
        let row = sqlx::query(AssertSqlSafe(look)).fetch_one(&mut inside);
        let row = self.runtime.block_on(row)?;
        let mut counts = [0_i64; 5];
        for (at, count) in counts.iter_mut().enumerate() {
            *count = row.try_get(at)?;
        }
        let expected = [tenants, tenants * COLUMNS + added, tenants * 4, tenants * 9, added];
        ensure!(counts == expected.map(|count| count as i64), "{counts:?} is not {expected:?}");
        Ok(())
    }
}
