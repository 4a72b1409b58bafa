#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;
use sqlx::SqlitePool;

async fn run(pool: &SqlitePool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    countries.select().fetch_all(pool).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
