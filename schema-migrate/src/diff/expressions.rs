//! SQL text: when two texts mean the same.
//!
//! Where they do, the side before takes the spelling of the side after, so that what is compared later,
//! and what a person is shown, differs only where something does.

use polyschema_core::metadata::{
    CheckDef, ColumnDef, Constraint, DomainDef, ExclusionDef, Fill, IndexDef, IndexKeyDef, IndexOn,
    TableDef, ViewDef,
};

/// Texts with equal keys mean the same.
pub(super) type Key<'a> = &'a dyn Fn(&str) -> String;

fn adopt(from: &mut String, to: &str, key: Key<'_>) {
    if from != to && key(from) == key(to) {
        to.clone_into(from);
    }
}

fn adopt_option(from: &mut Option<String>, to: Option<&String>, key: Key<'_>) {
    if let (Some(from), Some(to)) = (from, to) {
        adopt(from, to, key);
    }
}

/// A column with the texts of another that mean the same.
pub(super) fn column(from: &ColumnDef, to: &ColumnDef, key: Key<'_>) -> ColumnDef {
    let mut from = from.clone();
    match (&mut from.fill, &to.fill) {
        (Some(Fill::DefaultSql(from)), Some(Fill::DefaultSql(to)))
        | (Some(Fill::Generated(from)), Some(Fill::Generated(to))) => adopt(from, to, key),
        _ => {}
    }
    from
}

/// A constraint with the texts of another that mean the same.
pub(super) fn constraint(from: &Constraint, to: &Constraint, key: Key<'_>) -> Constraint {
    let mut from = from.clone();
    match (&mut from, to) {
        (Constraint::Check(CheckDef { predicate, .. }), Constraint::Check(to)) => {
            adopt(predicate, &to.predicate, key);
        }
        (
            Constraint::Exclusion(ExclusionDef { elements, predicate, .. }),
            Constraint::Exclusion(to),
        ) => {
            adopt_option(predicate, to.predicate.as_ref(), key);
            for ((from, _), (to, _)) in elements.iter_mut().zip(&to.elements) {
                index_key(from, to, key);
            }
        }
        _ => {}
    }
    from
}

/// An index with the texts of another that mean the same.
pub(super) fn index(from: &IndexDef, to: &IndexDef, key: Key<'_>) -> IndexDef {
    let mut from = from.clone();
    adopt_option(&mut from.predicate, to.predicate.as_ref(), key);
    for (from, to) in from.keys.iter_mut().zip(&to.keys) {
        index_key(from, to, key);
    }
    from
}

fn index_key(from: &mut IndexKeyDef, to: &IndexKeyDef, key: Key<'_>) {
    if let (IndexOn::Expression(from), IndexOn::Expression(to)) = (&mut from.on, &to.on) {
        adopt(from, to, key);
    }
}

/// A domain with the texts of another that mean the same: those of checks of one name, or of a check that
/// was renamed.
pub(super) fn domain(from: &DomainDef, to: &DomainDef, key: Key<'_>) -> DomainDef {
    let mut from = from.clone();
    adopt_option(&mut from.default, to.default.as_ref(), key);
    for check in &mut from.checks {
        match to.checks.iter().find(|after| after.name == check.name) {
            Some(after) => adopt(&mut check.predicate, &after.predicate, key),
            None => {
                to.checks
                    .iter()
                    .for_each(|after| adopt(&mut check.predicate, &after.predicate, key));
            }
        }
    }
    from
}

/// A view with the texts of another that mean the same.
pub(super) fn view(from: &ViewDef, to: &ViewDef, key: Key<'_>) -> ViewDef {
    let mut from = from.clone();
    adopt(&mut from.definition, &to.definition, key);
    for before in &mut from.indexes {
        if let Some(after) = to.indexes.iter().find(|after| after.name == before.name) {
            *before = index(before, after, key);
        }
    }
    from
}

/// A table's own texts where they mean the same: how its rows are divided.
pub(super) fn partitioning(from: &mut TableDef, to: &TableDef, key: Key<'_>) {
    if let (Some(from), Some(to)) = (&mut from.partition_by, &to.partition_by) {
        adopt(&mut from.key, &to.key, key);
    }
    if let (Some(from), Some(to)) = (&mut from.partition_of, &to.partition_of) {
        adopt(&mut from.bound, &to.bound, key);
    }
}
