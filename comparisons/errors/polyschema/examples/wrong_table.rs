use errors_polyschema::*;
use polyschema::prelude::*;

async fn find(pool: &sqlx::PgPool) -> polyschema::Result<Vec<Country>> {
    let countries = Country::bind_schema::<Asia>();
    let capitals = Capital::bind_schema::<Asia>();
    countries.select().filter(capitals.name.eq("Tokyo")).fetch_all(pool).await
}

fn main() {
    let _ = find;
}
