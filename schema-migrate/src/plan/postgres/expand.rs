//! What else must happen so that a change can: what depends on a thing is dropped before, and made again.
//!
//! PostgreSQL keeps a key that a foreign key needs, a column that a view reads, and the type of a column
//! that another one is computed from.

use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{
    ColumnDef, Constraint, Fill, ForeignKeyDef, IndexDef, IndexKeyDef, IndexOn, Mentions,
    QualifiedName, TableDef,
};

use super::copy::{is_copied, kept_partitions};
use super::replace::Replaced;
use crate::diff::{Change, TableChange};
use crate::plan::sides;

/// The changes, and those that they need. Views are taken apart: each is dropped or created.
pub(super) fn expand(before: &Catalog, after: &Catalog, changes: &[Change]) -> Vec<Change> {
    let mut expansion = Expansion { before, after, changes: Vec::new() };
    for change in changes {
        match change {
            Change::AlterView { from, to } => {
                expansion.changes.push(Change::DropView(from.clone()));
                expansion.changes.push(Change::CreateView(to.clone()));
            }
            other => expansion.changes.push(other.clone()),
        }
    }
    expansion.copied_tables();
    expansion.generated_columns();
    expansion.replaced_types();
    expansion.foreign_keys_of_dropped_keys();
    expansion.foreign_keys_of_retyped_columns();
    expansion.views();
    expansion.changes
}

struct Expansion<'a> {
    before: &'a Catalog,
    after: &'a Catalog,
    changes: Vec<Change>,
}

