#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let capitals = Capital::bind_schema::<Asia>();
    let groups = capitals.select().group_by(capitals.country).columns(|country| country);
    groups.keyset(()).fetch_page(pool).await?;
    Ok(())
}

fn main() {}
