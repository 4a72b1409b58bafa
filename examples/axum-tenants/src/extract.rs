//! The tenant of a request, as an argument of a handler.
//!
//! Its name is what the path says (`/t/acme/notes`), else the header `x-tenant`, else the subdomain of the host
//! (`acme.example.com`). A proxy in front has to remove the header from what strangers send.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use polyschema::SchemaRef;
use polyschema::migrate::tenants::Resolution;

use crate::App;
use crate::models::Tenant;

/// The tenant that a request is for. It owns its name, so it can be moved into a task.
#[derive(Debug, Clone)]
pub struct Current(pub SchemaRef<Tenant>);

/// Why a request is refused. What the database said goes into the log, never to the client.
#[derive(Debug)]
pub enum Refused {
    /// It names no tenant, or one that there is not.
    Unknown,
    /// It names a tenant that is suspended.
    Suspended,
    /// The database does not answer, or refuses.
    Failed(anyhow::Error),
}

impl FromRequestParts<App> for Current {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let name = name_of(parts, app).await.ok_or(Refused::Unknown)?;
        let found = app.resolver.resolve(&app.pool, &name).await;
        match found.map_err(|error| Refused::Failed(error.into()))? {
            Resolution::Active(tenant) | Resolution::Idle(tenant) => {
                tracing::Span::current().record("tenant", tenant.name());
                Ok(Self(tenant))
            }
            Resolution::Suspended => Err(Refused::Suspended),
            Resolution::Unknown => Err(Refused::Unknown),
        }
    }
}

/// The name that a request says, whatever it is.
async fn name_of(parts: &mut Parts, app: &App) -> Option<String> {
    // A path that is no text names nobody.
    let path = RawPathParams::from_request_parts(parts, app).await.ok()?;
    if let Some((_, name)) = path.iter().find(|(key, _)| *key == "tenant") {
        return Some(name.to_owned());
    }
    if let Some(name) = parts.headers.get("x-tenant") {
        return name.to_str().ok().map(str::to_owned);
    }
    let host = match parts.headers.get(HOST) {
        Some(host) => host.to_str().ok()?,
        None => parts.uri.host()?,
    };
    subdomain(host, &app.domain)
}

/// `acme` of `acme.example.com:8080`: one label in front of the domain, in lower case as DNS has it.
fn subdomain(host: &str, domain: &str) -> Option<String> {
    let host = host.split_once(':').map_or(host, |(host, _)| host).to_ascii_lowercase();
    let label = host.strip_suffix(domain)?.strip_suffix('.')?;
    (!label.is_empty() && !label.contains('.')).then(|| label.to_owned())
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown => (StatusCode::NOT_FOUND, "there is no such tenant").into_response(),
            Self::Suspended => (StatusCode::FORBIDDEN, "the tenant is suspended").into_response(),
            Self::Failed(error) => {
                tracing::error!("{error:#}");
                (StatusCode::SERVICE_UNAVAILABLE, "try again later").into_response()
            }
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}
