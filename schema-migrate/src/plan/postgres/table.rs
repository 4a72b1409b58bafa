//! Tables: created, dropped, altered.

use polyschema_core::ddl::{
    ColumnAction, CommentTarget, DdlStatement, TableAction, comments, split_constraints,
};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, Fill, IndexDef, IndexKeyDef, IndexOn, QualifiedName, TableDef,
};

use super::copy::is_copied;
use super::{Context, Phase, Placed};
use crate::diff::TableChange;
use crate::plan::hazard::HazardKind;
use crate::plan::lock::{LockMode, Work};
use crate::plan::step::{Step, Transaction};

impl Context<'_> {
    pub(super) fn create_table(&self, table: &TableDef) -> Vec<Placed> {
        let order = self.places_after.get(&table.name).copied().unwrap_or_default();
        // A foreign key may need what this plan makes of another table. One to a table of another schema holds off
        // those who write there until the transaction ends, so it comes late.
        let (created, later) = split_constraints(table, |key| {
            self.cut.contains(&(table.name.clone(), key.name.clone()))
                || key.referenced.schema != table.name.schema
                || self.altered_tables.contains(&key.referenced)
        });
        let foreign_keys = created.foreign_keys.clone();
        let create = DdlStatement::CreateTable { table: Box::new(created), enums: Vec::new() };
        let mut statements = vec![create];
        statements.extend(comments(self.after, &statements[0]));
        let mut step = Step::new(format!("create table {}", table.name), statements);
        for key in &foreign_keys {
            step = self.referenced(step, &table.name, key);
        }
        let mut placed = vec![(Phase::CreateTable, order, step)];
        for index in &table.indexes {
            placed.push(self.create_index(&table.name, index));
        }
        for constraint in later {
            placed.extend(self.add_constraint(&table.name, &constraint));
        }
        placed
    }

    pub(super) fn drop_table(&self, table: &TableDef) -> Vec<Placed> {
        let place = self.places_before.get(&table.name).copied().unwrap_or_default();
        let order = usize::MAX - place;
        let drop = DdlStatement::DropTable(table.name.clone());
        let mut step = Step::new(format!("drop table {}", table.name), vec![drop])
            .hazard(HazardKind::DropTable.of(&table.name))
            .lock(&table.name, LockMode::AccessExclusive, Work::Catalog)
            .loses(format!("the rows of {}", table.name));
        for key in &table.foreign_keys {
            if key.referenced != table.name {
                step = step.lock(&key.referenced, LockMode::AccessExclusive, Work::Catalog);
            }
        }
        vec![(Phase::DropTable, order, step)]
    }

    /// The foreign keys of tables that are dropped together, where they close a cycle.
    pub(super) fn cut_foreign_keys(&self) -> Vec<Placed> {
        let is_dropped = |name: &QualifiedName| self.dropped_tables.contains(name);
        let order = self.before.tables_in_dependency_order();
        let cut = order
            .cut
            .iter()
            .filter(|(table, key)| is_dropped(&table.name) && is_dropped(&key.referenced));
        cut.flat_map(|(table, key)| {
            self.drop_constraint(&table.name, &Constraint::ForeignKey((*key).clone()))
        })
        .collect()
    }

    pub(super) fn alter_table(&self, table: &QualifiedName, change: &TableChange) -> Vec<Placed> {
        match change {
            TableChange::AddColumn(column) => self.add_column(table, column),
            TableChange::DropColumn(column) => vec![self.drop_column(table, column)],
            TableChange::AlterColumn { from, to } => self.alter_column(table, from, to),
            TableChange::AddConstraint(constraint) => self.add_constraint(table, constraint),
            TableChange::DropConstraint(constraint) => self.drop_constraint(table, constraint),
            TableChange::RenameConstraint { from, to } => {
                vec![self.rename_constraint(table, from, to.name())]
            }
            TableChange::ValidateConstraint(constraint) => {
                vec![self.validate_constraint(table, constraint.name(), Transaction::Shared)]
            }
            TableChange::AlterConstraint { to, .. } => self.alter_constraint(table, to),
            TableChange::CreateIndex(index) => vec![self.create_index(table, index)],
            TableChange::DropIndex(index) => vec![self.drop_index(table, index)],
            TableChange::RenameIndex { from, to } => vec![rename_index(table, from, to)],
            TableChange::SetUnlogged { to, .. } => vec![self.set_unlogged(table, *to)],
            TableChange::Rebuild { from, to } => self.rebuild(from, to),
            // Steps of their own.
            TableChange::RenameColumn { .. } => Vec::new(),
        }
    }

    fn set_unlogged(&self, table: &QualifiedName, unlogged: bool) -> Placed {
        let words = if unlogged { "unlogged" } else { "logged" };
        let action = TableAction::SetUnlogged(unlogged);
        let statement = DdlStatement::alter_table(table.clone(), action);
        let step = Step::new(format!("make {table} {words}"), vec![statement]);
        let lock = (LockMode::AccessExclusive, Work::Rewrite);
        (Phase::AlterTable, 0, self.on_table(table, step, lock, Some(HazardKind::Logged), None))
    }

    /// Partitions are attached and detached; a table that is divided otherwise is copied.
    fn rebuild(&self, from: &TableDef, to: &TableDef) -> Vec<Placed> {
        if is_copied(from, to) { self.copy_table(from, to) } else { self.move_partition(from, to) }
    }

    fn move_partition(&self, from: &TableDef, to: &TableDef) -> Vec<Placed> {
        let mut placed = Vec::new();
        if let Some(of) = &from.partition_of {
            let action = TableAction::DetachPartition(to.name.clone());
            let statement = DdlStatement::alter_table(of.parent.clone(), action);
            let name = format!("detach partition {} from {}", to.name, of.parent);
            let step = Step::new(name, vec![statement])
                .hazard(HazardKind::DetachPartition.of(&to.name))
                .lock(&of.parent, LockMode::AccessExclusive, Work::Catalog);
            placed.push((Phase::DetachPartition, 0, step));
        }
        if let Some(of) = &to.partition_of {
            let (partition, bound) = (to.name.clone(), of.bound.clone());
            let action = TableAction::AttachPartition { partition, bound };
            let statement = DdlStatement::alter_table(of.parent.clone(), action);
            let name = format!("attach partition {} to {}", to.name, of.parent);
            let step = Step::new(name, vec![statement])
                .hazard(HazardKind::AttachPartition.of(&to.name))
                .lock(&of.parent, LockMode::ShareUpdateExclusive, Work::Catalog)
                .lock(&to.name, LockMode::AccessExclusive, Work::Scan);
            placed.push((Phase::AlterTable, 1, step));
        }
        placed
    }
}

