//! The server: its tenants, and what its sessions take.

use std::fs;

use anyhow::{Context, Result};
use polyschema::Catalog;
use polyschema::SchemaRef;
use polyschema::prelude::*;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use crate::model::{ROWS, Tenant};

/// Who the sessions of a side say they are.
pub(crate) const APPLICATION: &str = "bench-tenants";

pub(crate) fn tenants(count: usize) -> Result<Vec<SchemaRef<Tenant>>> {
    (0..count).map(|number| Ok(Tenant::named(&format!("tenant_{number:05}"))?)).collect()
}

/// Creates the tenants, each with rows that say whose they are.
pub(crate) async fn create(url: &str, tenants: &[SchemaRef<Tenant>]) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    // It would look at all of the new tables while others are measured on its core.
    for sql in ["ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()"] {
        sqlx::raw_sql(sql).execute(&mut connection).await?;
    }
    for (at, tenant) in tenants.iter().enumerate() {
        // What a session knows of its tables makes it slower and slower.
        if at % 1_000 == 999 {
            connection = PgConnection::connect(url).await?;
        }
        let catalog = Catalog::of_schema(tenant)?;
        let mut sql = catalog.create_sql();
        for table in ["customers", "products", "orders", "payments", "shipments"] {
            sql += &format!(
                "INSERT INTO {0}.{table} SELECT n, '{0}', n * 100, NULL FROM generate_series(1, {ROWS}) n;\n",
                tenant.name()
            );
        }
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
    }
    sqlx::raw_sql("VACUUM ANALYZE").execute(&mut connection).await?;
    // A session that ends later would be counted among those that are measured.
    connection.close().await?;
    let mut admin = PgConnection::connect(url).await?;
    let others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut admin).await? > 0 {}
    Ok(())
}

/// The private memory of each of a side's sessions, in bytes. Source: proc(5), `smaps_rollup`.
pub(crate) async fn memory(admin: &mut PgConnection) -> Result<Vec<u64>> {
    let rows = sqlx::query("SELECT pid FROM pg_stat_activity WHERE application_name = $1")
        .bind(APPLICATION)
        .fetch_all(admin)
        .await?;
    let private = |row: &sqlx::postgres::PgRow| -> Result<u64> {
        let path = format!("/proc/{}/smaps_rollup", row.try_get::<i32, _>(0)?);
        let text = fs::read_to_string(&path).with_context(|| path.clone())?;
        let of_line = |line: &str| -> Option<u64> {
            let (name, rest) = line.split_once(':')?;
            let is_private = name.starts_with("Private_");
            is_private.then(|| rest.trim().trim_end_matches(" kB").parse().ok()).flatten()
        };
        Ok(text.lines().filter_map(of_line).sum::<u64>() * 1024)
    };
    rows.iter().map(private).collect()
}

/// The processor time of the server's sessions, those that have ended too, and of this program, in microseconds. Source:
/// proc(5), `stat`.
pub(crate) async fn cpu(admin: &mut PgConnection) -> Result<(f64, f64)> {
    /// Linux counts time in hundredths of a second (`sysconf(_SC_CLK_TCK)`).
    const TICK: f64 = 10_000.0;
    let file = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int";
    let postmaster: i32 = sqlx::query_scalar(file).fetch_one(&mut *admin).await?;
    let mut server = ticks(postmaster, 15..17)?;
    let pids = "SELECT pid FROM pg_stat_activity WHERE application_name = $1";
    let pids: Vec<i32> = sqlx::query_scalar(pids).bind(APPLICATION).fetch_all(admin).await?;
    for pid in pids {
        server += ticks(pid, 13..15)?;
    }
    Ok((server * TICK, ticks(i32::try_from(std::process::id())?, 13..15)? * TICK))
}

/// The sum of these fields of a process, counted from 0.
fn ticks(pid: i32, fields: std::ops::Range<usize>) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program may hold blanks; two fields end with it.
    let (_, rest) = text.rsplit_once(')').context("a name")?;
    let fields = rest.split_whitespace().skip(fields.start - 2).take(fields.len());
    Ok(fields.map(str::parse::<f64>).sum::<Result<f64, _>>()?)
}
