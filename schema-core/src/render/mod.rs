//! From plain data to SQL text: statements, with their binds in the same walk, and DDL.
//!
//! Invariant: names pass through `ident::quote`; nothing here knows a driver.

#[cfg(feature = "postgres")]
pub(crate) mod copy;
pub mod ddl;
mod enums;
mod expr;
mod insert;
mod lock;
mod page;
mod query;
mod raw;
mod row;
mod script;
mod spelling;
mod statement;
pub mod types;
mod window;

pub(crate) use insert::insert;
pub(crate) use page::page;
pub(crate) use query::{compound, select, select_from};
pub(crate) use raw::raw;
pub use script::IfExists;
pub use spelling::{SchemaSpelling, SchemaVariable};
pub(crate) use statement::{delete, updatable, update};

use std::borrow::Cow;

use crate::ast::{ColumnRef, FromItem, Groups, QuerySource, SchemaSlot, TableSource};
use crate::column::SourceKey;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::ident::quote;
use crate::render::enums::EnumType;
use crate::schema_map::{SchemaMap, physical};
use crate::spec::{ColumnSpec, TableSpec};
use crate::value::BindWriter;

/// The text of a statement, and how many placeholders it has; their binds went to a writer, in order.
pub(crate) type Rendered = (Cow<'static, str>, usize);

/// What a query reads from, under the name that the text gives it.
struct Named<'a> {
    key: SourceKey,
    from: Relation<'a>,
    /// How columns name it: its alias, or its own name, made different from the others'.
    label: Cow<'a, str>,
    /// Whether the label must be written after it.
    labelled: bool,
}

#[derive(Clone, Copy)]
enum Relation<'a> {
    Table { spec: &'static TableSpec, schema: &'a str },
    Query(&'a QuerySource),
}

/// The column of a table, and the name of its schema.
type Origin<'a> = (&'a str, &'static ColumnSpec);

/// A statement in the making.
pub(crate) struct Renderer<'a> {
    dialect: Dialect,
    map: Option<&'a SchemaMap>,
    /// What can be read where the text is now: that of the queries around last.
    tables: Vec<Named<'a>>,
    /// The first of `tables` that belongs to the query that is being written.
    own: usize,
    /// The first of `tables` that can be read: a named query reads nothing of those around it.
    floor: usize,
    /// The names that the schema types have so far.
    schemas: Vec<(&'a SchemaSlot, &'a str)>,
    /// The `WITH` queries that are read, each written out after those that it reads.
    with: Vec<(SourceKey, String)>,
    is_recursive: bool,
    groups: Option<&'a Groups>,
    /// The text of the keys that hold binds, which stand in the text once.
    key_texts: Vec<Option<String>>,
    sql: String,
    binds: &'a mut dyn BindWriter,
    /// How many placeholders there are, binds or not.
    placeholders: usize,
    /// Whether a column is written with its table.
    qualified: bool,
    /// Whether what is read goes to the program.
    outermost: bool,
    /// The enums that the query is to read, by position, where something says which; of another schema's they are cast.
    enums: Vec<Option<EnumType<'a>>>,
}

/// What is put aside while a query inside of another one is written.
struct Around<'a> {
    tables: usize,
    own: usize,
    groups: Option<&'a Groups>,
    key_texts: Vec<Option<String>>,
    qualified: bool,
    outermost: bool,
    enums: Vec<Option<EnumType<'a>>>,
}

impl<'a> Renderer<'a> {
    fn new(dialect: Dialect, map: Option<&'a SchemaMap>, binds: &'a mut dyn BindWriter) -> Self {
        Self {
            dialect,
            map,
            tables: Vec::new(),
            own: 0,
            floor: 0,
            schemas: Vec::new(),
            with: Vec::new(),
            is_recursive: false,
            groups: None,
            key_texts: Vec::new(),
            sql: String::new(),
            binds,
            placeholders: 0,
            qualified: false,
            outermost: true,
            enums: Vec::new(),
        }
    }

