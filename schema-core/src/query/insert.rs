//! `INSERT`, of one row or many, and upserts.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::ast;
use crate::bound::BoundTable;
use crate::column::Column;
use crate::dialect::Database;
use crate::error::Result;
use crate::fixed::Fixed;
use crate::query::One;
use crate::query::prepared::{About, Binds, Builder, Prepared, Query, Rows, Statement};
use crate::query::projection::{Nothing, Projected, Projection, Whole};
use crate::render;
use crate::schema::Provides;
use crate::schema_map::SchemaMap;
use crate::spec::{FillSpec, TableSpec};
use crate::table::{NewRow, NewRowWriter, Record, Table};
use crate::value::{BindWriter, Value, ValueRef};

/// Inserts rows of `T` into the schema `S`.
#[must_use = "a statement does nothing until it is sent"]
pub struct Insert<T: Table, S, O = Nothing> {
    into: ast::TableSource,
    rows: Vec<T::New>,
    conflict: Option<ast::Conflict>,
    returning: Option<ast::Items>,
    /// The text of inserting one row, as long as no clause was added.
    fixed: Option<&'static str>,
    types: PhantomData<fn() -> (S, O)>,
}

impl<T: Table, S: Provides<T::Root>> Insert<T, S> {
    pub(crate) fn one(table: &BoundTable<T, S>, row: T::New) -> Self {
        let fixed = if table.schema().slot_is_static() { Fixed::<T, S>::INSERT } else { None };
        Self { fixed, ..Self::many(table, vec![row]) }
    }

    pub(crate) fn many(table: &BoundTable<T, S>, rows: Vec<T::New>) -> Self {
        Self {
            into: ast::TableSource::of(table),
            rows,
            conflict: None,
            returning: None,
            fixed: None,
            types: PhantomData,
        }
    }
}

impl<T: Table, S: Provides<T::Root>, O> Insert<T, S, O> {
    /// Says what happens to a row whose unique columns are there already: an upsert.
    ///
    /// The columns must be those of a primary key, or of a unique constraint or index.
    pub fn on_conflict<C: ColumnList<T::Root, S>>(self, columns: C) -> OnConflict<T, S, O> {
        OnConflict { insert: self, columns: columns.into_refs() }
    }

    /// Returns the inserted rows, with what the database filled in.
    pub fn returning_all(mut self) -> Insert<T, S, Whole<T>> {
        let fixed = self.fixed.and(Fixed::<T, S>::INSERT_RETURNING);
        self.returning = Some(ast::Items::Table { columns: T::SPEC.columns.len() });
        Insert { fixed, ..self.retyped() }
    }

    /// Returns these columns of the inserted rows.
    pub fn returning<P, I>(
        mut self,
        projection: P,
    ) -> Insert<T, S, Projected<P, One<T::Root, S>, I>>
    where
        P: Projection<One<T::Root, S>, I>,
    {
        let mut items = Vec::new();
        projection.select(&mut items);
        self.returning = Some(ast::Items::List(items));
        self.retyped()
    }

    fn retyped<O2>(self) -> Insert<T, S, O2> {
        let Self { into, rows, conflict, returning, .. } = self;
        Insert { into, rows, conflict, returning, fixed: None, types: PhantomData }
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

/// Rows that are bound one after another, without the columns left to their defaults.
#[derive(Debug)]
pub struct RowBinds<N> {
    rows: Vec<N>,
    count: usize,
    /// The binds of what is returned, after those of the rows.
    returning: Vec<Value>,
}

impl<N: NewRow> Binds for RowBinds<N> {
    fn write<W: BindWriter>(&self, binds: &mut W) -> Result<()> {
        let mut given = Given(binds);
        self.rows.iter().try_for_each(|row| row.write(&mut given))?;
        self.returning.write(binds)
    }

    fn count(&self) -> usize {
        self.count + self.returning.len()
    }
}

/// Passes on the values, and leaves out the defaults.
struct Given<'w, W>(&'w mut W);

impl<W: BindWriter> BindWriter for Given<'_, W> {
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.0.write(value)
    }
}

impl<W: BindWriter> NewRowWriter for Given<'_, W> {
    fn default_value(&mut self) {}
}

/// Notes for each column whether it is left to its default.
struct Defaults(Vec<bool>);

impl BindWriter for Defaults {
    fn write(&mut self, _: ValueRef<'_>) -> Result<()> {
        self.0.push(false);
        Ok(())
    }
}

impl NewRowWriter for Defaults {
    fn default_value(&mut self) {
        self.0.push(true);
    }
}

/// The columns that an insert through `spec` gives values or defaults.
pub(crate) fn insertable(spec: &'static TableSpec) -> impl Iterator<Item = usize> {
    spec.columns.iter().enumerate().filter_map(|(position, column)| match column.fill {
        FillSpec::IdentityAlways | FillSpec::Generated(_) => None,
        _ => Some(position),
    })
}

