use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use errors_diesel::asia::countries;
use errors_diesel::*;

async fn find(connection: &mut AsyncPgConnection) -> QueryResult<Vec<Country>> {
    countries::table.filter(countries::population.gt(1_000)).select(Country::as_select()).load(connection).await
}

fn main() {
    let _ = find;
}
