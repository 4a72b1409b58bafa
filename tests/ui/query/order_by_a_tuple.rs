#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let order = (countries.name.asc(), countries.population.desc());
    countries.select().order_by(order).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
