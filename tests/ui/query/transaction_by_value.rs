#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let transaction = pool.begin().await?;
    countries.select().fetch_all(transaction).await?;
    Ok(())
}

fn main() {}
