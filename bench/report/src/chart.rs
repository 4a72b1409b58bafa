//! `results.svg`: a group of bars for each workload, as multiples of its base's instructions.

use std::fmt::Write;

use crate::{PSQL, Results, SQLX, WORKLOADS};

const LABELS: u32 = 150;
const WIDTH: u32 = 860;
const BAR: u32 = 16;
const TITLE: u32 = 30;
/// The multiple at which bars are cut off; their figures stand beside them.
const MOST: f64 = 6.0;

/// Readable on a light page and on a dark one.
const STYLE: &str = "text{font:12px sans-serif;fill:#6e7781}.title{font-weight:bold;font-size:13px}\
    .bar{fill:#8c959f}.own{fill:#1f7a4d}.base{stroke:#d1242f;stroke-dasharray:4 3}";

/// The picture.
pub(crate) fn svg(results: &Results) -> String {
    let able: Vec<Vec<usize>> = (0..WORKLOADS.len()).map(|at| results.able(&[at])).collect();
    let group = |able: &Vec<usize>| TITLE + BAR * able.len() as u32;
    let height = able.iter().map(group).sum::<u32>() + 50;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\">\n<style>{STYLE}</style>\n"
    );
    let title = format!("Client instructions for each operation; {SQLX}, for COPY {PSQL} = 1");
    text(&mut svg, 0, 16, "title", &title);
    let base = LABELS + length(1.0);
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        svg,
        "<line class=\"base\" x1=\"{base}\" y1=\"26\" x2=\"{base}\" y2=\"{}\"/>",
        height - 10
    );
    let mut top = 30;
    for (at, able) in able.iter().enumerate() {
        text(&mut svg, 0, top + 18, "title", WORKLOADS[at].title);
        for (row, client) in (0..).zip(able) {
            let Some(ratio) = results.ratio(*client, at) else { continue };
            bar(&mut svg, top + TITLE - 4 + BAR * row, &results.clients[*client], ratio);
        }
        top += group(able);
    }
    svg.push_str("</svg>\n");
    svg
}

fn bar(svg: &mut String, y: u32, client: &str, ratio: f64) {
    text(svg, 8, y + 12, "name", client);
    let (class, width) = (if client == "polyschema" { "own" } else { "bar" }, length(ratio));
    let height = BAR - 4;
    let _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{LABELS}\" y=\"{}\" width=\"{width}\" height=\"{height}\"/>",
        y + 2
    );
    text(svg, LABELS + width + 6, y + 12, "name", &format!("{ratio:.2}"));
}

fn text(svg: &mut String, x: u32, y: u32, class: &str, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>");
}

fn length(ratio: f64) -> u32 {
    (f64::from(WIDTH - LABELS - 60) * ratio.min(MOST) / MOST) as u32
}
