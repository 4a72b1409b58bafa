//! What is true of all diffs, on random catalogs.

use std::collections::BTreeMap;

use polyschema_core::Catalog;
use polyschema_core::ddl::CommentTarget;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{ColumnDef, Constraint, QualifiedName, SchemaDef, TableDef};
use polyschema_migrate::diff::{Change, Diff, Scope, TableChange, diff};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::random::{Names, catalog};

fn of(from: &Catalog, to: &Catalog) -> Diff {
    diff(from, to, &Scope::between_snapshots())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_differs_from_itself(bytes in vec(any::<u8>(), 0..600)) {
        let a = catalog(&bytes, Names::Old);
        prop_assert_eq!(of(&a, &a), Diff::default());
    }

    #[test]
    fn there_and_back_are_mirror_images(a in vec(any::<u8>(), 0..600), b in vec(any::<u8>(), 0..600)) {
        let (a, b) = (catalog(&a, Names::Old), catalog(&b, Names::Old));
        let there = of(&a, &b).changes.into_iter().flat_map(reversible);
        let back = of(&b, &a).changes.into_iter().flat_map(reversible);
        prop_assert_eq!(sorted(there.map(mirrored)), sorted(back));
    }

    #[test]
    fn the_changes_lead_from_one_to_the_other(a in vec(any::<u8>(), 0..600), b in vec(any::<u8>(), 0..600)) {
        let (a, b) = (catalog(&a, Names::Old), catalog(&b, Names::Old));
        let mut schemas = a.clone().into_schemas();
        for change in of(&a, &b).changes {
            apply(&mut schemas, change);
        }
        let reached = Catalog::from_schemas(b.dialect(), in_order(schemas).into_values()).unwrap();
        let wanted = Catalog::from_schemas(b.dialect(), in_order(b.into_schemas()).into_values()).unwrap();
        prop_assert_eq!(reached, wanted);
    }

    #[test]
    fn what_is_renamed_everywhere_is_only_renamed(bytes in vec(any::<u8>(), 0..600)) {
        let (old, new) = (catalog(&bytes, Names::Old), catalog(&bytes, Names::New));
        let found = of(&old, &new);
        let is_rename = |change: &Change| match change {
            Change::RenameTable { .. } => true,
            Change::AlterTable { change, .. } => matches!(
                change,
                TableChange::RenameColumn { .. }
                    | TableChange::RenameConstraint { .. }
                    | TableChange::RenameIndex { .. }
            ),
            _ => false,
        };
        prop_assert!(found.changes.iter().all(is_rename), "{}", found);
        let tables = old.tables().count();
        let renamed = found.changes.iter().filter(|change| matches!(change, Change::RenameTable { .. }));
        prop_assert_eq!(renamed.count(), tables);
        prop_assert!(found.questions.is_empty() && found.notes.is_empty());
        prop_assert!(of(&new, &new).is_empty(), "hints that were followed say nothing");
    }
}

fn sorted(changes: impl Iterator<Item = Change>) -> Vec<String> {
    let mut all: Vec<String> = changes.map(|change| format!("{change:?}")).collect();
    all.sort();
    all
}

/// Without what one change alone does not know the way back of: validation is another constraint, and
/// the comment of a view names the view as it becomes.
fn reversible(change: Change) -> Vec<Change> {
    let (table, to) = match change {
        Change::AlterTable { table, change: TableChange::ValidateConstraint(to) } => (table, to),
        Change::Comment { on: CommentTarget::View { name, materialized: _ }, from, to } => {
            let on = CommentTarget::View { name, materialized: false };
            return vec![Change::Comment { on, from, to }];
        }
        other => return vec![other],
    };
    let mut from = to.clone();
    match &mut from {
        Constraint::Check(check) => check.validated = false,
        other => panic!("{other:?} is always valid"),
    }
    let alter = |change| Change::AlterTable { table: table.clone(), change };
    vec![alter(TableChange::DropConstraint(from)), alter(TableChange::AddConstraint(to))]
}

fn mirrored(change: Change) -> Change {
    match change {
        Change::CreateSchema { name, comment } => Change::DropSchema { name, comment },
        Change::DropSchema { name, comment } => Change::CreateSchema { name, comment },
        Change::CreateEnum(def) => Change::DropEnum(def),
        Change::DropEnum(def) => Change::CreateEnum(def),
        Change::AlterEnum { from, to } => Change::AlterEnum { from: to, to: from },
        Change::CreateDomain(def) => Change::DropDomain(def),
        Change::DropDomain(def) => Change::CreateDomain(def),
        Change::AlterDomain { from, to } => Change::AlterDomain { from: to, to: from },
        Change::CreateSequence(def) => Change::DropSequence(def),
        Change::DropSequence(def) => Change::CreateSequence(def),
        Change::AlterSequence { from, to } => Change::AlterSequence { from: to, to: from },
        Change::CreateTable(def) => Change::DropTable(def),
        Change::DropTable(def) => Change::CreateTable(def),
        Change::AlterTable { table, change } => {
            Change::AlterTable { table, change: mirrored_in_table(change) }
        }
        Change::CreateView(def) => Change::DropView(def),
        Change::DropView(def) => Change::CreateView(def),
        Change::AlterView { from, to } => Change::AlterView { from: to, to: from },
        Change::Comment { on, from, to } => Change::Comment { on, from: to, to: from },
        other => panic!("a change without hints: {other}"),
    }
}

