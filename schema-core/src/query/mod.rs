//! The typed builders: one clause, one method; types are checked there and dropped.

mod absent;
mod columns;
mod combined;
mod delete;
mod foreign_key;
mod group;
mod insert;
mod join;
mod key;
mod keyset;
mod labelled;
mod lock;
mod named;
mod numbered;
mod prepared;
mod projection;
mod raw;
mod related;
mod reusable;
mod rows;
mod select;
mod subquery;
mod update;

pub use columns::ColumnList;
pub use combined::{Combined, Everywhere, OneQuery, Output, SameRow, Start, across, schema_name};
pub use delete::Delete;
pub use foreign_key::{Backward, Deeper, Forward, ReferencedBy, Related};
pub use group::Grouped;
pub use insert::{
    ConflictUpdate, Insert, OnAnyConflict, OnConflict, ReadAs, StoredAs, WithExcluded,
};
#[cfg(feature = "postgres")]
pub(crate) use insert::{defaults, insertable};
pub use join::{JoinTable, JoinsAlong, JoinsOn};
pub use key::{DeleteByKey, Find, IntoKey, KeyBinds, KeyParts, RealKey, UpdateByKey};
pub use keyset::{
    Cursor, KeyValues, Keyed, Keyset, KeysetKey, KeysetKeys, KeysetTurn, Page, Paged, PrimaryKeys,
    Turn, UniqueRows,
};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) use labelled::labelled_across;
pub use labelled::{InBatch, Labelled};
pub use lock::Locked;
pub use named::{Named, NamedQuery, NamedRows};
pub use numbered::{Counted, CountedRows, Numbered, NumberedPage, NumberedTurn};
#[cfg(any(feature = "sqlite", all(feature = "postgres", feature = "json")))]
pub(crate) use prepared::Changes;
pub use prepared::{
    About, AboutTable, BindCount, Builder, Prepared, Query, Rows, SqlText, Statement, Statements,
};
pub use projection::{Projection, Readable};
pub use raw::{
    AllColumns, AnyDatabase, AnyTables, Bare, ByPosition, FilledIn, Hole, IsKnown, IsPart, Kind,
    Meets, Part, Raw, RawQuery, RawRow, WholeStatement,
};
pub use related::{BelongingTo, GroupedRows, Grouping, ReferencedRows};
pub use reusable::{
    Arguments, Given, Param, Params, Reusable, ReusableIn, reusable, reusable_change,
};
pub use rows::{AbsentRows, Field, FieldOf, Fills, Nothing, OneValue, QueryColumns, Whole};
pub use select::Select;
pub use subquery::{OneColumn, SelfContained, Subquery};
pub use update::{Filtered, SaysWhichRows, Unfiltered, Update};

use crate::ast;
use crate::bound::{BoundTable, Source};
use crate::expr::{InnerSide, NoTables, TableList};
use crate::fixed::Fixed;
use crate::schema::Provides;
use crate::table::{InsertsThrough, Record, Table};
use crate::value::{Value, ValueRef};

/// The list of one table: what a query on it reads at first.
pub type One<R, S> = TableList<R, S, InnerSide, NoTables>;

impl<T, S, R> BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    /// Reads rows: all of them, until a clause says which.
    pub fn select(&self) -> Select<S, One<R, S>, Whole<T>> {
        let fixed = match (self.schema().slot_is_static(), R::ALIAS) {
            (true, None) => Fixed::<T, S>::SELECT,
            _ => None,
        };
        Select::new(ast::FromItem::Table(ast::TableSource::of(self)), T::SPEC.columns.len(), fixed)
    }
}

impl<T, S> BoundTable<T, S>
where
    T: Table,
    S: Provides<T::Root>,
{
    /// Finds the row of a primary key: a value, or a tuple of several.
    pub fn find<K>(&self, key: K) -> key::Find<T, S>
    where
        T::Key: RealKey,
        K: IntoKey<T::Key>,
    {
        key::Find::new(self, key.into_values())
    }

    /// Deletes the row of a primary key.
    pub fn delete_by_key<K>(&self, key: K) -> key::DeleteByKey<T, S>
    where
        T::Key: RealKey,
        K: IntoKey<T::Key>,
    {
        key::DeleteByKey::new(self, key.into_values())
    }

    /// Writes all other columns of a row, found by its primary key.
    pub fn update_by_key(&self, row: &T) -> key::UpdateByKey<T, S>
    where
        T::Key: RealKey,
    {
        key::UpdateByKey::new(self, values(row))
    }

    /// Inserts one row.
    pub fn insert(&self, row: T::New) -> Insert<T, S>
    where
        S::Table: InsertsThrough<T>,
    {
        Insert::one(self, row)
    }

    /// Inserts any number of rows: all, or none when one of them is refused.
    ///
    /// In PostgreSQL the rows are one statement with one bind for each column, unless a column is an array
    /// or the rows leave different columns to their defaults; elsewhere, each value is a bind.
    pub fn insert_many(&self, rows: impl IntoIterator<Item = T::New>) -> Insert<T, S>
    where
        S::Table: InsertsThrough<T>,
    {
        Insert::many(self, rows.into_iter().collect())
    }

    /// Changes rows; say which with `.filter(..)`, or `.all_rows()`.
    pub fn update(&self) -> Update<T, S, Unfiltered> {
        Update::new(self)
    }

    /// Deletes rows; say which with `.filter(..)`, or `.all_rows()`.
    pub fn delete(&self) -> Delete<T, S, Unfiltered> {
        Delete::new(self)
    }
}

/// All columns of a row.
fn values<T: Record>(row: &T) -> Vec<Value> {
    let mut values = Vec::new();
    match row.write(&mut values) {
        Ok(()) => values,
        Err(error) => vec![Value::plain(ValueRef::Invalid(error.to_string().into()))],
    }
}

/// The column of a field; the derives have checked that it is there.
fn column_of(source: &ast::TableSource, field: &str) -> ast::ColumnRef {
    match source.spec.position(field) {
        Some(position) => ast::ColumnRef { source: source.key, position },
        None => unreachable!("`{}` has no field `{field}`", source.spec.ty.name),
    }
}

/// Adds a predicate to those there are.
fn and(filter: &mut Option<ast::Expr>, predicate: ast::Expr) {
    match filter {
        None => *filter = Some(predicate),
        Some(ast::Expr::All(all)) => all.push(predicate),
        Some(_) => *filter = filter.take().map(|before| ast::Expr::and(before, predicate)),
    }
}
