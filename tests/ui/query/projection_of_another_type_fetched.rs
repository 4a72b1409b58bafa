#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

#[derive(Debug, Projection)]
struct Summary {
    name: String,
    population: i64,
}

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let summary = SummaryColumns { name: countries.name, population: countries.population };
    countries.select().columns(summary).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