/// Whether an insert may leave a column to its default.
const fn can_default(fill: FillSpec) -> bool {
    matches!(fill, FillSpec::IdentityByDefault | FillSpec::Default(_) | FillSpec::DefaultSql(_))
}

impl<T: Table, S: Provides<T::Root>, O: Send> Statement for Insert<T, S, O> {
    type Database = S::Database;
    type Binds = RowBinds<T::New>;

    fn prepare(self, map: Option<&SchemaMap>) -> Result<Vec<Prepared<Self::Binds>>> {
        let about = About::of("insert", &self.into, map)?;
        let spec = <T as Record>::SPEC;
        let columns: Vec<usize> = insertable(spec).collect();
        if let (Some(sql), None) = (self.fixed, map) {
            let binds = RowBinds { count: columns.len(), rows: self.rows, returning: Vec::new() };
            return Ok(vec![Prepared::new(Cow::Borrowed(sql), binds, about)]);
        }
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let dialect = S::Database::DIALECT;
        let has_defaults = columns.iter().any(|at| can_default(spec.columns[*at].fill));
        let mut insert = ast::Insert {
            into: self.into,
            columns,
            rows: ast::InsertRows::Binds { rows: 0 },
            conflict: self.conflict,
            returning: self.returning,
        };
        let all = std::mem::take(&mut insert.columns);
        batches(self.rows, has_defaults, all.len(), dialect.bind_limit(), |defaults| {
            let given = |row: &Vec<bool>| row.contains(&false);
            dialect.has_default_keyword()
                || defaults.windows(2).all(|pair| pair[0] == pair[1] && given(&pair[0]))
        })?
        .into_iter()
        .map(|(rows, defaults)| {
            let given = |row: &[bool]| row.iter().filter(|default| !**default).count();
            let (columns, insert_rows, count) = match defaults {
                None => {
                    let count = rows.len() * all.len();
                    (all.clone(), ast::InsertRows::Binds { rows: rows.len() }, count)
                }
                Some(defaults) if dialect.has_default_keyword() => {
                    let count = defaults.iter().map(|row| given(row)).sum();
                    (all.clone(), ast::InsertRows::WithDefaults(defaults), count)
                }
                Some(defaults) => {
                    let same = &defaults[0];
                    let columns: Vec<usize> =
                        all.iter().zip(same).filter(|(_, d)| !**d).map(|(at, _)| *at).collect();
                    let count = rows.len() * columns.len();
                    (columns, ast::InsertRows::Binds { rows: rows.len() }, count)
                }
            };
            let insert = ast::Insert { columns, rows: insert_rows, ..insert.clone() };
            let (sql, returning) = render::insert::<S::Database>(&insert, map)?;
            Ok(Prepared::new(sql, RowBinds { rows, count, returning }, about.clone()))
        })
        .collect()
    }
}

/// Rows that fit into one statement, and which columns each leaves to its default.
type Batch<N> = (Vec<N>, Option<Vec<Vec<bool>>>);

/// Cuts rows into statements: within the limit of binds, and as long as their defaults go together.
fn batches<N: NewRow>(
    rows: Vec<N>,
    has_defaults: bool,
    columns: usize,
    limit: usize,
    together: impl Fn(&[Vec<bool>]) -> bool,
) -> Result<Vec<Batch<N>>> {
    // `DEFAULT VALUES`, which a row without columns becomes, is one row.
    let most = limit.checked_div(columns).map_or(1, |rows| rows.max(1));
    let mut batches: Vec<Batch<N>> = Vec::new();
    for row in rows {
        let defaults = if has_defaults {
            let mut defaults = Defaults(Vec::with_capacity(columns));
            row.write(&mut defaults)?;
            Some(defaults.0)
        } else {
            None
        };
        let fits = batches.last().is_some_and(|(batch, masks)| {
            batch.len() < most
                && match (&defaults, masks.as_ref().and_then(|masks| masks.last())) {
                    (Some(mask), Some(last)) => together(&[last.clone(), mask.clone()]),
                    _ => true,
                }
        });
        match batches.last_mut() {
            Some((batch, masks)) if fits => {
                batch.push(row);
                if let (Some(masks), Some(mask)) = (masks, defaults) {
                    masks.push(mask);
                }
            }
            _ => batches.push((vec![row], defaults.map(|mask| vec![mask]))),
        }
    }
    Ok(batches)
}

impl<T: Table, S: Provides<T::Root>, O: Rows + Send> Query for Insert<T, S, O> {
    type Rows = O;
}

impl<T: Table, S, O> Builder for Insert<T, S, O> {}

impl<T: Table, S, O> fmt::Debug for Insert<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insert")
            .field("table", &self.into.spec.name)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl<T: Table, S, O> fmt::Debug for OnConflict<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.insert.fmt(f)
    }
}
