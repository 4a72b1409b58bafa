//! Where clusters and tables stand.

use super::layers::columns;
use super::text::{cells, cut};
use super::{Rect, UNIT};
use crate::draw::Diagram;
use crate::draw::diagram::{Mark, Row, Table};

/// Pixels of a cell of each size of text; fonts in use have 0.6 of their size, or a little more.
const ROW_CELL: f64 = 7.3;
const HEAD_CELL: f64 = 7.9;
const TITLE_CELL: f64 = 8.6;
/// For bases, and for the notes below the diagram.
pub(super) const BASE_CELL: f64 = 6.7;
/// Pixels of a key's badge with the space after it.
pub(super) const BADGE: f64 = 22.0;
/// Pixels of the column of marks.
pub(super) const MARKS: f64 = 14.0;

/// How many cells of a text are shown; the whole is a tooltip then.
const NAME_CELLS: usize = 40;
const TYPE_CELLS: usize = 32;

/// Points of the lattice.
pub(super) const HEAD: i32 = 3;
pub(super) const ROW: i32 = 2;
const GAP: i32 = 4;
const CLUSTER_PADDING: i32 = 4;
const CLUSTER_BOTTOM: i32 = 3;
const CLUSTER_TOP: i32 = 6;
const MARGIN: i32 = 3;
/// What the notes below the diagram take.
const NOTES: i32 = 4;

/// Places, by the positions of clusters and tables in the diagram.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) clusters: Vec<Rect>,
    /// Where a cluster's title stands.
    pub(super) titles: Vec<Rect>,
    pub(super) tables: Vec<Rect>,
}

impl Layout {
    pub(super) fn of(diagram: &Diagram) -> Self {
        let mut tables: Vec<Rect> =
            diagram.tables.iter().map(|table| size(table, diagram)).collect();
        let mut clusters: Vec<Rect> = (0..diagram.clusters.len())
            .map(|cluster| place_tables(diagram, cluster, &mut tables))
            .collect();
        let (width, height) = place_clusters(&mut clusters);
        for (rect, table) in tables.iter_mut().zip(&diagram.tables) {
            rect.x += clusters[table.cluster].x;
            rect.y += clusters[table.cluster].y;
        }
        let titles = clusters.iter().zip(&diagram.clusters).map(|(rect, cluster)| Rect {
            x: rect.x + 1,
            y: rect.y + 1,
            width: title_width(&cluster_title(cluster.mark, &cluster.name)),
            height: 3,
        });
        Self { titles: titles.collect(), width, height: height + NOTES, clusters, tables }
    }

    /// Where the arrows of a column reach a table: the height of its row, or of the head where it is not shown.
    pub(super) fn port(&self, position: usize, table: &Table, column: Option<&String>) -> i32 {
        let row = column.and_then(|name| table.rows.iter().position(|row| row.name == *name));
        let top = self.tables[position].y;
        row.map_or(top + 1, |row| top + HEAD + ROW * row as i32 + 1)
    }
}

pub(super) fn cluster_title(mark: Mark, name: &str) -> String {
    mark.before(&cut(name, NAME_CELLS))
}

fn title_width(title: &str) -> i32 {
    points(cells(title) as f64 * TITLE_CELL) + 2
}

pub(super) fn head(table: &Table) -> String {
    table.mark.before(&cut(table.name.name.as_str(), NAME_CELLS))
}

pub(super) fn base_label(name: &str) -> String {
    format!("«{}»", cut(name, NAME_CELLS))
}

pub(super) fn row_name(row: &Row) -> String {
    cut(&row.name, NAME_CELLS)
}

pub(super) fn row_type(row: &Row) -> String {
    match &row.was {
        Some(was) => format!("{} → {}", cut(was, TYPE_CELLS), cut(&row.sql_type, TYPE_CELLS)),
        None => cut(&row.sql_type, TYPE_CELLS),
    }
}

/// What stands below the columns of a table.
pub(super) fn rest(table: &Table) -> Option<String> {
    match (table.hidden, table.rows.is_empty()) {
        (0, _) => None,
        (1, true) => Some("1 column".to_owned()),
        (hidden, true) => Some(format!("{hidden} columns")),
        (hidden, false) => Some(format!("… {hidden} more")),
    }
}

/// Pixels before the names of a table's columns.
pub(super) fn before_names(table: &Table, diagram: &Diagram) -> f64 {
    let badges = table.rows.iter().map(|row| row.keys.names().len()).max().unwrap_or(0);
    let marks = if diagram.has_marks() { MARKS } else { 0.0 };
    10.0 + marks + badges as f64 * BADGE
}

/// Pixels to points, and up to a whole one.
fn points(pixels: f64) -> i32 {
    (pixels / f64::from(UNIT)).ceil() as i32
}

