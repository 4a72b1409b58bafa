//! A client's program, beside this one.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Workload;

pub(crate) struct Program {
    /// The client's name.
    pub(crate) client: String,
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

    pub(crate) fn can(&self, workload: &Workload) -> bool {
        self.workloads.iter().any(|name| name == workload.name)
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

/// Creates and fills the tables; any client can.
pub(crate) fn create_tables(name: &str, url: &str) -> Result<()> {
    run(Command::new(path(name)?).args([url, "create"])).map(drop)
}

/// Runs a command to its end; its standard output.
fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {errors}");
    Ok(String::from_utf8(output.stdout)?)
}

fn path(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}
