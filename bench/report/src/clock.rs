//! Time as the user has it: all clients connected at once, taking turns.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context, Result};

use crate::program::Program;
use crate::{BASE, WORKLOADS, Workload};

/// Time for one operation as a multiple of [`BASE`]'s, by client and workload: the median over the rounds.
pub(crate) fn all(programs: &[Program]) -> Result<Vec<Vec<Option<f64>>>> {
    let mut clients: Vec<Client> = programs.iter().map(Client::start).collect::<Result<_>>()?;
    let mut times = vec![Vec::new(); programs.len()];
    for workload in &WORKLOADS {
        let able: Vec<usize> =
            (0..programs.len()).filter(|at| programs[*at].can(workload)).collect();
        let mut rounds = vec![Vec::new(); programs.len()];
        for round in 0..workload.rounds as usize {
            // Nobody is always first.
            for turn in 0..able.len() {
                let at = able[(round + turn) % able.len()];
                rounds[at].push(clients[at].run(workload)?);
            }
        }
        let base = programs.iter().position(|program| program.client == BASE).context(BASE)?;
        for at in 0..programs.len() {
            let ratios = rounds[at].iter().zip(&rounds[base]).map(|(own, base)| own / base);
            times[at].push(median(ratios.collect()));
        }
        println!("{}: timed", workload.title);
    }
    Ok(times)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A client that waits for its turn.
struct Client {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Client {
    fn start(program: &Program) -> Result<Self> {
        let mut command = program.command(&[], &["serve"]);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let orders = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?);
        Ok(Self { process, orders, answers })
    }

    /// Nanoseconds.
    fn run(&mut self, workload: &Workload) -> Result<f64> {
        writeln!(self.orders, "{} {}", workload.name, workload.timed)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        answer.trim().parse().with_context(|| format!("{} failed", workload.name))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
