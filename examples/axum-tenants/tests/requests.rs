//! Requests of tenants, and of those who are none.

mod support;

use axum::http::StatusCode;

use crate::support::{World, get, post, send, with, world};

#[tokio::test]
async fn the_tenant_is_found_by_path_header_and_subdomain() {
    let Some(World { app, database: _database }) = world().await else { return };
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
    let Some(World { app, database: _database }) = world().await else { return };
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
    let Some(World { app, database }) = world().await else { return };
    let mut connection = database.connect().await;
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
    let Some(World { app, database: _database }) = world().await else { return };
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
