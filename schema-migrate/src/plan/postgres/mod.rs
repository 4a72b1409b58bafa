//! Plans for PostgreSQL: the phases of a plan, and what each change does in them.

mod column;
mod constraint;
mod copy;
mod expand;
mod object;
mod replace;
mod table;

pub(super) use expand::views;

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::Catalog;
use polyschema_core::ddl::{DdlStatement, TableAction};
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{DependencyOrder, Mentions, QualifiedName};

use super::Form;
use super::hazard::HazardKind;
use super::lock::{LockMode, Work};
use super::step::Step;
use crate::diff::{Change, TableChange};

/// When something happens. What is in one phase does not depend on each other, or is ordered within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    CreateSchema,
    DropView,
    DropForeignKey,
    DropConstraint,
    DropIndex,
    DetachPartition,
    DropTable,
    DropColumn,
    RenamePart,
    CreateEnum,
    CreateDomain,
    ReplaceType,
    CreateSequence,
    CreateTable,
    AddColumn,
    AlterColumn,
    AddGenerated,
    AlterTable,
    CopyTable,
    AddKey,
    CreateIndex,
    AddForeignKey,
    Validate,
    OwnSequence,
    DropSequence,
    DropDomain,
    DropEnum,
    CreateView,
    Comment,
    DropSchema,
}

/// A step and its place: the phase, then a number within it.
type Placed = (Phase, usize, Step);

/// What every change is planned with.
struct Context<'a> {
    /// What is there, under the names that things have after all renames.
    before: &'a Catalog,
    after: &'a Catalog,
    changes: &'a [Change],
    online: bool,
    new_tables: BTreeSet<QualifiedName>,
    dropped_tables: BTreeSet<QualifiedName>,
    altered_tables: BTreeSet<QualifiedName>,
    /// Where tables stand in the order of dependencies.
    places_before: BTreeMap<QualifiedName, usize>,
    places_after: BTreeMap<QualifiedName, usize>,
    /// The foreign keys of `after` that close a cycle.
    cut: BTreeSet<(QualifiedName, Ident)>,
}

impl Context<'_> {
    /// Whether the table is made by this plan, so that it holds no rows and nobody uses it.
    fn is_new(&self, table: &QualifiedName) -> bool {
        self.new_tables.contains(table)
    }

    /// Whether the safe form is wanted, and the table can have it: partitioned ones cannot.
    fn is_online(&self, table: &QualifiedName) -> bool {
        let is_divided = |catalog: &Catalog| {
            catalog.find(table).is_some_and(|table| table.partition_by.is_some())
        };
        self.online && !self.is_new(table) && !is_divided(self.before) && !is_divided(self.after)
    }

    /// What is said of a step on a table that was there before: the lock, and the hazard.
    fn on_table(
        &self,
        table: &QualifiedName,
        step: Step,
        lock: (LockMode, Work),
        hazard: Option<HazardKind>,
        part: Option<&Ident>,
    ) -> Step {
        if self.is_new(table) {
            return step;
        }
        let step = step.lock(table, lock.0, lock.1);
        match (hazard, part) {
            (None, _) => step,
            (Some(kind), None) => step.hazard(kind.of(table)),
            (Some(kind), Some(part)) => step.hazard(kind.of_part(table, part)),
        }
    }
}

/// The steps of all changes but renames of tables and columns, in order. Both catalogs have the names after
/// all renames.
pub(super) fn steps(
    before: &Catalog,
    after: &Catalog,
    changes: &[Change],
    form: Form,
) -> Vec<Step> {
    let changes = expand::expand(before, after, changes);
    let mut context = Context {
        before,
        after,
        changes: &changes,
        online: form == Form::Online,
        new_tables: BTreeSet::new(),
        dropped_tables: BTreeSet::new(),
        altered_tables: BTreeSet::new(),
        places_before: places(&before.tables_in_dependency_order()),
        places_after: BTreeMap::new(),
        cut: BTreeSet::new(),
    };
    let order = after.tables_in_dependency_order();
    context.places_after = places(&order);
    let cut = order.cut.iter().map(|(table, key)| (table.name.clone(), key.name.clone()));
    context.cut.extend(cut);
    for change in &changes {
        match change {
            Change::CreateTable(table) => context.new_tables.insert(table.name.clone()),
            Change::DropTable(table) => context.dropped_tables.insert(table.name.clone()),
            Change::AlterTable { table, .. } => context.altered_tables.insert(table.clone()),
            _ => false,
        };
    }
    let mut placed: Vec<Placed> = Vec::new();
    for change in &changes {
        placed.extend(context.change(change));
    }
    placed.extend(context.cut_foreign_keys());
    placed.sort_by_key(|(phase, order, _)| (*phase, *order));
    placed.into_iter().map(|(_, _, step)| context.said(step)).collect()
}

