//! Columns: added, dropped, altered.

use polyschema_core::ddl::{ColumnAction, DdlStatement, TableAction};
use polyschema_core::ident::{Ident, quote};
use polyschema_core::metadata::{CheckDef, ColumnDef, Constraint, Fill, QualifiedName};

use super::table::column_comment;
use super::{Context, Phase, Placed};
use crate::plan::hazard::HazardKind;
use crate::plan::lock::{LockMode, Work};
use crate::plan::step::{Step, Transaction};
use crate::plan::types::TypeChange;

impl Context<'_> {
    pub(super) fn add_column(&self, table: &QualifiedName, column: &ColumnDef) -> Vec<Placed> {
        let action = TableAction::AddColumn { column: column.clone(), constraints: Vec::new() };
        let mut statements = vec![DdlStatement::alter_table(table.clone(), action)];
        statements.extend(column_comment(table, column));
        let name = format!("add column {table}.{}", column.name.as_str());
        let hazard = match &column.fill {
            Some(Fill::Generated(_)) => Some(HazardKind::StoredGenerated),
            Some(Fill::Identity(_)) => Some(HazardKind::NewIdentity),
            Some(Fill::DefaultSql(sql)) if is_volatile(sql) => Some(HazardKind::VolatileDefault),
            Some(_) => None,
            None => (!column.nullable).then_some(HazardKind::RequiredColumn),
        };
        let work = match hazard {
            None | Some(HazardKind::RequiredColumn) => Work::Catalog,
            Some(_) => Work::Rewrite,
        };
        let lock = (LockMode::AccessExclusive, work);
        let step = Step::new(name, statements);
        let step = self.on_table(table, step, lock, hazard, Some(&column.name));
        let phase = match &column.fill {
            Some(Fill::Generated(_)) => Phase::AddGenerated,
            _ => Phase::AddColumn,
        };
        vec![(phase, 0, step)]
    }

    /// What is computed goes first, because it may be computed from the others, and loses nothing.
    pub(super) fn drop_column(&self, table: &QualifiedName, column: &ColumnDef) -> Placed {
        let action = TableAction::DropColumn(column.name.clone());
        let statement = DdlStatement::alter_table(table.clone(), action);
        let name = format!("drop column {table}.{}", column.name.as_str());
        let is_computed = matches!(column.fill, Some(Fill::Generated(_)));
        let hazard = if is_computed { HazardKind::DropObject } else { HazardKind::DropColumn };
        let lock = (LockMode::AccessExclusive, Work::Catalog);
        let step = Step::new(name, vec![statement]);
        let step = self.on_table(table, step, lock, Some(hazard), Some(&column.name));
        if is_computed {
            return (Phase::DropColumn, 0, step);
        }
        let lost = format!("the values of {table}.{}", column.name.as_str());
        (Phase::DropColumn, 1, step.loses(lost))
    }

    pub(super) fn alter_column(
        &self,
        table: &QualifiedName,
        from: &ColumnDef,
        to: &ColumnDef,
    ) -> Vec<Placed> {
        let mut steps = Vec::from_iter(self.alter_type_and_fill(table, from, to));
        if from.nullable && !to.nullable {
            steps.extend(self.set_not_null(table, to));
        }
        steps.extend(self.become_identity(table, from, to));
        steps.into_iter().map(|step| (Phase::AlterColumn, 0, step)).collect()
    }

    /// The default is in the way of a type change, so it goes before and comes again behind.
    fn alter_type_and_fill(
        &self,
        table: &QualifiedName,
        from: &ColumnDef,
        to: &ColumnDef,
    ) -> Option<Step> {
        let column = &to.name;
        let on = format!("{table}.{}", column.as_str());
        let retyped = from.sql_type != to.sql_type || from.collation != to.collation;
        let change = TypeChange::of(&from.sql_type, &to.sql_type);
        let (mut actions, mut words, mut hazards) = (Vec::new(), Vec::new(), Vec::new());
        match (&from.fill, &to.fill) {
            (from, to) if from == to && !retyped => {}
            (Some(Fill::Default(_) | Fill::DefaultSql(_)), to) if retyped || !is_default(to) => {
                actions.push(ColumnAction::DropDefault);
            }
            (Some(Fill::Identity(_)), Some(Fill::Identity(_))) | (None, _) => {}
            (Some(Fill::Identity(_)), _) => actions.push(ColumnAction::DropIdentity),
            (Some(Fill::Generated(_)), to) if !matches!(to, Some(Fill::Generated(_))) => {
                actions.push(ColumnAction::DropExpression);
            }
            _ => {}
        }
        if from.fill.is_some() && to.fill.is_none() {
            words.push(match &from.fill {
                Some(Fill::Identity(_)) => "no identity".to_owned(),
                Some(Fill::Generated(_)) => "no longer generated".to_owned(),
                _ => "no default".to_owned(),
            });
        }
        if !from.nullable && to.nullable {
            actions.push(ColumnAction::DropNotNull);
            words.push("null".to_owned());
            hazards.push(HazardKind::DropNotNull.of(&on));
        }
        if retyped {
            let (sql_type, collation) = (to.sql_type.clone(), to.collation.clone());
            words.push(format!("type {sql_type}"));
            actions.push(ColumnAction::SetType { sql_type, collation, using: change.using });
            let recollated = from.collation != to.collation;
            let rewrites = change.rewrites || recollated;
            hazards.extend(rewrites.then(|| HazardKind::RewritesType.of(&on)));
            hazards.extend(change.narrows.then(|| HazardKind::NarrowsType.of(&on)));
        }
        match &to.fill {
            Some(default @ (Fill::Default(_) | Fill::DefaultSql(_)))
                if retyped || from.fill != to.fill =>
            {
                let (default, sql_type) = (default.clone(), to.sql_type.clone());
                if from.fill != to.fill {
                    words.push("default".to_owned());
                }
                actions.push(ColumnAction::SetDefault { default, sql_type });
            }
            Some(Fill::Identity(identity))
                if matches!(from.fill, Some(Fill::Identity(_))) && from.fill != to.fill =>
            {
                words.push("identity".to_owned());
                actions.push(ColumnAction::SetIdentity(*identity));
            }
            _ => {}
        }
        if actions.is_empty() {
            return None;
        }
        let name = match words.is_empty() {
            true => format!("alter column {on}"),
            false => format!("alter column {on}: {}", words.join(", ")),
        };
        let rewrites = hazards.iter().any(|hazard| hazard.kind == HazardKind::RewritesType);
        let work = if rewrites { Work::Rewrite } else { Work::Catalog };
        let mut step = Step::new(name, self.column_statements(table, column, actions)).lock(
            table,
            LockMode::AccessExclusive,
            work,
        );
        step.hazards = hazards;
        Some(match change.narrows {
            true => step.loses(format!("what values of {on} do not fit")),
            false => step,
        })
    }

    /// An identity allows no NULL, so this comes last.
    fn become_identity(
        &self,
        table: &QualifiedName,
        from: &ColumnDef,
        to: &ColumnDef,
    ) -> Option<Step> {
        let (Some(Fill::Identity(identity)), None | Some(Fill::Default(_) | Fill::DefaultSql(_))) =
            (&to.fill, &from.fill)
        else {
            return None;
        };
        let name = format!("make {table}.{} an identity", to.name.as_str());
        let actions = vec![ColumnAction::AddIdentity(*identity)];
        let step = Step::new(name, self.column_statements(table, &to.name, actions))
            .hazard(HazardKind::IdentityStarts.of_part(table, &to.name))
            .lock(table, LockMode::AccessExclusive, Work::Catalog);
        Some(step)
    }

    /// A check that is valid tells PostgreSQL that there is no NULL, so that no row is read under the lock.
    fn set_not_null(&self, table: &QualifiedName, column: &ColumnDef) -> Vec<Step> {
        let name = format!("set not null on {table}.{}", column.name.as_str());
        let set = || self.column_statements(table, &column.name, vec![ColumnAction::SetNotNull]);
        if !self.is_online(table) {
            let lock = (LockMode::AccessExclusive, Work::Scan);
            let hazard = Some(HazardKind::SetNotNull);
            let step = Step::new(name, set());
            return vec![self.on_table(table, step, lock, hazard, Some(&column.name))];
        }
        let Some(check) = not_null_check(&column.name) else { return Vec::new() };
        let check_name = check.name.clone();
        let alter = |action| DdlStatement::alter_table(table.clone(), action);
        let add = alter(TableAction::AddConstraint(Constraint::Check(check)));
        let add = Step::new(
            format!("check that {table}.{} is not null", column.name.as_str()),
            vec![add],
        )
        .lock(table, LockMode::AccessExclusive, Work::Catalog);
        let (_, _, validate) = self.validate_constraint(table, &check_name, Transaction::Own);
        let mut statements = set();
        statements.push(alter(TableAction::DropConstraint(check_name)));
        let set = Step::new(name, statements).alone(Transaction::Own).lock(
            table,
            LockMode::AccessExclusive,
            Work::Catalog,
        );
        vec![add, validate, set]
    }

    fn column_statements(
        &self,
        table: &QualifiedName,
        column: &Ident,
        actions: Vec<ColumnAction>,
    ) -> Vec<DdlStatement> {
        let alter = |action| {
            let action = TableAction::AlterColumn { column: column.clone(), action };
            DdlStatement::alter_table(table.clone(), action)
        };
        actions.into_iter().map(alter).collect()
    }
}

