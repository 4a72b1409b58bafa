//! What an insert does where a row is there already.

use std::fmt;

use crate::ast;
use crate::column::Column;
use crate::query::insert::Insert;
use crate::schema::Provides;
use crate::table::Table;

/// An insert that meets rows which are there already.
#[must_use = "say what happens: `.do_nothing()`, or `.do_update(columns)`"]
pub struct OnConflict<T: Table, S, O> {
    insert: Insert<T, S, O>,
    columns: Vec<ast::ColumnRef>,
}

impl<T: Table, S: Provides<T::Root>, O> OnConflict<T, S, O> {
    pub(super) const fn new(insert: Insert<T, S, O>, columns: Vec<ast::ColumnRef>) -> Self {
        Self { insert, columns }
    }

    /// Leaves the row as it is; it is not among those returned.
    pub fn do_nothing(self) -> Insert<T, S, O> {
        self.resolved(|_| ast::ConflictAction::Nothing)
    }

    /// Sets these columns of the row to what would have been inserted.
    pub fn do_update<C: ColumnList<T::Root, S>>(self, columns: C) -> Insert<T, S, O> {
        let set = columns
            .into_refs()
            .into_iter()
            .map(|column| ast::Assignment { column, value: ast::Expr::Excluded(column) });
        self.resolved(|_| ast::ConflictAction::Update(set.collect()))
    }

    fn resolved(self, action: impl FnOnce(&Self) -> ast::ConflictAction) -> Insert<T, S, O> {
        let action = action(&self);
        let conflict = Some(ast::Conflict { columns: self.columns, action });
        Insert { conflict, fixed: None, ..self.insert }
    }
}

/// Columns of the table `R` in the schema `S`: one, or a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{R}` of schema `{S}`",
    label = "expected a column of `{R}` of schema `{S}`, or a tuple of them"
)]
pub trait ColumnList<R, S> {
    /// The columns, untyped.
    fn into_refs(self) -> Vec<ast::ColumnRef>;
}

impl<R: 'static, S: 'static, V> ColumnList<R, S> for Column<R, S, V> {
    fn into_refs(self) -> Vec<ast::ColumnRef> {
        vec![self.into_ref()]
    }
}

macro_rules! column_lists {
    ($($value:ident)+) => {
        #[allow(non_snake_case, reason = "the columns are named as their types")]
        impl<R: 'static, S: 'static, $($value),+> ColumnList<R, S> for ($(Column<R, S, $value>,)+) {
            fn into_refs(self) -> Vec<ast::ColumnRef> {
                let ($($value,)+) = self;
                vec![$($value.into_ref()),+]
            }
        }
    };
}

column_lists!(A);
column_lists!(A B);
column_lists!(A B C);
column_lists!(A B C D);
column_lists!(A B C D E);
column_lists!(A B C D E F);
column_lists!(A B C D E F G);
column_lists!(A B C D E F G H);
column_lists!(A B C D E F G H I);
column_lists!(A B C D E F G H I J);
column_lists!(A B C D E F G H I J K);
column_lists!(A B C D E F G H I J K L);

impl<T: Table, S, O> fmt::Debug for OnConflict<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.insert.fmt(f)
    }
}
