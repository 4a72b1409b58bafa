#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    raw!("SELECT {countries:columns} FROM {countries}").rows::<Country>().fetch_all(pool).await?;
    Ok(())
}

fn main() {}
