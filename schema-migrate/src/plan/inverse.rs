//! Changes backwards.

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Constraint, EnumDef, EnumDifference, QualifiedName};

use crate::diff::{Change, TableChange};

/// The changes that take changes back. Renames apart, names are those that things have after all renames,
/// on both ways.
pub(super) fn inverse(changes: &[Change]) -> Vec<Change> {
    changes.iter().flat_map(change).collect()
}

fn change(change: &Change) -> Vec<Change> {
    vec![match change.clone() {
        Change::CreateSchema { name, comment } => Change::DropSchema { name, comment },
        Change::DropSchema { name, comment } => Change::CreateSchema { name, comment },
        Change::CreateEnum(def) => Change::DropEnum(def),
        Change::DropEnum(def) => Change::CreateEnum(def),
        Change::AlterEnum { from, to } => {
            Change::AlterEnum { to: with_hints_back(&from, &to), from: to }
        }
        Change::CreateDomain(def) => Change::DropDomain(def),
        Change::DropDomain(def) => Change::CreateDomain(def),
        Change::AlterDomain { from, to } => Change::AlterDomain { from: to, to: from },
        Change::CreateSequence(def) => Change::DropSequence(def),
        Change::DropSequence(def) => Change::CreateSequence(def),
        Change::AlterSequence { from, to } => Change::AlterSequence { from: to, to: from },
        Change::CreateTable(def) => Change::DropTable(def),
        Change::DropTable(def) => Change::CreateTable(def),
        Change::RenameTable { from, to } => {
            let now = QualifiedName::new(from.schema, to);
            Change::RenameTable { from: now, to: from.name }
        }
        Change::AlterTable { table, change } => {
            let alter = |change| Change::AlterTable { table: table.clone(), change };
            return table_change(change).into_iter().map(alter).collect();
        }
        Change::CreateView(def) => Change::DropView(def),
        Change::DropView(def) => Change::CreateView(def),
        Change::AlterView { from, to } => Change::AlterView { from: to, to: from },
        Change::Comment { on, from, to } => Change::Comment { on, from: to, to: from },
    }]
}

fn table_change(change: TableChange) -> Vec<TableChange> {
    vec![match change {
        TableChange::AddColumn(def) => TableChange::DropColumn(def),
        TableChange::DropColumn(def) => TableChange::AddColumn(def),
        TableChange::RenameColumn { from, to } => TableChange::RenameColumn { from: to, to: from },
        TableChange::AlterColumn { from, to } => TableChange::AlterColumn { from: to, to: from },
        TableChange::AddConstraint(def) => TableChange::DropConstraint(def),
        TableChange::DropConstraint(def) => TableChange::AddConstraint(def),
        TableChange::RenameConstraint { from, to } => {
            let now = to.name().clone();
            TableChange::RenameConstraint { from: now, to: named(to, from) }
        }
        // No statement forgets that a constraint is valid.
        TableChange::ValidateConstraint(valid) => {
            let mut before = valid.clone();
            match &mut before {
                Constraint::ForeignKey(key) => key.validated = false,
                Constraint::Check(check) => check.validated = false,
                _ => {}
            }
            return vec![TableChange::DropConstraint(valid), TableChange::AddConstraint(before)];
        }
        TableChange::AlterConstraint { from, to } => {
            TableChange::AlterConstraint { from: to, to: from }
        }
        TableChange::CreateIndex(def) => TableChange::DropIndex(def),
        TableChange::DropIndex(def) => TableChange::CreateIndex(def),
        TableChange::RenameIndex { from, mut to } => {
            let now = std::mem::replace(&mut to.name, from);
            TableChange::RenameIndex { from: now, to }
        }
        TableChange::SetUnlogged { from, to } => TableChange::SetUnlogged { from: to, to: from },
        TableChange::Rebuild { from, to } => TableChange::Rebuild { from: to, to: from },
    }]
}

fn named(mut constraint: Constraint, name: Ident) -> Constraint {
    match &mut constraint {
        Constraint::PrimaryKey(def) => def.name = name,
        Constraint::Unique(def) => def.name = name,
        Constraint::ForeignKey(def) => def.name = name,
        Constraint::Check(def) => def.name = name,
        Constraint::Exclusion(def) => def.name = name,
        // The other kinds have names that cannot be set here, and none is renamed.
        _ => {}
    }
    constraint
}

/// The enum before, with the hints that rename the labels back.
fn with_hints_back(from: &EnumDef, to: &EnumDef) -> EnumDef {
    let mut back = from.clone();
    back.renamed_labels.clear();
    for difference in from.differences(to) {
        if let EnumDifference::RenameLabel { from, to } = difference {
            back.renamed_labels.insert(from, to);
        }
    }
    back
}
