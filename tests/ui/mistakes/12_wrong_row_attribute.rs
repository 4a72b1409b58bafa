//! A wrong attribute of a row.
#[path = "../models/mod.rs"]
mod models;

use models::{Asia, AsiaCountry};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = AsiaCountry::bind_schema::<Asia>();
    let row = countries.select().order_by(countries.country_id.asc()).fetch_one(pool).await?;
    println!("{:?}", row.populaton);
    Ok(())
}

fn main() {
    let _ = run;
}