impl Expansion<'_> {
    /// A table that is made anew is left by what references it, and takes its partitions along.
    fn copied_tables(&mut self) {
        let copied = self.changes.iter().filter_map(|change| match change {
            Change::AlterTable { table, change: TableChange::Rebuild { from, to } } => {
                is_copied(from, to).then(|| table.clone())
            }
            _ => None,
        });
        for table in copied.collect::<Vec<_>>() {
            let partitions = kept_partitions(self.before, self.after, &table);
            let is_partition =
                |name: &QualifiedName| partitions.iter().any(|(from, _)| from.name == *name);
            self.changes.retain(
                |change| !matches!(change, Change::AlterTable { table, .. } if is_partition(table)),
            );
            self.recycle_foreign_keys(|referencing, key| {
                key.referenced == table
                    && referencing.name != table
                    && !is_partition(&referencing.name)
            });
        }
    }

    /// What is computed is computed anew when its expression changes, or the type of what it reads.
    fn generated_columns(&mut self) {
        let is_generated = |column: &ColumnDef| matches!(column.fill, Some(Fill::Generated(_)));
        for (table, from, to) in self.altered_columns() {
            let same = from.sql_type == to.sql_type && from.fill == to.fill;
            if is_generated(&to) && !(same && from.collation == to.collation) {
                self.recreate_column(&table, &to.name);
            }
        }
        for (table, from, to) in self.altered_columns() {
            if from.sql_type != to.sql_type || from.collation != to.collation {
                self.recreate_readers(&table, &to.name);
            }
        }
    }

    /// The generated columns that read a column.
    fn recreate_readers(&mut self, table: &QualifiedName, column: &Ident) {
        let Some(def) = sides::table(self.before, table) else { return };
        let readers = def.columns.iter().filter(|reader| match &reader.fill {
            Some(Fill::Generated(sql)) => Mentions::of(sql).contain_name(column),
            _ => false,
        });
        let readers: Vec<Ident> = readers.map(|reader| reader.name.clone()).collect();
        for reader in readers {
            self.recreate_column(table, &reader);
        }
    }

    /// Checks, partial indexes and computed columns hold labels of the old type in them.
    fn replaced_types(&mut self) {
        let replaced = Replaced::of(self.before, self.after, &self.changes);
        for (table, column) in replaced.columns(self.before, self.after, &self.changes) {
            self.recreate_readers(&table, &column.name);
            let Some(def) = sides::table(self.before, &table).cloned() else { continue };
            for constraint in def.constraints() {
                if has_text_over(&constraint, &column.name) {
                    self.recycle_constraint(&table, &constraint);
                }
            }
            for index in &def.indexes {
                if index_text(index).any(|sql| Mentions::of(sql).contain_name(&column.name)) {
                    self.recycle_index(&table, index);
                }
            }
        }
    }

    /// A foreign key needs the key that it references.
    fn foreign_keys_of_dropped_keys(&mut self) {
        let mut dropped: Vec<(QualifiedName, Vec<Ident>)> = Vec::new();
        for change in &self.changes {
            let Change::AlterTable { table, change } = change else { continue };
            match change {
                TableChange::DropConstraint(Constraint::PrimaryKey(key)) => {
                    dropped.push((table.clone(), key.columns.clone()));
                }
                TableChange::DropConstraint(Constraint::Unique(key)) => {
                    dropped.push((table.clone(), key.columns.clone()));
                }
                TableChange::DropIndex(index) if index.unique => {
                    let columns = index.keys.iter().filter_map(|key| match &key.on {
                        IndexOn::Column(column) => Some(column.clone()),
                        IndexOn::Expression(_) => None,
                    });
                    dropped.push((table.clone(), columns.collect()));
                }
                _ => {}
            }
        }
        for (table, columns) in dropped {
            self.recycle_foreign_keys(|_, key| {
                key.referenced == table
                    && key.referenced_columns.len() == columns.len()
                    && key.referenced_columns.iter().all(|column| columns.contains(column))
            });
        }
    }

    /// Where both sides of a foreign key get another type, the one between has none that fits.
    fn foreign_keys_of_retyped_columns(&mut self) {
        let retyped: Vec<(QualifiedName, Ident)> = self
            .altered_columns()
            .into_iter()
            .filter(|(_, from, to)| from.sql_type != to.sql_type)
            .map(|(table, _, to)| (table, to.name))
            .collect();
        let is_retyped = |table: &QualifiedName, columns: &[Ident]| {
            columns
                .iter()
                .any(|column| retyped.iter().any(|(of, name)| of == table && name == column))
        };
        self.recycle_foreign_keys(|table, key| {
            is_retyped(&table.name, &key.columns)
                && is_retyped(&key.referenced, &key.referenced_columns)
        });
    }

    /// A view is in the way of what it reads.
    fn views(&mut self) {
        for change in views(self.before, self.after, &self.changes, &self.touched_tables()) {
            self.changes.push(change);
        }
    }

    /// The tables that no view may read while they change.
    fn touched_tables(&self) -> Vec<QualifiedName> {
        let replaced = Replaced::of(self.before, self.after, &self.changes);
        let columns = replaced.columns(self.before, self.after, &self.changes);
        let mut touched: Vec<QualifiedName> = columns.into_iter().map(|(table, _)| table).collect();
        touched.extend(self.changes.iter().filter_map(|change| match change {
            Change::DropTable(table) => Some(table.name.clone()),
            Change::AlterTable { table, change } => match change {
                TableChange::DropColumn(_) | TableChange::Rebuild { .. } => Some(table.clone()),
                TableChange::AlterColumn { from, to }
                    if from.sql_type != to.sql_type || from.collation != to.collation =>
                {
                    Some(table.clone())
                }
                _ => None,
            },
            _ => None,
        }));
        touched
    }

    fn altered_columns(&self) -> Vec<(QualifiedName, ColumnDef, ColumnDef)> {
        let altered = self.changes.iter().filter_map(|change| match change {
            Change::AlterTable { table, change: TableChange::AlterColumn { from, to } } => {
                Some((table.clone(), from.clone(), to.clone()))
            }
            _ => None,
        });
        altered.collect()
    }

    /// Drops a column and adds it again, with all that it takes along.
    fn recreate_column(&mut self, table: &QualifiedName, column: &Ident) {
        let find = |catalog: &Catalog| {
            sides::table(catalog, table).and_then(|def| def.column(column.as_str())).cloned()
        };
        let (Some(from), Some(to)) = (find(self.before), find(self.after)) else { return };
        let is_dropped = |change: &TableChange| matches!(change, TableChange::DropColumn(dropped) if dropped.name == *column);
        if self.any(table, is_dropped) {
            return;
        }
        self.changes.retain(|change| match change {
            Change::AlterTable { table: of, change: TableChange::AlterColumn { to, .. } } => {
                of != table || to.name != *column
            }
            _ => true,
        });
        self.alter(table, TableChange::DropColumn(from));
        self.alter(table, TableChange::AddColumn(to));
        let Some(def) = sides::table(self.before, table).cloned() else { return };
        for constraint in def.constraints() {
            if uses(&constraint, column) {
                self.recycle_constraint(table, &constraint);
            }
        }
        for index in &def.indexes {
            if index_uses(index, column) {
                self.recycle_index(table, index);
            }
        }
        self.recycle_foreign_keys(|_, key| {
            key.referenced == *table && key.referenced_columns.contains(column)
        });
    }

    fn recycle_foreign_keys(&mut self, matches: impl Fn(&TableDef, &ForeignKeyDef) -> bool) {
        let tables: Vec<&TableDef> = self.before.tables().map(|table| table.def()).collect();
        for table in tables {
            for key in table.foreign_keys.iter().filter(|key| matches(table, key)) {
                self.recycle_constraint(&table.name, &Constraint::ForeignKey(key.clone()));
            }
        }
    }

    /// Drops a constraint, and adds it again if its table stays.
    fn recycle_constraint(&mut self, table: &QualifiedName, from: &Constraint) {
        let name = from.name();
        let is_dropped = |change: &TableChange| matches!(change, TableChange::DropConstraint(dropped) if dropped.name() == name);
        if self.any(table, is_dropped) {
            return;
        }
        let mut to = sides::table(self.after, table)
            .and_then(|def| sides::constraint(def, name))
            .unwrap_or_else(|| from.clone());
        self.changes.retain(|change| {
            let Change::AlterTable { table: of, change } = change else { return true };
            let (its_name, becomes) = match change {
                TableChange::RenameConstraint { from, to } => (from, to),
                TableChange::ValidateConstraint(to) | TableChange::AlterConstraint { to, .. } => {
                    (to.name(), to)
                }
                _ => return true,
            };
            let goes = of == table && its_name == name;
            if goes {
                to = becomes.clone();
            }
            !goes
        });
        self.alter(table, TableChange::DropConstraint(from.clone()));
        if self.stays(table) {
            self.alter(table, TableChange::AddConstraint(to));
        }
    }

    fn recycle_index(&mut self, table: &QualifiedName, from: &IndexDef) {
        let is_dropped = |change: &TableChange| matches!(change, TableChange::DropIndex(dropped) if dropped.name == from.name);
        if self.any(table, is_dropped) {
            return;
        }
        let mut to = sides::table(self.after, table)
            .and_then(|def| sides::index(def, &from.name))
            .unwrap_or(from)
            .clone();
        self.changes.retain(|change| match change {
            Change::AlterTable {
                table: of,
                change: TableChange::RenameIndex { from: its_name, to: becomes },
            } if of == table && *its_name == from.name => {
                to = becomes.clone();
                false
            }
            _ => true,
        });
        self.alter(table, TableChange::DropIndex(from.clone()));
        self.alter(table, TableChange::CreateIndex(to));
    }

    fn stays(&self, table: &QualifiedName) -> bool {
        let mut changes = self.changes.iter();
        !changes
            .any(|change| matches!(change, Change::DropTable(dropped) if dropped.name == *table))
    }

    fn any(&self, table: &QualifiedName, is: impl Fn(&TableChange) -> bool) -> bool {
        self.changes.iter().any(|change| match change {
            Change::AlterTable { table: of, change } => of == table && is(change),
            _ => false,
        })
    }

    fn alter(&mut self, table: &QualifiedName, change: TableChange) {
        self.changes.push(Change::AlterTable { table: table.clone(), change });
    }
}

