#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, NewCountry};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let row = NewCountry { name: "Japan".to_owned(), population: None };
    countries.insert(row).fetch_one(pool).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
