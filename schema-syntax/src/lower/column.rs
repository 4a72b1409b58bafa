//! A field: column, base or mixin; and what a column's attributes may say.

use syn::ext::IdentExt;
use syn::{Lit, Type};

use crate::attr::{
    ColumnWords, DefaultKind, DefaultValue, Identity, Length, Mark, Numeric, Text, doc_comment,
};
use crate::fault::Faults;
use crate::lower::name::{self, spelled};
use crate::lower::types::{self, Builtin};
use crate::model::{Column, Field, Fill, Literal, Role, SqlType};

/// Reads a field.
pub(super) fn field(field: &syn::Field, words: &ColumnWords, faults: &mut Faults) -> Option<Field> {
    let ident = field.ident.clone()?;
    let role = match (&words.extends, &words.flatten) {
        (None, None) => Role::Column(Box::new(column(field, words, faults))),
        (base, _) => {
            stands_alone(words, base.as_ref().or(words.flatten.as_ref()), faults);
            if base.is_some() { Role::Extends } else { Role::Flatten }
        }
    };
    Some(Field { ident, vis: field.vis.clone(), ty: field.ty.clone(), role })
}

/// `extends` and `flatten` make a field something else than a column, about which there is no more to say.
fn stands_alone(words: &ColumnWords, mark: Option<&Mark>, faults: &mut Faults) {
    let ColumnWords {
        name,
        primary_key,
        identity,
        generated,
        default,
        unique,
        index,
        check,
        varchar,
        char,
        numeric,
        sql_type,
        collate,
        references,
        on_delete,
        on_update,
        deferrable,
        extends,
        flatten,
        renamed_from,
    } = words;
    let others = name.is_some()
        || primary_key.is_some()
        || identity.is_some()
        || generated.is_some()
        || default.is_some()
        || unique.is_some()
        || !index.is_empty()
        || !check.is_empty()
        || varchar.is_some()
        || char.is_some()
        || numeric.is_some()
        || sql_type.is_some()
        || collate.is_some()
        || references.is_some()
        || on_delete.is_some()
        || on_update.is_some()
        || deferrable.is_some()
        || renamed_from.is_some()
        || (extends.is_some() && flatten.is_some());
    if let (true, Some(mark)) = (others, mark) {
        let word = &mark.0;
        faults.at(mark, format!("`{word}` stands alone: the field is no column of its own"));
    }
}

fn column(field: &syn::Field, words: &ColumnWords, faults: &mut Faults) -> Column {
    let ident = field.ident.as_ref().map(|ident| ident.unraw().to_string()).unwrap_or_default();
    let name = name::given(words.name.as_ref(), "a column", faults).unwrap_or(ident);
    let renamed_from = name::given(words.renamed_from.as_ref(), "a column", faults);
    if let (Some(text), true) = (&words.renamed_from, renamed_from.as_ref() == Some(&name)) {
        faults.at(text, format!("column `{name}` has this name already; remove `renamed_from`"));
    }
    let base = types::base(&field.ty);
    let nullable = types::option_inner(&field.ty).is_some();
    let sql_type = sql_type(
        TypeWords {
            varchar: words.varchar.as_ref(),
            char: words.char.as_ref(),
            numeric: words.numeric.as_ref(),
            sql_type: words.sql_type.as_ref(),
        },
        Some(base),
        field,
        faults,
    );
    let fill = fill(field, words, faults);
    let judged = !matches!(sql_type, SqlType::FromKind | SqlType::Custom(_))
        || matches!(fill, Fill::IdentityAlways | Fill::IdentityByDefault | Fill::Default(_));
    let builtin = types::builtin(base).is_some();
    Column {
        name,
        sql_type,
        fill,
        collation: name::given(words.collate.as_ref(), "a collation", faults),
        comment: doc_comment(&field.attrs),
        renamed_from,
        nullable,
        builtin,
        unproven: judged && !builtin,
    }
}

/// The words that say something of a column's SQL type.
pub(super) struct TypeWords<'a> {
    pub(super) varchar: Option<&'a Length>,
    pub(super) char: Option<&'a Length>,
    pub(super) numeric: Option<&'a Numeric>,
    pub(super) sql_type: Option<&'a Text>,
}

