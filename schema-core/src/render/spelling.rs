//! How DDL names schemas.

use std::collections::BTreeMap;

use crate::ident::{Ident, quote};
use crate::metadata::{Catalog, CatalogTable};

/// How DDL names schemas: by their names, or by variables that stand for them.
///
/// ```
/// # use polyschema_core::ident::Ident;
/// # use polyschema_core::render::SchemaSpelling;
/// let asia = Ident::new("asia")?;
/// assert_eq!(SchemaSpelling::Names.to_sql(&asia), r#""asia""#);
/// assert_eq!(SchemaSpelling::variables([&asia]).to_sql(&asia), r#":"asia""#);
/// # Ok::<(), polyschema_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SchemaSpelling {
    /// By their names: `"asia"."countries"`.
    #[default]
    Names,
    /// By variables of psql: `:"asia"."countries"`. A schema that has no variable goes by its name.
    ///
    /// Source: PostgreSQL manual, psql, "SQL Interpolation".
    Variables(BTreeMap<Ident, SchemaVariable>),
}

impl SchemaSpelling {
    /// Variables for schemas, each called as its schema as far as psql allows.
    pub fn variables<'a>(schemas: impl IntoIterator<Item = &'a Ident>) -> Self {
        let variable = |schema: &Ident| (schema.clone(), SchemaVariable::of(schema.as_str()));
        Self::Variables(schemas.into_iter().map(variable).collect())
    }

    /// Variables for all schemas of a catalog, and for all that its foreign keys, types and partitions
    /// lead to.
    pub fn variables_of(catalog: &Catalog) -> Self {
        let tables = || catalog.tables().map(CatalogTable::def);
        let referenced = tables().flat_map(|table| &table.foreign_keys).map(|key| &key.referenced);
        let types = tables()
            .flat_map(|table| &table.columns)
            .filter_map(|column| column.sql_type.as_enum().or_else(|| column.sql_type.as_domain()));
        let parents = tables().filter_map(|table| table.partition_of.as_ref()).map(|of| &of.parent);
        let named = referenced.chain(types).chain(parents).map(|name| &name.schema);
        Self::variables(catalog.schemas().keys().chain(named))
    }

    /// The variables of both. A schema that has one in either goes by it.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Names, one) | (one, Self::Names) => one,
            (Self::Variables(mut variables), Self::Variables(others)) => {
                variables.extend(others);
                Self::Variables(variables)
            }
        }
    }

    /// A schema's name as SQL.
    pub fn to_sql(&self, schema: &Ident) -> String {
        let mut sql = String::new();
        self.write(schema, &mut sql);
        sql
    }

    /// The one place where DDL writes the name of a schema.
    pub(crate) fn write(&self, schema: &Ident, sql: &mut String) {
        let variable = match self {
            Self::Names => None,
            Self::Variables(variables) => variables.get(schema),
        };
        match variable {
            None => quote(schema.as_str(), sql),
            Some(SchemaVariable(name)) => {
                sql.push(':');
                quote(name, sql);
            }
        }
    }
}

/// The name of a psql variable that holds a schema's name: letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaVariable(String);

impl SchemaVariable {
    /// The variable for a name: `_` takes the place of what psql does not allow.
    pub fn of(name: &str) -> Self {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
        Self(name.chars().map(|c| if allowed(c) { c } else { '_' }).collect())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_called_as_psql_allows() {
        for (name, variable) in
            [("asia", "asia"), ("größe_2", "größe_2"), ("x\" y-z", "x__y_z"), ("a.b", "a_b")]
        {
            assert_eq!(SchemaVariable::of(name).as_str(), variable);
        }
    }

    #[test]
    fn a_schema_without_variable_goes_by_its_name() {
        let asia = Ident::new("asia").unwrap();
        let other = Ident::new("o\"ther").unwrap();
        assert_eq!(SchemaSpelling::variables([&asia]).to_sql(&other), r#""o""ther""#);
    }
}
