//! From SQL types to Rust types, as far as the models' features have them.

use polyschema_core::dialect::Dialect;
use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Catalog, SqlType};
use polyschema_core::render::types::write_type;

use super::model::{Rust, Written};
use super::words::names;
use super::{Dates, Options};

/// A Rust type, and what an attribute must say beside it.
pub(super) struct Typed {
    pub(super) rust: Rust,
    pub(super) written: Written,
    /// What the models say otherwise than the database.
    pub(super) note: Option<String>,
}

impl Typed {
    const fn plain(rust: Rust) -> Self {
        Self { rust, written: Written::FromRust, note: None }
    }

    const fn text(written: Written) -> Self {
        Self { rust: Rust::Text, written, note: None }
    }
}

/// The Rust type of a column of the schema `own`; `enum_of` gives the position of an enum that the models can
/// have.
pub(super) fn typed(
    sql_type: &SqlType,
    own: &Ident,
    catalog: &Catalog,
    options: &Options,
    enum_of: &mut dyn FnMut(&SqlType) -> Option<usize>,
) -> Typed {
    if let Some(rust) = plain(sql_type, options) {
        return Typed::plain(rust);
    }
    let dialect = catalog.dialect();
    match sql_type {
        SqlType::Varchar(length) => Typed::text(Written::Varchar(*length)),
        SqlType::Char(length) => Typed::text(Written::Char(*length)),
        SqlType::Numeric { precision, scale } if options.decimal && scale <= precision => {
            let written = Written::Numeric(*precision, *scale);
            Typed { rust: Rust::Decimal, written, note: None }
        }
        SqlType::Enum(name) => match enum_of(sql_type) {
            Some(position) => Typed::plain(Rust::Enum(position)),
            None => Typed {
                note: Some(format!(
                    "enum `{name}` is none of this schema with labels; it is `String`, cast to the enum"
                )),
                ..spelled(sql_type, own, dialect)
            },
        },
        SqlType::Domain(name) => {
            let base = catalog
                .find_domain(name)
                .map(|def| typed(&def.base, own, catalog, options, enum_of));
            let rust = base.map_or(Rust::Text, |base| base.rust);
            let rust = if matches!(rust, Rust::Enum(_)) { Rust::Text } else { rust };
            let note =
                format!("domain `{name}` is named by `sql_type`; the models do not create it");
            Typed { rust, note: Some(note), ..spelled(sql_type, own, dialect) }
        }
        SqlType::Array(element) => array(sql_type, element, own, catalog, options, enum_of),
        SqlType::Custom(written) if dialect == Dialect::Sqlite => stored(written),
        _ if dialect == Dialect::Sqlite => without_feature_on_sqlite(sql_type),
        _ => spelled(sql_type, own, dialect),
    }
}

/// The type that needs no word beside it.
fn plain(sql_type: &SqlType, options: &Options) -> Option<Rust> {
    let dates = options.dates != Dates::Text;
    Some(match sql_type {
        SqlType::SmallInt => Rust::I16,
        SqlType::Integer => Rust::I32,
        SqlType::BigInt => Rust::I64,
        SqlType::Real => Rust::F32,
        SqlType::Double => Rust::F64,
        SqlType::Boolean => Rust::Bool,
        SqlType::Text => Rust::Text,
        SqlType::Bytes => Rust::Bytes,
        SqlType::Uuid if options.uuid => Rust::Uuid,
        SqlType::Date if dates => Rust::Date,
        SqlType::Time if dates => Rust::Time,
        SqlType::Timestamp if dates => Rust::Timestamp,
        SqlType::TimestampTz if dates => Rust::TimestampTz,
        SqlType::Json if options.json => Rust::Json,
        SqlType::Decimal if options.decimal => Rust::Decimal,
        _ => return None,
    })
}

/// `String`, with the type as the database writes it.
fn spelled(sql_type: &SqlType, own: &Ident, dialect: Dialect) -> Typed {
    let mut sql = String::new();
    write_type(sql_type, dialect, &mut sql);
    Typed::text(if names(&sql, own) { Written::Own(sql) } else { Written::Custom(sql) })
}

/// Arrays of what `Vec` takes are a `Vec`; documents, enums and arrays are none of it.
fn array(
    sql_type: &SqlType,
    element: &SqlType,
    own: &Ident,
    catalog: &Catalog,
    options: &Options,
    enum_of: &mut dyn FnMut(&SqlType) -> Option<usize>,
) -> Typed {
    let of = match element {
        SqlType::Array(_) | SqlType::Domain(_) | SqlType::Enum(_) => None,
        _ => Some(typed(element, own, catalog, options, enum_of)),
    };
    let dialect = catalog.dialect();
    match of {
        Some(
            Typed { rust: Rust::Json, .. }
            | Typed { written: Written::Custom(_) | Written::Own(_), .. },
        )
        | None => spelled(sql_type, own, dialect),
        Some(Typed { rust, written: Written::FromRust, .. }) => {
            Typed::plain(Rust::Array(Box::new(rust)))
        }
        Some(Typed { rust, .. }) => {
            Typed { rust: Rust::Array(Box::new(rust)), ..spelled(sql_type, own, dialect) }
        }
    }
}

/// One of the types of a `STRICT` table.
fn stored(written: &str) -> Typed {
    match written.to_ascii_uppercase().as_str() {
        "INTEGER" => Typed::plain(Rust::I64),
        "INT" => Typed { rust: Rust::I64, ..Typed::text(Written::Custom(written.to_owned())) },
        "REAL" => Typed::plain(Rust::F64),
        "BLOB" => Typed::plain(Rust::Bytes),
        "TEXT" => Typed::plain(Rust::Text),
        _ => Typed {
            note: Some("values of any type are read as `String`, which only text is".to_owned()),
            ..Typed::text(Written::Custom(written.to_owned()))
        },
    }
}

/// What a type of a feature that the models lack is stored as.
fn without_feature_on_sqlite(sql_type: &SqlType) -> Typed {
    let (rust, check) = match sql_type {
        SqlType::Uuid => (Rust::Bytes, true),
        SqlType::Json => (Rust::Text, true),
        _ => (Rust::Text, false),
    };
    let note = format!("without the feature for `{sql_type}` its check is not part of the models");
    Typed { note: check.then_some(note), ..Typed::plain(rust) }
}
