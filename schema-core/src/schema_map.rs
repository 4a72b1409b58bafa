//! From logical to physical schemas: the name that a schema type has for one execution.
//!
//! Applied once, when SQL is rendered; never by replacing text. SQLAlchemy calls it
//! `schema_translate_map`.

use std::any::TypeId;
use std::borrow::Cow;

use crate::ast::SchemaSlot;
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::name::{SchemaName, SchemaRef};
use crate::schema::{RuntimeSchema, Schema};

/// Which schema types have another name, and which.
#[derive(Debug, Clone, Default)]
pub struct SchemaMap {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    key: TypeId,
    schema: &'static str,
    name: SchemaName,
}

impl SchemaMap {
    /// The map that changes nothing.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Gives a schema type another name, instead of one given to it before.
    ///
    /// # Errors
    /// [`Error::Name`] when the schema's database would not accept the name, or owns it.
    pub fn with<S: Schema>(mut self, name: &str) -> Result<Self> {
        let entry = Entry {
            key: TypeId::of::<S>(),
            schema: S::SPEC.ty.name,
            name: SchemaName::new(name, S::Database::DIALECT)?,
        };
        self.entries.retain(|known| known.key != entry.key);
        self.entries.push(entry);
        Ok(self)
    }

    /// The schema under the name that it has here, for binding tables.
    ///
    /// # Errors
    /// [`Error::Unmapped`] when the map has no entry for it.
    pub fn schema<S: RuntimeSchema>(&self) -> Result<SchemaRef<S>> {
        match self.name(TypeId::of::<S>()) {
            Some(name) => Ok(SchemaRef::new(name.clone())),
            None => Err(Error::Unmapped {
                schema: S::SPEC.ty.name,
                known: self.entries.iter().map(|entry| entry.schema.to_owned()).collect(),
            }),
        }
    }

    /// The map that leaves the name of a schema open.
    pub(crate) fn hole<S: Schema>() -> Self {
        let (key, schema) = (TypeId::of::<S>(), S::SPEC.ty.name);
        Self { entries: vec![Entry { key, schema, name: SchemaName::hole() }] }
    }

    /// The other name of a schema, if it has one; `None` where other schemas have other names, too.
    pub(crate) fn only<S: Schema>(&self) -> Option<Option<&str>> {
        match &*self.entries {
            [] => Some(None),
            [entry] if entry.key == TypeId::of::<S>() => Some(Some(entry.name.as_str())),
            _ => None,
        }
    }

    fn name(&self, key: TypeId) -> Option<&SchemaName> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.name)
    }
}

/// The name under which a statement finds a schema, to be kept: not copied where the type has it.
pub(crate) fn name(slot: &SchemaSlot, map: Option<&SchemaMap>) -> Result<Cow<'static, str>> {
    match (map, &slot.name, slot.spec.name) {
        (None, None, Some(name)) => Ok(Cow::Borrowed(name)),
        _ => Ok(Cow::Owned(physical(slot, map)?.to_owned())),
    }
}

/// The name under which a statement finds a schema.
pub(crate) fn physical<'a>(slot: &'a SchemaSlot, map: Option<&'a SchemaMap>) -> Result<&'a str> {
    map.and_then(|map| map.name(slot.key))
        .map(SchemaName::as_str)
        .or_else(|| slot.own_name())
        .ok_or(Error::SchemaWithoutName { schema: slot.spec.ty.name })
}
