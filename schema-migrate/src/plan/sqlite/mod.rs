//! Plans for SQLite: what it alters itself, and the tables that are built anew for all else.

mod alter;
mod labels;
mod rebuild;

use std::collections::BTreeMap;

use polyschema_core::Catalog;
use polyschema_core::ddl::{DdlStatement, TableAction};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{IndexDef, QualifiedName, TableDef, ViewDef};

use super::hazard::HazardKind;
use super::step::Step;
use crate::diff::{Change, TableChange};

/// Which of the names the changes speak of: a plan that is taken back has the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Those that things have at the end.
    AtTheEnd,
    /// Those that things have at the start.
    AtTheStart,
}

/// A table that changes.
struct Altered<'a> {
    from: &'a TableDef,
    to: &'a TableDef,
    changes: Vec<&'a TableChange>,
}

/// The steps of all changes, in order.
pub(super) fn steps(from: &Catalog, to: &Catalog, changes: &[Change], names: Names) -> Vec<Step> {
    let altered = altered(from, to, changes, names);
    let mut steps = Vec::new();
    let views = with_views(from, to, changes, &altered);
    for view in in_order(&from.views_in_dependency_order(), &views, true).into_iter().rev() {
        let (name, materialized) = (view.name.clone(), false);
        let drop = DdlStatement::DropView { name, materialized };
        let step = Step::new(format!("drop view {}", view.name), vec![drop]);
        let is_gone = !views
            .iter()
            .any(|change| matches!(change, Change::CreateView(again) if again.name == view.name));
        steps.push(match is_gone {
            true => step.hazard(HazardKind::DropObject.of(&view.name)),
            false => step,
        });
    }
    for table in from.tables_in_dependency_order().tables.into_iter().rev() {
        let is_dropped = |change: &Change| matches!(change, Change::DropTable(dropped) if dropped.name == table.name);
        if changes.iter().any(is_dropped) {
            let drop = DdlStatement::DropTable(table.name.clone());
            let step = Step::new(format!("drop table {}", table.name), vec![drop])
                .hazard(HazardKind::DropTable.of(&table.name));
            steps.push(step.loses(format!("the rows of {}", table.name)));
        }
    }
    let order = to.tables_in_dependency_order();
    for table in &order.tables {
        if let Some(altered) = altered.get(&table.name) {
            steps.extend(altered.steps(to, names));
        }
    }
    for table in &order.tables {
        let is_new =
            |change: &Change| matches!(change, Change::CreateTable(new) if new.name == table.name);
        if changes.iter().any(is_new) {
            steps.push(create_table(table));
        }
    }
    for view in in_order(&to.views_in_dependency_order(), &views, false) {
        let create = DdlStatement::CreateView(view.clone());
        steps.push(Step::new(format!("create view {}", view.name), vec![create]));
    }
    steps
}

/// The tables that change or get another name, by the name that they get.
fn altered<'a>(
    from: &'a Catalog,
    to: &'a Catalog,
    changes: &'a [Change],
    names: Names,
) -> BTreeMap<QualifiedName, Altered<'a>> {
    let renamed: Vec<(&QualifiedName, QualifiedName)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::RenameTable { from, to } => {
                Some((from, QualifiedName::new(from.schema.clone(), to.clone())))
            }
            _ => None,
        })
        .collect();
    let before = |name: &QualifiedName| {
        let renamed = renamed.iter().find(|(_, to)| to == name);
        renamed.map_or_else(|| name.clone(), |(from, _)| (*from).clone())
    };
    let after = |name: &QualifiedName| {
        let renamed = renamed.iter().find(|(from, _)| *from == name);
        renamed.map_or_else(|| name.clone(), |(_, to)| to.clone())
    };
    let mut altered = BTreeMap::new();
    for change in changes {
        let (was, becomes, change) = match change {
            Change::RenameTable { from, .. } => (from.clone(), after(from), None),
            Change::AlterTable { table, change } => match names {
                Names::AtTheEnd => (before(table), table.clone(), Some(change)),
                Names::AtTheStart => (table.clone(), after(table), Some(change)),
            },
            _ => continue,
        };
        let (Some(from), Some(to)) = (from.find(&was), to.find(&becomes)) else { continue };
        let (from, to) = (from.def(), to.def());
        let entry = altered.entry(becomes);
        let table = entry.or_insert(Altered { from, to, changes: Vec::new() });
        table.changes.extend(change);
    }
    altered
}

/// The changes of views, and the views that are in the way of a table that changes.
fn with_views(
    from: &Catalog,
    to: &Catalog,
    changes: &[Change],
    altered: &BTreeMap<QualifiedName, Altered<'_>>,
) -> Vec<Change> {
    let mut views = Vec::new();
    for change in changes {
        match change {
            Change::AlterView { from, to } => {
                views.extend([Change::DropView(from.clone()), Change::CreateView(to.clone())]);
            }
            Change::DropView(_) | Change::CreateView(_) => views.push(change.clone()),
            _ => {}
        }
    }
    let dropped = changes.iter().filter_map(|change| match change {
        Change::DropTable(table) => Some(table.name.clone()),
        _ => None,
    });
    let in_the_way = altered.values().filter(|altered| altered.moves_columns());
    let mut tables: Vec<QualifiedName> = dropped.collect();
    tables.extend(in_the_way.map(|altered| altered.from.name.clone()));
    views.extend(super::postgres::views(from, to, &views, &tables));
    views
}

/// The views that are dropped, or created, in the order of a catalog's.
fn in_order<'a>(order: &[&ViewDef], changes: &'a [Change], dropped: bool) -> Vec<&'a ViewDef> {
    let of = |change: &'a Change| match change {
        Change::DropView(view) if dropped => Some(view),
        Change::CreateView(view) if !dropped => Some(view),
        _ => None,
    };
    let mut views: Vec<&ViewDef> = changes.iter().filter_map(of).collect();
    views.sort_by_key(|view| order.iter().position(|other| other.name == view.name));
    views
}

fn create_table(table: &TableDef) -> Step {
    let create = DdlStatement::CreateTable { table: Box::new(table.clone()), enums: Vec::new() };
    let mut statements = vec![create];
    statements.extend(table.indexes.iter().map(|index| create_index(&table.name, index)));
    Step::new(format!("create table {}", table.name), statements)
}

fn create_index(table: &QualifiedName, index: &IndexDef) -> DdlStatement {
    let (table, index, concurrently) = (table.clone(), index.clone(), false);
    DdlStatement::CreateIndex { table, index, concurrently }
}

fn drop_index(table: &QualifiedName, index: &Ident) -> DdlStatement {
    let index = QualifiedName::new(table.schema.clone(), index.clone());
    DdlStatement::DropIndex { index, concurrently: false }
}

fn alter(table: &QualifiedName, action: TableAction) -> DdlStatement {
    DdlStatement::alter_table(table.clone(), action)
}