    /// A statement on one table.
    ///
    /// # Errors
    /// The schema has no name.
    fn on(
        dialect: Dialect,
        table: &'a TableSource,
        map: Option<&'a SchemaMap>,
        binds: &'a mut dyn BindWriter,
    ) -> Result<Self> {
        let mut sql = Self::new(dialect, map, binds);
        sql.reads_table(table)?;
        sql.qualifies();
        Ok(sql)
    }

    /// Makes the columns of a table readable.
    ///
    /// # Errors
    /// A schema has no name, or two; or a table is read twice.
    fn reads_table(&mut self, table: &'a TableSource) -> Result<()> {
        let schema = physical(&table.schema, self.map)?;
        self.names(&table.schema, schema)?;
        let twice = self.tables[self.own..].iter().any(|named| named.key == table.key);
        if twice {
            return Err(Error::ReadTwice { table: format!("{schema}.{}", table.spec.name) });
        }
        let own = table.alias.unwrap_or(table.spec.name);
        let (label, relabelled) = self.label(own);
        let labelled = relabelled || table.alias.is_some();
        let from = Relation::Table { spec: table.spec, schema };
        self.tables.push(Named { key: table.key, from, label, labelled });
        Ok(())
    }

    /// Makes what a query reads from readable.
    fn reads(&mut self, source: &'a FromItem) -> Result<()> {
        match source {
            FromItem::Table(table) => self.reads_table(table),
            FromItem::Query(query) => {
                if self.tables[self.own..].iter().any(|named| named.key == query.key) {
                    return Err(Error::ReadTwice { table: query.query.name.to_owned() });
                }
                let (label, relabelled) = self.label(query.alias.unwrap_or(query.query.name));
                let labelled = relabelled || query.alias.is_some();
                let from = Relation::Query(query);
                self.tables.push(Named { key: query.key, from, label, labelled });
                Ok(())
            }
        }
    }

