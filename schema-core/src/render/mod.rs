//! From plain data to SQL text: statements, with their binds in the same walk, and DDL.
//!
//! Invariant: names pass through `ident::quote`; nothing here knows a driver.

pub(crate) mod create_table;
pub mod ddl;
mod expr;
mod insert;
mod script;
mod statement;
pub mod types;

pub(crate) use insert::insert;
pub use script::IfExists;
pub(crate) use statement::{delete, select, updatable, update};

use std::borrow::Cow;

use crate::ast::{ColumnRef, TableSource};
use crate::column::SourceKey;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::ident::quote;
use crate::schema_map::{SchemaMap, physical};
use crate::spec::ColumnSpec;
use crate::value::Value;

/// The text of a statement, and its binds in the order of their placeholders.
pub(crate) type Rendered = (Cow<'static, str>, Vec<Value>);

/// A table of the statement, under the names that the text gives it.
struct Named<'a> {
    source: &'a TableSource,
    schema: &'a str,
    /// How columns name the table: its alias, or its own name, made different from the others'.
    label: Cow<'a, str>,
    /// Whether the label must be written after the table.
    labelled: bool,
}

/// A statement in the making.
pub(crate) struct Renderer<'a> {
    dialect: Dialect,
    tables: Vec<Named<'a>>,
    sql: String,
    binds: Vec<Value>,
    /// How many placeholders there are, binds or not.
    placeholders: usize,
    /// Whether a column is written with its table.
    qualified: bool,
}

impl<'a> Renderer<'a> {
    /// # Errors
    /// A schema has no name, or two; or a table is read twice.
    fn new(
        dialect: Dialect,
        sources: impl IntoIterator<Item = &'a TableSource>,
        map: Option<&'a SchemaMap>,
    ) -> Result<Self> {
        let mut tables: Vec<Named<'a>> = Vec::new();
        for source in sources {
            let schema = physical(&source.schema, map)?;
            for other in &tables {
                if other.source.schema.key == source.schema.key && other.schema != schema {
                    return Err(Error::MixedSchemas {
                        schema: source.schema.spec.ty.name,
                        first: other.schema.to_owned(),
                        second: schema.to_owned(),
                    });
                }
                if other.source.key == source.key {
                    return Err(Error::ReadTwice {
                        table: format!("{schema}.{}", source.spec.name),
                    });
                }
            }
            let (label, labelled) = label(source, dialect, &tables);
            tables.push(Named { source, schema, label, labelled });
        }
        let sql = String::with_capacity(128);
        let qualified = tables.len() > 1
            || tables.iter().any(|named| named.labelled)
            || dialect.reads_unknown_names_as_text();
        Ok(Self { dialect, tables, sql, binds: Vec::new(), placeholders: 0, qualified })
    }

    fn finish(self) -> Rendered {
        (Cow::Owned(self.sql), self.binds)
    }

    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn quote(&mut self, name: &str) {
        quote(name, &mut self.sql);
    }

    /// Writes what is to be written for each item, with a separator between them.
    fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &str,
        mut write: impl FnMut(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            write(self, item)?;
        }
        Ok(())
    }

    fn named(&self, key: SourceKey) -> Result<usize> {
        self.tables.iter().position(|named| named.source.key == key).ok_or_else(|| {
            Error::Incomplete {
                statement: "statement",
                table: self.tables.first().map_or("", |named| named.source.spec.name).to_owned(),
                why: "uses a column of a table that it does not read",
            }
        })
    }

    /// The table and the column that a reference means.
    fn resolve(&self, column: ColumnRef) -> Result<(usize, &'static ColumnSpec)> {
        let at = self.named(column.source)?;
        let columns: &'static [ColumnSpec] = self.tables[at].source.spec.columns;
        Ok((at, &columns[column.position]))
    }

    /// `"schema"."table"`, and the label where it differs.
    fn table(&mut self, at: usize) {
        let Self { tables, sql, .. } = self;
        let Named { source, schema, label, labelled } = &tables[at];
        quote(schema, sql);
        sql.push('.');
        quote(source.spec.name, sql);
        if *labelled {
            sql.push_str(" AS ");
            quote(label, sql);
        }
    }

    /// A column, with its table where it could mean another, or none.
    fn column(&mut self, column: ColumnRef) -> Result<&'static ColumnSpec> {
        let (at, spec) = self.resolve(column)?;
        let Self { tables, sql, qualified, .. } = self;
        if *qualified {
            quote(&tables[at].label, sql);
            sql.push('.');
        }
        quote(spec.name, sql);
        Ok(spec)
    }

    /// The next placeholder; its bind is added apart.
    fn placeholder(&mut self) {
        self.placeholders += 1;
        self.sql.push(self.dialect.placeholder());
        push_number(self.placeholders, &mut self.sql);
    }
}

/// Writes a number in decimal, without the detour over a formatter.
fn push_number(number: usize, sql: &mut String) {
    if number >= 10 {
        push_number(number / 10, sql);
    }
    sql.push(char::from(b'0' + (number % 10) as u8));
}

/// A label that no table before has, and whether it must be written.
fn label<'a>(
    source: &'a TableSource,
    dialect: Dialect,
    before: &[Named<'_>],
) -> (Cow<'a, str>, bool) {
    let taken = |label: &str| {
        before.iter().any(|named| match dialect.folds_name_case() {
            true => named.label.eq_ignore_ascii_case(label),
            false => named.label == label,
        })
    };
    let own = source.alias.unwrap_or(source.spec.name);
    if !taken(own) {
        return (Cow::Borrowed(own), source.alias.is_some());
    }
    let mut number = 2;
    loop {
        let label = format!("t{number}");
        if !taken(&label) {
            return (Cow::Owned(label), true);
        }
        number += 1;
    }
}
