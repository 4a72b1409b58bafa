//! Measures schema changes over 200 schemas, and writes `RESULTS.md`: `bench-migrate URL PYTHON`.
//!
//! Invariant: every figure in it comes from this run, and everybody has done the same work.

mod catalog;
mod counter;
mod model;
mod polyschema;
mod report;
mod server;
mod side;
mod worker;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::polyschema::HISTORIES;
use crate::report::Measured;
use crate::server::{History, Server};
use crate::side::{Outcome, Side, Sides};

/// The schemas that Alembic's command line migrates; its time is scaled to all.
const COMMANDS: usize = 5;

/// A row of a table, and how it comes about.
struct Row {
    title: &'static str,
    side: Side,
    order: &'static str,
    rounds: usize,
}

const fn row(title: &'static str, side: Side, order: &'static str, rounds: usize) -> Row {
    Row { title, side, order, rounds }
}

/// Creating and dropping. Each is compared with the psql that stands above it, here and below.
const CREATE: [Row; 3] = [
    row("psql, the statements of polyschema", Side::Psql, "create", 5),
    row("polyschema, `create_all`, `drop_all`", Side::Polyschema, "create", 5),
    row("SQLAlchemy, `MetaData.create_all`, `drop_all`", Side::Alembic, "create", 5),
];

/// A column added to a table of each schema.
const ADD_COLUMN: [Row; 11] = [
    row(
        "psql, polyschema's statements that change something",
        Side::Psql,
        "add_column_polyschema",
        5,
    ),
    row("polyschema, a fleet on one connection", Side::Polyschema, "upgrade_fleet 2", 5),
    row("the same, 200 revisions", Side::Polyschema, "upgrade_fleet 200", 5),
    row("polyschema, `upgrade` for each schema", Side::Polyschema, "upgrade_one_by_one 2", 5),
    row("the same, 200 revisions", Side::Polyschema, "upgrade_one_by_one 200", 5),
    row("psql, Alembic's statements that change something", Side::Psql, "add_column_alembic", 5),
    row("Alembic, one command, env.py loops", Side::Alembic, "upgrade_all history_2", 3),
    row("the same, 200 revisions", Side::Alembic, "upgrade_all history_200", 3),
    row("Alembic, a command for each schema", Side::Alembic, "upgrade_each history_2", 3),
    row("the same, 200 revisions", Side::Alembic, "upgrade_each history_200", 1),
    row("Alembic, a process for each schema", Side::CommandLine, "history_2", 3),
];

/// Finding that nothing differs.
const COMPARE: [Row; 4] = [
    row("psql, reading the catalog", Side::Psql, "read", 5),
    row("polyschema, `reflect`, `against` and `diff`", Side::Polyschema, "compare", 5),
    row("Alembic, the whole metadata, `include_schemas`", Side::Alembic, "compare_all", 1),
    row("Alembic, one schema after the other", Side::Alembic, "compare_each", 1),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, python] = &*arguments else { anyhow::bail!("usage: bench-migrate URL PYTHON") };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut server = Server::connect(url)?;
    let mut sides = Sides::new(folder, &scratch()?, Path::new(python))?;

    let [create, drop] = create_and_drop(&mut server, &mut sides)?;
    let url = server.fresh("bench")?;
    sides.connect(Side::Polyschema, &url)?;
    sides.run(&server, Side::Polyschema, "create")?;
    let compare = compare(&mut server, &mut sides, &url)?;
    let add_column = add_column(&mut server, &mut sides, &url)?;

    let machine = report::machine(&server.version()?, &sides.versions()?)?;
    let page = report::page(&machine, server.created()?, [&create, &drop, &add_column, &compare]);
    std::fs::write(folder.join("RESULTS.md"), page)?;
    Ok(())
}

/// Where files are made.
fn scratch() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(2).context("no target folder")?.join("migrate");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Each in a new database, so that nobody has the other's dead rows.
fn create_and_drop(server: &mut Server, sides: &mut Sides) -> Result<[Vec<Measured>; 2]> {
    let drops = CREATE.map(|of| Row { order: "drop", ..of });
    let mut dropped: Vec<Vec<Outcome>> = vec![Vec::new(); drops.len()];
    let created = take_turns(&CREATE, |at, of| {
        let url = server.fresh("bench")?;
        sides.connect(of.side, &url)?;
        let created = sides.run(server, of.side, of.order)?;
        server.check_created().context(of.title)?;
        let outcome = sides.run(server, of.side, drops[at].order)?;
        println!("{}, drop: {:.3} s, server {:.3} s", of.title, outcome.seconds, outcome.worked);
        dropped[at].push(outcome);
        server.check_dropped().context(of.title)?;
        Ok(created)
    })?;
    Ok([report::measured(&CREATE, &created)?, report::measured(&drops, &dropped)?])
}

/// All in one database, from which the column goes again.
fn add_column(server: &mut Server, sides: &mut Sides, url: &str) -> Result<Vec<Measured>> {
    sides.connect(Side::Alembic, url)?;
    sides.run(server, Side::Alembic, "stamp history_2 0001")?;
    for length in HISTORIES {
        sides.run(server, Side::Polyschema, &format!("stamp {length}"))?;
    }
    let outcomes = take_turns(&ADD_COLUMN, |_, of| {
        let [short, long] = HISTORIES;
        let length = if of.order.ends_with("200") { long } else { short };
        let history = match of.side {
            Side::Polyschema => History::Polyschema(length),
            Side::Psql if of.order.ends_with("polyschema") => History::Polyschema(length),
            Side::Psql | Side::Alembic | Side::CommandLine => History::Alembic(length),
        };
        server.remove_column(history)?;
        sides.connect(of.side, url)?;
        let outcome = sides.run(server, of.side, of.order)?;
        let schemas = if of.side == Side::CommandLine { COMMANDS } else { model::SCHEMAS };
        server.check_column(schemas, history).context(of.title)?;
        Ok(outcome)
    })?;
    report::measured(&ADD_COLUMN, &outcomes)
}

/// Alembic ends with an error where it finds a difference.
fn compare(server: &mut Server, sides: &mut Sides, url: &str) -> Result<Vec<Measured>> {
    let outcomes = take_turns(&COMPARE, |_, of| {
        server.check_created()?;
        sides.connect(of.side, url)?;
        sides.run(server, of.side, of.order)
    })?;
    report::measured(&COMPARE, &outcomes)
}

/// By row, the outcomes of the rounds in which it takes part: nobody is always first.
fn take_turns(
    rows: &[Row],
    mut turn: impl FnMut(usize, &Row) -> Result<Outcome>,
) -> Result<Vec<Vec<Outcome>>> {
    let mut outcomes = vec![Vec::new(); rows.len()];
    let rounds = rows.iter().map(|row| row.rounds).max().context("no rows")?;
    let takes_part = |row: &Row| row.side != Side::Psql || row.rounds == rounds;
    ensure!(rows.iter().all(takes_part), "what others are compared with takes part in all rounds");
    for round in 0..rounds {
        for turn_of in 0..rows.len() {
            let at = (round + turn_of) % rows.len();
            if round < rows[at].rounds {
                let started = Instant::now();
                let outcome = turn(at, &rows[at])?;
                outcomes[at].push(outcome);
                println!(
                    "round {round}, {}: {:.3} s, server {:.3} s, in all {:.1} s",
                    rows[at].title,
                    outcome.seconds,
                    outcome.worked,
                    started.elapsed().as_secs_f64()
                );
            }
        }
    }
    Ok(outcomes)
}