fn places(order: &DependencyOrder<'_>) -> BTreeMap<QualifiedName, usize> {
    order.tables.iter().enumerate().map(|(at, table)| (table.name.clone(), at)).collect()
}

/// The steps that give tables and columns their new names, before all others.
pub(super) fn renames(changes: &[Change]) -> Vec<Step> {
    let is_table = |change: &&Change| matches!(change, Change::RenameTable { .. });
    let tables = changes.iter().filter(is_table).filter_map(rename);
    tables.chain(changes.iter().filter(|change| !is_table(change)).filter_map(rename)).collect()
}

/// The steps of a plan that is taken back, with the renames. Tables have their old names last; a view that is
/// created says the old names of columns.
pub(super) fn with_renames_back(mut steps: Vec<Step>, changes: &[Change]) -> Vec<Step> {
    let creates_view =
        |step: &mut Step| matches!(step.statements[..], [DdlStatement::CreateView(_), ..]);
    let views: Vec<Step> = steps.extract_if(.., creates_view).collect();
    let is_table = |change: &&Change| matches!(change, Change::RenameTable { .. });
    steps.extend(changes.iter().rev().filter(|change| !is_table(change)).filter_map(rename));
    steps.extend(views);
    steps.extend(changes.iter().rev().filter(is_table).filter_map(rename));
    steps
}

fn rename(change: &Change) -> Option<Step> {
    let (table, action, kind, name) = match change {
        Change::RenameTable { from, to } => {
            let name = format!("rename table {from} to {}", to.as_str());
            (from, TableAction::RenameTo(to.clone()), HazardKind::RenameTable.of(from), name)
        }
        Change::AlterTable { table, change: TableChange::RenameColumn { from, to } } => {
            let name = format!("rename column {table}.{} to {}", from.as_str(), to.as_str());
            let action = TableAction::RenameColumn { from: from.clone(), to: to.clone() };
            (table, action, HazardKind::RenameColumn.of_part(table, from), name)
        }
        _ => return None,
    };
    let statement = DdlStatement::alter_table(table.clone(), action);
    let step = Step::new(name, vec![statement]).hazard(kind);
    Some(step.lock(table, LockMode::AccessExclusive, Work::Catalog))
}

impl Context<'_> {
    fn change(&self, change: &Change) -> Vec<Placed> {
        match change {
            Change::CreateTable(table) => self.create_table(table),
            Change::DropTable(table) => self.drop_table(table),
            Change::AlterTable { table, change } => self.alter_table(table, change),
            // Renames are steps of their own, and views were taken apart.
            Change::RenameTable { .. } | Change::AlterView { .. } => Vec::new(),
            other => self.object(other),
        }
    }

    /// Adds what the statements of a step tell: text that names a schema is right for that schema alone.
    fn said(&self, mut step: Step) -> Step {
        let schemas = || self.after.schemas().keys().chain(self.before.schemas().keys());
        let names_schema = step.statements.iter().find_map(|statement| {
            let texts = table::texts(statement).into_iter().map(Mentions::of);
            let mut texts =
                texts.filter(|text| schemas().any(|schema| text.contain_schema(schema.as_str())));
            texts.next().map(|_| match statement.object() {
                Some(object) => {
                    QualifiedName::new(statement.schema().clone(), object.clone()).to_string()
                }
                None => statement.schema().as_str().to_owned(),
            })
        });
        if let Some(on) = names_schema {
            step.hazards.push(HazardKind::NamesSchema.of(on));
        }
        step
    }
}
