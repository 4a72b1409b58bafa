//! What a statement costs with 1 to 10,000 tenants.
//!
//! `bench-tenants URL`, from the folder where RESULTS.md lies. The URL is a superuser's of a server on this machine.

mod chart;
mod load;
mod model;
mod report;
mod server;
mod side;

use std::env;
use std::fs;

use anyhow::{Context, Result};
use sqlx::{Connection, PgConnection};

use load::{Load, Spread};
use side::{Kind, Side};

/// The tenants of each point.
const COUNTS: [usize; 5] = [1, 10, 100, 1_000, 10_000];
/// The calls while cold.
const COLD: usize = 2_000;
/// The calls that are measured, so many times.
const MEASURED: usize = 32_000;
const TIMES: usize = 5;

/// What was measured of a side.
#[derive(Debug, Clone, Copy)]
struct Point {
    kind: Kind,
    spread: Spread,
    tenants: usize,
    /// Microseconds for each of the first calls.
    cold: f64,
    /// Microseconds for each call, then: the median of the times.
    warm: f64,
    /// The same of the cached single tenant, each time right before.
    single: f64,
    /// Microseconds of processor time for each call, then: of the server, and of the client.
    cpu: (f64, f64),
    /// Bytes of all sessions together, and of the largest.
    memory: (u64, u64),
    /// How many sessions were replaced, of a side that does that.
    replaced: u64,
}

/// The calls before it is measured: so many for each statement, within limits.
fn warm_up(tenants: usize) -> usize {
    (tenants * model::TABLES * 20).clamp(16_000, 128_000)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = env::args().nth(1).context("which server?")?;
    let most = env::args().nth(2).map_or(Ok(10_000), |most| most.parse())?;
    let counts = || COUNTS.into_iter().filter(|count| *count <= most);
    let all = server::tenants(counts().max().context("no tenants")?)?;
    println!("creating {} tenants", all.len());
    server::create(&url, &all).await?;
    let mut admin = PgConnection::connect(&url).await?;
    let mut points = Vec::new();
    for tenants in counts() {
        for spread in Spread::ALL {
            for kind in Kind::ALL {
                // With one tenant there is nothing to spread.
                if tenants == 1 && spread == Spread::Uniform {
                    continue;
                }
                let loads = [Load::new(&all[..tenants], spread), Load::new(&all[..1], spread)];
                let point = measure(&url, &mut admin, &loads, (kind, spread, tenants)).await?;
                println!("{point:?}");
                points.push(point);
            }
        }
    }
    let version: String = sqlx::query_scalar("SHOW server_version").fetch_one(&mut admin).await?;
    fs::write("RESULTS.md", report::markdown(&points, &version))?;
    fs::write("results.svg", chart::svg(&points))?;
    Ok(())
}

async fn measure(
    url: &str,
    admin: &mut PgConnection,
    [load, single_load]: &[Load; 2],
    (kind, spread, tenants): (Kind, Spread, usize),
) -> Result<Point> {
    let side = Side::connect(kind, url).await?;
    let cold = load.call(&side, COLD, 1).await?;
    load.call(&side, warm_up(tenants), 2).await?;
    let before = server::cpu(admin).await?;
    load.call(&side, MEASURED, 3).await?;
    let after = server::cpu(admin).await?;
    let each = |before: f64, after: f64| (after - before) / MEASURED as f64;
    let cpu = (each(before.0, after.0), each(before.1, after.1));
    let memory = server::memory(admin).await?;
    let replaced = match &side {
        Side::Schemas(pool) => pool.status().replaced,
        _ => 0,
    };
    let memory = (memory.iter().sum(), memory.iter().copied().max().unwrap_or(0));
    // In turn, so that a machine that is slower for a while is so for both.
    let beside = Side::connect(Kind::Schemas, url).await?;
    single_load.call(&beside, warm_up(1), 2).await?;
    let (mut singles, mut warm) = (Vec::with_capacity(TIMES), Vec::with_capacity(TIMES));
    for time in 0..TIMES {
        singles.push(single_load.call(&beside, MEASURED, 4 + time as u64).await?);
        warm.push(load.call(&side, MEASURED, 4 + time as u64).await?);
    }
    beside.close().await;
    side.close().await;
    let (single, warm) = (median(singles), median(warm));
    Ok(Point { kind, spread, tenants, cold, warm, single, cpu, memory, replaced })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
