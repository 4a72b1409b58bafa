//! A table in a schema: where every query starts.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::name::{SchemaRef, StaticName};
use crate::schema::{Provides, Schema};
use crate::table::{ColumnSet, Table};

/// The table `T` in the schema `S`; `R` is its root, or an alias.
///
/// Its columns are its fields: `countries.name` is a [`Column`](crate::Column).
pub struct BoundTable<T: Table, S: Schema, R = <T as Table>::Root> {
    schema: SchemaRef<S>,
    types: PhantomData<fn() -> (T, R)>,
}

impl<T: Table, S: Schema, R> BoundTable<T, S, R> {
    pub(crate) const fn new(schema: SchemaRef<S>) -> Self {
        Self { schema, types: PhantomData }
    }

    /// The schema that the table is bound to.
    pub const fn schema(&self) -> &SchemaRef<S> {
        &self.schema
    }
}

impl<T: Table, S: Schema, R: Source<Root = T::Root>> BoundTable<T, S, R> {
    /// The table's name, without the schema.
    pub const fn name(&self) -> &'static str {
        T::SPEC.name
    }
}

impl<T: Table, S: Provides<T::Root>> BoundTable<T, S> {
    /// The table under another name, so that one query can read it twice.
    ///
    /// Declare the alias with [`alias!`](crate::alias).
    pub fn alias<A: Alias>(&self) -> BoundTable<T, S, Aliased<T::Root, A>> {
        BoundTable::new(self.schema.clone())
    }
}

impl<T: Table, S: Schema, R: 'static> Deref for BoundTable<T, S, R> {
    type Target = T::Columns<R, S>;

    fn deref(&self) -> &Self::Target {
        <T::Columns<R, S> as ColumnSet>::ALL
    }
}

impl<T: Table, S: Schema, R> Clone for BoundTable<T, S, R> {
    fn clone(&self) -> Self {
        Self::new(self.schema.clone())
    }
}

impl<T: Table, S: Schema<Name = StaticName>, R> Copy for BoundTable<T, S, R> {}

impl<T: Table, S: Schema, R> fmt::Debug for BoundTable<T, S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema.name(), T::SPEC.name)
    }
}

/// What a query can read as one of its tables: a table's root, or an alias of it.
pub trait Source: 'static {
    /// The root of the table.
    type Root: Table<Root = Self::Root>;

    /// The alias, if it is one.
    const ALIAS: Option<&'static str>;
}

impl<T: Table<Root = T>> Source for T {
    type Root = T;
    const ALIAS: Option<&'static str> = None;
}

/// A table's root under the alias `A`.
#[derive(Debug, Clone, Copy)]
pub struct Aliased<R, A>(PhantomData<fn() -> (R, A)>);

impl<R: Table<Root = R>, A: Alias> Source for Aliased<R, A> {
    type Root = R;
    const ALIAS: Option<&'static str> = Some(A::NAME);
}

/// The rows that an insert into the table `R` meets others with, on a conflict.
#[derive(Debug, Clone, Copy)]
pub struct Excluded<R>(PhantomData<fn() -> R>);

impl<R: Source> Source for Excluded<R> {
    type Root = R::Root;
    const ALIAS: Option<&'static str> = Some("excluded");
}

/// A name under which a query reads a table; declare one with [`alias!`](crate::alias).
pub trait Alias: 'static {
    /// The name.
    const NAME: &'static str;
}

/// Declares an alias, for reading one table twice in a query.
///
/// ```
/// polyschema_core::alias!(Manager);
/// polyschema_core::alias!(pub Deputy, "deputy manager");
/// ```
#[macro_export]
macro_rules! alias {
    ($(#[$attribute:meta])* $visibility:vis $name:ident) => {
        $crate::alias!($(#[$attribute])* $visibility $name, ::core::stringify!($name));
    };
    ($(#[$attribute:meta])* $visibility:vis $name:ident, $sql:expr) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy)]
        #[doc = ::core::concat!("The alias `", ::core::stringify!($name), "`.")]
        $visibility enum $name {}

        impl $crate::Alias for $name {
            const NAME: &'static str = $sql;
        }
    };
}
