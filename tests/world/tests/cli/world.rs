//! The program in a directory of its own, with a database of its own.

use std::fs;
#[cfg(target_os = "linux")]
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use polyschema_test_support::PostgresDatabase;
use tempfile::TempDir;

/// The program in a directory of its own.
pub struct World {
    directory: TempDir,
    stage: &'static str,
    url: String,
    on_postgres: bool,
    /// Dropped when the test ends.
    database: Option<PostgresDatabase>,
}

/// What a command did.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = "sqlite:world.db".to_owned();
        Self { directory, stage: "first", url, on_postgres: false, database: None }
    }

    pub async fn on_postgres() -> Option<Self> {
        let database = polyschema_test_support::postgres().await?;
        let directory = tempfile::tempdir().unwrap();
        let url = database.url.clone();
        Some(Self { directory, stage: "first", url, on_postgres: true, database: Some(database) })
    }

    pub const fn is_on_postgres(&self) -> bool {
        self.on_postgres
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// From now on the models are those of another stage.
    pub const fn stage(&mut self, stage: &'static str) {
        self.stage = stage;
    }

    /// From now on the database is elsewhere.
    pub fn url(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    pub fn database(&self) -> &PostgresDatabase {
        self.database.as_ref().expect("it is on PostgreSQL")
    }

    /// A connection of the superuser.
    pub async fn connect(&self) -> sqlx::PgConnection {
        self.database().connect().await
    }

    /// Where the database is for another role.
    pub fn url_as(&self, role: &str, password: &str) -> String {
        let place = self.url.rsplit('@').next().unwrap_or_default();
        format!("postgres://{role}:{password}@{place}")
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env("DATABASE_URL", &self.url)
            .env("WORLD_STAGE", self.stage)
            .env("WORLD_DATABASE", if self.on_postgres { "postgres" } else { "sqlite" })
            .env_remove("POLYSCHEMA_DIRECT_URL")
            .env_remove("VISUAL")
            .env_remove("EDITOR")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program with words that have no space in them.
    pub fn run(&self, words: &str) -> Done {
        done(self.command(env!("CARGO_BIN_EXE_world")).args(words.split_whitespace()))
    }

    /// Runs it, and returns what it printed.
    #[track_caller]
    pub fn ok(&self, words: &str) -> String {
        let done = self.run(words);
        assert_eq!(done.code, 0, "`world {words}` failed:\n{}{}", done.out, done.err);
        done.out
    }

    /// Runs it with `--json`, and returns what it printed.
    #[track_caller]
    pub fn json(&self, words: &str) -> serde_json::Value {
        let out = self.run(&format!("{words} --json")).out;
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("`{words}`: {error}:\n{out}"))
    }

    /// Runs it, and checks its exit status and a part of what it says.
    #[track_caller]
    pub fn fails(&self, words: &str, code: i32, says: &[&str]) {
        let done = self.run(words);
        assert_eq!(done.code, code, "`world {words}`:\n{}{}", done.out, done.err);
        for part in says {
            assert!(
                done.err.contains(part),
                "`{part}` is not in what `{words}` says:\n{}",
                done.err
            );
        }
    }

    /// Runs it at a terminal, at which somebody types.
    #[cfg(target_os = "linux")]
    pub fn at_terminal(&self, words: &str, typed: &str) -> Done {
        let mut command = self.command("script");
        let program = format!("{} {words}", env!("CARGO_BIN_EXE_world"));
        command.args(["--quiet", "--return", "--command", &program, "/dev/null"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("util-linux is installed");
        let mut keyboard = child.stdin.take().expect("it was asked for");
        keyboard.write_all(typed.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("the program runs");
        drop(keyboard);
        ended(output)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path().join(path).parent().unwrap()).unwrap();
        fs::write(self.path().join(path), text).unwrap();
    }

    /// The revisions of a schema on disk, in order.
    pub fn revisions(&self, schema: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("migrations").join(schema)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name != ".gitkeep").collect();
        names.sort();
        names
    }

    /// With the first revision of both schemas applied.
    pub fn founded(self) -> Self {
        self.ok("init");
        self.ok("revision --autogenerate -m create");
        self.ok("upgrade");
        self
    }
}

/// Runs a command to its end.
pub fn done(command: &mut Command) -> Done {
    ended(command.output().expect("the program runs"))
}

fn ended(Output { status, stdout, stderr }: Output) -> Done {
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    Done { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}
