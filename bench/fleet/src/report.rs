//! `RESULTS.md`.

use std::fmt::Write;
use std::process::Command;

use anyhow::{Context, Result};

/// A table of the page.
pub(crate) struct Table {
    title: &'static str,
    rows: Vec<Row>,
}

/// A line of a table; the first one is what the others are compared with.
struct Row {
    title: String,
    seconds: Vec<f64>,
}

impl Table {
    pub(crate) const fn new(title: &'static str) -> Self {
        Self { title, rows: Vec::new() }
    }

    /// Adds a measure of one round.
    pub(crate) fn add(&mut self, title: &str, seconds: f64) {
        println!("{}: {title}: {seconds:.3} s", self.title);
        match self.rows.iter_mut().find(|row| row.title == title) {
            Some(row) => row.seconds.push(seconds),
            None => self.rows.push(Row { title: title.to_owned(), seconds: vec![seconds] }),
        }
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What the figures were measured on, one line each.
pub(crate) fn machine(server: &str, others: &[String]) -> Result<Vec<String>> {
    let info = std::fs::read_to_string("/proc/cpuinfo")?;
    let models = info.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let models: Vec<&str> = models.map(|(_, name)| name.trim()).collect();
    let mut lines = vec![
        format!("{}, {} cores", models.first().unwrap_or(&"unknown processor"), models.len()),
        said("uname", &["-srm"])?,
        format!("PostgreSQL {server}, {}", said("psql", &["--version"])?),
        said("rustc", &["--version"])?,
    ];
    lines.extend_from_slice(others);
    lines.push(format!("measured on {}", said("date", &["-u", "+%Y-%m-%d"])?));
    Ok(lines)
}

fn said(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.with_context(|| format!("cannot run {program}"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

pub(crate) fn page(machine: &[String], tables: &[Table]) -> String {
    let mut page = "# Results\n\nWritten by `bench/fleet/run`; what is measured, and how, stands in [README.md](README.md).\n\n".to_owned();
    for line in machine {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "- {line}");
    }
    for Table { title, rows } in tables {
        let _ = write!(
            page,
            "\n## {title}\n\n|   | multiple of psql | seconds | rounds |\n|---|--:|--:|--:|\n"
        );
        let base = rows.first().map_or(f64::NAN, |row| median(&row.seconds));
        for Row { title, seconds } in rows {
            let own = median(seconds);
            let _ =
                writeln!(page, "| {title} | {:.2} | {own:.3} | {} |", own / base, seconds.len());
        }
    }
    page
}