    /// Notes the name of a schema type, of which a statement holds one; only names given at run time differ.
    fn names(&mut self, slot: &'a SchemaSlot, name: &'a str) -> Result<()> {
        if slot.name.is_none() {
            return Ok(());
        }
        match self.schemas.iter().find(|(known, _)| known.key == slot.key) {
            None => self.schemas.push((slot, name)),
            Some((_, first)) if *first == name => {}
            Some((_, first)) => {
                return Err(Error::MixedSchemas {
                    schema: slot.spec.ty.name,
                    first: (*first).to_owned(),
                    second: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Says whether columns are written with their tables.
    fn qualifies(&mut self) {
        self.qualified = self.tables.len() > 1
            || self.tables.iter().any(|named| named.labelled)
            || self.dialect.reads_unknown_names_as_text();
    }

    /// Writes a query inside of another one.
    fn inside(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let around = Around {
            tables: self.tables.len(),
            own: std::mem::replace(&mut self.own, self.tables.len()),
            groups: self.groups.take(),
            key_texts: std::mem::take(&mut self.key_texts),
            qualified: self.qualified,
            outermost: std::mem::replace(&mut self.outermost, false),
            enums: std::mem::take(&mut self.enums),
        };
        let written = write(self);
        self.tables.truncate(around.tables);
        self.own = around.own;
        self.groups = around.groups;
        self.key_texts = around.key_texts;
        self.qualified = around.qualified;
        self.outermost = around.outermost;
        self.enums = around.enums;
        written
    }

    /// The text, with the `WITH` queries that it reads before it.
    fn finish(self) -> Rendered {
        if self.with.is_empty() {
            return (Cow::Owned(self.sql), self.placeholders);
        }
        let mut sql = String::from(if self.is_recursive { "WITH RECURSIVE " } else { "WITH " });
        for (i, (_, text)) in self.with.iter().enumerate() {
            sql.push_str(if i > 0 { ", " } else { "" });
            sql.push_str(text);
        }
        sql.push(' ');
        sql.push_str(&self.sql);
        (Cow::Owned(sql), self.placeholders)
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
        let readable = self.tables[self.floor..].iter().rposition(|named| named.key == key);
        readable.map(|at| at + self.floor).ok_or_else(|| self.not_read())
    }

    #[cold]
    fn not_read(&self) -> Error {
        Error::Incomplete {
            statement: "statement",
            table: self.tables.first().map_or("", |named| named.name()).to_owned(),
            why: "uses a column of a table that it does not read",
        }
    }

    /// The column of a table whose values a reference has, and the name of its schema; `None` for a
    /// computed column of a named query.
    fn resolve(&self, column: ColumnRef) -> Result<Option<Origin<'a>>> {
        self.origin(self.named(column.source)?, column.position)
    }

    /// As [`resolve`](Self::resolve), of what is at a position of `tables`.
    fn origin(&self, at: usize, position: usize) -> Result<Option<Origin<'a>>> {
        match self.tables[at].from {
            Relation::Table { spec, schema } => Ok(Some((schema, &spec.columns[position]))),
            Relation::Query(source) => match &source.query.columns[position].of {
                Some((slot, spec)) => Ok(Some((physical(slot, self.map)?, spec))),
                None => Ok(None),
            },
        }
    }

    /// `"schema"."table"`, or the name of a query, and the label where it differs.
    fn table(&mut self, at: usize) {
        let Self { tables, sql, .. } = self;
        let Named { from, label, labelled, .. } = &tables[at];
        match from {
            Relation::Table { spec, schema } => {
                quote(schema, sql);
                sql.push('.');
                quote(spec.name, sql);
            }
            Relation::Query(source) => quote(source.query.name, sql),
        }
        if *labelled {
            sql.push_str(" AS ");
            quote(label, sql);
        }
    }

    /// A column, with its table where it could mean another, or none; where the table is in `tables`.
    fn column(&mut self, column: ColumnRef) -> Result<usize> {
        let at = self.named(column.source)?;
        let Self { tables, sql, qualified, own, .. } = self;
        if *qualified || at < *own {
            quote(&tables[at].label, sql);
            sql.push('.');
        }
        quote(tables[at].column(column.position), sql);
        Ok(at)
    }

    /// The next placeholder; its bind is added apart.
    fn placeholder(&mut self) {
        self.placeholders += 1;
        self.sql.push(self.dialect.placeholder());
        push_number(self.placeholders, &mut self.sql);
    }
}

impl<'a> Named<'a> {
    fn name(&self) -> &'a str {
        match self.from {
            Relation::Table { spec, .. } => spec.name,
            Relation::Query(source) => source.query.name,
        }
    }

    fn column(&self, position: usize) -> &'a str {
        match self.from {
            Relation::Table { spec, .. } => spec.columns[position].name,
            Relation::Query(source) => &source.query.columns[position].name,
        }
    }
}

impl<'a> Renderer<'a> {
    /// A label that nothing readable has, and whether it is another one than the given.
    fn label(&self, own: &'a str) -> (Cow<'a, str>, bool) {
        let taken = |label: &str| {
            self.tables[self.floor..].iter().any(|named| match self.dialect.folds_name_case() {
                true => named.label.eq_ignore_ascii_case(label),
                false => named.label == label,
            })
        };
        if !taken(own) {
            return (Cow::Borrowed(own), false);
        }
        let free = (2..).map(|number| format!("t{number}")).find(|label| !taken(label));
        (Cow::Owned(free.unwrap_or_default()), true)
    }
}

/// Writes a number in decimal, without the detour over a formatter.
fn push_number(number: usize, sql: &mut String) {
    if number >= 10 {
        push_number(number / 10, sql);
    }
    sql.push(char::from(b'0' + (number % 10) as u8));
}
