//! Rows that belong to others along a foreign key: to one row, or to many in one query.

mod grouping;

pub use grouping::{GroupedRows, Grouping};

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::bound::{BoundTable, Source};
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::expr::{Needs, OfRows, Predicate, ReadBy, SortKey, SortsBy};
use crate::query::foreign_key::{self, ReferencedBy};
use crate::query::prepared::{About, Builder, Prepared, Query, Statement, Statements, check_binds};
use crate::query::related::grouping::Key;
use crate::query::rows::Whole;
use crate::query::select::Select;
use crate::query::{One, and, column_of, values};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::spec::{ForeignKeySpec, TableSpec};
use crate::table::{Record, Table};
use crate::value::{ColumnWriter, Value, ValueRef};

impl<T, S, R> BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    /// Reads the rows whose foreign key references a row, or any of a slice of rows.
    ///
    /// Of one row it is a [`Select`]. Of many it is a [`BelongingTo`], which takes one query for all of them:
    /// `.fetch_grouped(..)` gives the rows of each.
    ///
    /// # Errors
    /// Running it fails when a row is of a base that lacks the referenced column.
    pub fn belonging_to<B, Via>(&self, rows: B) -> B::Query
    where
        B: ReferencedRows<T, S, R>,
        <B::Row as Table>::Root: ReferencedBy<S::Table, Via>,
    {
        let at = <<B::Row as Table>::Root as ReferencedBy<S::Table, Via>>::FOREIGN_KEY;
        rows.referenced(ast::TableSource::of(self), foreign_key::at(S::Table::SPEC, at))
    }
}

/// A row that others reference, or a slice of them: `&row`, `&rows`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row that others can reference",
    label = "expected `&row`, or `&rows` of a slice, array or `Vec`"
)]
pub trait ReferencedRows<T, S, R> {
    /// A row.
    type Row: Table;
    /// What reads the rows of `T` that belong to them.
    type Query;

    /// The query along a foreign key.
    #[doc(hidden)]
    fn referenced(self, table: ast::TableSource, key: &'static ForeignKeySpec) -> Self::Query;
}

#[diagnostic::do_not_recommend]
impl<P: Table, T: Table, S, R> ReferencedRows<T, S, R> for &P {
    type Row = P;
    type Query = Select<S, One<R, S>, Whole<T>>;

    fn referenced(self, table: ast::TableSource, key: &'static ForeignKeySpec) -> Self::Query {
        let values = values(self);
        let pairs = key.fields.iter().zip(key.referenced_fields);
        let equal = pairs.map(|(field, referenced)| {
            let value = P::SPEC.position(referenced).and_then(|at| values.get(at).cloned());
            let value = value.unwrap_or_else(|| {
                Value::plain(ValueRef::Invalid(no_field(P::SPEC, referenced).into()))
            });
            let column = ast::Expr::Column(column_of(&table, field));
            let value = ast::Expr::Bind { value, like: None }.like(&column);
            ast::Expr::Binary {
                op: ast::BinaryOp::Eq,
                left: Box::new(column),
                right: Box::new(value),
            }
        });
        let predicate = ast::Expr::All(equal.collect());
        Select::new(ast::FromItem::Table(table), T::SPEC.columns.len(), None).with_filter(predicate)
    }
}

#[diagnostic::do_not_recommend]
impl<'p, P: Table, T: Table, S, R> ReferencedRows<T, S, R> for &'p [P] {
    type Row = P;
    type Query = BelongingTo<'p, T, S, R, P>;

    fn referenced(self, table: ast::TableSource, key: &'static ForeignKeySpec) -> Self::Query {
        BelongingTo::new(table, key, self)
    }
}

#[diagnostic::do_not_recommend]
impl<'p, P: Table, T: Table, S, R> ReferencedRows<T, S, R> for &'p Vec<P> {
    type Row = P;
    type Query = BelongingTo<'p, T, S, R, P>;

    fn referenced(self, table: ast::TableSource, key: &'static ForeignKeySpec) -> Self::Query {
        BelongingTo::new(table, key, self)
    }
}

#[diagnostic::do_not_recommend]
impl<'p, P: Table, T: Table, S, R, const N: usize> ReferencedRows<T, S, R> for &'p [P; N] {
    type Row = P;
    type Query = BelongingTo<'p, T, S, R, P>;

    fn referenced(self, table: ast::TableSource, key: &'static ForeignKeySpec) -> Self::Query {
        BelongingTo::new(table, key, self)
    }
}

/// Reads the rows of `T` whose foreign key references any of several rows of `P`.
///
/// It is one statement, and none when there are no rows. Only where the keys are more than the database takes
/// binds (SQLite) it is several, in one transaction; rows are in order within each then.
#[must_use = "a query does nothing until it is sent"]
pub struct BelongingTo<'p, T, S, R, P> {
    table: ast::TableSource,
    select: ast::Select,
    key: &'static ForeignKeySpec,
    rows: &'p [P],
    types: PhantomData<fn() -> (T, S, R)>,
}

