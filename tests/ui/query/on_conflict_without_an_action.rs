#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, NewCapital};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let capitals = Capital::bind_schema::<Asia>();
    let tokyo = NewCapital { name: "Tokyo".into(), country: "Japan".into() };
    capitals.insert(tokyo).on_conflict(capitals.capital_id).execute(pool).await?;
    Ok(())
}

fn main() {}
