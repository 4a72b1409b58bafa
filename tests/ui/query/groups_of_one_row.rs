#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let japan = countries.find(1).fetch_one(pool).await?;
    capitals.belonging_to(&japan).fetch_grouped(pool).await?;
    Ok(())
}

fn main() {}
