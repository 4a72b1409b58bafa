use errors_polyschema::*;
use polyschema::prelude::*;

async fn find(pool: &sqlx::PgPool) -> polyschema::Result<Vec<Country>> {
    let countries = Country::bind_schema::<Asia>();
    let elsewhere = Country::bind_schema::<Europe>();
    countries.select().filter(elsewhere.name.eq("France")).fetch_all(pool).await
}

fn main() {
    let _ = find;
}
