#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;
use sqlx::PgPool;

async fn run(pool: &PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let japan = countries.find(1).fetch_one(pool).await?;
    println!("{:?}", japan.signature_dish);
    Ok(())
}

fn main() {
    let _ = run;
}
