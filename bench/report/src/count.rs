//! Instructions of the client, by callgrind.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::contender::Contender;
use crate::{WORKLOADS, Workload};

/// Instructions for one operation, by client and workload.
pub(crate) fn all(contenders: &[Box<dyn Contender>]) -> Result<Vec<Vec<Option<f64>>>> {
    let one = |contender: &dyn Contender, workload: &Workload| match contender.can(workload) {
        true => least(contender, workload).map(Some),
        false => Ok(None),
    };
    let of = |contender: &dyn Contender| {
        WORKLOADS.iter().map(|workload| one(contender, workload)).collect()
    };
    contenders.iter().map(|contender| of(&**contender)).collect()
}

/// What varies is how often a client looks for an answer that is not there yet: the least of all runs counts.
fn least(contender: &dyn Contender, workload: &Workload) -> Result<f64> {
    let counts = (0..workload.runs).map(|_| contender.count(workload));
    let counts = counts.collect::<Result<Vec<f64>>>()?;
    let least = counts.iter().copied().fold(f64::INFINITY, f64::min);
    println!("{}, {}: {least:.0} instructions", contender.name(), workload.title);
    Ok(least)
}

/// What callgrind has counted of a command.
pub(crate) fn collected(command: &mut Command) -> Result<f64> {
    let output = command.output().context("cannot run valgrind")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {errors}");
    let collected = errors.lines().find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.with_context(|| format!("no count: {errors}"))?;
    let instructions: f64 = collected.trim().parse()?;
    ensure!(instructions > 0.0, "{command:?}: nothing was counted");
    Ok(instructions)
}
