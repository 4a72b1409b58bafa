//! A web service in which each request is a tenant's.
//!
//! ```text
//! DATABASE_URL=postgres://.. cargo run -p axum-tenants
//! curl -X POST localhost:3000/sign-up --json '{"name": "acme"}'
//! curl -X POST acme.localhost:3000/notes --json '{"text": "hello", "color": "red"}'
//! curl localhost:3000/t/acme/notes
//! curl -H 'x-tenant: acme' localhost:3000/notes
//! ```

mod extract;
mod handlers;
pub mod models;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use polyschema::migrate::embedded::Migrations;
use polyschema::migrate::tenants::{Resolver, Tenants};
use polyschema::postgres::SchemaPool;
use sqlx::PgConnection;
use tracing::Instrument;
use tracing::field::Empty;

use models::{Shared, Tenant};

pub use extract::{Current, Refused};

/// The revisions, in the program.
static MIGRATIONS: Migrations<(Shared, Tenant)> = polyschema::migrations![Shared, Tenant];

/// What all requests share; a clone is the same.
#[derive(Clone)]
pub struct App {
    pool: SchemaPool,
    resolver: Arc<Resolver<Tenant>>,
    tenants: Arc<Tenants>,
    /// Tenants are its subdomains.
    domain: Arc<str>,
}

impl App {
    /// Brings the shared schema up to date, and makes ready for requests.
    pub async fn new(
        connection: &mut PgConnection,
        pool: SchemaPool,
        domain: &str,
    ) -> anyhow::Result<Self> {
        MIGRATIONS.upgrade(connection).await?;
        let tenants = Tenants::new(MIGRATIONS.migrator()?, "tenant")?;
        let resolver = Resolver::new(tenants.registry().clone());
        let (resolver, tenants) = (Arc::new(resolver), Arc::new(tenants));
        Ok(Self { pool, resolver, tenants, domain: domain.into() })
    }

    /// The tenants.
    pub fn tenants(&self) -> &Tenants {
        &self.tenants
    }

    /// Forgets what is known of a tenant that was changed.
    pub fn forget(&self, name: &str) {
        self.resolver.forget(name);
    }

    /// The routes.
    pub fn router(self) -> Router {
        let of_tenant = Router::new()
            .route("/notes", get(handlers::list).post(handlers::add))
            .route("/notes/many", post(handlers::add_many));
        Router::new()
            .route("/sign-up", post(handlers::sign_up))
            .nest("/t/{tenant}", of_tenant.clone())
            .merge(of_tenant)
            .layer(from_fn(in_span))
            .with_state(self)
    }
}

/// Gives a request its span, which the extractor writes the tenant into.
async fn in_span(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().as_str(), request.uri().path());
    let span = tracing::info_span!("request", method, path, tenant = Empty);
    next.run(request).instrument(span).await
}
