//! Who is compared, and how each is told what to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::polyschema::{self, Polyschema};
use crate::server::Server;
use crate::worker::Worker;
use crate::{COMMANDS, catalog, model};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Psql,
    Polyschema,
    /// SQLAlchemy and Alembic, in one process of Python that waits for orders.
    Alembic,
    /// A process of `alembic` for each schema.
    CommandLine,
}

/// What came of an order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) seconds: f64,
    /// Seconds that the server was at work.
    pub(crate) worked: f64,
    /// How many queries were sent, where it is counted.
    pub(crate) queries: Option<u64>,
}

impl Outcome {
    pub(crate) const fn new(seconds: f64, queries: Option<u64>) -> Self {
        Self { seconds, worked: 0.0, queries }
    }
}

/// From the schemas that the command line migrates to all.
const SCALE: f64 = model::SCHEMAS as f64 / COMMANDS as f64;

/// Everybody, connected or not.
pub(crate) struct Sides {
    psql: Option<Worker>,
    polyschema: Polyschema,
    alembic: Worker,
    python: PathBuf,
    scripts: PathBuf,
    scratch: PathBuf,
    url: String,
}

impl Sides {
    /// Writes psql's files and starts Python.
    pub(crate) fn new(folder: &Path, scratch: &Path, python: &Path) -> Result<Self> {
        write_files(scratch)?;
        let scripts = folder.join("alembic");
        let written = Command::new(python).arg(scripts.join("histories.py")).status()?;
        ensure!(written.success(), "the revisions were not written");
        Ok(Self {
            psql: None,
            polyschema: Polyschema::new()?,
            alembic: Worker::start(Command::new(python).arg(scripts.join("serve.py")))?,
            python: python.to_owned(),
            scripts,
            scratch: scratch.to_owned(),
            url: String::new(),
        })
    }

    /// What Alembic's side runs on.
    pub(crate) fn versions(&mut self) -> Result<String> {
        self.alembic.ask("versions")
    }

    /// With a new connection.
    pub(crate) fn connect(&mut self, side: Side, url: &str) -> Result<()> {
        self.url = url.to_owned();
        match side {
            Side::Psql => {
                let mut command = Command::new("psql");
                command.args(["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1"]);
                let mut psql = Worker::start(command.args(["--output=/dev/null", url]))?;
                psql.ask("\\echo connected")?;
                self.psql = Some(psql);
            }
            Side::Polyschema => self.polyschema.connect(url)?,
            Side::Alembic => drop(self.alembic.ask(&format!("connect {url}"))?),
            Side::CommandLine => {}
        }
        Ok(())
    }

    /// How long it took, and the server worked.
    pub(crate) fn run(&mut self, server: &Server, side: Side, order: &str) -> Result<Outcome> {
        let before = server.worked()?;
        let outcome = self.obey(side, order)?;
        let worked = server.worked()? - before;
        Ok(match side {
            Side::CommandLine => {
                Outcome { seconds: outcome.seconds * SCALE, worked: worked * SCALE, ..outcome }
            }
            _ => Outcome { worked, ..outcome },
        })
    }

    fn obey(&mut self, side: Side, order: &str) -> Result<Outcome> {
        match side {
            Side::Psql => {
                let psql = self.psql.as_mut().context("psql is not connected")?;
                let file = self.scratch.join(order).with_extension("sql");
                let started = Instant::now();
                // psql ends at the first fault, and answers no more.
                psql.ask(&format!("\\i '{}'\n\\echo done", file.display()))?;
                let seconds = started.elapsed().as_secs_f64();
                let queries = (order == "read").then_some(catalog::QUERIES.len() as u64);
                Ok(Outcome::new(seconds, queries))
            }
            Side::Polyschema => self.polyschema.run(order),
            Side::Alembic => {
                let answer = self.alembic.ask(order)?;
                let (nanoseconds, queries) = answer.split_once(' ').context("no figures")?;
                let seconds = nanoseconds.parse::<f64>()? / 1e9;
                Ok(Outcome::new(seconds, Some(queries.parse()?)))
            }
            Side::CommandLine => self.command_line(order),
        }
    }

    /// The first schemas alone.
    fn command_line(&self, history: &str) -> Result<Outcome> {
        let started = Instant::now();
        for schema in model::schema_names().take(COMMANDS) {
            let mut command = Command::new(self.python.with_file_name("alembic"));
            command.current_dir(&self.scripts).args(["-n", history, "-x"]);
            command.args([&format!("schema={schema}"), "upgrade", "head"]);
            command.env("PYTHONPATH", &self.scripts);
            command.env("BENCH_URL", self.url.replace("postgres://", "postgresql+psycopg://"));
            ensure!(command.status()?.success(), "{command:?} failed");
        }
        Ok(Outcome::new(started.elapsed().as_secs_f64(), None))
    }
}

/// One for each of psql's orders.
fn write_files(scratch: &Path) -> Result<()> {
    let whole = model::catalog()?;
    let transaction = |sql: String| format!("BEGIN;\n{sql}COMMIT;\n");
    let write =
        |order: &str, sql: String| fs::write(scratch.join(order).with_extension("sql"), sql);
    write("create", transaction(whole.create_sql()))?;
    write("drop", transaction(whole.drop_sql()))?;
    let add_column = model::schema_names().map(|schema| {
        format!(
            "BEGIN;\nALTER TABLE {schema}.t0 ADD COLUMN added INTEGER;\n\
             UPDATE {schema}.alembic_version SET version_num='0002' WHERE version_num = '0001';\nCOMMIT;\n"
        )
    });
    write("add_column_alembic", add_column.collect())?;
    write("add_column_polyschema", polyschema::last_revision_sql()?)?;
    write("read", catalog::QUERIES.map(|query| format!("{query};\n")).concat())?;
    Ok(())
}