fn rename_index(table: &QualifiedName, from: &Ident, to: &IndexDef) -> Placed {
    let index = QualifiedName::new(table.schema.clone(), from.clone());
    let name = format!("rename index {index} to {}", to.name.as_str());
    let statement = DdlStatement::RenameIndex { index, to: to.name.clone() };
    let step = Step::new(name, vec![statement]);
    (Phase::RenamePart, 1, step.lock(table, LockMode::ShareUpdateExclusive, Work::Catalog))
}

/// The comment on a column.
pub(super) fn column_comment(table: &QualifiedName, column: &ColumnDef) -> Option<DdlStatement> {
    let text = Some(column.comment.clone()?);
    let (table, column) = (table.clone(), column.name.clone());
    Some(DdlStatement::Comment { on: CommentTarget::Column { table, column }, text })
}

/// The SQL in a statement that the model wrote.
pub(super) fn texts(statement: &DdlStatement) -> Vec<&str> {
    let mut texts = Vec::new();
    match statement {
        DdlStatement::CreateView(view) => texts.push(view.definition.as_str()),
        DdlStatement::CreateDomain(domain) => {
            texts.extend(domain.default.as_deref());
            texts.extend(domain.checks.iter().map(|check| check.predicate.as_str()));
        }
        DdlStatement::CreateTable { table, .. } => {
            texts.extend(table.columns.iter().filter_map(|column| fill(column.fill.as_ref())));
            texts.extend(table.checks.iter().map(|check| check.predicate.as_str()));
            texts.extend(table.partition_by.iter().map(|by| by.key.as_str()));
        }
        DdlStatement::CreateIndex { index, .. } => {
            texts.extend(index.keys.iter().filter_map(expression));
            texts.extend(index.predicate.as_deref());
        }
        DdlStatement::AlterTable { action, .. } => match action {
            TableAction::AddColumn { column, .. } => texts.extend(fill(column.fill.as_ref())),
            TableAction::AddConstraint(Constraint::Check(check)) => texts.push(&check.predicate),
            TableAction::AlterColumn {
                action: ColumnAction::SetDefault { default, .. }, ..
            } => texts.extend(fill(Some(default))),
            _ => {}
        },
        _ => {}
    }
    texts
}

fn fill(fill: Option<&Fill>) -> Option<&str> {
    match fill {
        Some(Fill::DefaultSql(sql) | Fill::Generated(sql)) => Some(sql),
        _ => None,
    }
}

fn expression(key: &IndexKeyDef) -> Option<&str> {
    match &key.on {
        IndexOn::Expression(sql) => Some(sql),
        IndexOn::Column(_) => None,
    }
}
