#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country, Europe};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Europe>();
    countries.update().join(capitals).set(countries.name, capitals.name).execute(pool).await?;
    Ok(())
}

fn main() {}
