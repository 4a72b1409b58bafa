//! A service with three tenants, and requests to it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode};
use axum_tenants::App;
use polyschema::postgres::SchemaPoolOptions;
use polyschema_test_support::{PostgresDatabase, postgres};
use tower::ServiceExt;

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) database: PostgresDatabase,
}

/// `acme` and `globex` with a note each, and `initech`, which is suspended.
pub(crate) async fn world() -> Option<World> {
    let database = postgres().await?;
    let mut connection = database.connect().await;
    let pool = SchemaPoolOptions::new().max_connections(4).connect(&database.url).await.unwrap();
    let app = App::new(&mut connection, pool, "example.com").await.unwrap();
    for name in ["acme", "globex", "initech"] {
        let body = serde_json::json!({ "name": name }).to_string();
        assert_eq!(send(&app, post("/sign-up", &body)).await.0, StatusCode::CREATED);
        let path = format!("/t/{name}/notes");
        let note = serde_json::json!({ "text": format!("of {name}"), "color": "red" }).to_string();
        assert_eq!(send(&app, post(&path, &note)).await.0, StatusCode::CREATED);
    }
    app.tenants().registry().suspend(&mut connection, "initech").await.unwrap();
    app.forget("initech");
    Some(World { app, database })
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

pub(crate) fn post(path: &str, json: &str) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Body::from(json.to_owned())).expect("a request")
}

pub(crate) fn with(
    mut request: Request<Body>,
    header: &'static str,
    value: &[u8],
) -> Request<Body> {
    let value = HeaderValue::from_bytes(value).expect("a header");
    request.headers_mut().insert(header, value);
    request
}

pub(crate) async fn send(app: &App, request: Request<Body>) -> (StatusCode, String) {
    let router: Router = app.clone().router();
    let response = router.oneshot(request).await.expect("it answers");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("it is text"))
}
