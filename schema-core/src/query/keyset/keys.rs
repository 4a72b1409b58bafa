//! What pages are sorted by: the keys that are given, and the primary keys that make the order unique.
//!
//! What a cursor holds and how it is read (`V`, `U`) is known only where the keys fit the query, so that nothing
//! else is said of it where they do not.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::Source;
use crate::column::SourceKey;
use crate::error::Result;
use crate::expr::{Needs, NoTables, OfRows, ReadBy, Side, Sort, SortKey, TableList};
use crate::query::key::{KeyParts, RealKey};
use crate::schema::Provides;
use crate::table::{Record, Table};
use crate::value::{ColumnType, RowReader, Scalar, Value, ValueKind};

/// A key of the order.
#[derive(Debug, Clone)]
pub struct KeysetKey {
    pub(in crate::query) by: ast::OrderBy,
    pub(in crate::query) kind: ValueKind,
    pub(in crate::query) nullable: bool,
}

/// Keys that rows are sorted by: a sort key, a tuple of up to six, or `()`, all of tables of the list `F`; their
/// values are `V`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order for pages",
    label = "expected `.asc()` or `.desc()` of a column, or a tuple of them",
    note = "the columns are of tables that the query reads"
)]
pub trait KeysetKeys<F, I, V> {
    /// The keys, untyped.
    #[doc(hidden)]
    fn keys(self, order: &mut Vec<KeysetKey>);
}

impl<F, I, J, Q, V> KeysetKeys<F, I, J::Column<V>> for Sort<Q, V>
where
    J: Side,
    Q: ReadBy<F, I, Side = J> + OfRows + Needs,
    V: ColumnType,
{
    fn keys(self, order: &mut Vec<KeysetKey>) {
        order.push(KeysetKey {
            by: self.into_key(),
            kind: V::Base::KIND,
            nullable: J::Column::<V>::NULLABLE,
        });
    }
}

#[diagnostic::do_not_recommend]
impl<F> KeysetKeys<F, (), ()> for () {
    fn keys(self, _: &mut Vec<KeysetKey>) {}
}

/// Values of keys, as they are read.
#[doc(hidden)]
pub trait KeyValues: 'static {
    /// Reads them.
    ///
    /// # Errors
    /// A column holds a value that its Rust type does not have.
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()>;
}

impl<V: ColumnType> KeyValues for V {
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
        values.push(<V as ColumnType>::read(row)?.into_value());
        Ok(())
    }
}

impl KeyValues for () {
    fn read<R: RowReader>(_: &mut R, _: &mut Vec<Value>) -> Result<()> {
        Ok(())
    }
}

macro_rules! tuples {
    ($($part:ident $index:ident $value:ident)+) => {
        #[allow(non_snake_case, reason = "the parts are named as their types")]
        impl<F, $($part: KeysetKeys<F, $index, $value>, $index, $value),+>
            KeysetKeys<F, ($($index,)+), ($($value,)+)> for ($($part,)+)
        {
            fn keys(self, order: &mut Vec<KeysetKey>) {
                let ($($part,)+) = self;
                $($part.keys(order);)+
            }
        }

        impl<$($value: ColumnType),+> KeyValues for ($($value,)+) {
            fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
                $(<$value as KeyValues>::read(row, values)?;)+
                Ok(())
            }
        }
    };
}

tuples!(A IA VA);
tuples!(A IA VA B IB VB);
tuples!(A IA VA B IB VB C IC VC);
tuples!(A IA VA B IB VB C IC VC D ID VD);
tuples!(A IA VA B IB VB C IC VC D ID VD E IE VE);
tuples!(A IA VA B IB VB C IC VC D ID VD E IE VE G IG VG);

/// Tables, each row of which has its own place: they have primary keys, and their rows are not grouped. The keys
/// are read as `U`.
#[diagnostic::on_unimplemented(
    message = "the rows of this query have no place of their own in an order",
    label = "pages need rows that a primary key tells apart"
)]
pub trait UniqueRows<U> {
    /// Adds the primary keys to an order.
    #[doc(hidden)]
    fn keys(descending: bool, order: &mut Vec<KeysetKey>);
}

#[diagnostic::do_not_recommend]
impl UniqueRows<()> for NoTables {
    fn keys(_: bool, _: &mut Vec<KeysetKey>) {}
}

impl<R, S, J, Tail, U, K: RealKey> UniqueRows<PrimaryKeys<U, K>> for TableList<R, S, J, Tail>
where
    R: Source<Root: Table<Key = K>>,
    S: Provides<R::Root>,
    J: Side,
    Tail: UniqueRows<U>,
{
    /// The table that was joined last stands first in the list.
    fn keys(descending: bool, order: &mut Vec<KeysetKey>) {
        Tail::keys(descending, order);
        let spec = <S::Table as Record>::SPEC;
        for field in spec.primary_key() {
            let Some(position) = spec.position(field) else { continue };
            let column = ast::ColumnRef { source: SourceKey::of::<R, S>(), position };
            let by = ast::OrderBy { expr: ast::Expr::Column(column), descending, nulls: None };
            order.push(KeysetKey { by, kind: spec.columns[position].kind, nullable: J::OUTER });
        }
    }
}

/// The primary keys that `U` reads, and then the key `K`.
#[derive(Debug, Clone, Copy)]
pub struct PrimaryKeys<U, K>(PhantomData<fn() -> (U, K)>);

impl<U: KeyValues, K: KeyParts> KeyValues for PrimaryKeys<U, K> {
    fn read<R: RowReader>(row: &mut R, values: &mut Vec<Value>) -> Result<()> {
        U::read(row, values)?;
        K::read(row, values)
    }
}