fn mirrored_in_table(change: TableChange) -> TableChange {
    match change {
        TableChange::AddColumn(def) => TableChange::DropColumn(def),
        TableChange::DropColumn(def) => TableChange::AddColumn(def),
        TableChange::AlterColumn { from, to } => TableChange::AlterColumn { from: to, to: from },
        TableChange::AddConstraint(def) => TableChange::DropConstraint(def),
        TableChange::DropConstraint(def) => TableChange::AddConstraint(def),
        TableChange::RenameConstraint { from, to } => {
            let before = to.name().clone();
            TableChange::RenameConstraint { from: before, to: named(to, from) }
        }
        TableChange::AlterConstraint { from, to } => {
            TableChange::AlterConstraint { from: to, to: from }
        }
        TableChange::CreateIndex(def) => TableChange::DropIndex(def),
        TableChange::DropIndex(def) => TableChange::CreateIndex(def),
        TableChange::RenameIndex { from, mut to } => {
            let before = std::mem::replace(&mut to.name, from);
            TableChange::RenameIndex { from: before, to }
        }
        TableChange::SetUnlogged { from, to } => TableChange::SetUnlogged { from: to, to: from },
        TableChange::Rebuild { from, to } => TableChange::Rebuild { from: to, to: from },
        other => panic!("a change without hints: {other:?}"),
    }
}

fn named(mut constraint: Constraint, name: Ident) -> Constraint {
    match &mut constraint {
        Constraint::PrimaryKey(def) => def.name = name,
        Constraint::Unique(def) => def.name = name,
        Constraint::ForeignKey(def) => def.name = name,
        Constraint::Check(def) => def.name = name,
        Constraint::Exclusion(def) => def.name = name,
        other => panic!("{other:?}"),
    }
    constraint
}

type Schemas = BTreeMap<Ident, SchemaDef>;

/// Makes a change to data, as a database would.
fn apply(schemas: &mut Schemas, change: Change) {
    match change {
        Change::CreateSchema { name, comment } => {
            let mut def = SchemaDef::new(name.clone());
            def.comment = comment;
            assert!(schemas.insert(name, def).is_none());
        }
        Change::DropSchema { name, comment: _ } => {
            assert!(schemas.remove(&name).unwrap().is_empty());
        }
        // The comment of what is altered is a change of its own, here and below.
        Change::AlterEnum { from, mut to } => {
            to.comment = from.comment;
            apply(schemas, Change::CreateEnum(to));
        }
        Change::CreateEnum(def) => {
            schema(schemas, &def.name).enums.insert(def.name.name.clone(), def);
        }
        Change::DropEnum(def) => {
            schema(schemas, &def.name).enums.remove(&def.name.name).unwrap();
        }
        Change::AlterDomain { from, mut to } => {
            to.comment = from.comment;
            apply(schemas, Change::CreateDomain(to));
        }
        Change::CreateDomain(def) => {
            schema(schemas, &def.name).domains.insert(def.name.name.clone(), def);
        }
        Change::DropDomain(def) => {
            schema(schemas, &def.name).domains.remove(&def.name.name).unwrap();
        }
        Change::AlterSequence { from, mut to } => {
            to.comment = from.comment;
            apply(schemas, Change::CreateSequence(to));
        }
        Change::CreateSequence(def) => {
            schema(schemas, &def.name).sequences.insert(def.name.name.clone(), def);
        }
        Change::DropSequence(def) => {
            schema(schemas, &def.name).sequences.remove(&def.name.name).unwrap();
        }
        Change::CreateTable(def) => {
            let tables = &mut schema(schemas, &def.name).tables;
            assert!(tables.insert(def.name.name.clone(), *def).is_none());
        }
        Change::DropTable(def) => {
            schema(schemas, &def.name).tables.remove(&def.name.name).unwrap();
        }
        Change::AlterTable { table, change } => {
            apply_to_table(self::table(schemas, &table), change)
        }
        Change::AlterView { from, mut to } => {
            to.comment = from.comment;
            apply(schemas, Change::CreateView(to));
        }
        Change::CreateView(def) => {
            schema(schemas, &def.name).views.insert(def.name.name.clone(), def);
        }
        Change::DropView(def) => {
            schema(schemas, &def.name).views.remove(&def.name.name).unwrap();
        }
        Change::Comment { on, from: _, to } => *comment(schemas, &on) = to,
        other => panic!("a change without hints: {other}"),
    }
}

