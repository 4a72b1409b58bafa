//! Measures the clients and writes `RESULTS.md` and `results.svg`: `bench-report URL`.
//!
//! Invariant: every figure in them comes from this run.

mod chart;
mod clock;
mod count;
mod machine;
mod program;
mod table;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use program::Program;

/// What all others are compared with.
const BASE: &str = "sqlx by position";

/// The clients' programs, in the order of the report.
const PROGRAMS: [&str; 7] = [
    "bench-polyschema",
    "bench-sqlx-by-position",
    "bench-sqlx-by-name",
    "bench-tokio-postgres",
    "bench-diesel-async",
    "bench-sea-orm",
    "bench-toasty",
];

/// A workload, how it reads in the report, and how often it runs.
struct Workload {
    name: &'static str,
    title: &'static str,
    /// In one run of callgrind.
    counted: u32,
    /// Runs of callgrind.
    runs: u32,
    /// In one round of the clock.
    timed: u32,
    /// Rounds of the clock.
    rounds: u32,
}

const WORKLOADS: [Workload; 6] = [
    Workload { name: "find", title: "find by key", counted: 200, runs: 5, timed: 500, rounds: 11 },
    Workload {
        name: "insert",
        title: "insert one row",
        counted: 200,
        runs: 5,
        timed: 500,
        rounds: 11,
    },
    Workload {
        name: "join",
        title: "join, 150 rows of 3 columns",
        counted: 20,
        runs: 5,
        timed: 100,
        rounds: 11,
    },
    Workload {
        name: "rows",
        title: "1,000 rows of 10 columns",
        counted: 5,
        runs: 5,
        timed: 50,
        rounds: 11,
    },
    Workload {
        name: "filters",
        title: "five conditional filters",
        counted: 100,
        runs: 5,
        timed: 500,
        rounds: 11,
    },
    Workload {
        name: "bulk",
        title: "insert 20,658 cities",
        counted: 1,
        runs: 1,
        timed: 1,
        rounds: 5,
    },
];

/// What was measured of one client and workload.
#[derive(Clone, Copy)]
struct Measured {
    /// Instructions of the client for one operation.
    instructions: f64,
    /// Time for one operation, as a multiple of [`BASE`]'s.
    time: f64,
}

/// Clients, and what was measured of each by workload; `None` for what one cannot do.
struct Results {
    clients: Vec<String>,
    measured: Vec<Vec<Option<Measured>>>,
}

impl Results {
    fn base(&self) -> usize {
        self.clients.iter().position(|client| client == BASE).unwrap_or_default()
    }

    /// Instructions as a multiple of [`BASE`]'s.
    fn ratio(&self, client: usize, workload: usize) -> Option<f64> {
        let base = self.measured[self.base()][workload]?;
        Some(self.measured[client][workload]?.instructions / base.instructions)
    }
}

fn main() -> Result<()> {
    let url = std::env::args().nth(1).context("usage: bench-report URL")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    program::create_tables(PROGRAMS[0], &url)?;
    let programs: Vec<Program> =
        PROGRAMS.iter().map(|name| Program::check(name, &url)).collect::<Result<_>>()?;
    ensure!(programs.iter().any(|program| program.client == BASE), "there is no `{BASE}`");

    let counts = count::all(&programs)?;
    let times = clock::all(&programs)?;
    let measured = |client: usize, workload: usize| {
        let (instructions, time) = (counts[client][workload]?, times[client][workload]?);
        Some(Measured { instructions, time })
    };
    let results = Results {
        clients: programs.iter().map(|program| program.client.clone()).collect(),
        measured: (0..programs.len())
            .map(|client| (0..WORKLOADS.len()).map(|at| measured(client, at)).collect())
            .collect(),
    };
    fs::write(folder.join("RESULTS.md"), table::page(&results, &machine::describe(&folder)?))?;
    fs::write(folder.join("results.svg"), chart::svg(&results))?;
    Ok(())
}