fn size(table: &Table, diagram: &Diagram) -> Rect {
    let row = |row: &Row| {
        let type_cells = cells(&row_type(row));
        (cells(&row_name(row)) + type_cells) as f64 * ROW_CELL + 26.0
    };
    let rest = rest(table).map(|rest| cells(&rest) as f64 * ROW_CELL + 10.0);
    let rows = table.rows.iter().map(row).chain(rest).fold(0.0, f64::max);
    let base = table
        .base
        .map_or(0.0, |base| cells(&base_label(&diagram.bases[base])) as f64 * BASE_CELL + 16.0);
    let head = cells(&head(table)) as f64 * HEAD_CELL + base + 22.0;
    let lines = table.rows.len() + usize::from(rest.is_some());
    Rect {
        width: points(head.max(rows + before_names(table, diagram)).max(120.0)),
        height: HEAD + ROW * lines as i32,
        ..Rect::default()
    }
}

/// Places the tables of a cluster, from its own corner on, and says how large it is.
fn place_tables(diagram: &Diagram, cluster: usize, tables: &mut [Rect]) -> Rect {
    let own: Vec<usize> =
        (0..tables.len()).filter(|&table| diagram.tables[table].cluster == cluster).collect();
    let keys = keys_inside(diagram, &own);
    let tall: Vec<i32> = own.iter().map(|&table| tables[table].height + GAP).collect();
    let area: i32 =
        own.iter().zip(&tall).map(|(&table, tall)| (tables[table].width + 8) * tall).sum();
    let most = (f64::from(area).sqrt() * 1.3) as i32;
    let most = tall.iter().copied().max().unwrap_or(0).max(most);
    let columns = columns(&tall, &keys, most);
    let tallest = columns.iter().map(|column| column.iter().map(|&t| tall[t]).sum::<i32>()).max();
    let tallest = tallest.map_or(0, |tallest| tallest - GAP);
    let (mut x, mut right) = (CLUSTER_PADDING, CLUSTER_PADDING);
    for (position, column) in columns.iter().enumerate() {
        if position > 0 {
            let lanes = keys.iter().filter(|(from, _)| column.contains(from)).count();
            x = right + 5 + lanes.min(10) as i32;
        }
        let mut y = 0;
        let mut left: i32 = column.iter().map(|&table| tall[table]).sum::<i32>() - GAP;
        for &table in column {
            let wanted = wanted_top(table, &keys, &columns[..position], &own, tables);
            let top = wanted.unwrap_or(y).min(tallest - left).max(y);
            let rect = &mut tables[own[table]];
            (rect.x, rect.y) = (x, CLUSTER_TOP + top);
            right = right.max(rect.right());
            y = top + tall[table];
            left -= tall[table];
        }
    }
    let title = &diagram.clusters[cluster];
    let title = title_width(&cluster_title(title.mark, &title.name)) + 2;
    Rect {
        width: (right + CLUSTER_PADDING).max(title).max(16),
        height: CLUSTER_TOP + tallest.max(2) + CLUSTER_BOTTOM,
        ..Rect::default()
    }
}

/// The foreign keys from one table of a cluster to another, by positions in the cluster, each pair once.
fn keys_inside(diagram: &Diagram, own: &[usize]) -> Vec<(usize, usize)> {
    let position = |table: usize| own.binary_search(&table).ok();
    let mut keys: Vec<_> = diagram
        .arrows
        .iter()
        .filter_map(|arrow| Some((position(arrow.referencing)?, position(arrow.referenced)?)))
        .filter(|(from, to)| from != to)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The top at which a table stands beside the tables that it references.
fn wanted_top(
    table: usize,
    keys: &[(usize, usize)],
    before: &[Vec<usize>],
    own: &[usize],
    tables: &[Rect],
) -> Option<i32> {
    let is_placed = |to: usize| before.iter().any(|column| column.contains(&to));
    let referenced = keys.iter().filter(|&&(from, to)| from == table && is_placed(to));
    let tops: Vec<i32> = referenced.map(|&(_, to)| tables[own[to]].y - CLUSTER_TOP).collect();
    (!tops.is_empty()).then(|| tops.iter().sum::<i32>() / tops.len() as i32)
}

/// Places the clusters side by side in rows of equal height, and says how large the whole is.
fn place_clusters(clusters: &mut [Rect]) -> (i32, i32) {
    let gap = 6;
    let area: f64 = clusters
        .iter()
        .map(|rect| f64::from(rect.width + gap) * f64::from(rect.height + gap))
        .sum();
    let widest = clusters.iter().map(|rect| rect.width).max().unwrap_or(0);
    let most = widest.max((area * 2.7).sqrt() as i32);
    let (mut x, mut y, mut right) = (0, MARGIN, 0);
    let mut start = 0;
    for end in 1..=clusters.len() {
        let rect = &mut clusters[end - 1];
        (rect.x, rect.y) = (MARGIN + x, y);
        x += rect.width + gap;
        right = right.max(rect.right());
        let is_full = clusters.get(end).is_none_or(|next| x + next.width > most);
        if is_full {
            let row = &mut clusters[start..end];
            let height = row.iter().map(|rect| rect.height).max().unwrap_or(0);
            row.iter_mut().for_each(|rect| rect.height = height);
            (x, y, start) = (0, y + height + gap, end);
        }
    }
    (right + MARGIN, y - if clusters.is_empty() { 0 } else { gap } + MARGIN)
}
