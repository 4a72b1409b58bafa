//! `RESULTS.md`.

use std::fmt::Write;
use std::process::Command;

use anyhow::{Context, Result};

use crate::side::{Outcome, Side};
use crate::{COMMANDS, Row, model};

/// A line of a table.
pub(crate) struct Measured {
    title: &'static str,
    /// Medians over the rounds, of the clock and of the server's work; ratios are to the psql above, in the same round.
    seconds: f64,
    ratio: f64,
    worked: f64,
    worked_ratio: f64,
    queries: Option<u64>,
    rounds: usize,
}

pub(crate) fn measured(rows: &[Row], outcomes: &[Vec<Outcome>]) -> Result<Vec<Measured>> {
    let mut base = None;
    let mut one = |(row, own): (&Row, &Vec<Outcome>)| {
        if row.side == Side::Psql {
            base = Some(own.clone());
        }
        let base = base.as_ref().context("nothing to compare with")?;
        let of = |figure: fn(&Outcome) -> f64| {
            median(own.iter().map(figure).collect()).context("no rounds")
        };
        let ratio = |figure: fn(&Outcome) -> f64| {
            let ratios = own.iter().zip(base).map(|(own, base)| figure(own) / figure(base));
            median(ratios.collect()).context("no rounds")
        };
        Ok(Measured {
            title: row.title,
            seconds: of(|outcome| outcome.seconds)?,
            ratio: ratio(|outcome| outcome.seconds)?,
            worked: of(|outcome| outcome.worked)?,
            worked_ratio: ratio(|outcome| outcome.worked)?,
            queries: own.first().and_then(|outcome| outcome.queries),
            rounds: own.len(),
        })
    };
    rows.iter().zip(outcomes).map(&mut one).collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// What the figures were measured on, one line each.
pub(crate) fn machine(server: &str, alembic: &str) -> Result<Vec<String>> {
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let models = info.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let models: Vec<&str> = models.map(|(_, name)| name.trim()).collect();
    Ok(vec![
        format!("{}, {} cores", models.first().unwrap_or(&"unknown processor"), models.len()),
        said("uname", &["-srm"])?,
        format!("PostgreSQL {server}, {}", said("psql", &["--version"])?),
        said("rustc", &["--version"])?,
        alembic.to_owned(),
        format!("measured on {}", said("date", &["-u", "+%Y-%m-%d"])?),
    ])
}

fn said(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.with_context(|| format!("cannot run {program}"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The page: the machine, what was created, and a table for each measure.
pub(crate) fn page(machine: &[String], work: [i64; 4], tables: [&[Measured]; 4]) -> String {
    let mut page =
        "# Results\n\nWritten by `bench/migrate/run`; what is measured, and how, stands in \
        [README.md](README.md).\n\n"
            .to_owned();
    for line in machine {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "- {line}");
    }
    let [schemas, columns, constraints, indexes] = work;
    let _ = write!(
        page,
        "\nEverybody created the same, by name and definition in PostgreSQL's catalog: {schemas} schemas, {columns} \
         columns, {constraints} constraints, {indexes} indexes.\n"
    );
    let [create, drop, add_column, compare] = tables;
    table(&mut page, "Create all", create);
    table(&mut page, "Drop all", drop);
    table(&mut page, "Add a column in every schema", add_column);
    let _ = write!(
        page,
        "\nA process for each schema: measured on {COMMANDS} schemas, scaled to {}.\n",
        model::SCHEMAS
    );
    table(&mut page, "Find that nothing differs", compare);
    page
}

fn table(page: &mut String, title: &str, rows: &[Measured]) {
    let _ = write!(
        page,
        "\n## {title}\n\n|   | clock, multiple of psql | server's work, multiple of psql | clock, s | server's work, s | queries | rounds |\n\
         |---|--:|--:|--:|--:|--:|--:|\n"
    );
    for Measured { title, seconds, ratio, worked, worked_ratio, queries, rounds } in rows {
        let queries = queries.map_or_else(|| "–".to_owned(), |queries| queries.to_string());
        let _ = writeln!(
            page,
            "| {title} | {ratio:.2} | {worked_ratio:.2} | {seconds:.3} | {worked:.3} | {queries} | {rounds} |"
        );
    }
}
