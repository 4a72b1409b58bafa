//! One table that changes: by SQLite's own `ALTER TABLE` where that can do all of it.
//!
//! Source: SQLite, "ALTER TABLE", sections 3 to 5.

use polyschema_core::Catalog;
use polyschema_core::ddl::TableAction;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, Fill, IndexKeyDef, IndexOn, Mentions, QualifiedName, TableDef,
};

use super::{Altered, Names, alter, create_index, drop_index};
use crate::diff::TableChange;
use crate::plan::hazard::HazardKind;
use crate::plan::step::Step;

impl Altered<'_> {
    pub(super) fn steps(&self, to: &Catalog, names: Names) -> Vec<Step> {
        let renames = self.renames();
        let Some(own) = self.own_statements(names) else {
            let mut steps = renames;
            steps.push(self.rebuild(to));
            return steps;
        };
        match names {
            Names::AtTheEnd => renames.into_iter().chain(own).collect(),
            Names::AtTheStart => own.into_iter().chain(renames).collect(),
        }
    }

    /// Whether a view that reads the table must go meanwhile: one that names a column that goes, or a table
    /// that is not there, is refused. Source: SQLite, "ALTER TABLE", section 5.
    pub(super) fn moves_columns(&self) -> bool {
        self.own_statements(Names::AtTheEnd).is_none()
            || self.changes.iter().any(|change| matches!(change, TableChange::DropColumn(_)))
    }

    /// SQLite gives other names by itself, and takes them over into all that uses them.
    fn renames(&self) -> Vec<Step> {
        let (from, to) = (&self.from.name, &self.to.name);
        let mut steps = Vec::new();
        if from != to {
            let statement = alter(from, TableAction::RenameTo(to.name.clone()));
            let name = format!("rename table {from} to {}", to.name.as_str());
            steps.push(Step::new(name, vec![statement]).hazard(HazardKind::RenameTable.of(from)));
        }
        for (before, after) in self.renamed_columns() {
            let action = TableAction::RenameColumn { from: before.clone(), to: after.clone() };
            let name = format!("rename column {to}.{} to {}", before.as_str(), after.as_str());
            let step = Step::new(name, vec![alter(to, action)]);
            steps.push(step.hazard(HazardKind::RenameColumn.of_part(to, before)));
        }
        steps
    }

    pub(super) fn renamed_columns(&self) -> Vec<(&Ident, &Ident)> {
        let renamed = self.changes.iter().filter_map(|change| match change {
            TableChange::RenameColumn { from, to } => Some((from, to)),
            _ => None,
        });
        renamed.collect()
    }

    /// The steps of all other changes; nothing when the table must be built anew for one of them.
    fn own_statements(&self, names: Names) -> Option<Vec<Step>> {
        let table = match names {
            Names::AtTheEnd => &self.to.name,
            Names::AtTheStart => &self.from.name,
        };
        let mut declared: Vec<&Constraint> = Vec::new();
        let (mut first, mut columns, mut last) = (Vec::new(), Vec::new(), Vec::new());
        for change in &self.changes {
            match change {
                TableChange::RenameColumn { .. } => {}
                TableChange::DropIndex(index) => first.push(Step::new(
                    format!("drop index {}.{}", table.schema.as_str(), index.name.as_str()),
                    vec![drop_index(table, &index.name)],
                )),
                TableChange::CreateIndex(index) => last.push(Step::new(
                    format!("create index {}.{}", table.schema.as_str(), index.name.as_str()),
                    vec![create_index(table, index)],
                )),
                TableChange::RenameIndex { from, to } => last.push(Step::new(
                    format!(
                        "rename index {}.{} to {}",
                        table.schema.as_str(),
                        from.as_str(),
                        to.name.as_str()
                    ),
                    vec![drop_index(table, from), create_index(table, to)],
                )),
                TableChange::DropColumn(column) if self.can_drop(column) => {
                    columns.push(drop_column(table, column));
                }
                TableChange::AddColumn(column) if can_add(column) => {
                    let with = self.constraints_with(column);
                    columns.push(add_column(table, column, with.clone()));
                    declared.extend(with);
                }
                TableChange::AddConstraint(_) => {}
                _ => return None,
            }
        }
        let all_declared = self.changes.iter().all(|change| match change {
            TableChange::AddConstraint(constraint) => declared.contains(&constraint),
            _ => true,
        });
        let steps = first.into_iter().chain(columns).chain(last);
        all_declared.then(|| steps.collect())
    }

    /// The new constraints that a new column can be declared with: those over it alone.
    fn constraints_with(&self, column: &ColumnDef) -> Vec<&Constraint> {
        let constraints = self.changes.iter().filter_map(|change| match change {
            TableChange::AddConstraint(constraint) => Some(constraint),
            _ => None,
        });
        let fits = constraints.filter(|constraint| match constraint {
            Constraint::Check(check) => {
                let mentions = Mentions::of(&check.predicate);
                let others = self.to.columns.iter().filter(|other| other.name != column.name);
                mentions.contain_name(&column.name)
                    && others.into_iter().all(|other| !mentions.contain_name(&other.name))
            }
            Constraint::ForeignKey(key) => {
                key.columns == [column.name.clone()] && column.nullable && column.fill.is_none()
            }
            _ => false,
        });
        fits.collect()
    }

    /// SQLite drops a column that nothing else names.
    fn can_drop(&self, column: &ColumnDef) -> bool {
        let name = &column.name;
        let is_dropped = |index: &Ident| {
            self.changes.iter().any(|change| {
                matches!(change, TableChange::DropIndex(dropped) if dropped.name == *index)
            })
        };
        let is_named = |sql: &str| Mentions::of(sql).contain_name(name);
        let mut constraints = self.from.constraints().into_iter();
        let mut indexes = self.from.indexes.iter().filter(|index| !is_dropped(&index.name));
        let in_constraint = constraints.any(|constraint| match &constraint {
            Constraint::PrimaryKey(key) => key.columns.contains(name),
            Constraint::Unique(key) => key.columns.contains(name),
            Constraint::ForeignKey(key) => key.columns.contains(name),
            Constraint::Check(check) => is_named(&check.predicate),
            _ => true,
        });
        let in_index = indexes.any(|index| {
            index.predicate.as_deref().is_some_and(is_named)
                || index.keys.iter().any(|key| key_names(key, name))
        });
        !in_constraint && !in_index && !is_read(self.from, column)
    }
}

