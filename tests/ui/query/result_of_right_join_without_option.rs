#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country};
use polyschema::prelude::*;



async fn run(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    let query = capitals.select().right_join(countries).columns(capitals.name);
    let _: Vec<String> = query.fetch_all(pool).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