const fn is_default(fill: &Option<Fill>) -> bool {
    matches!(fill, Some(Fill::Default(_) | Fill::DefaultSql(_)))
}

/// The check that stands for NOT NULL for a while.
fn not_null_check(column: &Ident) -> Option<CheckDef> {
    let mut end = column.as_str().len().min(45);
    while !column.as_str().is_char_boundary(end) {
        end -= 1;
    }
    let name = Ident::new(format!("not_null__{}", &column.as_str()[..end])).ok()?;
    let mut predicate = String::new();
    quote(column.as_str(), &mut predicate);
    predicate.push_str(" IS NOT NULL");
    let mut check = CheckDef::new(name, predicate);
    check.validated = false;
    Some(check)
}

/// Functions that give all rows of a statement the same value, and so need no rewrite.
///
/// Source: PostgreSQL manual, 9.9.5, 9.27 and `ALTER TABLE` (notes).
const STABLE: &[&str] = &[
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_setting",
    "lower",
    "upper",
    "coalesce",
    "nullif",
    "jsonb_build_object",
    "jsonb_build_array",
    "make_interval",
    "make_date",
    "date_trunc",
    "to_char",
    "concat",
    "abs",
    "round",
    "timezone",
    "current_date",
    "localtime",
    "localtimestamp",
    "current_timestamp",
    "current_time",
    "array",
    "row",
    "cast",
    "interval",
];

/// Whether an expression calls a function that is not known to be stable.
fn is_volatile(sql: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    sql.match_indices('(').any(|(at, _)| {
        let before = sql[..at].trim_end();
        let name = before.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        let is_type = before[..before.len() - name.len()].ends_with("::");
        !name.is_empty() && !is_type && !STABLE.iter().any(|known| known.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use super::is_volatile;

    #[test]
    fn functions_that_may_differ_from_row_to_row_are_found() {
        for sql in ["gen_random_uuid()", "1 + random ( )", "nextval('s')", "clock_timestamp()"] {
            assert!(is_volatile(sql), "{sql}");
        }
        for sql in ["now()", "1 + (2)", "'x'::varchar(3)", "CURRENT_TIMESTAMP(3)", "lower('A')"] {
            assert!(!is_volatile(sql), "{sql}");
        }
    }
}
