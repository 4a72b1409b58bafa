//! One table on both sides, under one name and with columns under the names that they get.

use polyschema_core::ddl::CommentTarget;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, ColumnDifference, Constraint, ConstraintDifference, IndexDef, TableDef,
    TableDifference,
};

use super::change::{Change, TableChange};
use super::expressions::{self, Key};
use super::objects::comment;
use super::outcome::{Diff, Note};
use super::pairs::{Pair, pairs};

/// What differs: first what goes, then the columns, then what comes, then the comments.
pub(super) fn compare(from: &TableDef, to: &TableDef, key: Key<'_>, diff: &mut Diff) {
    if from == to {
        return;
    }
    let mut from = from.clone();
    expressions::partitioning(&mut from, to, key);
    let own = from.differences(to);
    let divided = |one: &TableDifference| {
        matches!(one, TableDifference::PartitionBy { .. } | TableDifference::PartitionOf { .. })
    };
    let (mut goes, mut comes) = (Vec::new(), Vec::new());
    if own.iter().any(divided) {
        comes.push(TableChange::Rebuild { from: Box::new(from), to: Box::new(to.clone()) });
        return add(to, comes, diff);
    }
    for pair in pairs(&from.constraints(), &to.constraints(), Constraint::name, |from, to| {
        expressions::constraint(from, to, key).differences(to).is_empty()
    }) {
        constraint(&pair, key, &mut goes, &mut comes);
    }
    for pair in pairs(
        &from.indexes,
        &to.indexes,
        |index| &index.name,
        |from, to| expressions::index(from, to, key).differences(to).is_empty(),
    ) {
        index(&pair, key, &mut goes, &mut comes);
    }
    columns(&from, to, key, &mut goes);
    for difference in own {
        if let TableDifference::Unlogged { from, to } = difference {
            goes.push(TableChange::SetUnlogged { from, to });
        }
    }
    goes.extend(comes);
    add(to, goes, diff);
    comments(&from, to, diff);
    column_order(&from, to, diff);
}

fn add(table: &TableDef, changes: Vec<TableChange>, diff: &mut Diff) {
    let alter = |change| Change::AlterTable { table: table.name.clone(), change };
    diff.changes.extend(changes.into_iter().map(alter));
}

fn constraint(
    pair: &Pair<'_, Constraint>,
    key: Key<'_>,
    goes: &mut Vec<TableChange>,
    comes: &mut Vec<TableChange>,
) {
    let (from, to) = match *pair {
        Pair::Gone(from) => return goes.push(TableChange::DropConstraint(from.clone())),
        Pair::New(to) => return comes.push(TableChange::AddConstraint(to.clone())),
        Pair::Renamed(from, to) => {
            let (from, to) = (from.name().clone(), to.clone());
            return comes.push(TableChange::RenameConstraint { from, to });
        }
        Pair::Named(from, to) => (expressions::constraint(from, to, key), to),
    };
    let differences = from.differences(to);
    let in_place = |one: &ConstraintDifference| match one {
        ConstraintDifference::Validated { to: validated, .. } => *validated,
        ConstraintDifference::Deferrable { .. } => matches!(to, Constraint::ForeignKey(_)),
        _ => false,
    };
    if !differences.iter().all(in_place) {
        comes.push(TableChange::AddConstraint(to.clone()));
        return goes.push(TableChange::DropConstraint(from));
    }
    for difference in differences {
        comes.push(match difference {
            ConstraintDifference::Validated { .. } => TableChange::ValidateConstraint(to.clone()),
            _ => TableChange::AlterConstraint { from: from.clone(), to: to.clone() },
        });
    }
}

fn index(
    pair: &Pair<'_, IndexDef>,
    key: Key<'_>,
    goes: &mut Vec<TableChange>,
    comes: &mut Vec<TableChange>,
) {
    match *pair {
        Pair::Gone(from) => goes.push(TableChange::DropIndex(from.clone())),
        Pair::New(to) => comes.push(TableChange::CreateIndex(to.clone())),
        Pair::Renamed(from, to) => {
            let (from, to) = (from.name.clone(), to.clone());
            comes.push(TableChange::RenameIndex { from, to });
        }
        Pair::Named(from, to) => {
            let from = expressions::index(from, to, key);
            if !from.differences(to).is_empty() {
                goes.push(TableChange::DropIndex(from));
                comes.push(TableChange::CreateIndex(to.clone()));
            }
        }
    }
}

fn columns(from: &TableDef, to: &TableDef, key: Key<'_>, changes: &mut Vec<TableChange>) {
    let gone = from.columns.iter().filter(|column| to.column(column.name.as_str()).is_none());
    changes.extend(gone.cloned().map(TableChange::DropColumn));
    for column in &to.columns {
        let Some(before) = from.column(column.name.as_str()) else {
            changes.push(TableChange::AddColumn(column.clone()));
            continue;
        };
        let before = expressions::column(before, column, key);
        let differences = before.differences(column);
        if differences.iter().any(|one| !matches!(one, ColumnDifference::Comment { .. })) {
            changes.push(TableChange::AlterColumn { from: before, to: column.clone() });
        }
    }
}

/// Those of the table and of the columns that stay; a new column brings its own.
fn comments(from: &TableDef, to: &TableDef, diff: &mut Diff) {
    let on = CommentTarget::Table(to.name.clone());
    comment(on, from.comment.as_ref(), to.comment.as_ref(), diff);
    for column in &to.columns {
        if let Some(before) = from.column(column.name.as_str()) {
            let (table, name) = (to.name.clone(), column.name.clone());
            let on = CommentTarget::Column { table, column: name };
            comment(on, before.comment.as_ref(), column.comment.as_ref(), diff);
        }
    }
}

fn column_order(from: &TableDef, to: &TableDef, diff: &mut Diff) {
    let stay = |columns: &[ColumnDef], other: &TableDef| -> Vec<Ident> {
        let names = columns.iter().map(|column| column.name.clone());
        names.filter(|name| other.column(name.as_str()).is_some()).collect()
    };
    let (before, after) = (stay(&from.columns, to), stay(&to.columns, from));
    if before != after {
        diff.notes.push(Note::ColumnOrder { table: to.name.clone(), from: before, to: after });
    }
}
