//! What a builder becomes when it is sent: SQL text, binds, and how to read the rows.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::ast::{FromItem, TableSource};
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::metadata::TableDef;
use crate::render::Rendered;
use crate::schema_map::{SchemaMap, name};
use crate::spec::TableSpec;
use crate::value::{BindWriter, ColumnWriter, RowReader, Value, ValueKind, ValueRef};

/// A statement that can be sent, with its binds as `B` has taken them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Prepared<B> {
    /// The text.
    pub sql: SqlText,
    /// The binds, in the order of their placeholders.
    pub binds: B,
    /// What it is about, for messages.
    pub about: About,
}

/// The statements that run, one after another and all or none.
#[derive(Debug, Clone)]
pub enum Statements<B> {
    /// The usual one.
    One(Prepared<B>),
    /// None, or several.
    Several(Vec<Prepared<B>>),
}

impl<B> Statements<B> {
    /// All of them.
    pub fn into_vec(self) -> Vec<Prepared<B>> {
        match self {
            Self::One(prepared) => vec![prepared],
            Self::Several(all) => all,
        }
    }
}

impl<B> From<Prepared<B>> for Statements<B> {
    fn from(prepared: Prepared<B>) -> Self {
        Self::One(prepared)
    }
}

impl<B> FromIterator<Prepared<B>> for Statements<B> {
    fn from_iter<I: IntoIterator<Item = Prepared<B>>>(all: I) -> Self {
        let mut all: Vec<Prepared<B>> = all.into_iter().collect();
        match (all.pop(), all.is_empty()) {
            (Some(one), true) => Self::One(one),
            (last, _) => {
                all.extend(last);
                Self::Several(all)
            }
        }
    }
}

/// The text of a statement, by who owns it.
#[derive(Debug, Clone)]
pub enum SqlText {
    /// A constant.
    Constant(&'static str),
    /// This statement.
    Owned(String),
    /// All that were made of one reusable query.
    Shared(Arc<str>),
}

impl Deref for SqlText {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Constant(text) => text,
            Self::Owned(text) => text,
            Self::Shared(text) => text,
        }
    }
}

impl From<Cow<'static, str>> for SqlText {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Constant(text),
            Cow::Owned(text) => Self::Owned(text),
        }
    }
}

impl From<&'static str> for SqlText {
    fn from(text: &'static str) -> Self {
        Self::Constant(text)
    }
}

impl From<String> for SqlText {
    fn from(text: String) -> Self {
        Self::Owned(text)
    }
}

impl From<Arc<str>> for SqlText {
    fn from(text: Arc<str>) -> Self {
        Self::Shared(text)
    }
}

/// What a statement is about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct About {
    /// `select`, `insert`, ..
    pub operation: &'static str,
    /// The physical schema.
    pub schema: Cow<'static, str>,
    /// The table.
    pub table: AboutTable,
    /// The columns that it may change in rows that are there already.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "only SQLite leaves it unsaid"))]
    pub(crate) changes: Changes,
}

/// Columns by position, a bit each; the last bit stands for all from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Changes(u128);

impl Changes {
    /// It is not known which.
    pub(crate) const ANY: Self = Self(u128::MAX);

    pub(crate) fn of(positions: impl IntoIterator<Item = usize>) -> Self {
        Self(positions.into_iter().fold(0, |bits, at| bits | 1 << at.min(127)))
    }

    #[cfg(feature = "sqlite")]
    pub(crate) const fn has(self, position: usize) -> bool {
        self.0 >> (if position < 127 { position } else { 127 }) & 1 == 1
    }
}

/// How a statement knows its table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AboutTable {
    /// From a derive.
    Spec(&'static TableSpec),
    /// From a catalog.
    Def(Arc<TableDef>),
    /// Not at all: raw SQL names none.
    None,
}

impl AboutTable {
    /// The table's name, without the schema.
    pub fn name(&self) -> &str {
        match self {
            Self::Spec(spec) => spec.name,
            Self::Def(def) => def.name.name.as_str(),
            Self::None => "",
        }
    }

    /// What its rules are called.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn rules(&self) -> crate::metadata::rules::Rules {
        use crate::metadata::rules::Rules;
        match self {
            Self::Spec(spec) => Rules::of_spec(spec),
            Self::Def(def) => Rules::of_def(def),
            Self::None => Rules::none(),
        }
    }
}

impl From<&'static TableSpec> for AboutTable {
    fn from(spec: &'static TableSpec) -> Self {
        Self::Spec(spec)
    }
}

impl About {
    /// # Errors
    /// The schema has no name.
    pub(crate) fn of(
        operation: &'static str,
        table: &TableSource,
        map: Option<&SchemaMap>,
    ) -> Result<Self> {
        let (schema, table) = (name(&table.schema, map)?, table.spec.into());
        Ok(Self { operation, schema, table, changes: Changes::ANY })
    }

    /// Says which columns it changes in rows that are there already.
    pub(crate) fn changing(self, positions: impl IntoIterator<Item = usize>) -> Self {
        Self { changes: Changes::of(positions), ..self }
    }
}

impl About {
    /// A query, by the table that it starts from.
    ///
    /// # Errors
    /// The schema has no name.
    pub(crate) fn of_query(from: &FromItem, map: Option<&SchemaMap>) -> Result<Self> {
        match from.table() {
            Some(table) => Self::of("select", table, map),
            None => Err(Error::Incomplete {
                statement: "select",
                table: String::new(),
                why: "reads a recursive query outside of it",
            }),
        }
    }
}

