//! The whole: schemas, and in them tables and enums, found by name.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::dialect::{Database, Dialect};
use crate::error::{Error, Result};
use crate::ident::Ident;
use crate::metadata::near::nearest;
use crate::metadata::{
    CatalogBuilder, CatalogError, DomainDef, EnumDef, QualifiedName, SchemaDef, TableDef,
};
use crate::name::SchemaRef;
use crate::schema::{Schema, SchemaList};

/// What the schemas of one database hold, by qualified name.
///
/// A catalog is consistent: it is checked when it is built or deserialized, and changes only as a
/// whole ([`rebind`](Self::rebind)).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Unchecked"))]
pub struct Catalog {
    pub(super) dialect: Dialect,
    pub(super) schemas: BTreeMap<Ident, SchemaDef>,
}

impl Catalog {
    /// The catalog of one schema type, or of a tuple of them, under their own names.
    ///
    /// # Errors
    /// [`CatalogError`], or [`Error::SchemaWithoutName`] for a schema that is named at run time.
    pub fn of<L: SchemaList>() -> Result<Self> {
        CatalogBuilder::of_specs(&L::specs())?.build()
    }

    /// The catalog of one schema, the name of which may be known only at run time.
    ///
    /// A schema that it sees and that has no name of its own needs [`Catalog::builder`].
    ///
    /// # Errors
    /// [`CatalogError`].
    pub fn of_schema<S: Schema>(schema: &SchemaRef<S>) -> Result<Self> {
        Self::builder(S::Database::DIALECT).schema(schema).build()
    }

    /// A catalog of several schemas, the names of which may be known only at run time.
    pub const fn builder(dialect: Dialect) -> CatalogBuilder {
        CatalogBuilder::new(dialect)
    }

    /// A catalog of schemas that were put together by hand, or read from a database.
    ///
    /// # Errors
    /// [`CatalogError`]: it is not consistent.
    pub fn from_schemas(
        dialect: Dialect,
        schemas: impl IntoIterator<Item = SchemaDef>,
    ) -> Result<Self, CatalogError> {
        let mut by_name = BTreeMap::new();
        for schema in schemas {
            if let Some(twice) = by_name.insert(schema.name.clone(), schema) {
                return Err(CatalogError::DuplicateSchema { name: twice.name.as_str().to_owned() });
            }
        }
        let catalog = Self { dialect, schemas: by_name };
        catalog.check()?;
        Ok(catalog)
    }

    /// The schemas, to be changed and made a catalog again.
    pub fn into_schemas(self) -> BTreeMap<Ident, SchemaDef> {
        self.schemas
    }

    /// The kind of database.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The schemas, by name.
    pub const fn schemas(&self) -> &BTreeMap<Ident, SchemaDef> {
        &self.schemas
    }

    /// A schema.
    ///
    /// # Errors
    /// [`CatalogError::UnknownSchema`].
    pub fn schema(&self, name: &str) -> Result<&SchemaDef> {
        self.schemas.get(name).ok_or_else(|| self.unknown_schema(name).into())
    }

    /// A table by its qualified name: `asia.countries`.
    ///
    /// # Errors
    /// [`CatalogError::UnknownTable`] with a name that is near, or [`Error::Name`] for a text that is
    /// no qualified name.
    pub fn table(&self, name: &str) -> Result<CatalogTable<'_>> {
        let parsed: QualifiedName = name.parse()?;
        self.find(&parsed).ok_or_else(|| {
            let known: Vec<String> = self.tables().map(|table| table.name.to_string()).collect();
            let near = nearest(&parsed.to_string(), known.iter().map(String::as_str));
            let near = near.map(str::to_owned);
            Error::Catalog(CatalogError::UnknownTable { name: parsed.to_string(), near })
        })
    }

    /// All tables, in the order of their names.
    pub fn tables(&self) -> impl Iterator<Item = CatalogTable<'_>> {
        self.schemas
            .values()
            .flat_map(|schema| schema.tables.values())
            .map(|def| CatalogTable { catalog: self, def })
    }

    /// A catalog with one of the schemas alone. Foreign keys to the others stay.
    ///
    /// # Errors
    /// [`CatalogError::UnknownSchema`].
    pub fn only(&self, schema: &str) -> Result<Self> {
        let def = self.schema(schema)?.clone();
        Ok(Self { dialect: self.dialect, schemas: BTreeMap::from([(def.name.clone(), def)]) })
    }

    /// A table, if the catalog has it.
    pub fn find(&self, name: &QualifiedName) -> Option<CatalogTable<'_>> {
        let def = self.schemas.get(&name.schema)?.tables.get(&name.name)?;
        Some(CatalogTable { catalog: self, def })
    }

    /// An enum, if the catalog has it.
    pub fn find_enum(&self, name: &QualifiedName) -> Option<&EnumDef> {
        self.schemas.get(&name.schema)?.enums.get(&name.name)
    }

    /// A domain, if the catalog has it.
    pub fn find_domain(&self, name: &QualifiedName) -> Option<&DomainDef> {
        self.schemas.get(&name.schema)?.domains.get(&name.name)
    }

    pub(super) fn unknown_schema(&self, name: &str) -> CatalogError {
        let known = self.schemas.keys().map(|known| known.as_str().to_owned()).collect();
        CatalogError::UnknownSchema { name: name.to_owned(), known }
    }
}

/// A table of a catalog: its definition, and the catalog around it.
#[derive(Debug, Clone, Copy)]
pub struct CatalogTable<'a> {
    catalog: &'a Catalog,
    def: &'a TableDef,
}

impl<'a> CatalogTable<'a> {
    /// The catalog.
    pub const fn catalog(self) -> &'a Catalog {
        self.catalog
    }

    /// The definition.
    pub const fn def(self) -> &'a TableDef {
        self.def
    }
}

impl Deref for CatalogTable<'_> {
    type Target = TableDef;

    fn deref(&self) -> &TableDef {
        self.def
    }
}

/// A catalog as it is read, before it is checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(rename = "Catalog")]
struct Unchecked {
    dialect: Dialect,
    schemas: BTreeMap<Ident, SchemaDef>,
}

#[cfg(feature = "serde")]
impl TryFrom<Unchecked> for Catalog {
    type Error = CatalogError;

    fn try_from(Unchecked { dialect, schemas }: Unchecked) -> Result<Self, CatalogError> {
        let catalog = Self { dialect, schemas };
        catalog.check()?;
        Ok(catalog)
    }
}
