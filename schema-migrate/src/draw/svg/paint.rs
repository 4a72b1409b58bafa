//! The elements of the file, back to front.

use std::fmt::Write;

use super::layout::{
    BADGE, BASE_CELL, HEAD, Layout, MARKS, ROW, base_label, before_names, cluster_title, head,
    rest, row_name, row_type,
};
use super::route::Route;
use super::text::{cells, escaped};
use super::{Point, Rect, UNIT};
use crate::draw::Diagram;
use crate::draw::diagram::{Arrow, Cluster, Mark, Row, Table};

/// How many colours the style has for bases.
const BASE_COLOURS: usize = 6;

pub(super) fn paint(diagram: &Diagram, layout: &Layout, routes: &[Route]) -> String {
    let (width, height) = (layout.width * UNIT, layout.height * UNIT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<style>\n{}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n",
        include_str!("style.css")
    );
    for (position, cluster) in diagram.clusters.iter().enumerate() {
        let (rect, title) = (layout.clusters[position], layout.titles[position]);
        let is_empty = !diagram.tables.iter().any(|table| table.cluster == position);
        paint_cluster(&mut svg, cluster, rect, title, is_empty);
    }
    let mut arrows: Vec<_> = diagram.arrows.iter().zip(routes).collect();
    // Where two end at one column, what is there covers what is gone.
    arrows.sort_by_key(|(arrow, _)| arrow.mark != Mark::Removed);
    for (arrow, route) in arrows {
        paint_arrow(&mut svg, diagram, arrow, route);
    }
    for (table, rect) in diagram.tables.iter().zip(&layout.tables) {
        paint_table(&mut svg, diagram, table, *rect);
    }
    paint_notes(&mut svg, diagram, height - 2 * UNIT);
    svg.push_str("</svg>\n");
    svg
}

