//! Which schemas become one schema type: many that are equal, such as those of tenants.

use std::collections::BTreeMap;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::{Catalog, Fill, QualifiedName, SchemaDef, SqlType, TableDef};
use polyschema_core::name::SchemaName;

/// The schemas in groups: those that are equal to more than `most` together, any other alone.
///
/// One that the database has of itself, such as `public`, is none of them while it holds nothing.
pub(super) fn units(catalog: &Catalog, most: usize) -> Vec<Vec<Ident>> {
    let mut equal: BTreeMap<String, Vec<Ident>> = BTreeMap::new();
    let is_own =
        |schema: &SchemaDef| SchemaName::new(schema.name.as_str(), catalog.dialect()).is_err();
    for schema in catalog.schemas().values().filter(|schema| !schema.is_empty() || !is_own(schema))
    {
        equal.entry(shape(schema)).or_default().push(schema.name.clone());
    }
    let mut units: Vec<Vec<Ident>> = Vec::new();
    for schemas in equal.into_values() {
        if schemas.len() > most.max(1) {
            units.push(schemas);
        } else {
            units.extend(schemas.into_iter().map(|schema| vec![schema]));
        }
    }
    units.sort();
    units
}

/// Whether a default is the next number of a sequence: `serial`. Such a text names its schema.
pub(super) fn is_serial(sql: &str) -> bool {
    sql.starts_with("nextval(")
}

/// The schema's tables and enums as text that is the same for equal schemas of other names.
fn shape(schema: &SchemaDef) -> String {
    let own = Own(&schema.name);
    let enums: Vec<_> =
        schema.enums.values().map(|def| (&def.name.name, &def.labels, &def.comment)).collect();
    let tables: Vec<TableDef> = schema.tables.values().map(|table| own.table(table)).collect();
    format!("{:?} {enums:?} {tables:?}", schema.comment)
}

/// The name of the schema that is looked at. Where it stands, a text takes its place that no schema is likely
/// to be called.
struct Own<'a>(&'a Ident);

impl Own<'_> {
    fn table(&self, table: &TableDef) -> TableDef {
        let mut table = table.clone();
        self.clear(&mut table.name);
        for column in &mut table.columns {
            self.clear_type(&mut column.sql_type);
            if let Some(Fill::DefaultSql(sql)) = &mut column.fill
                && is_serial(sql)
            {
                sql.clear();
            }
        }
        for key in &mut table.foreign_keys {
            self.clear(&mut key.referenced);
        }
        if let Some(partition) = &mut table.partition_of {
            self.clear(&mut partition.parent);
        }
        table
    }

    fn clear_type(&self, sql_type: &mut SqlType) {
        match sql_type {
            SqlType::Enum(name) | SqlType::Domain(name) => self.clear(name),
            SqlType::Array(element) => self.clear_type(element),
            _ => {}
        }
    }

    fn clear(&self, name: &mut QualifiedName) {
        if name.schema == *self.0
            && let Ok(marker) = Ident::new(format!("own schema of {}", name.name.as_str()))
        {
            name.schema = marker;
        }
    }
}
