//! `RESULTS.md`.

use std::fmt::Write;

use crate::{BASE, Measured, Results, WORKLOADS};

/// The page: the machine, then a table for each measure.
pub(crate) fn page(results: &Results, machine: &[String]) -> String {
    let mut page = "# Results\n\nWritten by `bench/run`; what is measured, and how, stands in \
        [README.md](README.md).\n\n"
        .to_owned();
    for line in machine {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "- {line}");
    }
    let _ = write!(page, "\n![Instructions for each operation](results.svg)\n");
    heading(&mut page, "Client instructions for each operation");
    table(results, &mut page, |measured| thousands(measured.instructions));
    heading(&mut page, &format!("Client instructions, as a multiple of {BASE}"));
    ratios(results, &mut page);
    heading(&mut page, &format!("Time on the clock, as a multiple of {BASE}"));
    table(results, &mut page, |measured| format!("{:.2}", measured.time));
    page
}

fn heading(page: &mut String, title: &str) {
    let _ = write!(page, "\n## {title}\n\n");
    for cell in [" "].into_iter().chain(WORKLOADS.iter().map(|workload| workload.title)) {
        let _ = write!(page, "| {cell} ");
    }
    let _ = writeln!(page, "|\n|---|{}", "--:|".repeat(WORKLOADS.len()));
}

fn table(results: &Results, page: &mut String, cell: impl Fn(&Measured) -> String) {
    rows(results, page, |client, at| results.measured[client][at].as_ref().map(&cell));
}

fn ratios(results: &Results, page: &mut String) {
    rows(results, page, |client, at| Some(format!("{:.2}", results.ratio(client, at)?)));
}

fn rows(results: &Results, page: &mut String, cell: impl Fn(usize, usize) -> Option<String>) {
    for (client, name) in results.clients.iter().enumerate() {
        let _ = write!(page, "| {name} ");
        for at in 0..WORKLOADS.len() {
            let _ = write!(page, "| {} ", cell(client, at).unwrap_or_else(|| "–".to_owned()));
        }
        page.push_str("|\n");
    }
}

/// Instructions as people read them: `13.8 k`, `5.63 M`.
fn thousands(instructions: f64) -> String {
    match instructions {
        many if many >= 1e6 => format!("{:.2} M", many / 1e6),
        few => format!("{:.1} k", few / 1e3),
    }
}
