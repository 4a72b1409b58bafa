//! Statements on the row of a primary key. Their text is a constant where the schema has its name.

use std::fmt;
use std::marker::PhantomData;
use std::slice;

use crate::ast;
use crate::bound::BoundTable;
use crate::dialect::Database;
use crate::error::{Error, Result};
use crate::expr::{Assign, Operand, value};
use crate::fixed::Fixed;
use crate::query::column_of;
use crate::query::prepared::{About, Builder, Prepared, Query, Statement, Statements};
use crate::query::rows::Whole;
use crate::render::{self, Rendered};
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::table::{NoKey, Table};
use crate::value::{ColumnType, ColumnWriter, RowReader, Scalar, Value};

/// What finds a row of a table whose primary key is `K`.
#[diagnostic::on_unimplemented(
    message = "the primary key of this table is `{K}`, not `{Self}`",
    label = "expected `{K}`"
)]
pub trait IntoKey<K> {
    /// The key's values, in order.
    fn into_values(self) -> KeyBinds;
}

/// The values of a key.
#[derive(Debug)]
pub enum KeyBinds {
    /// The usual one.
    One(Value),
    /// Several, or none.
    Several(Vec<Value>),
}

impl KeyBinds {
    fn as_slice(&self) -> &[Value] {
        match self {
            Self::One(value) => slice::from_ref(value),
            Self::Several(values) => values,
        }
    }

    fn into_vec(self) -> Vec<Value> {
        match self {
            Self::One(value) => vec![value],
            Self::Several(values) => values,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<B: Scalar, O: Operand<B, With<()> = ()>> IntoKey<B> for O {
    fn into_values(self) -> KeyBinds {
        KeyBinds::One(value(self.into_operand()))
    }
}

/// Leaves it to [`RealKey`] to say that there is no key.
#[diagnostic::do_not_recommend]
impl<O> IntoKey<NoKey> for O {
    fn into_values(self) -> KeyBinds {
        KeyBinds::Several(Vec::new())
    }
}

macro_rules! keys {
    ($($part:ident $given:ident)+) => {
        #[diagnostic::do_not_recommend]
        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<$($part: Scalar, $given: Assign<$part, Query = ()>),+> IntoKey<($($part,)+)> for ($($given,)+) {
            fn into_values(self) -> KeyBinds {
                let ($($given,)+) = self;
                KeyBinds::Several(vec![$(value($given.into_assigned())),+])
            }
        }
    };
}

keys!(A IA B IB);
keys!(A IA B IB C IC);
keys!(A IA B IB C IC D ID);
keys!(A IA B IB C IC D ID E IE);
keys!(A IA B IB C IC D ID E IE F IF);

/// The key of a table that has one.
#[diagnostic::on_unimplemented(
    message = "this table has no primary key",
    label = "rows are found by their primary key",
    note = "declare one with `#[column(primary_key)]` or `#[table(primary_key(..))]`"
)]
pub trait RealKey: KeyParts {}

#[diagnostic::do_not_recommend]
impl<B: Scalar> RealKey for B {}

/// How the columns of a key are read; none where there is no key, which [`RealKey`] says.
#[doc(hidden)]
pub trait KeyParts: 'static {
    /// Reads the key's columns, which are all NULL where an outer join found no row.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()>;
}

fn read_part<B: Scalar, R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
    values.push(<Option<B> as ColumnType>::read(row)?.into_value());
    Ok(())
}

impl KeyParts for NoKey {
    fn read<R: RowReader>(_: &mut R, _: &mut Vec<Value>) -> Result<()> {
        Ok(())
    }
}

impl<B: Scalar> KeyParts for B {
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
        read_part::<B, R>(row, values)
    }
}

macro_rules! real_keys {
    ($($part:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: Scalar),+> RealKey for ($($part,)+) {}

        impl<$($part: Scalar),+> KeyParts for ($($part,)+) {
            fn read<Reader: RowReader>(row: &mut Reader, values: &mut Vec<Value>) -> Result<()> {
                $(read_part::<$part, Reader>(row, values)?;)+
                Ok(())
            }
        }
    };
}

real_keys!(A B);
real_keys!(A B C);
real_keys!(A B C D);
real_keys!(A B C D E);
real_keys!(A B C D E F);

/// A statement on one row, before it is known which.
struct ByKey {
    table: ast::TableSource,
    values: KeyBinds,
    fixed: Option<&'static str>,
}

impl ByKey {
    fn new<T: Table, S: Provides<T::Root>>(
        table: &BoundTable<T, S>,
        values: KeyBinds,
        fixed: Option<&'static str>,
    ) -> Self {
        let fixed = if table.schema().slot_is_static() { fixed } else { None };
        Self { table: ast::TableSource::of(table), values, fixed }
    }

