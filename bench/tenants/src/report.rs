//! `RESULTS.md`.

use std::fmt::Write;

use crate::load::{Spread, TASKS};
use crate::side::{CONNECTIONS, Kind};
use crate::{COLD, MEASURED, Point, TIMES, warm_up};

/// The page.
pub(crate) fn markdown(points: &[Point], version: &str) -> String {
    let mut text = format!(
        "# What a statement costs with many tenants\n\n\
         Written by `bench/tenants/run`; README.md says what is measured. PostgreSQL {version}, {CONNECTIONS} connections, {TASKS}\n\
         tasks at once. Microseconds for each call, and in brackets the multiple of the cached single tenant: SchemaPool with one\n\
         tenant, in turn with each point. Each point has a pool of its own: {COLD} calls while cold, {} to {} calls to warm up (20 for\n\
         each statement, within these limits), {TIMES} times {MEASURED} calls measured, of which the median counts. Then follow the\n\
         processor time of the server and of the client for each call, and the private memory of all sessions and of the largest.\n\n\
         ![the curve](results.svg)\n",
        warm_up(1),
        warm_up(usize::MAX / 1_000),
    );
    for spread in Spread::ALL {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "\n## {}\n\n| tenants |", spread.name());
        for kind in Kind::ALL {
            let _ = write!(text, " {} |", kind.name());
        }
        text.push_str("\n|--:|");
        text.push_str(&"--:|".repeat(Kind::ALL.len()));
        let mut counts: Vec<usize> = points.iter().map(|point| point.tenants).collect();
        counts.dedup();
        for tenants in counts {
            let _ = write!(text, "\n| {tenants} |");
            for kind in Kind::ALL {
                let point = find(points, kind, spread, tenants);
                let _ = write!(text, " {} |", point.map_or_else(String::new, cell));
            }
        }
        text.push('\n');
    }
    text.push_str(&verdict(points));
    text
}

fn cell(point: &Point) -> String {
    let mb = |bytes: u64| bytes.div_ceil(1 << 20);
    let Point { cold, warm, single, cpu: (server, client), memory, replaced, .. } = *point;
    let replaced = if replaced > 0 { format!(", {replaced} replaced") } else { String::new() };
    format!(
        "**{warm:.0}** ({:.2}), cold {cold:.0}; {server:.0} + {client:.0} us; {} MB, {} MB{replaced}",
        warm / single,
        mb(memory.0),
        mb(memory.1),
    )
}

/// A single tenant has no spread: it stands in both tables.
fn find(points: &[Point], kind: Kind, spread: Spread, tenants: usize) -> Option<&Point> {
    points.iter().find(|point| {
        point.kind == kind && point.tenants == tenants && (point.spread == spread || tenants == 1)
    })
}

fn verdict(points: &[Point]) -> String {
    let mut text =
        String::from("\n## What is promised\n\n| | promised | measured |\n|---|--:|--:|\n");
    for (spread, promised) in [(Spread::Zipf, 1.5), (Spread::Uniform, 2.2)] {
        if let Some(point) = find(points, Kind::Schemas, spread, 1_000) {
            let name = spread.name();
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                text,
                "| 1,000 tenants, {name} | {promised} | {:.2} |",
                point.warm / point.single
            );
        }
    }
    text
}
