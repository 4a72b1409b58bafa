use errors_polyschema::*;
use polyschema::prelude::*;

async fn find(pool: &sqlx::PgPool) -> polyschema::Result<Vec<Country>> {
    let countries = Country::bind_schema::<Asia>();
    countries.select().filter(countries.population.gt("many")).fetch_all(pool).await
}

fn main() {
    let _ = find;
}
