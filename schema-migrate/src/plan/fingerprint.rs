//! Fingerprints: whether two catalogs hold the same, whatever their schemas are called.

use std::collections::BTreeMap;
use std::fmt;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{QualifiedName, SchemaDef, SqlType, TableDef};
use polyschema_core::{Catalog, Dialect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A hash of what a catalog holds.
///
/// Each schema counts by its place among the catalog's schemas and not by its name, so that the model of a
/// tenant and each tenant have one fingerprint. Names in SQL texts count as they are written. Hints about
/// the past do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let places = Places::of(catalog);
        let schemas: Vec<SchemaDef> = catalog
            .schemas()
            .values()
            .map(|schema| {
                let mut schema = schema.clone();
                places.schema(&mut schema);
                schema
            })
            .collect();
        Self::hash(catalog.dialect(), &schemas)
    }

    /// The fingerprint of one schema, whose texts are edited before. It is to be compared only with its like.
    #[cfg(feature = "postgres")]
    pub(crate) fn of_edited(
        dialect: Dialect,
        schema: &SchemaDef,
        edit: impl FnOnce(&mut serde_json::Value),
    ) -> Self {
        let mut placed = schema.clone();
        Places::of_names([&schema.name]).schema(&mut placed);
        let mut value = serde_json::to_value(&placed).unwrap_or_default();
        edit(&mut value);
        Self::hash(dialect, &value)
    }

    fn hash(dialect: Dialect, content: &impl Serialize) -> Self {
        let mut hash = Sha256::new();
        hash.update(dialect.name());
        // Only maps with keys that are no text could fail, and metadata has none.
        hash.update(serde_json::to_vec(content).unwrap_or_default());
        let digits = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self(digits)
    }

    /// The fingerprint in hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands for each schema of a catalog.
struct Places(BTreeMap<Ident, Ident>);

impl Places {
    fn of(catalog: &Catalog) -> Self {
        Self::of_names(catalog.schemas().keys())
    }

    fn of_names<'n>(names: impl IntoIterator<Item = &'n Ident>) -> Self {
        let placed = names.into_iter().enumerate().filter_map(|(place, name)| {
            Some((name.clone(), Ident::new(format!("schema {place}")).ok()?))
        });
        Self(placed.collect())
    }

    fn place(&self, schema: &mut Ident) {
        if let Some(place) = self.0.get(schema) {
            *schema = place.clone();
        }
    }

    fn name(&self, name: &mut QualifiedName) {
        self.place(&mut name.schema);
    }

    fn schema(&self, schema: &mut SchemaDef) {
        self.place(&mut schema.name);
        for def in schema.enums.values_mut() {
            self.name(&mut def.name);
            def.renamed_labels.clear();
        }
        for def in schema.domains.values_mut() {
            self.name(&mut def.name);
            self.sql_type(&mut def.base);
        }
        for def in schema.sequences.values_mut() {
            self.name(&mut def.name);
            if let Some(owner) = &mut def.owned_by {
                self.name(&mut owner.table);
            }
        }
        schema.tables.values_mut().for_each(|table| self.table(table));
        schema.views.values_mut().for_each(|view| self.name(&mut view.name));
    }

    fn table(&self, table: &mut TableDef) {
        self.name(&mut table.name);
        table.renamed_from = None;
        for column in &mut table.columns {
            self.sql_type(&mut column.sql_type);
            column.renamed_from = None;
            column.renamed_labels.clear();
        }
        for key in &mut table.foreign_keys {
            self.name(&mut key.referenced);
        }
        if let Some(of) = &mut table.partition_of {
            self.name(&mut of.parent);
        }
        // Only names tell constraints and indexes apart; their order is the model's or the database's.
        table.unique.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.exclusions.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn sql_type(&self, sql_type: &mut SqlType) {
        match sql_type {
            SqlType::Enum(name) | SqlType::Domain(name) => self.name(name),
            SqlType::Array(element) => self.sql_type(element),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use polyschema_core::metadata::{ColumnDef, ForeignKeyDef};

    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    fn catalog(schema: &str, table: &str) -> Catalog {
        let name = QualifiedName::new(ident(schema), ident(table));
        let mut def = TableDef::new(name.clone());
        def.columns.push(ColumnDef::new(ident("id"), SqlType::Integer));
        let key = |key: &str| ForeignKeyDef::new(ident(key), vec![], name.clone(), vec![]);
        def.foreign_keys = vec![key("b"), key("a")];
        let mut schema = SchemaDef::new(ident(schema));
        schema.tables.insert(ident(table), def);
        Catalog::from_schemas(Dialect::Postgres, [schema]).unwrap()
    }

    #[test]
    fn the_name_of_a_schema_does_not_count() {
        let [asia, europe] = ["asia", "europe"].map(|name| Fingerprint::of(&catalog(name, "t")));
        assert_eq!(asia, europe);
        assert_ne!(asia, Fingerprint::of(&catalog("asia", "u")));
    }

    #[test]
    fn the_order_of_constraints_and_hints_do_not_count() {
        let catalog = catalog("asia", "t");
        let mut schemas = catalog.clone().into_schemas();
        let table = schemas.get_mut("asia").unwrap().tables.get_mut("t").unwrap();
        table.foreign_keys.reverse();
        table.renamed_from = Some(ident("x"));
        table.columns[0].renamed_from = Some(ident("x"));
        let other = Catalog::from_schemas(Dialect::Postgres, schemas.into_values()).unwrap();
        assert_eq!(Fingerprint::of(&catalog), Fingerprint::of(&other));
    }

    #[test]
    fn it_is_the_same_in_every_version() {
        insta::assert_snapshot!(Fingerprint::of(&catalog("asia", "t")), @"b392d82f71e72677ba6e4c7c3211f02847420a49772cd2639d4e478265eff660");
    }
}
