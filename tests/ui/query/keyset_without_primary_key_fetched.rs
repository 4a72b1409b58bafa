#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Visit};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let visits = Visit::bind_schema::<Asia>();
    visits.select().keyset(visits.days.asc()).fetch_page(pool).await?;
    Ok(())
}

fn main() {}
