//! Measures the clients and writes `RESULTS.md` and `results.svg`: `bench-report URL`.
//!
//! Invariant: every figure in them comes from this run.

mod chart;
mod clock;
mod contender;
mod count;
mod machine;
mod program;
mod psql;
mod table;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use contender::Contender;
use program::Program;
use psql::Psql;

/// What all others are compared with where statements are sent.
const SQLX: &str = "sqlx by position";

/// What all others are compared with where rows are copied.
const PSQL: &str = "psql, text";

const COPY_IN: &str = "copy-in";
const COPY_OUT: &str = "copy-out";

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
    /// The client that the others are compared with.
    base: &'static str,
    /// In one run of callgrind.
    counted: u32,
    /// Runs of callgrind.
    runs: u32,
    /// In one round of the clock.
    timed: u32,
    /// Rounds of the clock.
    rounds: u32,
}

const WORKLOADS: [Workload; 8] = [
    Workload {
        name: "find",
        title: "find by key",
        base: SQLX,
        counted: 200,
        runs: 5,
        timed: 500,
        rounds: 11,
    },
    Workload {
        name: "insert",
        title: "insert one row",
        base: SQLX,
        counted: 200,
        runs: 5,
        timed: 500,
        rounds: 11,
    },
    Workload {
        name: "join",
        title: "join, 150 rows of 3 columns",
        base: SQLX,
        counted: 20,
        runs: 5,
        timed: 100,
        rounds: 11,
    },
    Workload {
        name: "rows",
        title: "1,000 rows of 10 columns",
        base: SQLX,
        counted: 5,
        runs: 5,
        timed: 50,
        rounds: 11,
    },
    Workload {
        name: "filters",
        title: "five conditional filters",
        base: SQLX,
        counted: 100,
        runs: 5,
        timed: 500,
        rounds: 11,
    },
    Workload {
        name: "bulk",
        title: "insert 20,658 cities",
        base: SQLX,
        counted: 1,
        runs: 1,
        timed: 1,
        rounds: 5,
    },
    Workload {
        name: COPY_IN,
        title: "copy 20,658 cities in",
        base: PSQL,
        counted: 1,
        runs: 1,
        timed: 1,
        rounds: 21,
    },
    Workload {
        name: COPY_OUT,
        title: "copy 20,658 cities out",
        base: PSQL,
        counted: 1,
        runs: 1,
        timed: 1,
        rounds: 21,
    },
];

/// What was measured of one client and workload.
#[derive(Clone, Copy)]
struct Measured {
    /// Instructions of the client for one operation.
    instructions: f64,
    /// Time for one operation, as a multiple of the base's.
    time: f64,
}

/// Clients, and what was measured of each by workload; `None` for what one cannot do.
struct Results {
    clients: Vec<String>,
    measured: Vec<Vec<Option<Measured>>>,
}

impl Results {
    /// Instructions as a multiple of the base's.
    fn ratio(&self, client: usize, workload: usize) -> Option<f64> {
        let base = self.clients.iter().position(|client| client == WORKLOADS[workload].base)?;
        let base = self.measured[base][workload]?;
        Some(self.measured[client][workload]?.instructions / base.instructions)
    }

    /// The clients that can do any of these workloads.
    fn able(&self, workloads: &[usize]) -> Vec<usize> {
        let can = |client: &usize| {
            workloads.iter().any(|workload| self.measured[*client][*workload].is_some())
        };
        (0..self.clients.len()).filter(can).collect()
    }
}

fn main() -> Result<()> {
    let url = std::env::args().nth(1).context("usage: bench-report URL")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    program::create_tables(PROGRAMS[0], &url)?;
    let mut contenders: Vec<Box<dyn Contender>> = Vec::new();
    for name in PROGRAMS {
        contenders.push(Box::new(Program::check(name, &url)?));
    }
    let files = std::env::current_exe()?;
    let files = files.parent().context("no folder for files")?;
    contenders.push(Box::new(Psql::check(PSQL, "text", &url, files)?));
    contenders.push(Box::new(Psql::check("psql, binary", "binary", &url, files)?));

    let counts = count::all(&contenders)?;
    let times = clock::all(&contenders)?;
    let measured = |client: usize, workload: usize| {
        let (instructions, time) = (counts[client][workload]?, times[client][workload]?);
        Some(Measured { instructions, time })
    };
    let results = Results {
        clients: contenders.iter().map(|contender| contender.name().to_owned()).collect(),
        measured: (0..contenders.len())
            .map(|client| (0..WORKLOADS.len()).map(|at| measured(client, at)).collect())
            .collect(),
    };
    fs::write(folder.join("RESULTS.md"), table::page(&results, &machine::describe(&folder)?))?;
    fs::write(folder.join("results.svg"), chart::svg(&results))?;
    Ok(())
}
