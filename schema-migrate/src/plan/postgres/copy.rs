//! Tables that are divided otherwise: no statement does that, so that a new one takes all rows.

use polyschema_core::Catalog;
use polyschema_core::ddl::{CopiedValue, DdlStatement, RowCopy, TableAction};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, Fill, OwnedBy, QualifiedName, SequenceDef, TableDef,
};

use super::{Context, Phase, Placed};
use crate::diff::{Change, TableChange};
use crate::plan::hazard::HazardKind;
use crate::plan::lock::{LockMode, Work};
use crate::plan::sides;
use crate::plan::step::Step;

impl Context<'_> {
    /// The table is moved aside, without what the new one needs, and then copied.
    pub(super) fn copy_table(&self, from: &TableDef, to: &TableDef) -> Vec<Placed> {
        let mut placed = vec![self.move_aside(from)];
        // Its partitions go with it, and new ones take their rows.
        for (from, to) in kept_partitions(self.before, self.after, &from.name) {
            placed.push(self.move_aside(from));
            placed.extend(self.create_table(to));
        }
        // A partition has indexes with names that no catalog says: its parent's. They go with its last rows.
        let (created, keys) = match from.partition_of {
            Some(_) => without_keys(to),
            None => (to.clone(), Vec::new()),
        };
        placed.extend(self.create_table(&created));
        placed.extend(keys.iter().flat_map(|key| self.add_constraint(&to.name, key)));
        placed.push(self.copy_rows(from, to));
        placed
    }

    fn move_aside(&self, from: &TableDef) -> Placed {
        let alter = |action| DdlStatement::alter_table(from.name.clone(), action);
        let mut statements: Vec<DdlStatement> = Vec::new();
        if let Some(of) = &from.partition_of
            && !self.is_copied(&of.parent)
        {
            let action = TableAction::DetachPartition(from.name.clone());
            statements.push(DdlStatement::alter_table(of.parent.clone(), action));
        }
        // The keys last: a foreign key of the table may reference them.
        for constraint in from.constraints().iter().rev() {
            statements.push(alter(TableAction::DropConstraint(constraint.name().clone())));
        }
        statements.extend(from.indexes.iter().map(|index| DdlStatement::DropIndex {
            index: from.sibling(&index.name),
            concurrently: false,
        }));
        // Sequences would go with the table.
        statements.extend(owned(self.before, from).map(|sequence| set_owner(sequence, None)));
        statements.push(alter(TableAction::RenameTo(aside(&from.name).name)));
        let step = Step::new(format!("move {} aside", from.name), statements)
            .hazard(HazardKind::Rebuild.of(&from.name))
            .lock(&from.name, LockMode::AccessExclusive, Work::Rewrite);
        (Phase::DetachPartition, 1, step)
    }

    /// Whether the rows of a table are copied, by a step for it or for a table that it is a partition of.
    fn is_copied(&self, table: &QualifiedName) -> bool {
        let of = |def: &TableDef| def.partition_of.as_ref().map(|of| of.parent.clone());
        self.changes.iter().any(|change| match change {
            Change::AlterTable { table: copied, change: TableChange::Rebuild { from, to } } => {
                copied == table && is_copied(from, to)
            }
            _ => false,
        }) || sides::table(self.before, table)
            .and_then(of)
            .is_some_and(|parent| self.is_copied(&parent))
    }

    fn copy_rows(&self, from: &TableDef, to: &TableDef) -> Placed {
        let aside = aside(&from.name);
        let is_copied = |column: &&ColumnDef| {
            !matches!(column.fill, Some(Fill::Generated(_)))
                && from.column(column.name.as_str()).is_some()
        };
        let copied: Vec<&ColumnDef> = to.columns.iter().filter(is_copied).collect();
        let columns = copied
            .iter()
            .map(|column| (column.name.clone(), CopiedValue::Column(column.name.clone())))
            .collect();
        let copy = RowCopy { from: aside.clone(), to: to.name.clone(), columns };
        let mut statements = vec![DdlStatement::CopyRows(copy), DdlStatement::DropTable(aside)];
        let same_owner = owned(self.after, to).filter(|sequence| {
            owned(self.before, from)
                .any(|before| before.name == sequence.name && before.owned_by == sequence.owned_by)
        });
        statements
            .extend(same_owner.map(|sequence| set_owner(sequence, sequence.owned_by.clone())));
        let mut step = Step::new(format!("copy the rows of {}", to.name), statements);
        if to.partition_by.is_some() {
            step = step.hazard(HazardKind::NoPartition.of(&to.name));
        }
        for column in copied {
            if matches!(column.fill, Some(Fill::Identity(_))) {
                step = step.hazard(HazardKind::IdentityStarts.of_part(&to.name, &column.name));
            }
        }
        (Phase::CopyTable, 0, step)
    }
}

/// Whether no statement makes the one table of the other: a partition is attached and detached, no more.
pub(super) fn is_copied(from: &TableDef, to: &TableDef) -> bool {
    let mut as_before = to.clone();
    as_before.partition_of.clone_from(&from.partition_of);
    !from.differences(&as_before).is_empty()
        || from.columns != as_before.columns
        || from.indexes != as_before.indexes
        || from.constraints() != as_before.constraints()
}

/// The partitions that a table has before and after, and theirs.
pub(super) fn kept_partitions<'a>(
    before: &'a Catalog,
    after: &'a Catalog,
    table: &QualifiedName,
) -> Vec<(&'a TableDef, &'a TableDef)> {
    let is_of = |def: &TableDef| def.partition_of.as_ref().is_some_and(|of| of.parent == *table);
    let mut kept = Vec::new();
    for from in before.tables().map(|table| table.def()).filter(|def| is_of(def)) {
        if let Some(to) = sides::table(after, &from.name).filter(|def| is_of(def)) {
            kept.push((from, to));
            kept.extend(kept_partitions(before, after, &from.name));
        }
    }
    kept
}

/// A table without the constraints that have an index, and these.
fn without_keys(table: &TableDef) -> (TableDef, Vec<Constraint>) {
    let (mut rest, mut keys) = (table.clone(), table.constraints());
    keys.retain(|one| !matches!(one, Constraint::ForeignKey(_) | Constraint::Check(_)));
    rest.primary_key = None;
    rest.unique.clear();
    rest.exclusions.clear();
    (rest, keys)
}

/// The sequences that a table's columns own.
fn owned<'a>(catalog: &'a Catalog, table: &'a TableDef) -> impl Iterator<Item = &'a SequenceDef> {
    let sequences = catalog.schemas().values().flat_map(|schema| schema.sequences.values());
    sequences.filter(|sequence| {
        sequence.owned_by.as_ref().is_some_and(|owner| owner.table == table.name)
    })
}

fn set_owner(sequence: &SequenceDef, owned_by: Option<OwnedBy>) -> DdlStatement {
    DdlStatement::SetSequenceOwner { sequence: sequence.name.clone(), owned_by }
}

/// The name under which something waits until another has taken its place.
pub(super) fn aside(name: &QualifiedName) -> QualifiedName {
    let mut end = name.name.as_str().len().min(50);
    while !name.name.as_str().is_char_boundary(end) {
        end -= 1;
    }
    let aside = Ident::new(format!("{}__before", &name.name.as_str()[..end]));
    QualifiedName::new(name.schema.clone(), aside.unwrap_or_else(|_| name.name.clone()))
}
