//! `results.svg`: microseconds for each call over the number of tenants; a full line for Zipf, a broken one for uniform.

use std::fmt::Write;

use crate::load::Spread;
use crate::side::Kind;
use crate::{COUNTS, Point};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const BOTTOM: f64 = 370.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 30.0;

/// Readable on a light page and on a dark one.
const STYLE: &str = "text{font:12px sans-serif;fill:#6e7781}.axis{stroke:#8c959f}\
    path{fill:none;stroke-width:2}.uniform{stroke-dasharray:5 4}";

const fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Schemas => "#1f7a4d",
        Kind::Default => "#d1242f",
        Kind::Unprepared => "#8250df",
        Kind::Large => "#9a6700",
    }
}

/// The picture.
pub(crate) fn svg(points: &[Point]) -> String {
    let highest = points.iter().map(|point| point.warm).fold(1.0, f64::max) * 1.05;
    let y = |warm: f64| BOTTOM - (BOTTOM - TOP) * warm / highest;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n<style>{STYLE}</style>\n"
    );
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        svg,
        "<text x=\"{LEFT}\" y=\"16\">microseconds for each call, by tenants of 5 tables</text>"
    );
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\"/>");
    for tenants in COUNTS {
        let _ = writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"{}\" text-anchor=\"middle\">{tenants}</text>",
            x(tenants),
            BOTTOM + 18.0
        );
    }
    for step in 0..=4 {
        let warm = highest / 4.0 * f64::from(step);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.0}\" text-anchor=\"end\">{warm:.0}</text>",
            LEFT - 8.0,
            y(warm) + 4.0
        );
    }
    for (at, kind) in (0..).zip(Kind::ALL) {
        for spread in Spread::ALL {
            let of_line = |point: &&Point| {
                point.kind == kind && (point.spread == spread || point.tenants == 1)
            };
            let line: Vec<String> = points
                .iter()
                .filter(of_line)
                .map(|point| format!("{:.0} {:.1}", x(point.tenants), y(point.warm)))
                .collect();
            let class = if spread == Spread::Uniform { "uniform" } else { "zipf" };
            let (colour, line) = (colour(kind), line.join("L"));
            let _ = writeln!(svg, "<path class=\"{class}\" stroke=\"{colour}\" d=\"M{line}\"/>");
        }
        let (y, colour) = (60 + 22 * at, colour(kind));
        let _ = writeln!(
            svg,
            "<path stroke=\"{colour}\" d=\"M{} {}h20\"/><text x=\"{}\" y=\"{y}\">{}</text>",
            RIGHT + 10.0,
            y - 4,
            RIGHT + 36.0,
            kind.name()
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"160\">full: Zipf 1.1; broken: uniform</text>",
        RIGHT + 10.0
    );
    svg.push_str("</svg>\n");
    svg
}

/// Each power of ten has the same room.
fn x(tenants: usize) -> f64 {
    let powers = (*COUNTS.last().unwrap_or(&10) as f64).log10();
    LEFT + 20.0 + (RIGHT - LEFT - 40.0) * (tenants as f64).log10() / powers
}
