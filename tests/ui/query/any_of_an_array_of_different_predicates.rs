#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let either = any([countries.name.eq("Japan"), countries.population.gt(1)]);
    countries.select().filter(either).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
