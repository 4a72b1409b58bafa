//! One package's models in two schemas of another package, and what it means to rename a schema.
//!
//! ```text
//! cargo run -p shared-models-consumer                  # SQLite in memory
//! DATABASE_URL=postgres://.. cargo run -p shared-models-consumer
//! ```

mod rebind;
mod schemas;
mod tenants;

use anyhow::{Result, bail};
use polyschema::Catalog;
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use sqlx::{Connection, PgConnection, SqliteConnection};

use schemas::{TenantA, TenantB};

/// What `build.rs` wrote.
const TENANT_A: &str = include_str!(concat!(env!("OUT_DIR"), "/tenant_a.sql"));
const TENANT_B: &str = include_str!(concat!(env!("OUT_DIR"), "/tenant_b.sql"));

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    println!("-- tenant_a.sql, written by build.rs\n\n{TENANT_A}");
    match std::env::var("DATABASE_URL") {
        Ok(url) if url.starts_with("postgres") => {
            let connection = &mut PgConnection::connect(&url).await?;
            create_on_postgres(connection).await?;
            tenants::run::<Postgres>(connection).await?;
        }
        Ok(url) => bail!("`DATABASE_URL` is `{url}`; this example knows `postgres://..`"),
        Err(_) => {
            let connection = &mut SqliteConnection::connect("sqlite::memory:").await?;
            create_on_sqlite(connection).await?;
            tenants::run::<Sqlite>(connection).await?;
        }
    }
    rebind::show()
}

/// SQLite: the text that `build.rs` wrote, each schema a database of its own.
async fn create_on_sqlite(connection: &mut SqliteConnection) -> Result<()> {
    attach(connection, &TenantA::<Sqlite>::schema_ref(), &Location::Memory).await?;
    attach(connection, &TenantB::<Sqlite>::schema_ref(), &Location::Memory).await?;
    sqlx::raw_sql(TENANT_A).execute(&mut *connection).await?;
    sqlx::raw_sql(TENANT_B).execute(&mut *connection).await?;
    Ok(())
}

/// PostgreSQL, whose DDL is another: through the connection, in one transaction.
async fn create_on_postgres(connection: &mut PgConnection) -> Result<()> {
    let catalog = Catalog::of::<(TenantA<Postgres>, TenantB<Postgres>)>()?;
    // A second run starts anew: what this example created is dropped first.
    catalog.drop_all(&mut *connection).await?;
    catalog.create_all(&mut *connection).await?;
    Ok(())
}
