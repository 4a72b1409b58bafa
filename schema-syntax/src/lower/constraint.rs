//! Primary key, unique and check constraints, and the foreign keys' place among them.

use syn::Ident;

use crate::attr::{CheckValue, ColumnWords, Fields, TableWords};
use crate::lower::table::Context;
use crate::lower::{foreign_key, name, types};
use crate::model::{Constraint, ConstraintKind, Home};

/// All constraints: the primary key, then those of columns, then those of the table.
pub(super) fn all(
    words: &TableWords,
    columns: &[(&syn::Field, ColumnWords)],
    home: &Home,
    context: &mut Context,
) -> Vec<Constraint> {
    let mut all = Vec::new();
    all.extend(primary_key(words, columns, home, context));
    for (field, words) in columns {
        let Some(ident) = &field.ident else {
            continue;
        };
        if let Some(unique) = &words.unique {
            let name = name::given(unique.name.as_ref(), "a constraint", &mut context.faults);
            all.push(Constraint { name, kind: ConstraintKind::Unique(vec![ident.clone()]) });
        }
        all.extend(words.check.iter().map(|value| check(value, Some(ident), context)));
        all.extend(foreign_key::of_column(field, words, context));
    }
    all.extend(words.unique.iter().map(|fields| unique(fields, context)));
    all.extend(words.check.iter().map(|value| check(value, None, context)));
    all.extend(words.foreign_key.iter().filter_map(|value| foreign_key::of_table(value, context)));
    all
}

/// A table has one primary key, of its own columns, none of which can be NULL.
fn primary_key(
    words: &TableWords,
    columns: &[(&syn::Field, ColumnWords)],
    home: &Home,
    context: &mut Context,
) -> Option<Constraint> {
    let marked: Vec<&Ident> = columns
        .iter()
        .filter(|(_, words)| words.primary_key.is_some())
        .filter_map(|(field, _)| field.ident.as_ref())
        .collect();
    let faults = &mut context.faults;
    let first =
        columns.iter().find_map(|(_, words)| words.primary_key.as_ref().map(|mark| &mark.0));
    let at = words.primary_key.as_ref().map(|fields| &fields.word).or(first)?;
    if matches!(home, Home::Mixin) {
        faults.at(at, "a mixin has no primary key; put it into the tables that flatten it");
        return None;
    }
    if context.scope.has_base() {
        faults.at(at, "a table that extends another has its primary key; remove `primary_key`");
        return None;
    }
    let (fields, name) = match (&words.primary_key, &marked[..]) {
        (Some(Fields { fields, name, .. }), []) => (
            context.columns(fields),
            name::given(name.as_ref(), "a constraint", &mut context.faults),
        ),
        (Some(fields), _) => {
            faults.at(&fields.word, "the primary key is given twice: here and on a column");
            (fields.fields.clone(), None)
        }
        (None, [field]) => (vec![(*field).clone()], None),
        (None, several) => {
            let list: Vec<String> = several.iter().map(ToString::to_string).collect();
            let list = list.join(", ");
            faults.at(several[1], format!(
                "`primary_key` is on two columns; for a key of both write `#[table(primary_key({list}))]`"
            ));
            (several.iter().map(|field| (*field).clone()).collect(), None)
        }
    };
    let own: Vec<Ident> =
        fields.into_iter().filter(|field| is_own_and_required(field, context)).collect();
    (!own.is_empty()).then_some(Constraint { name, kind: ConstraintKind::PrimaryKey(own) })
}

fn is_own_and_required(field: &Ident, context: &mut Context) -> bool {
    let Some(own) = context.scope.own(field) else {
        context.foreign_fields.retain(|foreign| foreign != field);
        context.faults.at(
            field,
            format!(
                "the primary key needs fields of the table itself; `{field}` can only be a mixin's"
            ),
        );
        return false;
    };
    if types::option_inner(&own.ty).is_some() {
        let message = format!("a primary key cannot be NULL; make `{field}` no `Option`");
        context.faults.at(&own.ty.clone(), message);
        return false;
    }
    true
}

fn unique(fields: &Fields, context: &mut Context) -> Constraint {
    let columns = context.columns(&fields.fields);
    let name = name::given(fields.name.as_ref(), "a constraint", &mut context.faults);
    Constraint { name, kind: ConstraintKind::Unique(columns) }
}

/// A check, which needs a predicate.
pub(super) fn check(
    value: &CheckValue,
    field: Option<&Ident>,
    context: &mut Context,
) -> Constraint {
    let predicate = name::sql(&value.predicate, "the predicate of a check", &mut context.faults);
    let name = name::given(value.name.as_ref(), "a constraint", &mut context.faults);
    Constraint { name, kind: ConstraintKind::Check { field: field.cloned(), predicate } }
}
