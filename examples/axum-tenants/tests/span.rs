//! The span of a request. It has a process of its own: whether a span is enabled is remembered for the whole process, so
//! a test beside it that logs nothing would be in its way.

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use crate::support::{World, get, post, send, with, world};

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
    let Some(World { app, database: _database }) = world().await else { return };
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