fn key_names(key: &IndexKeyDef, column: &Ident) -> bool {
    match &key.on {
        IndexOn::Column(of) => of == column,
        IndexOn::Expression(sql) => Mentions::of(sql).contain_name(column),
    }
}

/// Whether another column is computed from it.
fn is_read(table: &TableDef, column: &ColumnDef) -> bool {
    table.columns.iter().any(|other| match &other.fill {
        Some(Fill::Generated(sql)) if other.name != column.name => {
            Mentions::of(sql).contain_name(&column.name)
        }
        _ => false,
    })
}

/// SQLite adds no column that is computed and stored, and none whose default is not a constant.
const fn can_add(column: &ColumnDef) -> bool {
    matches!(column.fill, None | Some(Fill::Default(_)))
}

fn add_column(table: &QualifiedName, column: &ColumnDef, with: Vec<&Constraint>) -> Step {
    let constraints = with.into_iter().cloned().collect();
    let action = TableAction::AddColumn { column: column.clone(), constraints };
    let name = format!("add column {table}.{}", column.name.as_str());
    let step = Step::new(name, vec![alter(table, action)]);
    match !column.nullable && column.fill.is_none() {
        true => step.hazard(HazardKind::RequiredColumn.of_part(table, &column.name)),
        false => step,
    }
}

fn drop_column(table: &QualifiedName, column: &ColumnDef) -> Step {
    let action = TableAction::DropColumn(column.name.clone());
    let name = format!("drop column {table}.{}", column.name.as_str());
    let step = Step::new(name, vec![alter(table, action)])
        .hazard(HazardKind::DropColumn.of_part(table, &column.name));
    step.loses(format!("the values of {table}.{}", column.name.as_str()))
}