impl<B> Prepared<B> {
    pub(crate) fn new(sql: impl Into<SqlText>, binds: B, about: About) -> Self {
        Self { sql: sql.into(), binds, about }
    }
}

/// The binds that a rendered statement is expected to have.
const BINDS: usize = 8;

impl<B: ColumnWriter> Prepared<B> {
    /// Has a statement rendered, its binds into the writer as they come.
    ///
    /// # Errors
    /// It cannot be rendered, or has too many binds for the database.
    pub(crate) fn rendered<D: Database>(
        about: About,
        render: impl FnOnce(&mut B) -> Result<Rendered>,
    ) -> Result<Self> {
        let mut binds = B::with_capacity(BINDS);
        let (sql, count) = render(&mut binds)?;
        check_binds::<D>(count)?;
        Ok(Self::new(sql, binds, about))
    }

    /// A statement whose text is there already.
    ///
    /// # Errors
    /// A value cannot be encoded.
    pub(crate) fn with(sql: impl Into<SqlText>, values: &[Value], about: About) -> Result<Self> {
        let mut binds = B::with_capacity(values.len());
        values.iter().try_for_each(|value| binds.write_kept(value))?;
        Ok(Self::new(sql, binds, about))
    }
}

/// Counts binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BindCount(pub usize);

impl BindWriter for BindCount {
    fn write(&mut self, _: ValueRef<'_>) -> Result<()> {
        self.0 += 1;
        Ok(())
    }

    fn write_kept(&mut self, _: &Value) -> Result<()> {
        self.0 += 1;
        Ok(())
    }
}

impl ColumnWriter for BindCount {
    type Column = Self;

    fn with_capacity(_: usize) -> Self {
        Self(0)
    }

    fn column(_: ValueKind, _: usize) -> Self {
        Self(0)
    }

    fn write_column(&mut self, _: Self) -> Result<()> {
        self.0 += 1;
        Ok(())
    }
}

/// How the rows of a statement are read.
#[diagnostic::on_unimplemented(
    message = "this statement returns no rows",
    label = "there is nothing to fetch",
    note = "add `.returning_all()` or `.returning(columns)`, or send it with `.execute(..)`"
)]
pub trait Rows {
    /// A row.
    type Row: Send + 'static;

    /// Reads a row.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read<R: RowReader>(row: &mut R) -> Result<Self::Row>;
}

/// What becomes a statement: it has the verbs, whether or not it is complete.
pub trait Builder: Sized {
    /// Runs it with other names for its schemas.
    ///
    /// ```
    /// # use polyschema_core::{SchemaMap, query::{Builder, Statement}};
    /// # fn example<Q: Statement>(query: Q, map: &SchemaMap) {
    /// let there = query.with_schema_map(map);
    /// # }
    /// ```
    fn with_schema_map(self, map: &SchemaMap) -> Mapped<'_, Self> {
        Mapped { statement: self, map }
    }

    /// The SQL that will be sent; several statements, if it takes several, are separated by `;` and a new line.
    ///
    /// # Errors
    /// The statement is incomplete, or mixes run-time schemas.
    fn to_sql(self) -> Result<String>
    where
        Self: Statement,
    {
        let prepared = self.prepare::<BindCount>(None)?.into_vec();
        Ok(prepared.iter().map(|prepared| &*prepared.sql).collect::<Vec<_>>().join(";\n"))
    }
}

/// A statement of one kind of database.
#[diagnostic::on_unimplemented(
    message = "this is not a whole statement",
    label = "not ready to be sent",
    note = "finish it: `.columns(..)` after `.group_by(..)`, `.do_nothing()` or `.do_update(..)` after `.on_conflict(..)`"
)]
pub trait Statement: Builder + Send {
    /// The database.
    type Database: Database;

    /// The statements that run; usually one. Their binds go straight to the writer.
    ///
    /// # Errors
    /// The statement is incomplete, or mixes run-time schemas; or a value cannot be encoded.
    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>>;
}

/// A statement that returns rows.
#[diagnostic::on_unimplemented(
    message = "this is not a statement that returns rows",
    label = "cannot be fetched",
    note = "finish it: `.columns(..)` after `.group_by(..)`, `.rows::<(..)>()` or `.rows_like(..)` after `raw!(..)`; pages have `.fetch_page(..)`"
)]
pub trait Query: Statement {
    /// How they are read.
    type Rows: Rows;
}

/// A statement with other names for its schemas.
#[derive(Debug, Clone)]
pub struct Mapped<'m, Q> {
    pub(crate) statement: Q,
    pub(crate) map: &'m SchemaMap,
}

impl<Q: Builder> Builder for Mapped<'_, Q> {}

impl<Q: Statement> Statement for Mapped<'_, Q> {
    type Database = Q::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        self.statement.prepare(Some(map.unwrap_or(self.map)))
    }
}

impl<Q: Query> Query for Mapped<'_, Q> {
    type Rows = Q::Rows;
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of `{}.{}`", self.operation, self.schema, self.table.name())
    }
}

/// That a statement has no more binds than the database takes.
pub(super) fn check_binds<D: Database>(binds: usize) -> Result<()> {
    let limit = D::DIALECT.bind_limit();
    if binds > limit {
        return Err(Error::TooManyBinds { binds, limit, dialect: D::DIALECT });
    }
    Ok(())
}
