//! SQLite: files, and databases in memory.

mod files;
mod fixed_point;
mod odd;
mod pragmas;
mod reported;

use polyschema_core::Catalog;
use polyschema_core::ident::{Ident, quote};
use polyschema_migrate::reflect::{Reflected, Which, reflect};
use polyschema_test_support::sqlite;
use sqlx::{AssertSqlSafe, SqliteConnection};

use pragmas::check_pragmas;

async fn run(connection: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect(sql);
}

/// An empty database in memory under a name.
async fn attach(connection: &mut SqliteConnection, schema: &str) {
    let mut sql = String::from("ATTACH DATABASE ':memory:' AS ");
    quote(schema, &mut sql);
    run(connection, &sql).await;
}

async fn reflect_all(connection: &mut SqliteConnection) -> Reflected {
    reflect(connection, &Which::All).await.expect("the connection can be reflected")
}

/// What a connection to all of a catalog's schemas holds after the catalog was created; the pragmas
/// say the same.
async fn created(catalog: &Catalog) -> Reflected {
    let mut connection = sqlite().await;
    for schema in catalog.schemas().keys() {
        attach(&mut connection, schema.as_str()).await;
    }
    catalog.create_all(&mut connection).await.expect("the catalog can be created");
    let which = Which::Schemas(catalog.schemas().keys().cloned().collect());
    let reflected =
        reflect(&mut connection, &which).await.expect("the connection can be reflected");
    check_pragmas(&mut connection, &reflected).await;
    reflected
}

fn names<'a>(list: impl IntoIterator<Item = &'a Ident>) -> Vec<&'a str> {
    list.into_iter().map(Ident::as_str).collect()
}
