//! A fresh PostgreSQL database for each test.

use std::env;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use pgtemp::{PgTempDB, PgTempDBBuilder};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A database of a test; keep it as long as the test runs.
#[derive(Debug)]
pub struct PostgresDatabase {
    /// Where it is, for its superuser.
    pub url: String,
    admin_url: String,
    name: String,
    /// Stops the server with the last test, when the tests started it.
    _server: Option<Arc<PgTempDB>>,
}

impl PostgresDatabase {
    /// A new connection to the database.
    ///
    /// # Panics
    /// The server does not answer.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("the test's database takes connections")
    }
}

/// A fresh, empty database; `None` when there is no server and none can be started.
///
/// # Panics
/// There is no server and `POLYSCHEMA_REQUIRE_POSTGRES` is set, or the server refuses.
pub async fn postgres() -> Option<PostgresDatabase> {
    let (admin_url, server) = match env::var("POLYSCHEMA_TEST_POSTGRES_URL") {
        Ok(url) => (url, None),
        Err(_) => match tokio::task::spawn_blocking(shared_server).await.expect("pgtemp starts") {
            Some(server) => (server.connection_uri(), Some(server)),
            None => return skipped(),
        },
    };
    Some(database_of(admin_url, server).await)
}

/// A fresh database of a server.
pub(crate) async fn database_of(
    admin_url: String,
    server: Option<Arc<PgTempDB>>,
) -> PostgresDatabase {
    let name = fresh_database(&admin_url).await;
    PostgresDatabase { url: with_database(&admin_url, &name), admin_url, name, _server: server }
}

/// The major version of the server, for what is data in a test: a statement that only some versions know.
pub fn version(connection: &PgConnection) -> u32 {
    connection.server_version_num().unwrap_or(0) / 10_000
}

fn skipped() -> Option<PostgresDatabase> {
    let what = "no PostgreSQL: install its server, or set POLYSCHEMA_TEST_POSTGRES_URL";
    assert!(env::var_os("POLYSCHEMA_REQUIRE_POSTGRES").is_none(), "{what}");
    eprintln!("\n*** SKIPPED, {what} ***\n");
    None
}

/// The one server of this process: started by the first test, stopped with the last.
fn shared_server() -> Option<Arc<PgTempDB>> {
    static SERVER: Mutex<Weak<PgTempDB>> = Mutex::new(Weak::new());
    let mut running = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = running.upgrade() {
        return Some(server);
    }
    let mut builder = PgTempDBBuilder::new()
        .with_initdb_arg("encoding", "UTF8")
        .with_initdb_arg("locale", "C")
        .with_config_param("max_connections", "300")
        .with_config_param("fsync", "off")
        .with_config_param("full_page_writes", "off")
        // pgtemp pipes the server's log and reads none of it: with a full pipe the server would stand still.
        .with_config_param("logging_collector", "on");
    match binaries()? {
        Binaries::OnPath => {}
        Binaries::In(directory) => builder = builder.with_bin_path(directory),
    }
    let server = Arc::new(builder.start());
    *running = Arc::downgrade(&server);
    Some(server)
}

enum Binaries {
    OnPath,
    In(PathBuf),
}

/// Debian and Ubuntu keep the server's programs off PATH, one directory for each version.
fn binaries() -> Option<Binaries> {
    let newest = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|directory| directory.join("initdb").exists())
        .max_by_key(|directory| version_of(directory));
    if let Some(directory) = newest {
        return Some(Binaries::In(directory));
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).any(|entry| entry.join("initdb").exists()).then_some(Binaries::OnPath)
}

/// `15` of `/usr/lib/postgresql/15/bin`.
fn version_of(directory: &std::path::Path) -> u32 {
    let version = directory.parent().and_then(|parent| parent.file_name());
    version.and_then(|name| name.to_str()).and_then(|name| name.parse().ok()).unwrap_or(0)
}

async fn fresh_database(admin_url: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("polyschema_test_{}_{next}", std::process::id());
    let mut admin = connect_when_ready(admin_url).await;
    for statement in [
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut admin)
            .await
            .expect("a fresh database");
    }
    admin.close().await.expect("the connection closes");
    name
}

/// The database goes with its test, so that a server of the user's own is left as it was.
impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let url = self.admin_url.clone();
        // On a thread of its own: the test's runtime is not to be blocked from within.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&url).await.map_err(std::io::Error::other)?;
                let result = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await;
                result.map(drop).map_err(std::io::Error::other)
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("the test's database `{}` stays behind: {error}", self.name);
        }
    }
}

/// A server that was just started refuses at first.
async fn connect_when_ready(url: &str) -> PgConnection {
    let last = Instant::now() + Duration::from_secs(60);
    loop {
        match PgConnection::connect(url).await {
            Ok(connection) => return connection,
            Err(error) if is_starting(&error) && Instant::now() < last => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => panic!("the PostgreSQL server takes no connections: {error}"),
        }
    }
}

/// Nobody listens yet, or the server says so itself (SQLSTATE `cannot_connect_now`).
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

/// The URL with another database in it.
fn with_database(url: &str, name: &str) -> String {
    let (base, options) = match url.split_once('?') {
        Some((base, options)) => (base, format!("?{options}")),
        None => (url, String::new()),
    };
    let authority = base.find("://").map_or(0, |start| start + 3);
    let end = base[authority..].find('/').map_or(base.len(), |slash| authority + slash);
    format!("{}/{name}{options}", &base[..end])
}