impl<'p, T: Table, S, R, P: Table> BelongingTo<'p, T, S, R, P> {
    fn new(table: ast::TableSource, key: &'static ForeignKeySpec, rows: &'p [P]) -> Self {
        let select = ast::Select::all(ast::FromItem::Table(table.clone()), T::SPEC.columns.len());
        Self { table, select, key, rows, types: PhantomData }
    }
}

impl<T, S, R, P> BelongingTo<'_, T, S, R, P> {
    /// Keeps the rows for which the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Self
    where
        E: Predicate,
        E::Query: ReadBy<One<R, S>, I> + OfRows,
    {
        and(&mut self.select.filter, predicate.into_node());
        self
    }

    /// Sorts by a key, after those given before; in groups, the rows of each.
    pub fn order_by<K, I>(mut self, key: K) -> Self
    where
        K: SortKey,
        K::Query: ReadBy<One<R, S>, I>,
        One<R, S>: SortsBy<<K::Query as Needs>::Level>,
    {
        self.select.order_by.push(key.into_key());
        self
    }
}

impl<T: Table, S: Provides<T::Root>, R, P: Table> BelongingTo<'_, T, S, R, P> {
    /// Gives each row to the first of those that it references; rows that reference none are left out.
    ///
    /// For rows that are there already; `.fetch_grouped(..)` reads them.
    ///
    /// # Errors
    /// A struct is of a base that lacks a column of the foreign key, or a key cannot be encoded.
    pub fn group(&self, rows: impl IntoIterator<Item = T>) -> Result<Vec<Vec<T>>> {
        Ok(self.grouping()?.group(rows)?.0)
    }

    fn referenced_key(&self) -> Result<Key> {
        Key::new(P::SPEC, self.key.referenced_fields, S::Database::DIALECT)
    }

    /// The different keys that are referenced, each a value for each column; those with NULL reference nothing.
    fn keys(&self) -> Result<Vec<Vec<Value>>> {
        let mut key = self.referenced_key()?;
        let mut seen = HashSet::with_capacity(self.rows.len());
        let mut keys = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            if key.read(row)? && !seen.contains(&key.bytes) {
                seen.insert(key.bytes.clone());
                keys.push(key.values.clone());
            }
        }
        Ok(keys)
    }

    /// That the foreign key is one of these keys.
    fn predicate(&self, mut keys: Vec<Vec<Value>>) -> ast::Expr {
        let table = &self.table;
        let columns: Vec<_> = self.key.fields.iter().map(|field| column_of(table, field)).collect();
        if let [column] = columns[..] {
            return ast::Expr::In {
                operand: Box::new(ast::Expr::Column(column)),
                values: keys.iter_mut().filter_map(Vec::pop).collect(),
                kind: table.spec.columns[column.position].kind,
            };
        }
        ast::Expr::InRows { columns, rows: keys }
    }
}

impl<T, S, R, P> Builder for BelongingTo<'_, T, S, R, P> {}

impl<T: Table, S: Provides<T::Root>, R, P: Table> Statement for BelongingTo<'_, T, S, R, P> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let mut keys = self.keys()?;
        let about = About::of("select", &self.table, map)?;
        let mut statements = Vec::new();
        let (limit, columns) = (S::Database::DIALECT.bind_limit(), self.key.fields.len());
        while !keys.is_empty() {
            let render = |keys| {
                let mut select = self.select.clone();
                and(&mut select.filter, self.predicate(keys));
                let mut binds = B::with_capacity(1);
                let (sql, count) = render::select::<S::Database>(&select, map, &mut binds)?;
                Ok::<_, Error>((sql, count, binds))
            };
            let (mut sql, count, mut binds) = render(keys.clone())?;
            let mut rest = Vec::new();
            if count > limit {
                let others = count.saturating_sub(keys.len() * columns);
                let most = limit.saturating_sub(others) / columns;
                rest = keys.split_off(most.clamp(1, keys.len()));
                let count;
                (sql, count, binds) = render(keys)?;
                check_binds::<S::Database>(count)?;
            }
            statements.push(Prepared::new(sql, binds, about.clone()));
            keys = rest;
        }
        Ok(statements.into_iter().collect())
    }
}

impl<T: Table, S: Provides<T::Root>, R, P: Table> Query for BelongingTo<'_, T, S, R, P> {
    type Rows = Whole<T>;
}

impl<T, S, R, P> fmt::Debug for BelongingTo<'_, T, S, R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BelongingTo")
            .field("select", &self.select)
            .field("rows", &self.rows.len())
            .finish()
    }
}

impl<T: Table, S: Provides<T::Root>, R, P: Table> GroupedRows for BelongingTo<'_, T, S, R, P> {
    fn grouping(&self) -> Result<Grouping> {
        let mut key = self.referenced_key()?;
        let mut places = HashMap::with_capacity(self.rows.len());
        for (place, row) in self.rows.iter().enumerate() {
            if key.read(row)? {
                places.entry(key.bytes.clone()).or_insert(place);
            }
        }
        let foreign_key = Key::new(T::SPEC, self.key.fields, S::Database::DIALECT)?;
        Ok(Grouping { places, groups: self.rows.len(), foreign_key })
    }
}

fn no_field(spec: &TableSpec, field: &str) -> String {
    format!("`{}` has no field `{field}`", spec.ty.name)
}
