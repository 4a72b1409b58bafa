//! What an insert does where a row is there already.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::bound::Excluded;
use crate::column::Column;
use crate::error::{Error, Result};
use crate::expr::{Assign, InnerSide, Predicate, ReadBy, TableList};
use crate::query::columns::ColumnList;
use crate::query::insert::Insert;
use crate::query::prepared::Builder;
use crate::query::{One, and};
use crate::schema::Provides;
use crate::spec::{ConstraintKindSpec, IndexOnSpec, TableSpec};
use crate::table::{ColumnSet, Table};
use crate::value::ColumnType;

/// The row that is there, and the one that would have been inserted.
pub type WithExcluded<R, S> = TableList<Excluded<R>, S, InnerSide, One<R, S>>;

impl<T: Table, S: Provides<T::Root>, O> Insert<T, S, O> {
    /// Says what happens to a row whose unique columns are there already: an upsert.
    ///
    /// The columns must be those of a primary key, or of a unique constraint or index.
    pub fn on_conflict<C: ColumnList<T::Root, S>>(self, columns: C) -> OnConflict<T, S, O> {
        OnConflict { insert: self, columns: columns.into_refs() }
    }

    /// Says what happens to a row that breaks any unique constraint or index.
    pub const fn on_any_conflict(self) -> OnAnyConflict<T, S, O> {
        OnAnyConflict { insert: self }
    }

    fn resolved(self, conflict: ast::Conflict) -> Self {
        Self { conflict: Some(conflict), fixed: None, ..self }
    }
}

/// An insert that meets rows which are there already.
#[must_use = "say what happens: `.do_nothing()`, or `.do_update(columns)`"]
pub struct OnConflict<T: Table, S, O> {
    insert: Insert<T, S, O>,
    columns: Vec<ast::ColumnRef>,
}

impl<T: Table, S: Provides<T::Root>, O> OnConflict<T, S, O> {
    /// Leaves the row as it is; it is not among those returned.
    pub fn do_nothing(self) -> Insert<T, S, O> {
        let conflict =
            ast::Conflict { columns: self.columns, action: ast::ConflictAction::Nothing };
        self.insert.resolved(conflict)
    }

    /// Sets these columns of the row to what would have been inserted.
    pub fn do_update<C: ColumnList<T::Root, S>>(self, columns: C) -> Insert<T, S, O> {
        let columns = columns.into_refs();
        self.do_update_set(|update, _| {
            columns.into_iter().fold(update, |update, column| {
                let source = update.update.excluded.key;
                update.assigned(column, ast::Expr::Column(ast::ColumnRef { source, ..column }))
            })
        })
    }

    /// Updates the row, with values that may use its columns, and those of the row that would have been
    /// inserted, which the function is given second.
    ///
    /// ```
    /// # use polyschema_core::{BoundTable, Column, Provides, Table, query::{Insert, Nothing}};
    /// # fn example<T: Table, S: Provides<T::Root>>(
    /// #     insert: Insert<T, S>, name: Column<T::Root, S, String>, stock: Column<T::Root, S, i64>,
    /// # ) -> Insert<T, S> {
    /// insert.on_conflict(name).do_update_set(|row, _| row.set(stock, 0).filter(stock.lt(0)))
    /// # }
    /// # use polyschema_core::expr::Expression;
    /// ```
    pub fn do_update_set(
        self,
        update: impl FnOnce(
            ConflictUpdate<T, S>,
            &'static T::Columns<Excluded<T::Root>, S>,
        ) -> ConflictUpdate<T, S>,
    ) -> Insert<T, S, O> {
        let excluded = self.insert.into.clone().excluded::<T::Root, S>();
        let start = ast::ConflictUpdate { excluded, set: Vec::new(), filter: None };
        let start = ConflictUpdate { update: start, types: PhantomData };
        let ConflictUpdate { update, .. } = update(start, ColumnSet::ALL);
        let action = ast::ConflictAction::Update(Box::new(update));
        self.insert.resolved(ast::Conflict { columns: self.columns, action })
    }
}

