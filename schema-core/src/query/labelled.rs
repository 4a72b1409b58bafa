//! A query over many schemas whose rows say by a number from which they are.

use std::marker::PhantomData;

use crate::ast;
use crate::error::Result;
use crate::expr::{Expression, Tables, literal};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use crate::name::SchemaRef;
use crate::query::combined::{Combined, Everywhere};
use crate::query::prepared::Rows;
use crate::query::select::Select;
use crate::query::subquery::SelfContained;
use crate::schema::Schema;
use crate::value::{ColumnType, RowReader, ValueKind};

/// Rows are read as `O`, after the number of their schema.
#[derive(Debug, Clone, Copy)]
pub struct Labelled<O>(PhantomData<fn() -> O>);

impl<O: Rows> Rows for Labelled<O> {
    type Row = (i32, O::Row);

    fn read<R: RowReader>(row: &mut R) -> Result<Self::Row> {
        Ok((ColumnType::read(row)?, O::read(row)?))
    }
}

/// A query of one schema that can be put together with those of others: a select.
#[diagnostic::on_unimplemented(
    message = "this cannot be put together with the same of other schemas",
    label = "expected a select",
    note = "leave out `.in_batches(..)`: each schema has a statement of its own then"
)]
pub trait InBatch<S: Schema> {
    /// How its rows are read.
    type Rows: Rows;

    /// The query, with a number before its columns.
    #[doc(hidden)]
    fn first(self, number: i32) -> Combined<Everywhere<S::Database>, Labelled<Self::Rows>>;

    /// Adds the query to those of other schemas.
    #[doc(hidden)]
    fn after(
        self,
        others: Combined<Everywhere<S::Database>, Labelled<Self::Rows>>,
        number: i32,
    ) -> Combined<Everywhere<S::Database>, Labelled<Self::Rows>>;
}

impl<S: Schema, F: Tables<Outer: SelfContained>, O: Rows> InBatch<S> for Select<S, F, O> {
    type Rows = O;

    fn first(self, number: i32) -> Combined<Everywhere<S::Database>, Labelled<O>> {
        Combined::everywhere(labelled(self, number))
    }

    fn after(
        self,
        others: Combined<Everywhere<S::Database>, Labelled<O>>,
        number: i32,
    ) -> Combined<Everywhere<S::Database>, Labelled<O>> {
        others.and(labelled(self, number))
    }
}

fn labelled<S, F, O>(query: Select<S, F, O>, number: i32) -> Select<S, F, Labelled<O>> {
    query.changed(|select| {
        let items = std::mem::replace(&mut select.items, ast::Items::List(Vec::new()));
        let label = ast::SelectItem { expr: literal(number).into_node(), kind: ValueKind::I32 };
        let items = items.into_list(&select.from);
        select.items = ast::Items::List(std::iter::once(label).chain(items).collect());
    })
}

/// The same query over these schemas as one statement, numbered from 0; `None` without any.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn labelled_across<S: Schema, Q: InBatch<S>>(
    schemas: &[SchemaRef<S>],
    query: impl Fn(&SchemaRef<S>) -> Q,
) -> Option<Combined<Everywhere<S::Database>, Labelled<Q::Rows>>> {
    let mut numbered = (0..).zip(schemas);
    let (number, schema) = numbered.next()?;
    let first = query(schema).first(number);
    Some(numbered.fold(first, |all, (number, schema)| query(schema).after(all, number)))
}
