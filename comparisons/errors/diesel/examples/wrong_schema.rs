use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use errors_diesel::asia::countries;
use errors_diesel::*;

async fn find(connection: &mut AsyncPgConnection) -> QueryResult<Vec<Country>> {
    countries::table.filter(europe::countries::name.eq("France")).select(Country::as_select()).load(connection).await
}

fn main() {
    let _ = find;
}
