//! The program of docs/migrations.md. `WORLD_STAGE` says how far its models are, and `WORLD_DATABASE` in which
//! kind of database they lie.

mod across;
mod dish;
mod dropped;
mod first;
mod linked;
mod odd;
mod renamed;
mod tenant;

use std::env;
use std::process::ExitCode;

use polyschema::cli::Cli;
use polyschema::migrate::apply::BoxFuture;
use polyschema::{Postgres, SchemaList, SchemaName, Sqlite};
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

fn main() -> ExitCode {
    let variable = |name| env::var(name).unwrap_or_default();
    let on_postgres = variable("WORLD_DATABASE") == "postgres";
    match (variable("WORLD_STAGE").as_str(), on_postgres) {
        ("tenant", false) => on_sqlite::<(tenant::Shared<Sqlite>, tenant::Tenant<Sqlite>)>(),
        ("tenant", true) => on_server::<(tenant::Shared<Postgres>, tenant::Tenant<Postgres>)>(),
        ("across", _) => on_server::<(across::Shared, across::Shop)>(),
        ("linked", _) => on_server::<(linked::Shared, linked::Shop)>(),
        ("odd", _) => on_server::<(odd::Office, odd::Shop)>(),
        ("dish", false) => on_sqlite::<(dish::Asia<Sqlite>, dish::Europe<Sqlite>)>(),
        ("dish", true) => on_server::<(dish::Asia<Postgres>, dish::Europe<Postgres>)>(),
        ("renamed", false) => on_sqlite::<(renamed::Asia<Sqlite>, renamed::Europe<Sqlite>)>(),
        ("renamed", true) => on_server::<(renamed::Asia<Postgres>, renamed::Europe<Postgres>)>(),
        ("dropped", false) => on_sqlite::<(dropped::Asia<Sqlite>, dropped::Europe<Sqlite>)>(),
        ("dropped", true) => on_server::<(dropped::Asia<Postgres>, dropped::Europe<Postgres>)>(),
        (_, false) => on_sqlite::<(first::Asia<Sqlite>, first::Europe<Sqlite>)>(),
        (_, true) => on_server::<(first::Asia<Postgres>, first::Europe<Postgres>)>(),
    }
}

fn on_sqlite<L: SchemaList<Database = Sqlite>>() -> ExitCode {
    Cli::<L>::new().data_migration("fill_dishes", fill_dishes_of_sqlite).main()
}

fn on_server<L: SchemaList<Database = Postgres>>() -> ExitCode {
    Cli::<L>::new().data_migration("fill_dishes", fill_dishes_of_postgres).main()
}

/// The same SQL runs on both.
fn fill(schema: &SchemaName) -> AssertSqlSafe<String> {
    let schema = schema.as_str().replace('"', "\"\"");
    AssertSqlSafe(format!(
        "UPDATE \"{schema}\".\"countries\" SET \"signature_dish\" = 'rice' WHERE \"signature_dish\" IS NULL"
    ))
}

fn fill_dishes_of_sqlite<'a>(
    connection: &'a mut SqliteConnection,
    schema: &'a SchemaName,
) -> BoxFuture<'a> {
    Box::pin(async move {
        sqlx::query(fill(schema)).execute(connection).await?;
        Ok(())
    })
}

fn fill_dishes_of_postgres<'a>(
    connection: &'a mut PgConnection,
    schema: &'a SchemaName,
) -> BoxFuture<'a> {
    Box::pin(async move {
        sqlx::query(fill(schema)).execute(connection).await?;
        Ok(())
    })
}
