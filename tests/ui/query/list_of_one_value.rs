#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    countries.select().filter(countries.name.is_in("Japan")).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
