//! A client's program, beside this one.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::Workload;
use crate::contender::{Contender, Running};
use crate::count::collected;

/// Counts inside of `bench_workload::program::measured` alone: after connecting and warming up.
const CALLGRIND: [&str; 5] = [
    "valgrind",
    "--tool=callgrind",
    "--callgrind-out-file=/dev/null",
    "--collect-atstart=no",
    "--toggle-collect=*program*measured*",
];

pub(crate) struct Program {
    /// The client's name.
    client: String,
    path: PathBuf,
    url: String,
    workloads: Vec<String>,
}

impl Program {
    /// Has the client check that each workload does what it should.
    pub(crate) fn check(name: &str, url: &str) -> Result<Self> {
        let path = path(name)?;
        let output = run(Command::new(&path).args([url, "check"]))?;
        let (client, workloads) = output.split_once('\n').context("no workloads")?;
        println!("{client}: checked");
        Ok(Self {
            client: client.to_owned(),
            path,
            url: url.to_owned(),
            workloads: workloads.split_whitespace().map(str::to_owned).collect(),
        })
    }

    /// The program and its arguments, after those of another that runs it.
    pub(crate) fn command(&self, outer: &[&str], arguments: &[&str]) -> Command {
        let mut command = match outer {
            [] => Command::new(&self.path),
            [program, before @ ..] => {
                let mut command = Command::new(program);
                command.args(before).arg(&self.path);
                command
            }
        };
        command.arg(&self.url).args(arguments);
        command
    }
}

impl Contender for Program {
    fn name(&self) -> &str {
        &self.client
    }

    fn can(&self, workload: &Workload) -> bool {
        self.workloads.iter().any(|name| name == workload.name)
    }

    fn count(&self, workload: &Workload) -> Result<f64> {
        let times = workload.counted.to_string();
        let mut command = self.command(&CALLGRIND, &["count", workload.name, &times]);
        Ok(collected(&mut command)? / f64::from(workload.counted))
    }

    fn start(&self) -> Result<Box<dyn Running>> {
        let mut command = self.command(&[], &["serve"]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?);
        Ok(Box::new(Server { process, orders, answers }))
    }
}

/// A program that answers each order with the time that it took.
struct Server {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Running for Server {
    fn run(&mut self, workload: &Workload) -> Result<f64> {
        writeln!(self.orders, "{} {}", workload.name, workload.timed)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        answer.trim().parse().with_context(|| format!("{} failed", workload.name))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Creates and fills the tables; any client can.
pub(crate) fn create_tables(name: &str, url: &str) -> Result<()> {
    run(Command::new(path(name)?).args([url, "create"])).map(drop)
}

/// Runs a command to its end; its standard output.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {errors}");
    Ok(String::from_utf8(output.stdout)?)
}

fn path(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
