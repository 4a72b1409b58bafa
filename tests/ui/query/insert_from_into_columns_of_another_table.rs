#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let names = countries.select().columns((countries.name, countries.name));
    capitals.insert_from((countries.name, capitals.country), names).execute(pool).await?;
    Ok(())
}

fn main() {}
