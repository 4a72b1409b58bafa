//! `RESULTS.md`.

use std::fmt::Write;

use crate::{Measured, PSQL, Results, SQLX, WORKLOADS};

/// The page: the machine, then a table for each measure of what is compared with the same client.
pub(crate) fn page(results: &Results, machine: &[String]) -> String {
    let mut page = "# Results\n\nWritten by `bench/run`; what is measured, and how, stands in \
        [README.md](README.md).\n\n"
        .to_owned();
    for line in machine {
        // Writing to a `String` cannot fail.
        let _ = writeln!(page, "- {line}");
    }
    let _ = write!(page, "\n![Instructions for each operation](results.svg)\n");
    section(results, &mut page, "Statements", SQLX);
    section(results, &mut page, "COPY", PSQL);
    page
}

fn section(results: &Results, page: &mut String, title: &str, base: &str) {
    let workloads: Vec<usize> =
        (0..WORKLOADS.len()).filter(|at| WORKLOADS[*at].base == base).collect();
    let table = |page: &mut String,
                 measure: &str,
                 cell: &dyn Fn(usize, usize) -> Option<String>| {
        let _ = write!(page, "\n### {measure}\n\n|   ");
        for at in &workloads {
            let _ = write!(page, "| {} ", WORKLOADS[*at].title);
        }
        let _ = writeln!(page, "|\n|---|{}", "--:|".repeat(workloads.len()));
        for client in results.able(&workloads) {
            let _ = write!(page, "| {} ", results.clients[client]);
            for at in &workloads {
                let _ = write!(page, "| {} ", cell(client, *at).unwrap_or_else(|| "–".to_owned()));
            }
            page.push_str("|\n");
        }
    };
    let measured = |client: usize, at: usize, cell: fn(&Measured) -> String| {
        results.measured[client][at].as_ref().map(cell)
    };
    let _ = write!(page, "\n## {title}\n");
    table(page, "Client instructions for each operation", &|client, at| {
        measured(client, at, |measured| thousands(measured.instructions))
    });
    table(page, &format!("Client instructions, as a multiple of {base}"), &|client, at| {
        Some(format!("{:.2}", results.ratio(client, at)?))
    });
    table(page, &format!("Time on the clock, as a multiple of {base}"), &|client, at| {
        measured(client, at, |measured| format!("{:.2}", measured.time))
    });
}

/// Instructions as people read them: `13.8 k`, `5.63 M`.
fn thousands(instructions: f64) -> String {
    match instructions {
        many if many >= 1e6 => format!("{:.2} M", many / 1e6),
        few => format!("{:.1} k", few / 1e3),
    }
}