/// That the columns of a conflict are unique together, which a database asks of them.
///
/// # Errors
/// They are not.
pub(super) fn check(conflict: &ast::Conflict, spec: &TableSpec) -> Result<()> {
    type Columns = BTreeSet<Option<usize>>;
    let named: Columns = conflict.columns.iter().map(|column| Some(column.position)).collect();
    let constraints = spec.constraints.iter().filter_map(|constraint| match constraint.kind {
        ConstraintKindSpec::PrimaryKey(fields) | ConstraintKindSpec::Unique(fields) => {
            Some(fields.iter().map(|field| spec.position(field)).collect::<Columns>())
        }
        ConstraintKindSpec::ForeignKey(_) | ConstraintKindSpec::Check { .. } => None,
    });
    let indexes = spec.indexes.iter().filter(|index| index.unique && index.predicate.is_none());
    let indexes = indexes.map(|index| {
        let keys = index.keys.iter().map(|key| match key.on {
            IndexOnSpec::Field(field) => spec.position(field),
            IndexOnSpec::Expression(_) => None,
        });
        keys.collect::<Columns>()
    });
    let is_unique = named.is_empty() || constraints.chain(indexes).any(|key| key == named);
    if is_unique {
        return Ok(());
    }
    Err(Error::Incomplete {
        statement: "insert",
        table: spec.name.to_owned(),
        why: "meets a conflict on columns that are not unique together; name those of the primary key, of a unique constraint or of a unique index",
    })
}

/// An insert that meets rows which are there already, whichever rule says so.
#[must_use = "say what happens: `.do_nothing()`"]
pub struct OnAnyConflict<T: Table, S, O> {
    insert: Insert<T, S, O>,
}

impl<T: Table, S: Provides<T::Root>, O> OnAnyConflict<T, S, O> {
    /// Leaves the row as it is; it is not among those returned.
    pub fn do_nothing(self) -> Insert<T, S, O> {
        let action = ast::ConflictAction::Nothing;
        self.insert.resolved(ast::Conflict { columns: Vec::new(), action })
    }
}

/// The update of a row that an insert meets.
#[derive(Debug)]
#[must_use = "give it back to `do_update_set`"]
pub struct ConflictUpdate<T, S> {
    update: ast::ConflictUpdate,
    types: PhantomData<fn() -> (T, S)>,
}

impl<T: Table, S: Provides<T::Root>> ConflictUpdate<T, S> {
    /// Sets a column of the row to a value or an expression.
    pub fn set<V, A, I>(self, column: Column<T::Root, S, V>, value: A) -> Self
    where
        V: ColumnType,
        A: Assign<V>,
        A::Query: ReadBy<WithExcluded<T::Root, S>, I>,
    {
        let column = column.into_ref();
        let value = value.into_assigned().like(&ast::Expr::Column(column));
        self.assigned(column, value)
    }

    fn assigned(mut self, column: ast::ColumnRef, value: ast::Expr) -> Self {
        self.update.set.push(ast::Assignment { column, value });
        self
    }

    /// Updates the row only where the predicate holds; several filters must all hold.
    pub fn filter<E, I>(mut self, predicate: E) -> Self
    where
        E: Predicate,
        E::Query: ReadBy<WithExcluded<T::Root, S>, I>,
    {
        and(&mut self.update.filter, predicate.into_node());
        self
    }
}

impl<T: Table, S, O> Builder for OnConflict<T, S, O> {}

impl<T: Table, S, O> Builder for OnAnyConflict<T, S, O> {}

impl<T: Table, S, O> fmt::Debug for OnConflict<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.insert.fmt(f)
    }
}

impl<T: Table, S, O> fmt::Debug for OnAnyConflict<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.insert.fmt(f)
    }
}
