//! `override(..)`: the explicit word that changes inherited columns.

use syn::Ident;

use crate::attr::{OverrideWords, TableWords};
use crate::lower::column::{TypeWords, default, sql_type};
use crate::lower::constraint::check;
use crate::lower::name;
use crate::lower::table::Context;
use crate::model::{Constraint, Override, SqlType};

/// All overrides, and the checks that they add.
pub(super) fn all(words: &TableWords, context: &mut Context) -> (Vec<Override>, Vec<Constraint>) {
    let mut overrides: Vec<Override> = Vec::new();
    let mut checks = Vec::new();
    for (field, words) in words.overrides.iter().flat_map(|list| &list.0) {
        if !is_inherited(field, context) {
            continue;
        }
        if overrides.iter().any(|earlier| earlier.field == *field) {
            context.faults.at(field, format!("`{field}` is overridden twice"));
        }
        checks.extend(words.check.iter().map(|value| check(value, Some(field), context)));
        overrides.push(one(field, words, context));
    }
    (overrides, checks)
}

/// Only a column that comes from elsewhere can be overridden.
fn is_inherited(field: &Ident, context: &mut Context) -> bool {
    if context.scope.own(field).is_some() {
        let message =
            format!("`{field}` is a field of this struct; say it there, with `#[column(..)]`");
        context.faults.at(field, message);
        return false;
    }
    if context.scope.is_flat() {
        let message = "`override` changes inherited columns; this table has no \
             `#[column(extends)]` or `#[column(flatten)]`";
        context.faults.at(field, message);
        return false;
    }
    context.is_column(field)
}

fn one(field: &Ident, words: &OverrideWords, context: &mut Context) -> Override {
    let types = TypeWords {
        varchar: words.varchar.as_ref(),
        char: words.char.as_ref(),
        numeric: words.numeric.as_ref(),
        sql_type: words.sql_type.as_ref(),
    };
    let faults = &mut context.faults;
    let sql_type = sql_type(types, None, field, faults);
    Override {
        field: field.clone(),
        name: name::given(words.name.as_ref(), "a column", faults),
        sql_type: (sql_type != SqlType::FromKind).then_some(sql_type),
        default: words.default.as_ref().map(|value| default(value, None, faults)),
        collation: name::given(words.collate.as_ref(), "a collation", faults),
    }
}
