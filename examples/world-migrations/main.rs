//! The schemas of `worlddb`, grown over six revisions with rows in them, and taken back again.
//!
//! ```text
//! cargo run --example world-migrations                    # the demonstration, on SQLite
//! DATABASE_URL=postgres://.. cargo run --example world-migrations
//! cargo run --example world-migrations -- --help          # the command line, on the same revisions
//! ```
//!
//! The revisions in `migrations/postgres` and `migrations/sqlite` were written by `revision --autogenerate`,
//! each after a change of `models.rs`.

mod demonstration;
mod models;

use std::path::PathBuf;
use std::process::ExitCode;

use polyschema::cli::Cli;
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use sqlx::{Connection, PgConnection, SqliteConnection};

use models::{Asia, Europe};

fn main() -> ExitCode {
    let on_postgres = std::env::var("DATABASE_URL").is_ok_and(|url| url.starts_with("postgres"));
    if std::env::args_os().nth(1).is_some() {
        return match on_postgres {
            true => Cli::<(Asia<Postgres>, Europe<Postgres>)>::new()
                .directory(directory("postgres"))
                .main(),
            false => Cli::<(Asia, Europe)>::new().directory(directory("sqlite")).main(),
        };
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime.map_err(anyhow::Error::from).and_then(|runtime| {
        runtime.block_on(async {
            match on_postgres {
                true => on_postgres_server().await,
                false => on_sqlite_files().await,
            }
        })
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Where the revisions for a kind of database are.
fn directory(database: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "examples/world-migrations/migrations", database].iter().collect()
}

async fn on_postgres_server() -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(&std::env::var("DATABASE_URL")?).await?;
    demonstration::run::<Postgres>(&mut connection, &directory("postgres")).await
}

/// In SQLite a schema is a file of its own, attached to the connection.
async fn on_sqlite_files() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    let file = |name: &str| Location::file(folder.path().join(name));
    attach(&mut connection, &Asia::<Sqlite>::schema_ref(), &file("asia.db")).await?;
    attach(&mut connection, &Europe::<Sqlite>::schema_ref(), &file("europe.db")).await?;
    demonstration::run::<Sqlite>(&mut connection, &directory("sqlite")).await
}
