//! A wrong result type.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let query = countries.select().order_by(countries.country_id.asc()).columns(countries.name);
    let _populations: Vec<i64> = query.fetch_all(pool).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
