#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Capital, Country, Tenant};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let capitals = Capital::bind_schema::<Asia>();
    let acme = Country::bind(&Tenant::named("acme")?);
    acme.select().join(capitals).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
