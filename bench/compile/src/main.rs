//! Measures what tables and queries cost to compile: `cargo check` of one crate, its dependencies being there.
//!
//! Each step puts its figures into `results.tsv`; the report is written from what stands there.

mod build;
mod callgrind;
mod report;
mod results;
mod source;
mod timing;
mod tokens;

use anyhow::{Context, Result, bail};

use crate::results::Results;
use crate::source::Client;

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Time,
    Instructions,
    Tokens,
    Report,
}

struct Arguments {
    steps: Vec<Step>,
    runs: usize,
    clients: Vec<Client>,
}

fn main() -> Result<()> {
    let arguments = arguments(std::env::args().skip(1))?;
    let mut results = Results::load()?;
    for step in arguments.steps {
        match step {
            Step::Time => timing::measure(&arguments.clients, arguments.runs, &mut results)?,
            Step::Instructions => callgrind::measure(&arguments.clients, &mut results)?,
            Step::Tokens => tokens::measure(&arguments.clients, &mut results)?,
            Step::Report => report::write(&results)?,
        }
        results.save()?;
    }
    Ok(())
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut arguments = Arguments { steps: Vec::new(), runs: 5, clients: Vec::new() };
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "time" => arguments.steps.push(Step::Time),
            "instructions" => arguments.steps.push(Step::Instructions),
            "tokens" => arguments.steps.push(Step::Tokens),
            "report" => arguments.steps.push(Step::Report),
            "--runs" => {
                let runs = given.next().context("`--runs` needs a number")?;
                arguments.runs = runs.parse().context("`--runs` needs a number")?;
            }
            "--client" => {
                let name = given.next().context("`--client` needs a name")?;
                let client = Client::ALL.into_iter().find(|client| client.folder() == name);
                arguments.clients.push(client.with_context(|| format!("no client `{name}`"))?);
            }
            other => bail!("unknown argument `{other}`; see the head of `run`"),
        }
    }
    if arguments.steps.is_empty() {
        arguments.steps = vec![Step::Time, Step::Instructions, Step::Tokens, Step::Report];
    }
    if arguments.clients.is_empty() {
        arguments.clients = Client::ALL.to_vec();
    }
    Ok(arguments)
}
