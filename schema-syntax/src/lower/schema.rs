//! A type that derives `Schema`.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Data, DeriveInput, Fields, GenericParam, Ident, Path, Type, TypeParam};

use crate::attr::{SchemaWords, doc_comment, read};
use crate::fault::Faults;
use crate::lower::{Lowered, name};
use crate::model::Schema;

/// Reads a type that derives `Schema`.
pub fn schema(input: &DeriveInput) -> Lowered<Schema> {
    let mut faults = Faults::default();
    let words: SchemaWords = read(&input.attrs, "schema", &mut faults);
    let legible = faults.is_empty();
    let database = words.database.map(|named| named.0);
    let name = words.name.as_ref().map(|text| name::schema(text, database.as_ref(), &mut faults));
    let shape = shape(input, &mut faults);
    let database = self::database(&input.ident, database, legible, &mut faults);
    let (Some(Shape { parameter, parameter_default }), Some(database)) = (shape, database) else {
        return Lowered::new(None, faults);
    };
    parameter_is_database(parameter.as_ref(), &database, &mut faults);
    let tables = words.tables.map(|tables| tables.0).unwrap_or_default();
    let sees = words.sees.map(|paths| paths.0).unwrap_or_default();
    let model = Schema {
        ident: input.ident.clone(),
        parameter,
        parameter_default,
        krate: words.krate.map(|named| named.0),
        name,
        comment: doc_comment(&input.attrs),
        database,
        tables: each_once(tables, |table| &table.path, &mut faults),
        sees: each_once(sees, |path| path, &mut faults),
    };
    Lowered::new(Some(model), faults)
}

#[derive(Default)]
struct Shape {
    parameter: Option<Ident>,
    parameter_default: Option<Type>,
}

/// A schema is a unit struct, or a struct with one type parameter that stands for the database.
fn shape(input: &DeriveInput, faults: &mut Faults) -> Option<Shape> {
    let Data::Struct(data) = &input.data else {
        faults.at(&input.ident, "a schema is a struct: `struct Asia;`");
        return None;
    };
    let mut parameters = input.generics.params.iter();
    match (parameters.next(), parameters.next()) {
        (None, _) if matches!(data.fields, Fields::Unit) => Some(Shape::default()),
        (None, _) => {
            let name = &input.ident;
            faults.at(&data.fields, format!("a schema holds nothing: `struct {name};`"));
            Some(Shape::default())
        }
        (Some(GenericParam::Type(parameter)), None) => {
            let TypeParam { ident, default, .. } = parameter.clone();
            let parameter_default = default.map(|(_, default)| default);
            Some(Shape { parameter: Some(ident), parameter_default })
        }
        _ => {
            faults.at(
                &input.generics.params,
                "a schema has at most one type parameter, its database",
            );
            None
        }
    }
}

/// A schema belongs to one kind of database.
fn database(
    ident: &Ident,
    database: Option<Path>,
    legible: bool,
    faults: &mut Faults,
) -> Option<Path> {
    if database.is_none() && legible {
        faults.at(
            ident,
            format!("schema `{ident}` needs a database: `#[schema(database = Postgres)]`"),
        );
    }
    database
}

/// The type parameter is the database.
fn parameter_is_database(parameter: Option<&Ident>, database: &Path, faults: &mut Faults) {
    if let Some(parameter) = parameter
        && !database.is_ident(parameter)
    {
        faults
            .at(database, format!("`{parameter}` must be the database: `database = {parameter}`"));
    }
}

/// A table or schema is listed once.
fn each_once<T>(all: Vec<T>, path: impl Fn(&T) -> &Path, faults: &mut Faults) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let mut once = Vec::new();
    for each in all {
        let path = path(&each);
        let spelled = path.to_token_stream().to_string().replace(' ', "");
        if seen.insert(spelled.clone()) {
            once.push(each);
        } else {
            faults.at(path, format!("`{spelled}` is listed twice"));
        }
    }
    once
}
