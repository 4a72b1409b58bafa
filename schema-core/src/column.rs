//! A column of a bound table: a position with three types on it.

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;

/// A column that holds `V`, of the table `R` in the schema `S`.
///
/// `R` is the table's root, or an alias of it. The types say which queries may use the column and
/// what it compares with; the value is the column's position.
pub struct Column<R, S, V> {
    position: u16,
    types: PhantomData<fn() -> (R, S, V)>,
}

impl<R, S, V> Column<R, S, V> {
    /// The column at a position, from 0. For generated code.
    #[doc(hidden)]
    pub const fn at(position: u16) -> Self {
        Self { position, types: PhantomData }
    }

    /// The position among the table's columns, from 0.
    pub const fn position(self) -> usize {
        self.position as usize
    }
}

impl<R, S, V> Clone for Column<R, S, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, S, V> Copy for Column<R, S, V> {}

impl<R, S, V> fmt::Debug for Column<R, S, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.position).finish()
    }
}

/// Tells the tables of one statement apart: root or alias, and schema type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SourceKey(TypeId);

impl SourceKey {
    pub(crate) fn of<R: 'static, S: 'static>() -> Self {
        Self(TypeId::of::<(R, S)>())
    }
}
