//! What fixed statements cost besides instructions: `bench-costs URL` prints `COSTS.md`.
//!
//! A statement's text that is made anew for each call would be an allocation more than sqlx with a constant.

mod proxy;

use anyhow::Result;
use bench_polyschema::Polyschema;
use bench_sqlx::{ByName, ByPosition, Sqlx};
use bench_workload::{City, Client};
use sqlx::{Connection, PgConnection};
use tokio::runtime::{Builder, Runtime};

use proxy::Proxy;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Operations that are counted, after as many to warm up.
const TIMES: i32 = 100;

/// The first key of the rows that are inserted.
const ADDED: i32 = 2_000_000;

fn main() -> Result<()> {
    let url = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: bench-costs URL"))?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let _profiler = dhat::Profiler::builder().testing().build();
    println!(
        "# Allocations and round trips\n\nWritten by `bench/run`; see [README.md](README.md).\n"
    );
    println!("| for each operation | find by key | insert one row | round trips |");
    println!("|---|--:|--:|--:|");
    measure::<Polyschema>(&runtime, &url)?;
    measure::<Sqlx<ByPosition>>(&runtime, &url)?;
    measure::<Sqlx<ByName>>(&runtime, &url)
}

/// Prints the line of a client.
fn measure<C: Client>(runtime: &Runtime, url: &str) -> Result<()> {
    let (find, insert) = runtime.block_on(allocations::<C>(url))?;
    let trips = runtime.block_on(round_trips::<C>(url))?;
    println!("| {} | {find} allocations | {insert} allocations | {trips} |", C::NAME);
    Ok(())
}

/// Allocations of a find and of an insert, with what the caller gets and gives.
async fn allocations<C: Client>(url: &str) -> Result<(f64, f64)> {
    let mut client = C::connect(url).await?;
    remove_added(url).await?;
    find::<C>(&mut client).await?;
    let before = blocks();
    find::<C>(&mut client).await?;
    let find = each(blocks() - before);

    insert::<C>(&mut client, rows(ADDED)).await?;
    let rows = rows(ADDED + TIMES);
    let before = blocks();
    insert::<C>(&mut client, rows).await?;
    let insert = each(blocks() - before);
    remove_added(url).await?;
    Ok((find, insert))
}

/// Round trips of a find whose statement the connection has prepared already.
async fn round_trips<C: Client>(url: &str) -> Result<f64> {
    let proxy = Proxy::start(url)?;
    let mut client = C::connect(&proxy.url).await?;
    find::<C>(&mut client).await?;
    let before = proxy.trips();
    find::<C>(&mut client).await?;
    Ok(each(proxy.trips() - before))
}

async fn find<C: Client>(client: &mut C) -> Result<()> {
    for city_id in 1..=TIMES {
        client.find(city_id).await?;
    }
    Ok(())
}

async fn insert<C: Client>(client: &mut C, rows: Vec<C::New>) -> Result<()> {
    for row in rows {
        client.insert(row).await?;
    }
    Ok(())
}

fn rows<N: From<City>>(first: i32) -> Vec<N> {
    let row = |city_id| City {
        city_id,
        region: "asia".to_owned(),
        country_iso: "JP".to_owned(),
        name: format!("City {city_id}"),
        population: 1,
        latitude: 0.0,
        longitude: 0.0,
        timezone: "Asia/Tokyo".to_owned(),
        is_large: false,
        top_ten: None,
    };
    (first..first + TIMES).map(row).map(N::from).collect()
}

async fn remove_added(url: &str) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    let delete = sqlx::query("DELETE FROM bench.cities WHERE city_id >= $1").bind(ADDED);
    delete.execute(&mut connection).await?;
    Ok(())
}

fn blocks() -> u64 {
    dhat::HeapStats::get().total_blocks
}

fn each(all: u64) -> f64 {
    all as f64 / f64::from(TIMES)
}
