//! How rows become statements and binds.
//!
//! On PostgreSQL a column of all rows is one bind, an array; elsewhere, and where rows leave different
//! columns to their defaults or a column is an array itself, each value is one.

use crate::ast::InsertRows;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::spec::{ColumnSpec, FillSpec, SqlTypeSpec, TableSpec};
use crate::table::{NewRow, NewRowWriter};
use crate::value::{BindWriter, ColumnWriter, ValueKind, ValueRef};

/// The binds of an insert's rows.
#[derive(Debug)]
pub(super) struct RowBinds<N> {
    rows: Vec<N>,
    layout: Layout,
}

#[derive(Debug)]
enum Layout {
    /// Row after row, without what is left to a default: so many values.
    ByRow { values: usize },
    /// Column after column, each an array.
    ByColumn { kinds: Vec<ValueKind> },
}

impl<N> RowBinds<N> {
    pub(super) const fn by_row(rows: Vec<N>, values: usize) -> Self {
        Self { rows, layout: Layout::ByRow { values } }
    }
}

impl<N: NewRow> RowBinds<N> {
    /// # Errors
    /// A value cannot be encoded.
    pub(super) fn write<W: ColumnWriter>(&self) -> Result<W> {
        let mut binds;
        match &self.layout {
            Layout::ByRow { values } => {
                binds = W::with_capacity(*values);
                let mut given = Given(&mut binds);
                self.rows.iter().try_for_each(|row| row.write(&mut given))?;
            }
            Layout::ByColumn { kinds } => {
                binds = W::with_capacity(kinds.len());
                let columns = kinds.iter().map(|kind| W::column(*kind, self.rows.len()));
                let mut columns = Columns { columns: columns.collect(), next: 0 };
                for row in &self.rows {
                    columns.next = 0;
                    row.write(&mut columns)?;
                }
                columns.columns.into_iter().try_for_each(|column| binds.write_column(column))?;
            }
        }
        Ok(binds)
    }
}

/// Passes on the values, and leaves out the defaults.
struct Given<'w, W>(&'w mut W);

impl<W: BindWriter> BindWriter for Given<'_, W> {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.0.write(value)
    }
}

impl<W: BindWriter> NewRowWriter for Given<'_, W> {
    fn default_value(&mut self) {}
}

/// Passes on each value to its column, and leaves out the defaults.
struct Columns<C> {
    columns: Vec<C>,
    next: usize,
}

impl<C: BindWriter> BindWriter for Columns<C> {
    #[inline]
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        let column = &mut self.columns[self.next];
        self.next += 1;
        column.write(value)
    }
}

impl<C: BindWriter> NewRowWriter for Columns<C> {
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

/// Whether a row leaves each of its columns to its default.
///
/// # Errors
/// A value cannot be bound.
#[cfg(feature = "postgres")]
pub(crate) fn defaults<N: NewRow>(row: &N) -> Result<Vec<bool>> {
    let mut defaults = Defaults(Vec::new());
    row.write(&mut defaults)?;
    Ok(defaults.0)
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

/// Whether an array of the column's values can be made, and be unmade into them.
fn is_element(column: &ColumnSpec) -> bool {
    let is_array = matches!(column.kind, ValueKind::Array(_));
    !is_array && !matches!(column.sql_type, SqlTypeSpec::Custom(written) if written.ends_with(']'))
}

/// Binds of a statement that are kept for its other clauses.
const RESERVED: usize = 1_000;

/// What one statement inserts.
pub(super) struct Batch<N> {
    pub(super) columns: Vec<usize>,
    pub(super) rows: InsertRows,
    pub(super) binds: RowBinds<N>,
}

/// Cuts rows into statements.
///
/// # Errors
/// A value cannot be bound.
pub(super) fn batches<N: NewRow>(
    rows: Vec<N>,
    spec: &'static TableSpec,
    dialect: Dialect,
) -> Result<Vec<Batch<N>>> {
    let columns: Vec<usize> = insertable(spec).collect();
    let mut cut = Cut { spec, dialect, batches: Vec::new() };
    if rows.is_empty() {
        return Ok(cut.batches);
    }
    if !columns.iter().any(|at| can_default(spec.columns[*at].fill)) {
        cut.same(rows, columns);
        return Ok(cut.batches);
    }
    let mut defaults = Defaults(Vec::with_capacity(rows.len() * columns.len()));
    rows.iter().try_for_each(|row| row.write(&mut defaults))?;
    let masks: Vec<&[bool]> = defaults.0.chunks(columns.len()).collect();
    let groups: Vec<&[&[bool]]> = masks.chunk_by(|one, next| one == next).collect();
    if groups.len() > 1 && dialect.has_default_keyword() {
        cut.mixed(rows, &columns, &masks);
        return Ok(cut.batches);
    }
    let mut rows = rows.into_iter();
    for group in groups {
        let rows: Vec<N> = rows.by_ref().take(group.len()).collect();
        let mask = group[0];
        if mask.contains(&false) {
            let given = columns.iter().zip(mask).filter(|(_, default)| !**default);
            cut.same(rows, given.map(|(at, _)| *at).collect());
        } else if dialect.has_default_keyword() {
            cut.mixed(rows, &columns, group);
        } else {
            cut.same(rows, Vec::new());
        }
    }
    Ok(cut.batches)
}

/// The statements so far.
struct Cut<N> {
    spec: &'static TableSpec,
    dialect: Dialect,
    batches: Vec<Batch<N>>,
}

impl<N> Cut<N> {
    /// Rows that all give these columns.
    fn same(&mut self, rows: Vec<N>, columns: Vec<usize>) {
        let has_arrays = columns.iter().all(|at| is_element(&self.spec.columns[*at]));
        if self.dialect.has_unnest() && rows.len() > 1 && has_arrays && !columns.is_empty() {
            let kinds = columns.iter().map(|at| self.spec.columns[*at].kind).collect();
            let binds = RowBinds { rows, layout: Layout::ByColumn { kinds } };
            self.batches.push(Batch { columns, rows: InsertRows::Columns, binds });
            return;
        }
        for rows in chunks(rows, self.most(columns.len())) {
            let binds = InsertRows::Binds { rows: rows.len() };
            let values = rows.len() * columns.len();
            let columns = columns.clone();
            self.batches.push(Batch {
                columns,
                rows: binds,
                binds: RowBinds::by_row(rows, values),
            });
        }
    }

    /// Rows of which each leaves other columns to their defaults, as its mask says.
    fn mixed(&mut self, rows: Vec<N>, columns: &[usize], masks: &[&[bool]]) {
        let most = self.most(columns.len());
        for (rows, masks) in chunks(rows, most).into_iter().zip(masks.chunks(most)) {
            let values = masks.iter().flat_map(|mask| mask.iter()).filter(|default| !**default);
            let binds = RowBinds::by_row(rows, values.count());
            let rows = InsertRows::WithDefaults(masks.iter().map(|mask| mask.to_vec()).collect());
            self.batches.push(Batch { columns: columns.to_vec(), rows, binds });
        }
    }

    /// How many rows one statement takes; `DEFAULT VALUES`, without any column, is one row.
    fn most(&self, columns: usize) -> usize {
        let binds = self.dialect.bind_limit() - RESERVED;
        binds.checked_div(columns).map_or(1, |rows| rows.max(1))
    }
}

fn chunks<N>(rows: Vec<N>, most: usize) -> Vec<Vec<N>> {
    if rows.len() <= most {
        return vec![rows];
    }
    let mut chunks = Vec::with_capacity(rows.len().div_ceil(most));
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        chunks.push(rows.by_ref().take(most).collect());
    }
    chunks
}