/// A column has one SQL type, which its Rust type can be.
///
/// `ty` is the type without NULL; `None` if it is not known here.
pub(super) fn sql_type(
    words: TypeWords<'_>,
    ty: Option<&Type>,
    at: impl quote::ToTokens,
    faults: &mut Faults,
) -> SqlType {
    let TypeWords { varchar, char, numeric, sql_type } = words;
    let given = [
        varchar.map(|Length(n)| ("varchar", SqlType::Varchar(*n))),
        char.map(|Length(n)| ("char", SqlType::Char(*n))),
        numeric.map(|Numeric(p, s)| ("numeric", SqlType::Numeric(*p, *s))),
        sql_type
            .map(|text| ("sql_type", SqlType::Custom(name::sql(&text.0, "the SQL type", faults)))),
    ];
    let mut given = given.into_iter().flatten();
    let Some((word, sql_type)) = given.next() else {
        return SqlType::FromKind;
    };
    if let Some((second, _)) = given.next() {
        faults.at(
            at,
            format!("`{word}` and `{second}` exclude each other; a column has one SQL type"),
        );
    } else if let Some(ty) = ty
        && let Some(builtin) = types::builtin(ty)
    {
        let spelled = spelled(ty);
        match sql_type {
            SqlType::Varchar(_) | SqlType::Char(_) if builtin != Builtin::Text => {
                faults.at(ty, format!("`{word}` is for text; this column holds `{spelled}`"));
            }
            SqlType::Numeric(..) => {
                faults.at(ty, format!("`{word}` is for `Decimal`; this column holds `{spelled}`"));
            }
            _ => {}
        }
    }
    sql_type
}

/// A column is filled in one way, if at all.
fn fill(field: &syn::Field, words: &ColumnWords, faults: &mut Faults) -> Fill {
    let given = [
        words.identity.as_ref().map(|_| "identity"),
        words.generated.as_ref().map(|_| "generated"),
        words.default.as_ref().map(|_| "default"),
    ];
    let given: Vec<&str> = given.into_iter().flatten().collect();
    if let [first, second, ..] = given[..] {
        let message = format!(
            "`{first}` and `{second}` exclude each other; the database fills a column in one way"
        );
        faults.at(&field.ident, message);
    }
    if let Some(identity) = &words.identity {
        is_integer(&field.ty, faults);
        return match identity.value {
            Identity::Always => Fill::IdentityAlways,
            Identity::ByDefault => Fill::IdentityByDefault,
        };
    }
    if let Some(text) = &words.generated {
        return Fill::Generated(name::sql(&text.0, "the expression of a generated column", faults));
    }
    match &words.default {
        Some(value) => default(value, Some(types::base(&field.ty)), faults),
        None => Fill::None,
    }
}

/// An identity numbers rows.
fn is_integer(ty: &Type, faults: &mut Faults) {
    let spelled = spelled(ty);
    let fits =
        matches!(types::builtin(ty), None | Some(Builtin::I16 | Builtin::I32 | Builtin::I64));
    if !fits || types::option_inner(ty).is_some() {
        faults.at(
            ty,
            format!("an identity is an `i16`, `i32` or `i64`; this column holds `{spelled}`"),
        );
    }
}

/// A default's literal is of the column's type.
///
/// `ty` is the type without NULL; `None` if it is not known here.
pub(super) fn default(value: &DefaultValue, ty: Option<&Type>, faults: &mut Faults) -> Fill {
    let (literal, negative) = match &value.kind {
        DefaultKind::Sql(sql) => return Fill::DefaultSql(name::sql(sql, "the default", faults)),
        DefaultKind::Variant(path) => return Fill::Default(Literal::Variant(path.clone())),
        DefaultKind::Literal { literal, negative } => (literal, *negative),
        DefaultKind::Other => {
            let example = DefaultValue::EXAMPLE;
            faults.at(&value.expr, format!("`default` is used as `default{example}`"));
            return Fill::None;
        }
    };
    let Some(literal) = self::literal(literal, negative) else {
        let message = "a default is an integer, a floating-point number, a truth value or a text; \
             for anything else write `default = sql(\"..\")`";
        faults.at(&value.expr, message);
        return Fill::None;
    };
    if let Some(ty) = ty
        && let Some(builtin) = types::builtin(ty)
        && !fits(&literal, builtin)
    {
        let spelled = spelled(ty);
        faults
            .at(&value.expr, format!("this default is no value of the column's type `{spelled}`"));
    }
    Fill::Default(literal)
}

fn literal(literal: &Lit, negative: bool) -> Option<Literal> {
    let sign = if negative { "-" } else { "" };
    match literal {
        Lit::Bool(value) => Some(Literal::Bool(value.value)),
        Lit::Str(value) => Some(Literal::Text(value.value())),
        Lit::Int(value) if value.suffix().is_empty() => {
            format!("{sign}{}", value.base10_digits()).parse().ok().map(Literal::Int)
        }
        Lit::Float(value) if value.suffix().is_empty() => {
            format!("{sign}{}", value.base10_digits()).parse().ok().map(Literal::Float)
        }
        _ => None,
    }
}

fn fits(literal: &Literal, builtin: Builtin) -> bool {
    match (literal, builtin) {
        (Literal::Bool(_), Builtin::Bool) | (Literal::Text(_), Builtin::Text) => true,
        (Literal::Int(_) | Literal::Float(_), Builtin::Float) | (Literal::Int(_), Builtin::I64) => {
            true
        }
        (Literal::Int(value), Builtin::I16) => i16::try_from(*value).is_ok(),
        (Literal::Int(value), Builtin::I32) => i32::try_from(*value).is_ok(),
        _ => false,
    }
}
