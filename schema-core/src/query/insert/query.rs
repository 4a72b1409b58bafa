//! `INSERT .. SELECT`: rows that a query reads.

use crate::ast;
use crate::bound::BoundTable;
use crate::column::Column;
use crate::error::{Error, Result};
use crate::expr::ReadBy;
use crate::query::One;
use crate::query::columns::ColumnList;
use crate::query::insert::Insert;
use crate::query::prepared::Rows;
use crate::query::subquery::{SelfContained, Subquery};
use crate::schema::Provides;
use crate::spec::FillSpec;
use crate::table::Table;
use crate::value::Scalar;

impl<T: Table, S: Provides<T::Root>> BoundTable<T, S> {
    /// Inserts the rows that a query reads: each of its columns fills the one at its place.
    ///
    /// ```text
    /// archive.insert_from((archive.name, archive.population), countries.select().columns(..))
    /// ```
    ///
    /// # Errors
    /// Running it fails before anything is sent when a required column is left out, or one is listed that the
    /// database fills.
    pub fn insert_from<C, L, Q, I>(&self, columns: C, query: Q) -> Insert<T, S>
    where
        C: ColumnList<T::Root, S, Itself = L>,
        Q: Subquery<Query: ReadBy<One<T::Root, S>, I> + SelfContained, Rows: Rows>,
        <Q::Rows as Rows>::Row: ReadAs<L>,
    {
        let columns = columns.into_refs().into_iter().map(|column| column.position).collect();
        let source = Source { columns, query: Box::new(query.into_compound()) };
        Insert { query: Some(source), ..Insert::many(self, Vec::new()) }
    }
}

/// The columns that get values, and the query that has them.
pub(super) struct Source {
    columns: Vec<usize>,
    pub(super) query: Box<ast::Compound>,
}

impl Source {
    /// The columns, if they can be filled so.
    pub(super) fn columns(&self, into: &ast::TableSource) -> Result<Vec<usize>> {
        for (position, column) in into.spec.columns.iter().enumerate() {
            let is_given = self.columns.contains(&position);
            let (is_required, is_filled) = match column.fill {
                FillSpec::IdentityAlways | FillSpec::Generated(_) => (false, true),
                FillSpec::None => (!column.nullable, false),
                _ => (false, false),
            };
            let why = match (is_given, is_required, is_filled) {
                (false, true, _) => "is required; list it, and read a value for it",
                (true, _, true) => "is filled by the database; leave it out",
                _ => continue,
            };
            let (table, column) = (into.spec.name.to_owned(), column.name.to_owned());
            return Err(Error::InsertColumn { table, column, why });
        }
        Ok(self.columns.clone())
    }
}

/// What is read, as values for the columns `C`: of the same types, or without NULL for a nullable column.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` do not fill these columns",
    label = "reads `{Self}`",
    note = "the query reads one value for each column, of the column's type"
)]
pub trait ReadAs<C> {}

/// What is read, as a value of a column of `V`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column of `{V}`",
    label = "the query reads `{Self}` for a column of `{V}`"
)]
pub trait StoredAs<V> {}

impl<B: Scalar> StoredAs<B> for B {}
impl<B: Scalar> StoredAs<Option<B>> for B {}
impl<B: Scalar> StoredAs<Option<B>> for Option<B> {}

impl<R, S, V, A: StoredAs<V>> ReadAs<Column<R, S, V>> for A {}

macro_rules! read_as {
    ($($value:ident $column:ident)+) => {
        impl<R, S, $($value: StoredAs<$column>, $column),+> ReadAs<($(Column<R, S, $column>,)+)>
            for ($($value,)+) {}
    };
}

read_as!(A VA);
read_as!(A VA B VB);
read_as!(A VA B VB C VC);
read_as!(A VA B VB C VC D VD);
read_as!(A VA B VB C VC D VD E VE);
read_as!(A VA B VB C VC D VD E VE F VF);
read_as!(A VA B VB C VC D VD E VE F VF G VG);
read_as!(A VA B VB C VC D VD E VE F VF G VG H VH);
read_as!(A VA B VB C VC D VD E VE F VF G VG H VH I VI);
read_as!(A VA B VB C VC D VD E VE F VF G VG H VH I VI J VJ);
read_as!(A VA B VB C VC D VD E VE F VF G VG H VH I VI J VJ K VK);
read_as!(A VA B VB C VC D VD E VE F VF G VG H VH I VI J VJ K VK L VL);
