#[path = "../models/mod.rs"]
mod models;

use models::Country;
use polyschema::prelude::*;

async fn query<S: Provides<Country>>(schema: &SchemaRef<S>, pool: &sqlx::PgPool) {
    let _ = Country::bind(schema).select().fetch_all(pool).await;
}

fn main() {}
