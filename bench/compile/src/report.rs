//! RESULTS.md.

use std::fmt::Write;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::results::Results;
use crate::source::Client;

const FILE: &str = "RESULTS.md";

pub fn write(results: &Results) -> Result<()> {
    let text = text(results)?;
    fs::write(FILE, text).context(FILE)
}

fn text(results: &Results) -> Result<String> {
    let mut text = String::from(INTRODUCTION);
    writeln!(
        text,
        "Machine: {}. {}. Versions: {}.\n",
        machine()?,
        line("rustc", &["--version"])?,
        versions()?
    )?;

    writeln!(text, "## Seconds of `cargo check`, clean / after one edit\n")?;
    writeln!(text, "| | 200 tables | + 200 selects and 200 inserts | each table | each query |")?;
    writeln!(text, "|---|---|---|---|---|")?;
    for client in Client::ALL {
        let cell = |name: &str| {
            let seconds = |kind: &str| figure(results, client, &format!("{name}, {kind}, wall"), 2);
            format!("{} / {}", seconds("clean"), seconds("incremental"))
        };
        let clean = |name: &str| results.get(client, &format!("{name}, clean, wall"));
        let table = clean("declarations").map(|all| all / 200.0);
        let query =
            clean("queries").zip(clean("declarations")).map(|(all, less)| (all - less) / 400.0);
        let each = |value: Option<f64>| {
            value.map_or("-".to_owned(), |value| format!("{:.1} ms", value * 1e3))
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            client.title(),
            cell("declarations"),
            cell("queries"),
            each(table),
            each(query),
        )?;
    }
    let five =
        |kind: &str| figure(results, Client::Polyschema, &format!("five schemas, {kind}, wall"), 2);
    writeln!(
        text,
        "\nThe same 200 tables of polyschema in five schemas: {} / {}.\n",
        five("clean"),
        five("incremental")
    )?;

    writeln!(text, "## Times `FromRow`'s declarations\n")?;
    writeln!(
        text,
        "Clean / after one edit; in brackets, of processor time, which other work on the machine disturbs less.\n"
    )?;
    writeln!(text, "| | 200 tables | + 400 queries |\n|---|---|---|")?;
    for client in Client::ALL {
        let cell = |name: &str| {
            let ratio = |kind: &str, of: &str| {
                let base = results.get(Client::Sqlx, &format!("declarations, {kind}, {of}"));
                let own = results.get(client, &format!("{name}, {kind}, {of}"));
                own.zip(base).map_or("-".to_owned(), |(own, base)| format!("{:.2}", own / base))
            };
            format!(
                "{} / {} ({} / {})",
                ratio("clean", "wall"),
                ratio("incremental", "wall"),
                ratio("clean", "processor"),
                ratio("incremental", "processor"),
            )
        };
        writeln!(text, "| {} | {} | {} |", client.title(), cell("declarations"), cell("queries"))?;
    }

    writeln!(text, "\n## Instructions of rustc and tokens\n")?;
    writeln!(
        text,
        "| | M instructions for each table | with its select and insert | tokens made of each column |"
    )?;
    writeln!(text, "|---|---|---|---|")?;
    for client in Client::ALL {
        writeln!(
            text,
            "| {} | {} | {} | {} |",
            client.title(),
            figure(results, client, "instructions, declarations", 1),
            figure(results, client, "instructions, queries", 1),
            figure(results, client, "tokens", 0),
        )?;
    }
    writeln!(
        text,
        "\nIn five schemas: {} M for each table of polyschema.",
        figure(results, Client::Polyschema, "instructions, five schemas", 1)
    )?;
    Ok(text)
}

const INTRODUCTION: &str = "# What tables cost to compile

Written by `bench/compile/run`. Each client is a crate of 200 tables with the same 10 columns (`src/source`), and the same
with a select (two filters, order, limit) and an insert that returns its row for each table. Measured is `cargo check` of that
crate alone in the dev profile, its dependencies being there: clean, and after one literal at its end was changed; the median of
runs in which the clients take turns. Instructions are those of the same rustc command under callgrind, proc macros
included and incremental compilation left out, less those of an empty crate; tokens are those of the expanded crate less
those of its source.

";

fn figure(results: &Results, client: Client, name: &str, digits: usize) -> String {
    results.get(client, name).map_or("-".to_owned(), |value| format!("{value:.digits$}"))
}

fn machine() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo").context("needs Linux's /proc")?;
    let names = cpus.lines().filter_map(|line| line.strip_prefix("model name"));
    let names: Vec<_> =
        names.filter_map(|name| name.split_once(": ")).map(|(_, name)| name).collect();
    Ok(format!(
        "{} cores of {}",
        names.len(),
        names.first().copied().unwrap_or("an unknown processor")
    ))
}

fn versions() -> Result<String> {
    let lock = fs::read_to_string("Cargo.lock").context("Cargo.lock")?;
    let mut versions = Vec::new();
    for name in ["sqlx", "sea-orm", "toasty", "diesel", "diesel-async"] {
        let after =
            lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map(|(_, after)| after);
        let version = after.and_then(|after| after.split('"').next()).unwrap_or("?");
        versions.push(format!("{name} {version}"));
    }
    Ok(versions.join(", "))
}

fn line(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().context("rustc")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
