//! A table that is built anew: a new one, the rows, the old one's name.
//!
//! Whoever runs it switches `foreign_keys` off before, so that dropping the old table touches no other,
//! and keeps the table's triggers. Source: SQLite, "ALTER TABLE", section 7.

use polyschema_core::Catalog;
use polyschema_core::ddl::{CopiedValue, DdlStatement, RowCopy, TableAction};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{ColumnDef, Fill, QualifiedName};

use super::{Altered, alter, create_index};
use crate::diff::TableChange;
use crate::plan::hazard::{Hazard, HazardKind};
use crate::plan::step::Step;

impl Altered<'_> {
    /// All changes but renames, which are done before, in one step.
    pub(super) fn rebuild(&self, catalog: &Catalog) -> Step {
        let name = &self.to.name;
        let passing = self.passing_name(catalog);
        let mut table = self.to.clone();
        table.name = passing.clone();
        let create = DdlStatement::CreateTable { table: Box::new(table), enums: Vec::new() };
        let mut statements = vec![create];
        let columns = self.copied_columns();
        if !columns.is_empty() {
            let copy = RowCopy { from: name.clone(), to: passing.clone(), columns };
            statements.push(DdlStatement::CopyRows(copy));
        }
        statements.push(DdlStatement::DropTable(name.clone()));
        statements.push(alter(&passing, TableAction::RenameTo(name.name.clone())));
        statements.extend(self.to.indexes.iter().map(|index| create_index(name, index)));

        let mut step = Step::new(format!("rebuild table {name}"), statements)
            .hazard(HazardKind::Rebuild.of(name));
        step.hazards.extend(self.changes.iter().flat_map(|change| self.hazards(change)));
        let lost = self.changes.iter().filter_map(|change| match change {
            TableChange::DropColumn(column) => Some(format!("{name}.{}", column.name.as_str())),
            _ => None,
        });
        let lost: Vec<String> = lost.collect();
        match lost.is_empty() {
            true => step,
            false => step.loses(format!("the values of {}", lost.join(", "))),
        }
    }

    /// What both tables have, cast where the type is another one. The rest takes its default.
    fn copied_columns(&self) -> Vec<(Ident, CopiedValue)> {
        let renamed = self.renamed_columns();
        let name_now = |column: &ColumnDef| {
            let renamed = renamed.iter().find(|(from, _)| **from == column.name);
            renamed.map_or_else(|| column.name.clone(), |(_, to)| (*to).clone())
        };
        let from = |name: &Ident| self.from.columns.iter().find(|column| name_now(column) == *name);
        let written = self.to.columns.iter().filter(|column| !is_computed(column));
        let copied = written.filter_map(|column| {
            let was = from(&column.name)?;
            let name = column.name.clone();
            let labels = self.renamed_labels(was, column);
            let value = match was.sql_type == column.sql_type {
                true if labels.is_empty() => CopiedValue::Column(name.clone()),
                true => CopiedValue::Relabelled(name.clone(), labels),
                false => CopiedValue::Cast(name.clone(), column.sql_type.clone()),
            };
            Some((name, value))
        });
        copied.collect()
    }

    /// A name that no table has.
    fn passing_name(&self, catalog: &Catalog) -> QualifiedName {
        let mut name = format!("new_{}", self.to.name.name.as_str());
        loop {
            // A name with something before it is as valid as it was.
            let Ok(ident) = Ident::new(&name) else { return self.to.name.clone() };
            let passing = QualifiedName::new(self.to.name.schema.clone(), ident);
            if catalog.find(&passing).is_none() {
                return passing;
            }
            name.insert(0, '_');
        }
    }
}

const fn is_computed(column: &ColumnDef) -> bool {
    matches!(column.fill, Some(Fill::Generated(_)))
}

impl Altered<'_> {
    /// What is dangerous about a change, beside the rebuild itself.
    fn hazards(&self, change: &TableChange) -> Vec<Hazard> {
        let of = |kind: HazardKind, part: &Ident| kind.of_part(&self.to.name, part);
        match change {
            TableChange::AddColumn(column) if !column.nullable && column.fill.is_none() => {
                vec![of(HazardKind::RequiredColumn, &column.name)]
            }
            TableChange::DropColumn(column) if is_computed(column) => {
                vec![of(HazardKind::DropObject, &column.name)]
            }
            TableChange::DropColumn(column) => vec![of(HazardKind::DropColumn, &column.name)],
            TableChange::AlterColumn { from, to } => {
                let narrows = from.sql_type != to.sql_type;
                let rules = [
                    (narrows, HazardKind::NarrowsType),
                    (from.nullable && !to.nullable, HazardKind::RebuildRule),
                    (!from.nullable && to.nullable, HazardKind::DropNotNull),
                ];
                let found = rules.into_iter().filter(|(is, _)| *is);
                found.map(|(_, kind)| of(kind, &to.name)).collect()
            }
            TableChange::AddConstraint(constraint) => {
                vec![of(HazardKind::RebuildRule, constraint.name())]
            }
            TableChange::DropConstraint(constraint) if !self.comes_again(constraint.name()) => {
                vec![of(HazardKind::DropConstraint, constraint.name())]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a constraint is dropped only to be added again.
    fn comes_again(&self, name: &Ident) -> bool {
        let is_added = |change: &&TableChange| matches!(*change, TableChange::AddConstraint(added) if added.name() == name);
        self.changes.iter().any(is_added)
    }
}
