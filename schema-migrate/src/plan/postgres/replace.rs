//! Types that no statement can change: a new one takes their place.

use polyschema_core::Catalog;
use polyschema_core::ddl::{
    ColumnAction, DdlStatement, DomainAction, EnumAction, TableAction, Using, comments,
    create_domain,
};
use polyschema_core::metadata::{
    ColumnDef, DomainDef, DomainDifference, EnumDef, EnumDifference, Fill, QualifiedName, SqlType,
};

use super::copy::aside;
use super::{Context, Phase, Placed};
use crate::diff::{Change, TableChange};
use crate::plan::hazard::HazardKind;
use crate::plan::lock::{LockMode, Work};
use crate::plan::step::Step;

/// The enums and domains that are replaced, enums first, and a domain behind its base.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    enums: Vec<EnumDef>,
    domains: Vec<DomainDef>,
}

impl Replaced {
    /// Those whose labels are removed or reordered, or whose base changes, and the domains over them.
    pub(super) fn of(before: &Catalog, after: &Catalog, changes: &[Change]) -> Self {
        let mut replaced = Self::default();
        for change in changes {
            if let Change::AlterEnum { from, to } = change
                && is_enum_replaced(from, to)
            {
                replaced.enums.push(to.clone());
            }
        }
        for domain in after.domains_in_dependency_order() {
            let Some(from) = before.find_domain(&domain.name) else { continue };
            let changes = from.differences(domain);
            let is_other = |difference: &DomainDifference| {
                matches!(
                    difference,
                    DomainDifference::Base { .. } | DomainDifference::Collation { .. }
                )
            };
            if changes.iter().any(is_other) || replaced.is_in(&domain.base) {
                replaced.domains.push(domain.clone());
            }
        }
        replaced
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.enums.is_empty() && self.domains.is_empty()
    }

    pub(super) fn has(&self, name: &QualifiedName) -> bool {
        self.enums.iter().any(|def| def.name == *name)
            || self.domains.iter().any(|def| def.name == *name)
    }

    fn is_in(&self, sql_type: &SqlType) -> bool {
        let name = sql_type.as_enum().or_else(|| sql_type.as_domain());
        name.is_some_and(|name| self.has(name))
    }

    /// The columns that get the new type, as they are after. A partition's change with their table.
    pub(super) fn columns(
        &self,
        before: &Catalog,
        after: &Catalog,
        changes: &[Change],
    ) -> Vec<(QualifiedName, ColumnDef)> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut columns = Vec::new();
        for table in before.tables().filter(|table| table.partition_of.is_none()) {
            let Some(to) = after.find(&table.name) else { continue };
            for column in to.columns.iter().filter(|column| self.is_in(&column.sql_type)) {
                let is_dropped = changes.iter().any(|change| {
                    let Change::AlterTable { table: of, change } = change else { return false };
                    *of == table.name
                        && matches!(change, TableChange::DropColumn(def) if def.name == column.name)
                });
                let was = table.column(column.name.as_str());
                if was.is_some_and(|was| self.is_in(&was.sql_type)) && !is_dropped {
                    columns.push((table.name.clone(), column.clone()));
                }
            }
        }
        columns
    }
}

/// Labels can be added and renamed, and that is all.
pub(super) fn is_enum_replaced(from: &EnumDef, to: &EnumDef) -> bool {
    from.differences(to).iter().any(|difference| {
        matches!(difference, EnumDifference::RemoveLabel(_) | EnumDifference::Reorder { .. })
    })
}

