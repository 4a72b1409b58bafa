#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let capitals = Capital::bind_schema::<Asia>();
    capitals.select().group_by(capitals.country).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