/// The views that must go while tables change, and come again: those that read a table, or such a view.
pub(in crate::plan) fn views(
    before: &Catalog,
    after: &Catalog,
    changes: &[Change],
    tables: &[QualifiedName],
) -> Vec<Change> {
    let mut touched: Vec<QualifiedName> = tables.to_vec();
    let mut more = Vec::new();
    for view in before.views_in_dependency_order() {
        let is_dropped = changes
            .iter()
            .any(|change| matches!(change, Change::DropView(dropped) if dropped.name == view.name));
        let mentions = Mentions::of(&view.definition);
        let reads = touched.iter().any(|name| mentions.contain(&view.name.schema, name));
        if is_dropped {
            touched.push(view.name.clone());
        } else if reads {
            touched.push(view.name.clone());
            let schema = after.schemas().get(&view.name.schema);
            let again = schema.and_then(|schema| schema.views.get(&view.name.name));
            more.push(Change::DropView(view.clone()));
            more.push(Change::CreateView(again.unwrap_or(view).clone()));
        }
    }
    more
}

/// Whether a constraint goes when a column goes.
fn uses(constraint: &Constraint, column: &Ident) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) => key.columns.contains(column) || key.include.contains(column),
        Constraint::Unique(key) => key.columns.contains(column) || key.include.contains(column),
        Constraint::ForeignKey(key) => key.columns.contains(column),
        Constraint::Exclusion(exclusion) => {
            exclusion.elements.iter().any(|(key, _)| key_uses(key, column))
                || has_text_over(constraint, column)
        }
        other => has_text_over(other, column),
    }
}

/// Whether a constraint has SQL in it that reads a column.
fn has_text_over(constraint: &Constraint, column: &Ident) -> bool {
    match constraint {
        Constraint::Check(check) => Mentions::of(&check.predicate).contain_name(column),
        Constraint::Exclusion(exclusion) => {
            exclusion.predicate.iter().any(|sql| Mentions::of(sql).contain_name(column))
        }
        _ => false,
    }
}

fn index_uses(index: &IndexDef, column: &Ident) -> bool {
    index.include.contains(column)
        || index.keys.iter().any(|key| key_uses(key, column))
        || index_text(index).any(|sql| Mentions::of(sql).contain_name(column))
}

fn key_uses(key: &IndexKeyDef, column: &Ident) -> bool {
    match &key.on {
        IndexOn::Column(of) => of == column,
        IndexOn::Expression(sql) => Mentions::of(sql).contain_name(column),
    }
}

/// The SQL in an index.
fn index_text(index: &IndexDef) -> impl Iterator<Item = &str> {
    let keys = index.keys.iter().filter_map(|key| match &key.on {
        IndexOn::Expression(sql) => Some(sql.as_str()),
        IndexOn::Column(_) => None,
    });
    keys.chain(index.predicate.as_deref())
}
