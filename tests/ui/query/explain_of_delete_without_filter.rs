#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    countries.delete().explain().fetch(pool).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
