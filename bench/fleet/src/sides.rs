//! Who is compared, and how each is told what to do. Each returns the seconds that it took.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::worker::Worker;

/// psql, on some connections.
pub(crate) struct Psql {
    workers: Vec<Worker>,
    scratch: PathBuf,
}

impl Psql {
    pub(crate) fn start(url: &str, connections: usize, scratch: &Path) -> Result<Self> {
        let connect = |_| {
            let mut command = Command::new("psql");
            command.args(["--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1"]);
            command.env("PGOPTIONS", "--client-min-messages=warning");
            let mut worker = Worker::start(command.args(["--output=/dev/null", url]))?;
            worker.ask("\\echo connected")?;
            Ok(worker)
        };
        let workers = (0..connections).map(connect).collect::<Result<_>>()?;
        Ok(Self { workers, scratch: scratch.to_owned() })
    }

    /// Runs a script on each of so many new connections, at the same time.
    pub(crate) fn run(&mut self, scripts: &[String]) -> Result<f64> {
        ensure!(scripts.len() == self.workers.len(), "a script for each connection");
        let mut orders = Vec::new();
        for (at, script) in scripts.iter().enumerate() {
            let file = self.scratch.join(format!("part_{at}.sql"));
            fs::write(&file, script)?;
            orders.push(format!("\\connect\n\\i '{}'\n\\echo done", file.display()));
        }
        let started = Instant::now();
        // psql ends at the first fault, and answers no more.
        let answers: Vec<Result<String>> = std::thread::scope(|scope| {
            let asked = self.workers.iter_mut().zip(&orders);
            let asked: Vec<_> =
                asked.map(|(worker, order)| scope.spawn(|| worker.ask(order))).collect();
            asked.into_iter().filter_map(|answer| answer.join().ok()).collect()
        });
        let seconds = started.elapsed().as_secs_f64();
        ensure!(answers.len() == orders.len(), "a thread ended early");
        answers.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(seconds)
    }
}

/// Alembic and django-tenants: a process of Python for each order, which measures itself.
pub(crate) struct Python {
    program: PathBuf,
    folder: PathBuf,
}

impl Python {
    pub(crate) fn new(program: &Path, folder: &Path) -> Self {
        Self { program: program.to_owned(), folder: folder.to_owned() }
    }

    pub(crate) fn versions(&self) -> Result<[String; 2]> {
        Ok([
            self.say(self.alembic("postgres://").arg("versions"))?,
            self.say(self.django("postgres://").arg("versions"))?,
        ])
    }

    /// Upgrades all schemas to a revision, and creates them before if that is asked for.
    pub(crate) fn upgrade(&self, url: &str, revision: &str, creates: bool) -> Result<f64> {
        let mut command = self.alembic(url);
        if creates {
            command.env("BENCH_CREATE", "1");
        }
        self.seconds(command.arg(revision))
    }

    /// Saves so many tenants.
    pub(crate) fn provision(&self, url: &str, tenants: usize) -> Result<f64> {
        self.seconds(self.django(url).args(["provision", &tenants.to_string()]))
    }

    /// `migrate_schemas`, with the migrations of a module.
    pub(crate) fn migrate(&self, url: &str, executor: &str, migrations: &str) -> Result<f64> {
        let mut command = self.django(url);
        self.seconds(command.env("BENCH_MIGRATIONS", migrations).args(["migrate", executor]))
    }

    fn alembic(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        let folder = self.folder.join("alembic");
        command.env("BENCH_URL", url.replacen("postgres://", "postgresql+psycopg://", 1));
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONPATH", &folder);
        command.arg(folder.join("measure.py"));
        command
    }

    fn django(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env("BENCH_URL", url).env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(self.folder.join("django").join("measure.py"));
        command
    }

    fn seconds(&self, command: &mut Command) -> Result<f64> {
        let said = self.say(command)?;
        let last = said.lines().last().context("no figure")?;
        Ok(last.parse::<f64>().with_context(|| said.clone())? / 1e9)
    }

    fn say(&self, command: &mut Command) -> Result<String> {
        let output = command.stderr(std::process::Stdio::inherit()).output()?;
        ensure!(output.status.success(), "{command:?} failed");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}
