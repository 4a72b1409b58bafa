//! Where the history lies.

use polyschema_core::ident::{Ident, quote};
use polyschema_core::{Dialect, SchemaName};

use super::sql::literal;
use crate::error::Result;

/// The name and the place of the history table.
///
/// By default each schema has a table `polyschema_history` of its own, which goes where the schema goes:
/// into its dump, under its new name, into the copy of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryTable {
    name: Ident,
    schema: Option<Ident>,
}

/// The history of one schema: its table, and which rows of it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    /// The schema of the table.
    pub(crate) schema: Ident,
    /// The table.
    pub(crate) name: Ident,
    /// The schema that the rows are about, by its name in the database.
    pub(crate) about: String,
    /// Whether the table has the rows of other schemas, too.
    pub(crate) is_shared: bool,
}

impl HistoryTable {
    /// The name of the table, where it has no other.
    pub const NAME: &'static str = crate::diff::HISTORY_TABLE;

    /// A table of this name in each schema.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name).
    pub fn named(name: &str) -> Result<Self> {
        Ok(Self { name: Ident::new(name)?, schema: None })
    }

    /// One table for all schemas, in a schema that exists.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name).
    pub fn in_schema(self, schema: &str) -> Result<Self> {
        Ok(Self { schema: Some(Ident::new(schema)?), ..self })
    }

    /// The name of the table.
    pub const fn name(&self) -> &Ident {
        &self.name
    }

    /// The schema of the table, where there is one for all.
    pub const fn schema(&self) -> Option<&Ident> {
        self.schema.as_ref()
    }

    /// The history of a schema.
    pub(crate) fn of(&self, physical: &SchemaName, dialect: Dialect) -> Result<Place> {
        let schema = match &self.schema {
            Some(schema) => schema.clone(),
            None => Ident::new(physical.as_str())?,
        };
        self.name.check(dialect)?;
        schema.check(dialect)?;
        Ok(Place {
            dialect,
            schema,
            name: self.name.clone(),
            about: physical.as_str().to_owned(),
            is_shared: self.schema.is_some(),
        })
    }
}

impl Default for HistoryTable {
    fn default() -> Self {
        let Ok(name) = Ident::new(Self::NAME) else {
            unreachable!("the name is a valid one");
        };
        Self { name, schema: None }
    }
}

impl Place {
    /// The table's name in SQL.
    pub(super) fn table(&self) -> String {
        let mut sql = String::new();
        quote(self.schema.as_str(), &mut sql);
        sql.push('.');
        quote(self.name.as_str(), &mut sql);
        sql
    }

    /// The names of the table's schema and of the table.
    pub(super) fn names(&self) -> (&str, &str) {
        (self.schema.as_str(), self.name.as_str())
    }

    /// What a condition for the rows about the schema ends with.
    ///
    /// A table in the schema itself goes with it when it gets another name, so that all of its rows are
    /// about it.
    pub(super) fn and_about(&self) -> String {
        match self.is_shared {
            true => format!(" AND schema_name = {}", literal(&self.about, self.dialect)),
            false => String::new(),
        }
    }
}
