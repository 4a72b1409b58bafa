//! A PgBouncer of a test, in front of its database.

use std::env;
use std::fs::{self, File, Permissions};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

use crate::PostgresDatabase;

/// When PgBouncer gives a server session to another client (`pool_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// When the client leaves.
    Session,
    /// When its transaction ends.
    Transaction,
    /// After each statement; transactions are refused.
    Statement,
}

/// A PgBouncer in front of a test's database; keep it as long as the test runs.
#[derive(Debug)]
pub struct PgBouncer {
    /// Where it is, for the database's superuser, who may enter its admin console too.
    pub url: String,
    child: Child,
    directory: TempDir,
}

/// Starts PgBouncer in front of a database; `None` when it is not installed.
///
/// The settings are those of `pgbouncer.ini`, like `("default_pool_size", "1")`; they go before what
/// stands here. What sqlx says when it connects is let through (`ignore_startup_parameters`).
///
/// # Panics
/// It is not installed and `POLYSCHEMA_REQUIRE_POSTGRES` is set, or it does not start.
pub async fn pgbouncer(
    database: &PostgresDatabase,
    mode: Mode,
    settings: &[(&str, &str)],
) -> Option<PgBouncer> {
    let Some(program) = program() else {
        let what = "no PgBouncer: install the package `pgbouncer`";
        assert!(env::var_os("POLYSCHEMA_REQUIRE_POSTGRES").is_none(), "{what}");
        eprintln!("\n*** SKIPPED, {what} ***\n");
        return None;
    };
    let mut last = String::new();
    for _ in 0..5 {
        match launch(&program, database, mode, settings).await {
            Ok(bouncer) => return Some(bouncer),
            // Another program may have taken the port in between.
            Err(log) => last = log,
        }
    }
    panic!("PgBouncer does not start:\n{last}");
}

/// Debian keeps it off the PATH of users.
fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

async fn launch(
    program: &Path,
    database: &PostgresDatabase,
    mode: Mode,
    settings: &[(&str, &str)],
) -> Result<PgBouncer, String> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port is free")
        .port();
    // Not TMPDIR: the user postgres may be unable to enter root's.
    let directory = tempfile::Builder::new()
        .prefix("polyschema-pgbouncer.")
        .tempdir_in("/tmp")
        .expect("a temporary directory");
    let folder = directory.path();
    let server = PgConnectOptions::from_str(&database.url).expect("the database's URL");
    let mut url = server.to_url_lossy();
    let password = percent_decoded(url.password().unwrap_or_default());
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let users = format!("{} {}\n", quoted(server.get_username()), quoted(&password));
    let ini = ini(&server, password.is_empty(), port, folder, mode, settings);
    fs::write(folder.join("users.txt"), users).expect("a file is written");
    fs::write(folder.join("pgbouncer.ini"), ini).expect("a file is written");
    let log = File::create(folder.join("log")).expect("a file is made");
    let mut command = Command::new(program);
    command.arg("pgbouncer.ini").current_dir(folder).stdin(Stdio::null());
    command.stdout(log.try_clone().expect("the file is open")).stderr(log);
    if let Some((user, group)) = owner() {
        for file in [folder, &folder.join("users.txt"), &folder.join("pgbouncer.ini")] {
            chown(file, Some(user), Some(group)).expect("root gives files away");
        }
        command.uid(user).gid(group);
    }
    fs::set_permissions(folder.join("users.txt"), Permissions::from_mode(0o600))
        .expect("permissions are set");
    let child = command.spawn().expect("PgBouncer is installed");
    url.set_port(Some(port)).expect("the URL has a host");
    url.set_host(Some("127.0.0.1")).expect("this is a host");
    let mut bouncer = PgBouncer { url: url.into(), child, directory };
    match bouncer.answers(port).await {
        true => Ok(bouncer),
        false => Err(bouncer.log()),
    }
}

impl PgBouncer {
    /// What it has written to its log.
    ///
    /// # Panics
    /// The log cannot be read.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).expect("the log is there")
    }

    /// Waits until it listens; false when it ended.
    async fn answers(&mut self, port: u16) -> bool {
        let last = Instant::now() + Duration::from_secs(30);
        loop {
            if self.child.try_wait().expect("the process is ours").is_some() {
                return false;
            }
            match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
                Ok(_) => return true,
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                Err(error) => panic!("port {port} cannot be reached: {error}"),
            }
            assert!(Instant::now() < last, "PgBouncer does not listen:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // One that has ended is what is wanted.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn ini(
    server: &PgConnectOptions,
    trusts: bool,
    port: u16,
    folder: &Path,
    mode: Mode,
    settings: &[(&str, &str)],
) -> String {
    let (host, server_port) = (server.get_host(), server.get_port());
    let mode = match mode {
        Mode::Session => "session",
        Mode::Transaction => "transaction",
        Mode::Statement => "statement",
    };
    let (port, users) = (port.to_string(), folder.join("users.txt"));
    let usual = [
        ("listen_addr", "127.0.0.1"),
        ("listen_port", &port),
        ("unix_socket_dir", ""),
        ("auth_type", if trusts { "trust" } else { "md5" }),
        ("auth_file", users.to_str().expect("the path is ours")),
        ("admin_users", server.get_username()),
        ("pool_mode", mode),
        ("max_client_conn", "500"),
        ("ignore_startup_parameters", "extra_float_digits"),
    ];
    let mut ini = format!("[databases]\n* = host={host} port={server_port}\n\n[pgbouncer]\n");
    let replaced = |name: &str| settings.iter().any(|(other, _)| *other == name);
    for (name, value) in usual.iter().filter(|(name, _)| !replaced(name)).chain(settings) {
        ini.push_str(&format!("{name} = {value}\n"));
    }
    ini
}

/// The user and group `postgres`, for root: PgBouncer refuses to be root.
fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"])? != 0 {
        return None;
    }
    Some((id(&["-u", "postgres"])?, id(&["-g", "postgres"])?))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let decoded =
            hex.filter(|_| first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
