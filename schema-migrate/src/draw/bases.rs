//! Which tables come from one struct, and which of their columns an extension adds.
//!
//! A catalog does not know Rust structs: this reads what the derives wrote down.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::ident::Ident;
use polyschema_core::spec::{SchemaSpec, TableSpec};
use polyschema_core::{Error, QualifiedName, Result, Schema, SchemaList, SchemaRef};

use crate::model::Model;

/// The tables that come from abstract structs.
pub type Bases = BTreeMap<QualifiedName, Base>;

/// The abstract struct that a table comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// The struct's name: its path where structs of several modules have one name.
    pub name: String,
    /// The columns that the table has beyond the struct's.
    pub added: BTreeSet<Ident>,
}

/// The bases of the tables of one schema type, or of a tuple of them, under their own names.
///
/// A table whose struct is concrete and extends nothing has none.
///
/// # Errors
/// [`Error::SchemaWithoutName`] for a schema that is named at run time: [`bases_of_schema`] is for these.
pub fn bases_of<L: SchemaList>() -> Result<Bases> {
    let mut found = Vec::new();
    for (spec, _) in L::specs() {
        let name = spec.name.ok_or(Error::SchemaWithoutName { schema: spec.ty.name })?;
        found.extend(in_schema(spec, name)?);
    }
    Ok(named(found))
}

/// The bases of the tables of a model, under its logical names.
///
/// # Errors
/// [`Error::Name`] for a table's name that no database takes.
pub fn bases_of_model(model: &Model) -> Result<Bases> {
    let mut found = Vec::new();
    for (name, schema) in model.schemas() {
        found.extend(in_schema(schema.spec, name)?);
    }
    Ok(named(found))
}

/// The bases of the tables of one schema, the name of which may be known only at run time.
///
/// # Errors
/// [`Error::Name`] for a table's name that no database takes.
pub fn bases_of_schema<S: Schema>(schema: &SchemaRef<S>) -> Result<Bases> {
    Ok(named(in_schema(S::SPEC, schema.name())?))
}

type Found = (QualifiedName, &'static TableSpec);

fn in_schema(schema: &SchemaSpec, name: &str) -> Result<Vec<Found>> {
    let is_abstract = |spec: &&&TableSpec| spec.schema.is_none() || spec.ty != spec.root;
    let tables = schema.tables.iter().filter(is_abstract);
    tables
        .map(|spec| Ok((QualifiedName::new(Ident::new(name)?, Ident::new(spec.name)?), *spec)))
        .collect()
}

fn named(found: Vec<Found>) -> Bases {
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, spec) in &found {
        paths.entry(spec.root.name).or_default().insert(spec.root.path);
    }
    let base = |spec: &TableSpec| {
        let added = if spec.ty == spec.root { &[] } else { &spec.columns[spec.inherited..] };
        let name = if paths[spec.root.name].len() > 1 { spec.root.path } else { spec.root.name };
        Base {
            name: name.to_owned(),
            added: added.iter().filter_map(|column| Ident::new(column.name).ok()).collect(),
        }
    };
    found.into_iter().map(|(table, spec)| (table, base(spec))).collect()
}
