#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let _: Vec<(String, String)> = countries
        .select()
        .left_join(capitals)
        .columns((countries.name, capitals.name))
        .fetch_all(pool)
        .await?;
    Ok(())
}

fn main() {
    let _ = run;
}
