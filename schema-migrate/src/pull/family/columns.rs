//! Columns that tables have in common, and what an extension says otherwise of them.

use polyschema_core::metadata::Identity;

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
    if let [only] = all[..] {
        return Some(only.clone());
    }
    let collations: Option<Vec<&String>> =
        all.iter().map(|column| column.collation.as_ref()).collect();
    let is_alike = all.iter().all(|column| {
        let Column { name, rust, written: _, nullable, fill: _, collation: _, comment } = column;
        (name, rust, nullable, comment)
            == (&first.name, &first.rust, &first.nullable, &first.comment)
    });
    is_alike.then_some(Column {
        written: base_written(&all)?,
        fill: base_fill(&all)?,
        collation: collations.and_then(most_common).cloned(),
        ..first.clone()
    })
}

/// What an extension can put something else in place of: nothing, or else what most have.
fn base_written(all: &[&Column]) -> Option<Written> {
    let is_plain = |written: &Written| matches!(written, Written::FromRust | Written::Own(_));
    match all.iter().any(|column| is_plain(&column.written)) {
        true => Some(Written::FromRust),
        false => most_common(all.iter().map(|column| &column.written)).cloned(),
    }
}

/// The fill from which extensions can come to all the others, if there is one.
///
/// A base says nothing that names a schema. For rows that a sequence numbers it has an identity, so that a
/// new schema has a sequence of its own.
fn base_fill(all: &[&Column]) -> Option<Option<Fill>> {
    let Some(fills) = all.iter().map(|column| column.fill.as_ref()).collect::<Option<Vec<_>>>()
    else {
        let mut fills = all.iter().filter_map(|column| column.fill.as_ref());
        return fills.all(Fill::is_default).then_some(None);
    };
    if fills.iter().all(|fill| fill.numbers()) {
        let mut identities = fills.iter().copied().filter(|fill| fill.is_shareable());
        let identity = identities.next().unwrap_or(&Fill::Identity(Identity::ByDefault));
        return identities.all(|other| other == identity).then(|| Some(identity.clone()));
    }
    let is_one = fills.iter().all(|fill| *fill == fills[0]);
    let shareable = fills.iter().copied().filter(|fill| fill.is_shareable());
    (is_one || fills.iter().all(|fill| fill.is_default())).then(|| most_common(shareable).cloned())
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
