//! Whether a join found no row of a table.

use crate::ast;
use crate::bound::{BoundTable, Source};
use crate::expr::{Expr, FromTable, OrElse};
use crate::schema::Provides;
use crate::table::Table;

impl<T, S, R> BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    /// Whether an outer join found no row of this table.
    ///
    /// ```text
    /// countries.select().left_join(capitals).filter(capitals.is_absent())
    /// ```
    pub fn is_absent(&self) -> Expr<OrElse<FromTable<R, S>, ()>, bool> {
        let source = ast::TableSource::of(self);
        let is_null = |position| {
            let column = ast::ColumnRef { source: source.key, position };
            ast::Expr::IsNull(Box::new(ast::Expr::Column(column)))
        };
        let columns = source.spec.columns;
        Expr::new(match columns.iter().position(|column| !column.nullable) {
            Some(never_null) => is_null(never_null),
            None => ast::Expr::All((0..columns.len()).map(is_null).collect()),
        })
    }
}
