//! Constraints and indexes of tables.

use polyschema_core::ddl::{DdlStatement, TableAction};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    Constraint, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn, QualifiedName,
};

use super::{Context, Phase, Placed};
use crate::diff::{Change, TableChange};
use crate::plan::hazard::HazardKind;
use crate::plan::lock::{LockMode, Work};
use crate::plan::step::{Step, Transaction};

impl Context<'_> {
    pub(super) fn add_constraint(
        &self,
        table: &QualifiedName,
        constraint: &Constraint,
    ) -> Vec<Placed> {
        match constraint {
            Constraint::PrimaryKey(key) => {
                self.add_key(table, constraint, &key.columns, &key.include, false)
            }
            Constraint::Unique(unique) => self.add_key(
                table,
                constraint,
                &unique.columns,
                &unique.include,
                unique.nulls_not_distinct,
            ),
            Constraint::ForeignKey(key) => self.add_foreign_key(table, key),
            Constraint::Check(check) => {
                let mut unchecked = check.clone();
                unchecked.validated = false;
                let direct = check.validated && !self.is_online(table);
                let hazard = direct.then_some(HazardKind::Check);
                let work = if direct { Work::Scan } else { Work::Catalog };
                let added = if direct { constraint.clone() } else { Constraint::Check(unchecked) };
                let lock = (LockMode::AccessExclusive, work);
                let step = self.on_table(
                    table,
                    add(table, constraint, &added),
                    lock,
                    hazard,
                    Some(&check.name),
                );
                let mut placed = vec![(Phase::AddKey, 1, step)];
                if check.validated && !direct {
                    placed.push(self.validate_constraint(table, &check.name, Transaction::Own));
                }
                placed
            }
            other => {
                let lock = (LockMode::AccessExclusive, Work::Scan);
                let hazard = Some(HazardKind::Exclusion);
                let step = add(table, constraint, other);
                let step = self.on_table(table, step, lock, hazard, Some(other.name()));
                vec![(Phase::AddKey, 1, step)]
            }
        }
    }

    /// Online an index is built first, while the table is in use.
    fn add_key(
        &self,
        table: &QualifiedName,
        constraint: &Constraint,
        columns: &[Ident],
        include: &[Ident],
        nulls_not_distinct: bool,
    ) -> Vec<Placed> {
        let name = constraint.name();
        if !self.is_online(table) {
            let lock = (LockMode::AccessExclusive, Work::Scan);
            let hazard = Some(HazardKind::Unique);
            let step = add(table, constraint, constraint);
            return vec![(Phase::AddKey, 0, self.on_table(table, step, lock, hazard, Some(name)))];
        }
        let keys = columns.iter().cloned().map(IndexOn::Column).map(IndexKeyDef::new).collect();
        let mut index = IndexDef::new(name.clone(), keys);
        index.unique = true;
        index.include = include.to_vec();
        index.nulls_not_distinct = nulls_not_distinct;
        let (table_name, concurrently) = (table.clone(), true);
        let build = DdlStatement::CreateIndex { table: table_name, index, concurrently };
        let build = Step::new(
            format!("build index {}.{}", table.schema.as_str(), name.as_str()),
            vec![build],
        )
        .alone(Transaction::None)
        .lock(table, LockMode::ShareUpdateExclusive, Work::Scan);
        let (constraint, index) = (constraint.clone(), name.clone());
        let words = words("add", table, &constraint);
        let action = TableAction::AddConstraintUsingIndex { constraint, index };
        let statement = DdlStatement::alter_table(table.clone(), action);
        let add = Step::new(words, vec![statement]).alone(Transaction::Own).lock(
            table,
            LockMode::AccessExclusive,
            Work::Catalog,
        );
        vec![(Phase::AddKey, 0, build), (Phase::AddKey, 0, add)]
    }

    fn add_foreign_key(&self, table: &QualifiedName, key: &ForeignKeyDef) -> Vec<Placed> {
        let constraint = Constraint::ForeignKey(key.clone());
        let direct = key.validated && !self.is_online(table);
        let mut added = key.clone();
        added.validated = direct;
        let hazard = direct.then_some(HazardKind::ForeignKey);
        let lock = (LockMode::ShareRowExclusive, if direct { Work::Scan } else { Work::Catalog });
        let step = add(table, &constraint, &Constraint::ForeignKey(added));
        let step = self.on_table(table, step, lock, hazard, Some(&key.name));
        // Those to tables of other schemas come last, and in one order.
        let order = usize::from(key.referenced.schema != table.schema);
        let mut placed = vec![(Phase::AddForeignKey, order, self.referenced(step, table, key))];
        if key.validated && !direct {
            placed.push(self.validate_constraint(table, &key.name, Transaction::Own));
        }
        placed
    }

    /// What a foreign key means to the referenced table: writes wait for a moment.
    pub(super) fn referenced(
        &self,
        step: Step,
        table: &QualifiedName,
        key: &ForeignKeyDef,
    ) -> Step {
        if self.is_new(&key.referenced) || key.referenced == *table {
            return step;
        }
        let step = step.lock(&key.referenced, LockMode::ShareRowExclusive, Work::Catalog);
        match key.referenced.schema == table.schema {
            true => step,
            false => step.hazard(HazardKind::CrossSchemaKey.of_part(table, &key.name)),
        }
    }

    pub(super) fn validate_constraint(
        &self,
        table: &QualifiedName,
        constraint: &Ident,
        transaction: Transaction,
    ) -> Placed {
        let action = TableAction::ValidateConstraint(constraint.clone());
        let statement = DdlStatement::alter_table(table.clone(), action);
        let name = format!("validate {} of {table}", constraint.as_str());
        let step = Step::new(name, vec![statement]).alone(transaction).lock(
            table,
            LockMode::ShareUpdateExclusive,
            Work::Scan,
        );
        (Phase::Validate, 0, step)
    }

    pub(super) fn alter_constraint(
        &self,
        table: &QualifiedName,
        constraint: &Constraint,
    ) -> Vec<Placed> {
        let Constraint::ForeignKey(key) = constraint else { return Vec::new() };
        let action = TableAction::AlterConstraint(key.clone());
        let statement = DdlStatement::alter_table(table.clone(), action);
        let step = Step::new(words("alter", table, constraint), vec![statement])
            .lock(table, LockMode::ShareRowExclusive, Work::Catalog)
            .lock(&key.referenced, LockMode::ShareRowExclusive, Work::Catalog);
        vec![(Phase::Validate, 2, step)]
    }

    pub(super) fn drop_constraint(
        &self,
        table: &QualifiedName,
        constraint: &Constraint,
    ) -> Vec<Placed> {
        let action = TableAction::DropConstraint(constraint.name().clone());
        let statement = DdlStatement::alter_table(table.clone(), action);
        let mut step = Step::new(words("drop", table, constraint), vec![statement]).lock(
            table,
            LockMode::AccessExclusive,
            Work::Catalog,
        );
        if !self.comes_again(table, constraint.name()) {
            step = step.hazard(HazardKind::DropConstraint.of_part(table, constraint.name()));
        }
        let Constraint::ForeignKey(key) = constraint else {
            return vec![(Phase::DropConstraint, 0, step)];
        };
        if key.referenced != *table {
            step = step.lock(&key.referenced, LockMode::AccessExclusive, Work::Catalog);
        }
        vec![(Phase::DropForeignKey, 0, step)]
    }

    /// Whether a constraint is dropped only to be added again, or with its table.
    fn comes_again(&self, table: &QualifiedName, name: &Ident) -> bool {
        let added = |change: &Change| match change {
            Change::AlterTable { table: of, change: TableChange::AddConstraint(constraint) } => {
                of == table && constraint.name() == name
            }
            _ => false,
        };
        self.dropped_tables.contains(table) || self.changes.iter().any(added)
    }

    pub(super) fn rename_constraint(
        &self,
        table: &QualifiedName,
        from: &Ident,
        to: &Ident,
    ) -> Placed {
        let action = TableAction::RenameConstraint { from: from.clone(), to: to.clone() };
        let statement = DdlStatement::alter_table(table.clone(), action);
        let name = format!("rename constraint {table}.{} to {}", from.as_str(), to.as_str());
        let step = Step::new(name, vec![statement]);
        (Phase::RenamePart, 0, step.lock(table, LockMode::AccessExclusive, Work::Catalog))
    }

    pub(super) fn create_index(&self, table: &QualifiedName, index: &IndexDef) -> Placed {
        let concurrently = self.is_online(table);
        let name = QualifiedName::new(table.schema.clone(), index.name.clone());
        let statement =
            DdlStatement::CreateIndex { table: table.clone(), index: index.clone(), concurrently };
        let step = Step::new(format!("create index {name}"), vec![statement]);
        let step = if concurrently {
            step.alone(Transaction::None).lock(table, LockMode::ShareUpdateExclusive, Work::Scan)
        } else if self.is_new(table) {
            step
        } else {
            step.hazard(HazardKind::CreateIndex.of(&name)).lock(table, LockMode::Share, Work::Scan)
        };
        (Phase::CreateIndex, 0, step)
    }

    pub(super) fn drop_index(&self, table: &QualifiedName, index: &IndexDef) -> Placed {
        let concurrently = self.is_online(table);
        let name = QualifiedName::new(table.schema.clone(), index.name.clone());
        let statement = DdlStatement::DropIndex { index: name.clone(), concurrently };
        let step = Step::new(format!("drop index {name}"), vec![statement]);
        let step = if concurrently {
            step.alone(Transaction::None).lock(table, LockMode::ShareUpdateExclusive, Work::Catalog)
        } else {
            step.hazard(HazardKind::DropIndex.of(&name)).lock(
                table,
                LockMode::AccessExclusive,
                Work::Catalog,
            )
        };
        (Phase::DropIndex, 0, step)
    }
}

/// `constraint` is added in the form `added`.
fn add(table: &QualifiedName, constraint: &Constraint, added: &Constraint) -> Step {
    let action = TableAction::AddConstraint(added.clone());
    let statement = DdlStatement::alter_table(table.clone(), action);
    Step::new(words("add", table, constraint), vec![statement])
}

fn words(verb: &str, table: &QualifiedName, constraint: &Constraint) -> String {
    format!("{verb} {} {table}.{}", constraint.kind(), constraint.name().as_str())
}