    fn prepare<D: Database, B: ColumnWriter>(
        self,
        about: About,
        map: Option<&SchemaMap>,
        render: impl FnOnce(Self, &mut B) -> Result<Rendered>,
    ) -> Result<Statements<B>> {
        let prepared = match self.fixed {
            Some(sql) if map.is_none() => Prepared::with(sql, self.values.as_slice(), about),
            _ => Prepared::rendered::<D>(about, |binds| render(self, binds)),
        };
        Ok(prepared?.into())
    }
}

/// That the columns of the key have these values.
fn key_is(table: &ast::TableSource, values: Vec<Value>) -> ast::Expr {
    let compare = |(field, value)| {
        let column = column_of(table, field);
        ast::Expr::Compare { op: ast::BinaryOp::Eq, column, value }
    };
    ast::Expr::All(table.spec.primary_key().iter().copied().zip(values).map(compare).collect())
}

impl fmt::Debug for ByKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByKey")
            .field("table", &self.table.spec.name)
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

macro_rules! by_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[must_use = "a statement does nothing until it is sent"]
        pub struct $name<T, S> {
            by_key: ByKey,
            types: PhantomData<fn() -> (T, S)>,
        }

        impl<T, S> Builder for $name<T, S> {}
    };
}

by_key! {
    /// Reads the row of a primary key.
    Find
}
by_key! {
    /// Deletes the row of a primary key.
    DeleteByKey
}
by_key! {
    /// Writes the row of a primary key.
    UpdateByKey
}

impl<T: Table, S: Provides<T::Root>> Find<T, S> {
    pub(crate) fn new(table: &BoundTable<T, S>, values: KeyBinds) -> Self {
        Self { by_key: ByKey::new(table, values, Fixed::<T, S>::FIND), types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>> Statement for Find<T, S> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of("select", &self.by_key.table, map)?;
        self.by_key.prepare::<S::Database, B>(about, map, |ByKey { table, values, .. }, binds| {
            let filter = key_is(&table, values.into_vec());
            let mut select = ast::Select::all(ast::FromItem::Table(table), T::SPEC.columns.len());
            select.filter = Some(filter);
            render::select::<S::Database>(&select, map, binds)
        })
    }
}

impl<T: Table, S: Provides<T::Root>> Query for Find<T, S> {
    type Rows = Whole<T>;
}

impl<T: Table, S: Provides<T::Root>> DeleteByKey<T, S> {
    pub(crate) fn new(table: &BoundTable<T, S>, values: KeyBinds) -> Self {
        Self { by_key: ByKey::new(table, values, Fixed::<T, S>::DELETE), types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>> Statement for DeleteByKey<T, S> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let about = About::of("delete", &self.by_key.table, map)?;
        self.by_key.prepare::<S::Database, B>(about, map, |ByKey { table, values, .. }, binds| {
            let filter = Some(key_is(&table, values.into_vec()));
            let delete = ast::Delete { from: table, using: Vec::new(), filter, returning: None };
            render::delete::<S::Database>(&delete, map, binds)
        })
    }
}

impl<T: Table, S: Provides<T::Root>> UpdateByKey<T, S> {
    /// Takes the values of all columns, and keeps those that are set, then those of the key.
    pub(crate) fn new(table: &BoundTable<T, S>, row: Vec<Value>) -> Self {
        let listed = ast::TableSource::of(table).spec;
        let columns = render::updatable(listed, T::SPEC.columns.len());
        let key = listed.primary_key().iter().filter_map(|field| listed.position(field));
        let values = columns.chain(key).filter_map(|at| row.get(at).cloned());
        let values = KeyBinds::Several(values.collect());
        Self { by_key: ByKey::new(table, values, Fixed::<T, S>::UPDATE), types: PhantomData }
    }
}

impl<T: Table, S: Provides<T::Root>> Statement for UpdateByKey<T, S> {
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        let columns: Vec<usize> =
            render::updatable(self.by_key.table.spec, T::SPEC.columns.len()).collect();
        if columns.is_empty() {
            return Err(Error::Incomplete {
                statement: "update",
                table: T::SPEC.name.to_owned(),
                why: "has nothing to set: every column is part of the key or filled by the database",
            });
        }
        let about = About::of("update", &self.by_key.table, map)?;
        let about = about.changing(columns.iter().copied());
        self.by_key.prepare::<S::Database, B>(about, map, |by_key, binds| {
            let ByKey { table, values, .. } = by_key;
            let mut values = values.into_vec();
            let key = values.split_off(columns.len().min(values.len()));
            let set = columns.into_iter().zip(values).map(|(position, value)| {
                let column = ast::ColumnRef { source: table.key, position };
                ast::Assignment { column, value: ast::Expr::Bind { value, like: Some(column) } }
            });
            let update = ast::Update {
                set: set.collect(),
                filter: Some(key_is(&table, key)),
                table,
                from: Vec::new(),
                returning: None,
            };
            render::update::<S::Database>(&update, map, binds)
        })
    }
}
