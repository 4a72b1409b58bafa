#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn pages(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let first = countries.select().keyset(countries.name.asc()).fetch_page(pool).await?;
    if let Some(next) = &first.next {
        countries.select().keyset(countries.population.desc()).after(next);
    }
    Ok(())
}

fn main() {
    let _ = pages;
}