/// The attributes of a rectangle.
fn rect_text(rect: Rect) -> String {
    let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(|n| n * UNIT);
    format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

fn tooltip(svg: &mut String, text: &str) {
    let _ = writeln!(svg, "<title>{}</title>", escaped(text));
}

fn paint_text(svg: &mut String, class: &str, x: f64, y: i32, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
}

fn paint_cluster(svg: &mut String, cluster: &Cluster, rect: Rect, title: Rect, is_empty: bool) {
    let (class, name) = (cluster.mark.class(), escaped(&cluster.name));
    let _ = writeln!(svg, "<g class=\"schema {class}\" data-name=\"{name}\">");
    let comment = cluster.comment.as_ref().map(|comment| format!(": {comment}"));
    tooltip(svg, &format!("schema {}{}", cluster.name, comment.unwrap_or_default()));
    let _ = writeln!(svg, "<rect class=\"area\" {} rx=\"10\"/>", rect_text(rect));
    let (x, y) = (f64::from((title.x + 1) * UNIT), (title.y + 2) * UNIT);
    paint_text(svg, "title", x, y, &cluster_title(cluster.mark, &cluster.name));
    if is_empty {
        paint_text(svg, "rest", x, y + 3 * UNIT, "no tables");
    }
    svg.push_str("</g>\n");
}

fn paint_table(svg: &mut String, diagram: &Diagram, table: &Table, rect: Rect) {
    let name = table.name.to_string();
    let base = table.base.map(|base| (base % BASE_COLOURS, &diagram.bases[base]));
    let base_class = base.map(|(colour, _)| format!(" base{colour}")).unwrap_or_default();
    let class = table.mark.class();
    let _ =
        writeln!(svg, "<g class=\"table {class}{base_class}\" data-name=\"{}\">", escaped(&name));
    let comment = table.comment.as_ref().map(|comment| format!(": {comment}"));
    tooltip(svg, &format!("{name}{}", comment.unwrap_or_default()));
    let [x, y, right] = [rect.x, rect.y, rect.right()].map(|n| n * UNIT);
    // A little more than what arrows keep away from, so that the last row has room.
    let bottom = rect.bottom() * UNIT + if rect.height == HEAD { 0 } else { 3 };
    let (width, height) = (right - x, bottom - y);
    let _ = writeln!(
        svg,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
    );
    let head_bottom = if rect.height == HEAD { bottom - 1 } else { y + 26 };
    paint_head(svg, x, y, right, head_bottom, rect.height == HEAD);
    let middle = (y + head_bottom) / 2 + 5;
    paint_text(svg, "name", f64::from(x + UNIT), middle, &head(table));
    if let Some((_, name)) = base {
        paint_text(svg, "base", f64::from(right - UNIT), middle, &base_label(name));
    }
    let names = f64::from(x) + before_names(table, diagram);
    for (position, row) in table.rows.iter().enumerate() {
        let top = y + (HEAD + ROW * position as i32) * UNIT;
        paint_row(svg, row, [x, right], top, names, diagram.has_marks());
    }
    if let Some(rest) = rest(table) {
        paint_text(svg, "rest", names, bottom - 9, &rest);
    }
    svg.push_str("</g>\n");
}

/// Rounded above, and below too where nothing follows; inside of the box's line.
fn paint_head(svg: &mut String, x: i32, y: i32, right: i32, bottom: i32, is_all: bool) {
    let corner = if is_all { 5 } else { 0 };
    let inner = right - x - 11;
    let _ = writeln!(
        svg,
        "<path class=\"head\" d=\"M{x}.5 {}v-{}q0 -5 5 -5h{inner}q5 0 5 5v{}q0 {corner} -{corner} {corner}h-{}q-{corner} 0 -{corner} -{corner}Z\"/>",
        bottom - corner,
        bottom - y - corner - 6,
        bottom - y - corner - 6,
        inner + 10 - 2 * corner,
    );
}

fn paint_row(svg: &mut String, row: &Row, [x, right]: [i32; 2], top: i32, names: f64, marks: bool) {
    let addition = if row.is_addition { " addition" } else { "" };
    let (class, name) = (row.mark.class(), escaped(&row.name));
    let _ = writeln!(svg, "<g class=\"column {class}{addition}\" data-name=\"{name}\">");
    let comment = row.comment.as_ref().map(|comment| format!(": {comment}"));
    let sql_type = match &row.was {
        Some(was) => format!("{}, was {was}", row.sql_type),
        None => row.sql_type.clone(),
    };
    tooltip(svg, &format!("{} {sql_type}{}", row.name, comment.unwrap_or_default()));
    let (left, width) = (x + 1, right - x - 2);
    let _ = writeln!(
        svg,
        "<rect class=\"row\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"20\"/>"
    );
    if row.is_addition {
        let _ = writeln!(
            svg,
            "<rect class=\"bar\" x=\"{left}\" y=\"{top}\" width=\"4\" height=\"20\"/>"
        );
    }
    let mut at = f64::from(x + UNIT);
    if marks {
        if row.mark != Mark::Same {
            paint_text(svg, "mark", at, top + 14, row.mark.symbol());
        }
        at += MARKS;
    }
    for key in row.keys.names() {
        paint_text(svg, &format!("key {}", key.to_lowercase()), at, top + 14, key);
        at += BADGE;
    }
    paint_text(svg, "field", names, top + 14, &row_name(row));
    paint_text(svg, "type", f64::from(right - UNIT), top + 14, &row_type(row));
    svg.push_str("</g>\n");
}

fn paint_arrow(svg: &mut String, diagram: &Diagram, arrow: &Arrow, route: &Route) {
    let [from, to] =
        [arrow.referencing, arrow.referenced].map(|table| diagram.tables[table].name.to_string());
    let optional = if arrow.optional { " optional" } else { "" };
    let class = arrow.mark.class();
    let (from_name, to_name) = (escaped(&from), escaped(&to));
    let _ = writeln!(
        svg,
        "<g class=\"arrow {class}{optional}\" data-from=\"{from_name}\" data-to=\"{to_name}\">"
    );
    let (columns, referenced) = (arrow.columns.join(", "), arrow.referenced_columns.join(", "));
    tooltip(svg, &arrow.mark.before(&format!("{from} ({columns}) → {to} ({referenced})")));
    let _ = writeln!(svg, "<path class=\"line\" d=\"{}\"/>", line(route));
    if let ([start, after, ..], [.., before, end]) = (&route[..], &route[..]) {
        let out = (after.x - start.x).signum();
        let back = (before.x - end.x).signum();
        let (x, y) = (start.x * UNIT, start.y * UNIT);
        let foot = match arrow.unique {
            true => format!("M{} {}v8", x + 5 * out, y - 4),
            false => format!("M{x} {}L{} {y}L{x} {}", y - 4, x + 8 * out, y + 4),
        };
        let (x, y) = (end.x * UNIT, end.y * UNIT);
        let _ = writeln!(svg, "<path class=\"foot\" d=\"{foot}\"/>");
        let _ = writeln!(svg, "<path class=\"tip\" d=\"M{x} {y}l{} -4v8Z\"/>", 8 * back);
    }
    svg.push_str("</g>\n");
}

/// A line through the corners of a route, which are rounded.
fn line(route: &Route) -> String {
    let mut line = String::new();
    for (position, Point { x, y }) in route.iter().enumerate() {
        let (px, py) = (x * UNIT, y * UNIT);
        let beside = position.checked_sub(1).zip(route.get(position + 1));
        let Some((before, after)) = beside.map(|(before, after)| (route[before], after)) else {
            let _ = write!(line, "{}{px} {py}", if position == 0 { 'M' } else { 'L' });
            continue;
        };
        let round = 5;
        let (from_x, from_y) = ((before.x - x).signum() * round, (before.y - y).signum() * round);
        let (to_x, to_y) = ((after.x - x).signum() * round, (after.y - y).signum() * round);
        let _ =
            write!(line, "L{} {}Q{px} {py} {} {}", px + from_x, py + from_y, px + to_x, py + to_y);
    }
    line
}

/// Says below the diagram what its signs mean, as far as they occur.
fn paint_notes(svg: &mut String, diagram: &Diagram, y: i32) {
    svg.push_str("<g class=\"notes\">\n");
    let mut x = 40.0;
    let mut note = |class: &str, text: &str| {
        paint_text(svg, class, x, y, text);
        x += cells(text) as f64 * BASE_CELL + 26.0;
    };
    let rows = || diagram.tables.iter().flat_map(|table| &table.rows);
    for mark in Mark::SEEN {
        let is_seen = diagram.clusters.iter().any(|cluster| cluster.mark == mark)
            || diagram.tables.iter().any(|table| table.mark == mark)
            || rows().any(|row| row.mark == mark);
        if is_seen {
            note(&format!("note {}", mark.class()), &mark.before(mark.class()));
        }
    }
    if !diagram.bases.is_empty() {
        note("note", "«…» the struct that tables share");
    }
    if rows().any(|row| row.is_addition) {
        note("note", "▎ added by an extension");
    }
    if rows().any(|row| row.sql_type.ends_with('?')) {
        note("note", "? NULL allowed");
    }
    if diagram.arrows.iter().any(|arrow| arrow.optional) {
        note("note", "-- may reference nothing");
    }
    svg.push_str("</g>\n");
}