impl Context<'_> {
    /// All types that are replaced, in one step: a column can be of two of them.
    pub(super) fn replace_types(&self) -> Vec<Placed> {
        let replaced = Replaced::of(self.before, self.after, self.changes);
        if replaced.is_empty() {
            return Vec::new();
        }
        let columns = replaced.columns(self.before, self.after, self.changes);
        let mut statements = Vec::new();
        let alter = |table: &QualifiedName, column: &ColumnDef, action| {
            let action = TableAction::AlterColumn { column: column.name.clone(), action };
            DdlStatement::alter_table(table.clone(), action)
        };
        for (table, column) in &columns {
            let was = self.before.find(table);
            let was = was.and_then(|table| table.def().column(column.name.as_str()));
            if let Some(Fill::Default(_) | Fill::DefaultSql(_)) =
                was.and_then(|was| was.fill.as_ref())
            {
                statements.push(alter(table, column, ColumnAction::DropDefault));
            }
        }
        statements.extend(self.new_types(&replaced));
        for (table, column) in &columns {
            let (sql_type, collation) = (column.sql_type.clone(), column.collation.clone());
            let using = Some(match sql_type {
                SqlType::Array(_) => Using::CastOfElements,
                _ => Using::CastOfText,
            });
            let action = ColumnAction::SetType { sql_type, collation, using };
            statements.push(alter(table, column, action));
        }
        for (table, column) in &columns {
            if let Some(default @ (Fill::Default(_) | Fill::DefaultSql(_))) = &column.fill {
                let (default, sql_type) = (default.clone(), column.sql_type.clone());
                let action = ColumnAction::SetDefault { default, sql_type };
                statements.push(alter(table, column, action));
            }
        }
        let names = replaced.enums.iter().map(|def| &def.name);
        let names = names.chain(replaced.domains.iter().map(|def| &def.name));
        let names: Vec<String> = names.map(ToString::to_string).collect();
        let mut step = Step::new(format!("replace type {}", names.join(", ")), statements);
        for (table, _) in &columns {
            step = step.lock(table, LockMode::AccessExclusive, Work::Rewrite);
        }
        step.locks.dedup();
        step.hazards.extend(names.iter().map(|name| HazardKind::ReplacesType.of(name)));
        step.hazards.extend(self.removed_labels().map(|name| HazardKind::RemovesLabel.of(name)));

        let mut placed = vec![(Phase::ReplaceType, 0, step)];
        let drop = |name: &QualifiedName, statement: DdlStatement| {
            Step::new(format!("drop what {name} was"), vec![statement])
        };
        for def in &replaced.enums {
            let statement = DdlStatement::DropEnum(aside(&def.name));
            placed.push((Phase::DropEnum, 0, drop(&def.name, statement)));
        }
        for (at, def) in replaced.domains.iter().enumerate() {
            let statement = DdlStatement::DropDomain(aside(&def.name));
            placed.push((Phase::DropDomain, usize::MAX / 2 - at, drop(&def.name, statement)));
        }
        placed
    }

    /// The enums that lose labels.
    fn removed_labels(&self) -> impl Iterator<Item = &QualifiedName> {
        self.changes.iter().filter_map(|change| match change {
            Change::AlterEnum { from, to } => {
                let mut differences = from.differences(to).into_iter();
                let is_removed =
                    differences.any(|one| matches!(one, EnumDifference::RemoveLabel(_)));
                is_removed.then_some(&to.name)
            }
            _ => None,
        })
    }

    /// The old types under another name, with their labels renamed, and the new ones.
    fn new_types(&self, replaced: &Replaced) -> Vec<DdlStatement> {
        let mut statements = Vec::new();
        for change in self.changes {
            let Change::AlterEnum { from, to } = change else { continue };
            if !replaced.has(&to.name) {
                continue;
            }
            for difference in from.differences(to) {
                if let EnumDifference::RenameLabel { from, to: label } = difference {
                    let action = EnumAction::RenameValue { from, to: label };
                    statements.push(DdlStatement::AlterEnum { name: to.name.clone(), action });
                }
            }
        }
        for def in &replaced.enums {
            let action = EnumAction::RenameTo(aside(&def.name).name);
            statements.push(DdlStatement::AlterEnum { name: def.name.clone(), action });
        }
        for def in &replaced.domains {
            let action = DomainAction::RenameTo(aside(&def.name).name);
            statements.push(DdlStatement::AlterDomain { name: def.name.clone(), action });
        }
        let enums = replaced.enums.iter().cloned().map(DdlStatement::CreateEnum);
        let domains = replaced.domains.iter().flat_map(create_domain);
        for create in enums.chain(domains) {
            let comments = comments(self.after, &create);
            statements.push(create);
            statements.extend(comments);
        }
        statements
    }
}
