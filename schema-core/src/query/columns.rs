//! Lists of columns, without their types.

use crate::ast;
use crate::column::Column;

/// Columns of the table `R` in the schema `S`: one, or a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{R}` of schema `{S}`",
    label = "expected a column of `{R}` of schema `{S}`, or a tuple of them"
)]
pub trait ColumnList<R, S> {
    /// Itself: a type that is not known where it is no such list, so that nothing else is said of it then.
    #[doc(hidden)]
    type Itself;

    /// The columns, untyped.
    fn into_refs(self) -> Vec<ast::ColumnRef>;
}

impl<R: 'static, S: 'static, V> ColumnList<R, S> for Column<R, S, V> {
    type Itself = Self;

    fn into_refs(self) -> Vec<ast::ColumnRef> {
        vec![self.into_ref()]
    }
}

macro_rules! column_lists {
    ($($value:ident)+) => {
        #[allow(non_snake_case, reason = "the columns are named as their types")]
        impl<R: 'static, S: 'static, $($value),+> ColumnList<R, S> for ($(Column<R, S, $value>,)+) {
            type Itself = Self;

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
