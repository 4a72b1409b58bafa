//! Columns that tables have in common, and what an extension says otherwise of them.

use super::{Family, Override};
use crate::pull::model::{Column, Fill, Table, Written};

/// The columns that all members have alike, in the first one's order, as the base says them.
pub(super) fn base_columns(members: &[(usize, &Table)]) -> Vec<Column> {
    let Some((_, first)) = members.first() else {
        return Vec::new();
    };
    first.columns.iter().filter_map(|column| base_column(column, members)).collect()
}

fn base_column(first: &Column, members: &[(usize, &Table)]) -> Option<Column> {
    let all = members.iter().map(|(_, table)| table.column(&first.name));
    let all: Vec<&Column> = all.collect::<Option<_>>()?;
    if !all.iter().all(|column| are_alike(first, column)) {
        return None;
    }
    let plain = all.iter().find(|column| column.written == Written::FromRust);
    let written = match plain {
        Some(_) => Written::FromRust,
        None => most_common(all.iter().map(|column| &column.written))?.clone(),
    };
    let fills: Option<Vec<&Fill>> = all.iter().map(|column| column.fill.as_ref()).collect();
    let collations: Option<Vec<&String>> =
        all.iter().map(|column| column.collation.as_ref()).collect();
    Some(Column {
        written,
        fill: fills.and_then(most_common).cloned(),
        collation: collations.and_then(most_common).cloned(),
        ..first.clone()
    })
}

/// Whether the two differ at most in what an extension can override.
fn are_alike(a: &Column, b: &Column) -> bool {
    let Column { name, rust, written: _, nullable, fill, collation: _, comment } = a;
    let is_default = |fill: &Option<Fill>| fill.as_ref().is_none_or(Fill::is_default);
    (name, rust, nullable, comment) == (&b.name, &b.rust, &b.nullable, &b.comment)
        && (fill == &b.fill || is_default(fill) && is_default(&b.fill))
}

/// The value that is there most often; the first of several such.
pub(super) fn most_common<'a, T: PartialEq>(
    values: impl IntoIterator<Item = &'a T>,
) -> Option<&'a T> {
    let mut counts: Vec<(&T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

/// A member's columns beside its base's, and what it says otherwise of those.
pub(super) fn differences(family: &Family, table: &Table) -> (Vec<Column>, Vec<Override>) {
    let (mut own, mut overrides) = (Vec::new(), Vec::new());
    for column in &table.columns {
        match family.columns.iter().find(|base| base.name == column.name) {
            Some(base) => overrides.extend(difference(base, column)),
            None => own.push(column.clone()),
        }
    }
    (own, overrides)
}

fn difference(base: &Column, column: &Column) -> Option<Override> {
    let differs = Override {
        column: column.name.clone(),
        written: (column.written != base.written).then(|| column.written.clone()),
        fill: column.fill.clone().filter(|_| column.fill != base.fill),
        collation: column.collation.clone().filter(|_| column.collation != base.collation),
    };
    let Override { column: _, written, fill, collation } = &differs;
    (written.is_some() || fill.is_some() || collation.is_some()).then_some(differs)
}
