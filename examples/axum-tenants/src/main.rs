//! Serves tenants of the database that `DATABASE_URL` names, on port 3000 of this machine.

use anyhow::Context;
use axum_tenants::App;
use polyschema::postgres::SchemaPoolOptions;
use sqlx::{Connection, PgConnection};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().init();
    let url = std::env::var("DATABASE_URL").context("`DATABASE_URL` names the database")?;
    let pool = SchemaPoolOptions::new().max_connections(8).connect(&url).await?;
    let mut connection = PgConnection::connect(&url).await?;
    let app = App::new(&mut connection, pool, "localhost").await?;
    connection.close().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    tracing::info!("http://localhost:3000");
    axum::serve(listener, app.router()).await?;
    Ok(())
}
