//! Instructions of the client, by callgrind.

use anyhow::{Context, Result, ensure};

use crate::program::Program;
use crate::{WORKLOADS, Workload};

/// Counts inside of `bench_workload::program::measured` alone: after connecting and warming up.
const CALLGRIND: [&str; 5] = [
    "valgrind",
    "--tool=callgrind",
    "--callgrind-out-file=/dev/null",
    "--collect-atstart=no",
    "--toggle-collect=*program*measured*",
];

/// Instructions for one operation, by client and workload.
pub(crate) fn all(programs: &[Program]) -> Result<Vec<Vec<Option<f64>>>> {
    let one = |program: &Program, workload: &Workload| match program.can(workload) {
        true => least(program, workload).map(Some),
        false => Ok(None),
    };
    let of = |program| WORKLOADS.iter().map(|workload| one(program, workload)).collect();
    programs.iter().map(of).collect()
}

/// What varies is how often a client looks for an answer that is not there yet: the least of all runs counts.
fn least(program: &Program, workload: &Workload) -> Result<f64> {
    let counts = (0..workload.runs).map(|_| count(program, workload));
    let counts = counts.collect::<Result<Vec<f64>>>()?;
    let least = counts.iter().copied().fold(f64::INFINITY, f64::min);
    println!("{}, {}: {least:.0} instructions", program.client, workload.title);
    Ok(least)
}

fn count(program: &Program, workload: &Workload) -> Result<f64> {
    let times = workload.counted.to_string();
    let mut command = program.command(&CALLGRIND, &["count", workload.name, &times]);
    let output = command.output().context("cannot run valgrind")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {errors}");
    let collected = errors.lines().find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.with_context(|| format!("no count: {errors}"))?;
    let instructions: f64 = collected.trim().parse()?;
    ensure!(instructions > 0.0, "{command:?}: nothing was counted");
    Ok(instructions / f64::from(workload.counted))
}
