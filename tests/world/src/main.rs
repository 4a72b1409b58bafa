//! The program of docs/migrations.md. `WORLD_STAGE` says how far its models are, and `WORLD_DATABASE` in which
//! kind of database they lie.

mod dish;
mod dropped;
mod first;
mod renamed;
mod tenant;

use std::env;
use std::process::ExitCode;

use polyschema::cli::{self, Cli};
use polyschema::migrate::apply::BoxFuture;
use polyschema::{Postgres, SchemaName, Sqlite};
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};

fn main() -> ExitCode {
    let variable = |name| env::var(name).unwrap_or_default();
    let on_postgres = variable("WORLD_DATABASE") == "postgres";
    match (variable("WORLD_STAGE").as_str(), on_postgres) {
        ("tenant", false) => cli::main::<(tenant::Shared<Sqlite>, tenant::Tenant<Sqlite>)>(),
        ("tenant", true) => cli::main::<(tenant::Shared<Postgres>, tenant::Tenant<Postgres>)>(),
        ("dish", false) => Cli::<(dish::Asia<Sqlite>, dish::Europe<Sqlite>)>::new()
            .data_migration("fill_dishes", fill_dishes_of_sqlite)
            .main(),
        ("dish", true) => Cli::<(dish::Asia<Postgres>, dish::Europe<Postgres>)>::new()
            .data_migration("fill_dishes", fill_dishes_of_postgres)
            .main(),
        ("renamed", false) => cli::main::<(renamed::Asia<Sqlite>, renamed::Europe<Sqlite>)>(),
        ("renamed", true) => cli::main::<(renamed::Asia<Postgres>, renamed::Europe<Postgres>)>(),
        ("dropped", false) => cli::main::<(dropped::Asia<Sqlite>, dropped::Europe<Sqlite>)>(),
        ("dropped", true) => cli::main::<(dropped::Asia<Postgres>, dropped::Europe<Postgres>)>(),
        (_, false) => cli::main::<(first::Asia<Sqlite>, first::Europe<Sqlite>)>(),
        (_, true) => cli::main::<(first::Asia<Postgres>, first::Europe<Postgres>)>(),
    }
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
