//! Requests of tenants, and of those who are none.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode};
use axum_tenants::App;
use polyschema::postgres::SchemaPoolOptions;
use polyschema_test_support::{PostgresDatabase, postgres};
use sqlx::PgConnection;
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;

struct World {
    app: App,
    connection: PgConnection,
    _database: PostgresDatabase,
}

/// `acme` and `globex` with a note each, and `initech`, which is suspended.
async fn world() -> Option<World> {
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
    Some(World { app, connection, _database: database })
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

fn post(path: &str, json: &str) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Body::from(json.to_owned())).expect("a request")
}

fn with(mut request: Request<Body>, header: &'static str, value: &[u8]) -> Request<Body> {
    let value = HeaderValue::from_bytes(value).expect("a header");
    request.headers_mut().insert(header, value);
    request
}

async fn send(app: &App, request: Request<Body>) -> (StatusCode, String) {
    let router: Router = app.clone().router();
    let response = router.oneshot(request).await.expect("it answers");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("it is text"))
}

#[tokio::test]
async fn the_tenant_is_found_by_path_header_and_subdomain() {
    let Some(World { app, _database, .. }) = world().await else { return };
    let acme = r##"[{"text":"of acme","hex":"#ff0000"}]"##;
    for request in [
        get("/t/acme/notes"),
        with(get("/notes"), "x-tenant", b"acme"),
        with(get("/notes"), "host", b"acme.example.com"),
        with(get("/notes"), "host", b"ACME.Example.COM:8080"),
        get("http://acme.example.com/notes"),
        // The path goes before the header, which goes before the host.
        with(with(get("/t/acme/notes"), "x-tenant", b"globex"), "host", b"globex.example.com"),
        with(with(get("/notes"), "x-tenant", b"acme"), "host", b"globex.example.com"),
    ] {
        let said = format!("{request:?}");
        assert_eq!(send(&app, request).await, (StatusCode::OK, acme.to_owned()), "{said}");
    }
}

#[tokio::test]
async fn who_is_unknown_or_suspended_is_told_so() {
    let Some(World { app, _database, .. }) = world().await else { return };
    let long = "x".repeat(64);
    let paths = [
        "nobody",
        "public",
        "pg_catalog",
        "%00",
        "%FF",
        "a%22%3B--",
        "shared",
        "polyschema",
        &long,
    ];
    for name in paths {
        let (status, body) = send(&app, get(&format!("/t/{name}/notes"))).await;
        assert_eq!((status, &*body), (StatusCode::NOT_FOUND, "there is no such tenant"), "{name}");
    }
    let hosts: [&[u8]; 14] = [
        b"example.com",
        b".example.com",
        b"nobody.example.com",
        b"acme.example.com.evil.org",
        b"acmeexample.com",
        b"x.acme.example.com",
        b"acme.example.com.",
        b"\"; DROP SCHEMA acme; --.example.com",
        b"'.example.com",
        b"\xff\xfe.example.com",
        b"[::1]:80",
        b"public.example.com",
        b"",
        b":",
    ];
    for host in hosts {
        let (status, body) = send(&app, with(get("/notes"), "host", host)).await;
        let said = String::from_utf8_lossy(host);
        assert_eq!((status, &*body), (StatusCode::NOT_FOUND, "there is no such tenant"), "{said}");
        let (status, _) = send(&app, with(get("/notes"), "x-tenant", host)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{said}");
    }
    assert_eq!(send(&app, get("/notes")).await.0, StatusCode::NOT_FOUND);
    let suspended = (StatusCode::FORBIDDEN, "the tenant is suspended".to_owned());
    assert_eq!(send(&app, get("/t/initech/notes")).await, suspended);
    assert_eq!(send(&app, with(get("/notes"), "host", b"initech.example.com")).await, suspended);
}

#[tokio::test]
async fn who_signs_up_is_a_tenant_at_once() {
    let Some(World { app, mut connection, _database }) = world().await else { return };
    assert_eq!(send(&app, get("/t/hooli/notes")).await.0, StatusCode::NOT_FOUND);
    let hooli = r#"{"name": "hooli"}"#;
    assert_eq!(send(&app, post("/sign-up", hooli)).await.0, StatusCode::CREATED);
    assert_eq!(send(&app, get("/t/hooli/notes")).await, (StatusCode::OK, "[]".to_owned()));
    assert_eq!(send(&app, post("/sign-up", hooli)).await.0, StatusCode::CONFLICT);
    for reserved in ["public", "pg_x", "", &"x".repeat(64)] {
        let body = serde_json::json!({ "name": reserved }).to_string();
        let (status, _) = send(&app, post("/sign-up", &body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{reserved}");
    }
    let found = app.tenants().registry().get(&mut connection, "hooli").await.unwrap();
    assert!(found.is_some());
}

#[tokio::test]
async fn tasks_keep_the_tenant_that_they_were_given() {
    let Some(World { app, _database, .. }) = world().await else { return };
    let mut all = Vec::new();
    for round in 0..10 {
        for name in ["acme", "globex"] {
            let note = serde_json::json!({ "text": format!("{name} {round}"), "color": "blue" });
            let body = serde_json::json!([note.clone(), note]).to_string();
            let (app, path) = (app.clone(), format!("/t/{name}/notes/many"));
            all.push(tokio::spawn(async move { send(&app, post(&path, &body)).await.0 }));
        }
    }
    for one in all {
        assert_eq!(one.await.unwrap(), StatusCode::CREATED);
    }
    for (name, other) in [("acme", "globex"), ("globex", "acme")] {
        let (_, notes) = send(&app, get(&format!("/t/{name}/notes"))).await;
        assert_eq!(notes.matches(name).count(), 21, "{notes}");
        assert!(!notes.contains(other), "{notes}");
    }
}

/// What is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_span_of_a_request_has_the_tenant_and_so_has_its_task() {
    let Some(World { app, _database, .. }) = world().await else { return };
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
    // The runtime of this test has one thread, on which its tasks run, too.
    let guard = tracing::subscriber::set_default(subscriber);
    send(&app, with(get("/notes"), "host", b"acme.example.com")).await;
    let note = r#"[{"text": "x", "color": "red"}]"#;
    send(&app, with(post("/notes/many", note), "x-tenant", b"globex")).await;
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let has =
        |parts: &[&str]| text.lines().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(has(&["request{", "tenant=\"acme\"", "listed"]), "{text}");
    assert!(has(&["request{", "tenant=\"globex\"", "added in the background"]), "{text}");
}
