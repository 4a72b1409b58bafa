#[path = "../models/mod.rs"]
mod models;

use models::{Asia, Country, Tenant};
use polyschema::prelude::*;

async fn query(pool: &sqlx::PgPool) -> polyschema::Result<()> {
    let countries = Country::bind_schema::<Asia>();
    let acme = Country::bind(&Tenant::named("acme")?);
    countries.select().filter(acme.name.eq("Japan")).fetch_all(pool).await?;
    Ok(())
}

fn main() {}
