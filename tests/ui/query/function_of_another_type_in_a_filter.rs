#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country};
use polyschema::prelude::*;

polyschema::sql_function! {
    fn soundex(text: String) -> String;
}

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    countries.select().filter(soundex(countries.population).eq("x")).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
