//! Asia and Europe: one model in two schemas, real data, and questions to it.
//!
//! ```text
//! cargo run --example worlddb                      # SQLite in memory
//! cargo run --example worlddb -- --dir ./worlddb   # SQLite in files, one for each schema
//! DATABASE_URL=postgres://.. cargo run --example worlddb
//! ```

mod data;
mod models;
mod questions;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use sqlx::{Connection, PgConnection, SqliteConnection};

use models::{Asia, Europe};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let directory = directory()?;
    match std::env::var("DATABASE_URL") {
        Ok(url) if url.starts_with("postgres") => {
            let connection = &mut PgConnection::connect(&url).await?;
            run::<Postgres>(connection).await
        }
        Ok(url) => bail!("`DATABASE_URL` is `{url}`; this example knows `postgres://..`"),
        Err(_) => run::<Sqlite>(&mut open_sqlite(directory).await?).await,
    }
}

/// The directory given with `--dir`.
fn directory() -> Result<Option<PathBuf>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(None),
        (Some("--dir"), Some(directory)) => Ok(Some(directory.into())),
        _ => bail!("usage: worlddb [--dir DIRECTORY]"),
    }
}

/// In SQLite a schema is a file of its own, attached to the connection.
async fn open_sqlite(directory: Option<PathBuf>) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
    let location = |name: &str| match &directory {
        Some(directory) => Location::File(directory.join(name)),
        None => Location::Memory,
    };
    if let Some(directory) = &directory {
        std::fs::create_dir_all(directory).context("cannot create the directory")?;
    }
    attach(&mut connection, &Asia::<Sqlite>::schema_ref(), &location("asia.db")).await?;
    attach(&mut connection, &Europe::<Sqlite>::schema_ref(), &location("europe.db")).await?;
    Ok(connection)
}

/// The same for every database: create, load, ask.
async fn run<D: Driver>(connection: &mut D::Connection) -> Result<()> {
    let catalog = Catalog::of::<(Asia<D>, Europe<D>)>()?;
    println!("{}", catalog.create_sql());

    // A second run starts anew: what this example created is dropped first.
    catalog.drop_all(&mut *connection).await?;
    catalog.create_all(&mut *connection).await?;
    data::load::<D>(connection).await?;
    questions::answer::<D>(connection).await
}
