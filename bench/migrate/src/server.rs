//! The server: databases for the sides, and a look at what they did.

use anyhow::{Context, Result, ensure};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use tokio::runtime::{Builder, Runtime};

use crate::catalog::{QUERIES, hashed};
use crate::model::{self, SCHEMAS};
use crate::polyschema;

/// Linux counts time in hundredths of a second. Source: proc(5), `sysconf(_SC_CLK_TCK)`.
const TICKS: f64 = 100.0;

/// Who keeps a history, and of how many revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum History {
    Alembic(usize),
    Polyschema(usize),
}

/// A count and a hash, for each of [`QUERIES`].
type Work = [(i64, String); 4];

pub(crate) struct Server {
    runtime: Runtime,
    url: String,
    /// The process from which all others of the server descend.
    postmaster: u32,
    /// To the server's first database.
    admin: PgConnection,
    /// To the database that is in use.
    inside: Option<PgConnection>,
    /// What the first side has created.
    created: Option<Work>,
}

impl Server {
    pub(crate) fn connect(url: &str) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut admin = runtime.block_on(PgConnection::connect(url))?;
        let file = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int";
        let row = runtime.block_on(sqlx::query(file).fetch_one(&mut admin))?;
        let postmaster = row.try_get::<i32, _>(0)?.try_into()?;
        Ok(Self { runtime, url: url.to_owned(), postmaster, admin, inside: None, created: None })
    }

    pub(crate) fn version(&mut self) -> Result<String> {
        let row =
            self.runtime.block_on(sqlx::query("SHOW server_version").fetch_one(&mut self.admin))?;
        Ok(row.try_get(0)?)
    }

    /// A new and empty database in the place of the last one; its URL.
    pub(crate) fn fresh(&mut self, name: &str) -> Result<String> {
        let options: PgConnectOptions = self.url.parse()?;
        self.inside = None;
        self.runtime.block_on(async {
            // CHECKPOINT: what one side has written is not written out while the next one is measured.
            for sql in [
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                format!("CREATE DATABASE {name}"),
                "CHECKPOINT".to_owned(),
            ] {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.admin).await?;
            }
            self.inside = Some(PgConnection::connect_with(&options.database(name)).await?);
            anyhow::Ok(())
        })?;
        let (server, _) = self.url.rsplit_once('/').context("the URL names no database")?;
        Ok(format!("{server}/{name}"))
    }

    /// Seconds that all of the server's processes have been at work, those that have ended too. Unlike the clock, it does not
    /// go on while others have the core.
    pub(crate) fn worked(&self) -> Result<f64> {
        let mut ticks = 0;
        for entry in std::fs::read_dir("/proc")? {
            let name = entry?.file_name();
            let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
                continue;
            };
            // It may have ended by now.
            let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
            let (_, fields) = stat.rsplit_once(')').context("not a process")?;
            let field = |at: usize| -> Result<u64> {
                Ok(fields.split_whitespace().nth(at).context("too short")?.parse()?)
            };
            // Source: proc(5): ppid, utime and stime, cutime and cstime.
            if pid == self.postmaster {
                ticks += field(11)? + field(12)? + field(13)? + field(14)?;
            } else if field(1)? == u64::from(self.postmaster) {
                ticks += field(11)? + field(12)?;
            }
        }
        Ok(ticks as f64 / TICKS)
    }

    /// How many schemas, columns, constraints and indexes each side has created.
    pub(crate) fn created(&self) -> Result<[i64; 4]> {
        let created = self.created.as_ref().context("nothing was created")?;
        Ok(created.each_ref().map(|(count, _)| *count))
    }

    /// Everybody has created the same.
    pub(crate) fn check_created(&mut self) -> Result<()> {
        let work = self.look()?;
        let schemas = SCHEMAS as i64;
        let counts = work.each_ref().map(|(count, _)| *count);
        ensure!(counts == [schemas, schemas * 80, schemas * 30, schemas * 30], "{counts:?}");
        let created = self.created.get_or_insert_with(|| work.clone());
        ensure!(*created == work, "others have created something else");
        Ok(())
    }

    pub(crate) fn check_dropped(&mut self) -> Result<()> {
        let work = self.look()?;
        ensure!(work.iter().all(|(count, _)| *count == 0), "not all is dropped: {work:?}");
        Ok(())
    }

    /// Takes the added column away again, and says so in a history.
    pub(crate) fn remove_column(&mut self, history: History) -> Result<()> {
        let statements = model::schema_names().flat_map(|schema| {
            let column = format!("ALTER TABLE {schema}.t0 DROP COLUMN IF EXISTS added");
            let row = match history {
                History::Alembic(length) => {
                    let version = length - 1;
                    format!("UPDATE {schema}.alembic_version SET version_num = '{version:04}'")
                }
                History::Polyschema(length) => {
                    let table = polyschema::table(length);
                    format!("DELETE FROM {schema}.{table} WHERE revision LIKE '{length:04}%'")
                }
            };
            [column, row]
        });
        let inside = self.inside.as_mut().context("no database")?;
        for statement in statements.chain(["VACUUM pg_attribute".to_owned()]) {
            let statement = AssertSqlSafe(statement);
            self.runtime.block_on(sqlx::raw_sql(statement).execute(&mut *inside))?;
        }
        Ok(())
    }

    /// As many of the first schemas have the column, the others have not, and the history knows it.
    pub(crate) fn check_column(&mut self, schemas: usize, history: History) -> Result<()> {
        let versions = model::schema_names().map(|schema| {
            let version = match history {
                History::Alembic(_) => format!("version_num FROM {schema}.alembic_version"),
                History::Polyschema(length) => {
                    let table = polyschema::table(length);
                    format!("left(max(revision), 4) FROM {schema}.{table}")
                }
            };
            format!("SELECT '{schema}' AS schema, {version}")
        });
        let (History::Alembic(length) | History::Polyschema(length)) = history;
        let sql = format!(
            "SELECT count(*) FROM ({}) AS versions (schema, version) \
             JOIN information_schema.columns ON table_schema = schema \
             WHERE table_name = 't0' AND column_name = 'added' AND data_type = 'integer' AND version = '{length:04}'",
            versions.collect::<Vec<_>>().join(" UNION ALL ")
        );
        let inside = self.inside.as_mut().context("no database")?;
        let row = self.runtime.block_on(sqlx::query(AssertSqlSafe(sql)).fetch_one(inside))?;
        let count: i64 = row.try_get(0)?;
        ensure!(count == schemas as i64, "{count} schemas have the column and revision {length}");
        Ok(())
    }

    fn look(&mut self) -> Result<Work> {
        let inside = self.inside.as_mut().context("no database")?;
        let mut work = Work::default();
        for (query, seen) in QUERIES.iter().zip(&mut work) {
            let row = sqlx::query(AssertSqlSafe(hashed(query))).fetch_one(&mut *inside);
            let row = self.runtime.block_on(row)?;
            *seen = (row.try_get(0)?, row.try_get(1)?);
        }
        Ok(work)
    }
}