fn schema<'a>(schemas: &'a mut Schemas, name: &QualifiedName) -> &'a mut SchemaDef {
    schemas.get_mut(&name.schema).unwrap()
}

fn table<'a>(schemas: &'a mut Schemas, name: &QualifiedName) -> &'a mut TableDef {
    schema(schemas, name).tables.get_mut(&name.name).unwrap()
}

fn comment<'a>(schemas: &'a mut Schemas, on: &CommentTarget) -> &'a mut Option<String> {
    match on {
        CommentTarget::Schema(name) => &mut schemas.get_mut(name).unwrap().comment,
        CommentTarget::Table(name) => &mut table(schemas, name).comment,
        CommentTarget::Column { table: name, column } => {
            &mut position(&mut table(schemas, name).columns, |def| def.name == *column).comment
        }
        CommentTarget::Enum(name) => {
            &mut schema(schemas, name).enums.get_mut(&name.name).unwrap().comment
        }
        CommentTarget::Domain(name) => {
            &mut schema(schemas, name).domains.get_mut(&name.name).unwrap().comment
        }
        CommentTarget::Sequence(name) => {
            &mut schema(schemas, name).sequences.get_mut(&name.name).unwrap().comment
        }
        CommentTarget::View { name, materialized } => {
            let view = schema(schemas, name).views.get_mut(&name.name).unwrap();
            assert_eq!(view.materialized, *materialized);
            &mut view.comment
        }
        other => panic!("{other:?}"),
    }
}

fn position<T>(all: &mut [T], is: impl Fn(&T) -> bool) -> &mut T {
    all.iter_mut().find(|one| is(one)).unwrap()
}

fn apply_to_table(table: &mut TableDef, change: TableChange) {
    match change {
        TableChange::AddColumn(def) => table.columns.push(def),
        TableChange::DropColumn(def) => remove(&mut table.columns, |one| one.name == def.name),
        TableChange::AlterColumn { from, to } => {
            let column = position(&mut table.columns, |one| *one == from);
            let comment = column.comment.take();
            *column = ColumnDef::clone(&to);
            column.comment = comment;
        }
        TableChange::AddConstraint(def) => add(table, def),
        TableChange::DropConstraint(def) => drop_constraint(table, def.name()),
        TableChange::RenameConstraint { from, to } => {
            drop_constraint(table, &from);
            add(table, to);
        }
        TableChange::ValidateConstraint(to) | TableChange::AlterConstraint { from: _, to } => {
            drop_constraint(table, to.name());
            add(table, to);
        }
        TableChange::CreateIndex(def) => table.indexes.push(def),
        TableChange::DropIndex(def) => remove(&mut table.indexes, |one| one.name == def.name),
        TableChange::RenameIndex { from, to } => {
            position(&mut table.indexes, |one| one.name == from).name = to.name;
        }
        TableChange::SetUnlogged { from: _, to } => table.unlogged = to,
        TableChange::Rebuild { from, to } => {
            assert_eq!(*table, *from);
            *table = *to;
        }
        other => panic!("a change without hints: {other:?}"),
    }
}

fn remove<T>(all: &mut Vec<T>, is: impl Fn(&T) -> bool) {
    let at = all.iter().position(is).unwrap();
    all.remove(at);
}

fn drop_constraint(table: &mut TableDef, name: &Ident) {
    let count = table.constraints().len();
    table.primary_key.take_if(|def| def.name == *name);
    table.unique.retain(|def| def.name != *name);
    table.foreign_keys.retain(|def| def.name != *name);
    table.checks.retain(|def| def.name != *name);
    table.exclusions.retain(|def| def.name != *name);
    assert_eq!(table.constraints().len(), count - 1);
}

fn add(table: &mut TableDef, constraint: Constraint) {
    match constraint {
        Constraint::PrimaryKey(def) => assert!(table.primary_key.replace(def).is_none()),
        Constraint::Unique(def) => table.unique.push(def),
        Constraint::ForeignKey(def) => table.foreign_keys.push(def),
        Constraint::Check(def) => table.checks.push(def),
        Constraint::Exclusion(def) => table.exclusions.push(def),
        other => panic!("{other:?}"),
    }
}

/// Everything in the order of its name: the order is no part of what is compared.
fn in_order(mut schemas: Schemas) -> Schemas {
    for schema in schemas.values_mut() {
        for table in schema.tables.values_mut() {
            table.columns.sort_by(|a, b| a.name.cmp(&b.name));
            table.unique.sort_by(|a, b| a.name.cmp(&b.name));
            table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
            table.checks.sort_by(|a, b| a.name.cmp(&b.name));
            table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
    }
    schemas
}
