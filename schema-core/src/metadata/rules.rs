//! What the rules of a table are called: what a database's refusal is named after.
//!
//! A table is known by its spec, or by its definition in a catalog; both give the same names.

use crate::metadata::naming::{TableNames, type_check_name};
use crate::metadata::{IndexDef, IndexOn, SqlType, TableDef};
use crate::spec::{ConstraintKindSpec, IndexOnSpec, IndexSpec, SqlTypeSpec, TableSpec};

/// The rules of a table that a row can break, by name.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) table: String,
    pub(crate) columns: Vec<ColumnRules>,
    /// The primary key first, then the unique constraints, then the unique indexes on columns.
    pub(crate) unique: Vec<KeyRule>,
    pub(crate) foreign_keys: Vec<KeyRule>,
}

#[derive(Debug)]
pub(crate) struct ColumnRules {
    pub(crate) name: String,
    /// The most characters, of `varchar` and `char`.
    pub(crate) length: Option<u32>,
}

/// A rule on columns together.
#[derive(Debug)]
pub(crate) struct KeyRule {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

impl Rules {
    /// Of no table.
    pub(crate) const fn none() -> Self {
        Self {
            table: String::new(),
            columns: Vec::new(),
            unique: Vec::new(),
            foreign_keys: Vec::new(),
        }
    }

    pub(crate) fn of_spec(spec: &TableSpec) -> Self {
        let names = TableNames::of(spec);
        let columns_of = |fields: &[&str]| -> Vec<String> {
            let positions = fields.iter().filter_map(|field| spec.position(field));
            positions.map(|position| spec.columns[position].name.to_owned()).collect()
        };
        let (mut keys, mut unique, mut foreign_keys) = (Vec::new(), Vec::new(), Vec::new());
        for (constraint, name) in spec.constraints.iter().zip(names.constraints) {
            match constraint.kind {
                ConstraintKindSpec::PrimaryKey(fields) => {
                    keys.push(KeyRule { name, columns: columns_of(fields) });
                }
                ConstraintKindSpec::Unique(fields) => {
                    unique.push(KeyRule { name, columns: columns_of(fields) });
                }
                ConstraintKindSpec::ForeignKey(key) => {
                    foreign_keys.push(KeyRule { name, columns: columns_of(key.fields) });
                }
                ConstraintKindSpec::Check { .. } => {}
            }
        }
        let indexes = spec.indexes.iter().zip(names.indexes).filter_map(|(index, name)| {
            Some(KeyRule { name, columns: columns_of(&unique_fields(index)?) })
        });
        keys.extend(unique);
        keys.extend(indexes);
        let columns = spec.columns.iter().map(|column| ColumnRules {
            name: column.name.to_owned(),
            length: match column.sql_type {
                SqlTypeSpec::Varchar(length) | SqlTypeSpec::Char(length) => Some(length),
                _ => None,
            },
        });
        let (table, columns) = (spec.name.to_owned(), columns.collect());
        Self { table, columns, unique: keys, foreign_keys }
    }

    pub(crate) fn of_def(def: &TableDef) -> Self {
        let owned = |name: &crate::ident::Ident| name.as_str().to_owned();
        let rule = |name, columns: &[_]| KeyRule {
            name: owned(name),
            columns: columns.iter().map(owned).collect(),
        };
        let keys = def.primary_key.iter().map(|key| rule(&key.name, &key.columns));
        let unique = def.unique.iter().map(|key| rule(&key.name, &key.columns));
        let indexes = def.indexes.iter().filter_map(|index| {
            Some(KeyRule { name: owned(&index.name), columns: unique_columns(index)? })
        });
        let columns = def.columns.iter().map(|column| ColumnRules {
            name: owned(&column.name),
            length: length(&column.sql_type),
        });
        let foreign_keys = def.foreign_keys.iter().map(|key| rule(&key.name, &key.columns));
        Self {
            table: owned(&def.name.name),
            columns: columns.collect(),
            unique: keys.chain(unique).chain(indexes).collect(),
            foreign_keys: foreign_keys.collect(),
        }
    }

    /// The column whose length a check of this name limits, where the database lacks the type.
    pub(crate) fn of_length_check(&self, check: &str) -> Option<&ColumnRules> {
        let mut limited = self.columns.iter().filter(|column| column.length.is_some());
        limited.find(|column| type_check_name(&self.table, &column.name, "length") == check)
    }
}

/// The fields of a unique index on fields alone.
fn unique_fields(index: &IndexSpec) -> Option<Vec<&'static str>> {
    let fields = index.keys.iter().map(|key| match key.on {
        IndexOnSpec::Field(field) => Some(field),
        IndexOnSpec::Expression(_) => None,
    });
    fields.collect::<Option<_>>().filter(|_| index.unique)
}

fn unique_columns(index: &IndexDef) -> Option<Vec<String>> {
    let columns = index.keys.iter().map(|key| match &key.on {
        IndexOn::Column(column) => Some(column.as_str().to_owned()),
        IndexOn::Expression(_) => None,
    });
    columns.collect::<Option<_>>().filter(|_| index.unique)
}

fn length(sql_type: &SqlType) -> Option<u32> {
    match sql_type {
        SqlType::Varchar(length) | SqlType::Char(length) => Some(*length),
        SqlType::Array(element) => length(element),
        _ => None,
    }
}
