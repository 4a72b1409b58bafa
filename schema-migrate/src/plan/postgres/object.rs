//! Schemas, enums, domains, sequences, views and comments.

use polyschema_core::Catalog;
use polyschema_core::ddl::{
    CommentTarget, DdlStatement, DomainAction, EnumAction, comments, create_domain,
};
use polyschema_core::ident::quote_literal;
use polyschema_core::metadata::{
    Constraint, DomainDef, DomainDifference, EnumDef, EnumDifference, Fill, Literal, OwnedBy,
    QualifiedName, SequenceDef, ViewDef,
};

use super::replace::{Replaced, is_enum_replaced};
use super::{Context, Phase, Placed};
use crate::diff::{Change, TableChange};
use crate::plan::hazard::HazardKind;
use crate::plan::step::{Step, Transaction};

impl Context<'_> {
    pub(super) fn object(&self, change: &Change) -> Vec<Placed> {
        let one = |phase, step| vec![(phase, 0, step)];
        match change {
            Change::CreateSchema { name, .. } => {
                let create = DdlStatement::CreateSchema(name.clone());
                one(Phase::CreateSchema, self.create("schema", name.as_str(), create))
            }
            Change::DropSchema { name, .. } => {
                let drop = DdlStatement::DropSchema(name.clone());
                let step = Step::new(format!("drop schema {}", name.as_str()), vec![drop]);
                one(Phase::DropSchema, step.hazard(HazardKind::DropSchema.of(name.as_str())))
            }
            Change::CreateEnum(def) => {
                let create = DdlStatement::CreateEnum(def.clone());
                one(Phase::CreateEnum, self.create("enum", &def.name, create))
            }
            Change::DropEnum(def) => {
                let drop = DdlStatement::DropEnum(def.name.clone());
                one(Phase::DropEnum, dropped("enum", &def.name, drop))
            }
            Change::AlterEnum { from, to } => self.alter_enum(from, to),
            Change::CreateDomain(def) => {
                let mut statements = create_domain(def);
                statements.extend(comments(self.after, &statements[0]));
                let order = domain_place(self.after, &def.name);
                let step = Step::new(format!("create domain {}", def.name), statements);
                vec![(Phase::CreateDomain, order, step)]
            }
            Change::DropDomain(def) => {
                let drop = DdlStatement::DropDomain(def.name.clone());
                let order = usize::MAX - domain_place(self.before, &def.name);
                vec![(Phase::DropDomain, order, dropped("domain", &def.name, drop))]
            }
            Change::AlterDomain { from, to } => self.alter_domain(from, to),
            Change::CreateSequence(def) => self.create_sequence(def),
            Change::DropSequence(def) => self.drop_sequence(def),
            Change::AlterSequence { from, to } => self.alter_sequence(from, to),
            Change::CreateView(def) => vec![self.create_view(def)],
            Change::DropView(def) => vec![self.drop_view(def)],
            Change::Comment { on, to, .. } => one(Phase::Comment, self.comment(on, to.as_ref())),
            // Everything else is about tables.
            _ => Vec::new(),
        }
    }

    fn create(&self, kind: &str, name: impl std::fmt::Display, create: DdlStatement) -> Step {
        let mut statements = vec![create];
        statements.extend(comments(self.after, &statements[0]));
        Step::new(format!("create {kind} {name}"), statements)
    }

    fn comment(&self, on: &CommentTarget, text: Option<&String>) -> Step {
        let name = match on {
            CommentTarget::Schema(schema) => format!("schema {}", schema.as_str()),
            CommentTarget::Table(name) => format!("table {name}"),
            CommentTarget::Column { table, column } => {
                format!("column {table}.{}", column.as_str())
            }
            CommentTarget::Enum(name) => format!("enum {name}"),
            CommentTarget::Domain(name) => format!("domain {name}"),
            CommentTarget::Sequence(name) => format!("sequence {name}"),
            CommentTarget::View { name, .. } => format!("view {name}"),
            other => format!("{other:?}"),
        };
        let statement = DdlStatement::Comment { on: on.clone(), text: text.cloned() };
        Step::new(format!("comment on {name}"), vec![statement])
    }

    fn alter_enum(&self, from: &EnumDef, to: &EnumDef) -> Vec<Placed> {
        let is_first = |change: &Change| matches!(change, Change::AlterEnum { from, to } if is_enum_replaced(from, to));
        if is_enum_replaced(from, to) {
            // All replaced types are one step, which the first of them makes.
            let first = self.changes.iter().find(|change| is_first(change));
            let is_this =
                matches!(first, Some(Change::AlterEnum { to: first, .. }) if first.name == to.name);
            return if is_this { self.replace_types() } else { Vec::new() };
        }
        let mut placed = Vec::new();
        for difference in from.differences(to) {
            let (action, name, hazard, own) = match difference {
                EnumDifference::RenameLabel { from, to: label } => (
                    EnumAction::RenameValue { from: from.clone(), to: label.clone() },
                    format!("rename label {}.{from} to {label}", to.name),
                    Some(HazardKind::RenameLabel.of(format!("{}.{from}", to.name))),
                    false,
                ),
                EnumDifference::AddLabel { label, before } => {
                    let name = format!("add label {}.{label}", to.name);
                    let used = self.uses_label(&label);
                    let on = format!("{}.{label}", to.name);
                    let hazard = used.then(|| HazardKind::NewLabel.of(on));
                    (EnumAction::AddValue { label, before }, name, hazard, used)
                }
                _ => continue,
            };
            let statement = DdlStatement::AlterEnum { name: to.name.clone(), action };
            let mut step = Step::new(name, vec![statement]);
            step.hazards.extend(hazard);
            if own {
                step.transaction = Transaction::Own;
            }
            placed.push((Phase::CreateEnum, 1, step));
        }
        placed
    }

    /// Whether anything else of the plan has the text in it.
    fn uses_label(&self, label: &str) -> bool {
        let mut literal = String::new();
        quote_literal(label, &mut literal);
        let in_fill = |fill: &Option<Fill>| match fill {
            Some(Fill::Default(Literal::Text(text))) => text == label,
            Some(Fill::DefaultSql(sql) | Fill::Generated(sql)) => sql.contains(&literal),
            _ => false,
        };
        let in_constraint = |constraint: &Constraint| match constraint {
            Constraint::Check(check) => check.predicate.contains(&literal),
            _ => false,
        };
        self.changes.iter().any(|change| match change {
            Change::CreateTable(table) => {
                table.columns.iter().any(|column| in_fill(&column.fill))
                    || table.constraints().iter().any(in_constraint)
            }
            Change::AlterTable { change, .. } => match change {
                TableChange::AddColumn(column) | TableChange::AlterColumn { to: column, .. } => {
                    in_fill(&column.fill)
                }
                TableChange::AddConstraint(constraint) => in_constraint(constraint),
                TableChange::CreateIndex(index) => {
                    index.predicate.iter().any(|sql| sql.contains(&literal))
                }
                _ => false,
            },
            Change::CreateView(view) => view.definition.contains(&literal),
            _ => false,
        })
    }

    fn alter_domain(&self, from: &DomainDef, to: &DomainDef) -> Vec<Placed> {
        let replaced = Replaced::of(self.before, self.after, self.changes);
        if replaced.has(&to.name) {
            let has_enum = self.changes.iter().any(|change| {
                matches!(change, Change::AlterEnum { from, to } if is_enum_replaced(from, to))
            });
            let first = self.changes.iter().find_map(|change| match change {
                Change::AlterDomain { to, .. } if replaced.has(&to.name) => Some(&to.name),
                _ => None,
            });
            let is_this = !has_enum && first == Some(&to.name);
            return if is_this { self.replace_types() } else { Vec::new() };
        }
        let alter = |action| DdlStatement::AlterDomain { name: to.name.clone(), action };
        let (mut first, mut later, mut validated) = (Vec::new(), Vec::new(), Vec::new());
        let mut hazards = Vec::new();
        for difference in from.differences(to) {
            match difference {
                DomainDifference::DropCheck(check) => {
                    hazards.push(HazardKind::DropConstraint.of_part(&to.name, &check.name));
                    first.push(alter(DomainAction::DropCheck(check.name)));
                }
                DomainDifference::RenameCheck { from, to } => {
                    first.push(alter(DomainAction::RenameCheck { from, to: to.name }));
                }
                DomainDifference::Default { to: default, .. } => {
                    later.push(alter(DomainAction::SetDefault(default)));
                }
                DomainDifference::Nullable { to: true, .. } => {
                    hazards.push(HazardKind::DropNotNull.of(&to.name));
                    later.push(alter(DomainAction::DropNotNull));
                }
                DomainDifference::Nullable { to: false, .. } => {
                    hazards.push(HazardKind::SetNotNull.of(&to.name));
                    later.push(alter(DomainAction::SetNotNull));
                }
                DomainDifference::AddCheck(mut check) => {
                    if check.validated && self.online {
                        check.validated = false;
                        validated.push(check.name.clone());
                    } else if check.validated {
                        hazards.push(HazardKind::Check.of_part(&to.name, &check.name));
                    }
                    later.push(alter(DomainAction::AddCheck(check)));
                }
                DomainDifference::ValidateCheck(check) => validated.push(check.name),
                _ => {}
            }
        }
        first.extend(later);
        let mut placed = Vec::new();
        if !first.is_empty() {
            let mut step = Step::new(format!("alter domain {}", to.name), first);
            step.hazards = hazards;
            placed.push((Phase::ReplaceType, 1, step));
        }
        for check in validated {
            let name = format!("validate {} of {}", check.as_str(), to.name);
            let step = Step::new(name, vec![alter(DomainAction::ValidateCheck(check))]);
            let own = if self.online { Transaction::Own } else { Transaction::Shared };
            placed.push((Phase::Validate, 1, step.alone(own)));
        }
        placed
    }

    fn create_sequence(&self, def: &SequenceDef) -> Vec<Placed> {
        let create = DdlStatement::CreateSequence(def.clone());
        let step = self.create("sequence", &def.name, create);
        let mut placed = vec![(Phase::CreateSequence, 0, step)];
        placed.extend(def.owned_by.is_some().then(|| own_sequence(def)));
        placed
    }

    /// A sequence goes with the column that owns it.
    fn drop_sequence(&self, def: &SequenceDef) -> Vec<Placed> {
        let goes_along = def.owned_by.as_ref().is_some_and(|owner| self.goes(owner));
        if goes_along {
            return Vec::new();
        }
        let drop = DdlStatement::DropSequence(def.name.clone());
        let step = dropped("sequence", &def.name, drop);
        vec![(Phase::DropSequence, 0, step.loses(format!("where {} stood", def.name)))]
    }

    fn alter_sequence(&self, from: &SequenceDef, to: &SequenceDef) -> Vec<Placed> {
        let mut placed = Vec::new();
        let mut as_before = to.clone();
        as_before.owned_by.clone_from(&from.owned_by);
        as_before.comment.clone_from(&from.comment);
        if as_before != *from {
            let descending = to.increment < 0;
            let (later_start, earlier_end) = match descending {
                false => (to.min > from.min, to.max < from.max),
                true => (to.max < from.max, to.min > from.min),
            };
            let mut statements = Vec::new();
            if later_start {
                let sequence = to.name.clone();
                let start = if descending { to.max } else { to.min };
                statements.push(DdlStatement::AdvanceSequence { sequence, to: start, descending });
            }
            statements.push(DdlStatement::AlterSequence(to.clone()));
            let mut step = Step::new(format!("alter sequence {}", to.name), statements);
            if earlier_end {
                step = step.hazard(HazardKind::SequenceRange.of(&to.name));
            }
            placed.push((Phase::CreateSequence, 1, step));
        }
        if from.owned_by != to.owned_by {
            // A new owner comes after the old one is gone, with which the sequence would go.
            if to.owned_by.is_some() && from.owned_by.as_ref().is_some_and(|owner| self.goes(owner))
            {
                let mut of_nobody = to.clone();
                of_nobody.owned_by = None;
                placed.push(own_sequence(&of_nobody));
            }
            placed.push(own_sequence(to));
        }
        placed
    }

    /// Whether a column that owns a sequence is dropped.
    fn goes(&self, owner: &OwnedBy) -> bool {
        self.changes.iter().any(|change| match change {
            Change::DropTable(table) => table.name == owner.table,
            Change::AlterTable { table, change: TableChange::DropColumn(column) } => {
                *table == owner.table && column.name == owner.column
            }
            _ => false,
        })
    }

    fn create_view(&self, def: &ViewDef) -> Placed {
        let order = view_place(self.after, &def.name);
        let mut step = self.create("view", &def.name, DdlStatement::CreateView(def.clone()));
        step.statements.extend(def.indexes.iter().map(|index| DdlStatement::CreateIndex {
            table: def.name.clone(),
            index: index.clone(),
            concurrently: false,
        }));
        let is_again =
            |change: &Change| matches!(change, Change::DropView(view) if view.name == def.name);
        if self.changes.iter().any(is_again) {
            step = step.hazard(HazardKind::RecreatesView.of(&def.name));
        }
        (Phase::CreateView, order, step)
    }

    fn drop_view(&self, def: &ViewDef) -> Placed {
        let order = usize::MAX - view_place(self.before, &def.name);
        let (name, materialized) = (def.name.clone(), def.materialized);
        let mut step = Step::new(
            format!("drop view {}", def.name),
            vec![DdlStatement::DropView { name, materialized }],
        );
        let is_again =
            |change: &Change| matches!(change, Change::CreateView(view) if view.name == def.name);
        if !self.changes.iter().any(is_again) {
            step = step.hazard(HazardKind::DropObject.of(&def.name));
        }
        (Phase::DropView, order, step)
    }
}

fn dropped(kind: &str, name: &QualifiedName, drop: DdlStatement) -> Step {
    Step::new(format!("drop {kind} {name}"), vec![drop]).hazard(HazardKind::DropObject.of(name))
}

/// A sequence that nothing owns any more is let go before the column is dropped.
fn own_sequence(def: &SequenceDef) -> Placed {
    let phase = match def.owned_by {
        Some(_) => Phase::OwnSequence,
        None => Phase::DropConstraint,
    };
    let (sequence, owned_by) = (def.name.clone(), def.owned_by.clone());
    let statement = DdlStatement::SetSequenceOwner { sequence, owned_by };
    (phase, 1, Step::new(format!("set the owner of {}", def.name), vec![statement]))
}

fn domain_place(catalog: &Catalog, name: &QualifiedName) -> usize {
    let order = catalog.domains_in_dependency_order();
    order.iter().position(|domain| domain.name == *name).unwrap_or_default()
}

fn view_place(catalog: &Catalog, name: &QualifiedName) -> usize {
    let order = catalog.views_in_dependency_order();
    order.iter().position(|view| view.name == *name).unwrap_or_default()
}
