//! How an extension's parts follow its base's, and what it changes about them.

use crate::spec::{
    ColumnSpec, ConstraintKindSpec, ConstraintSpec, FillSpec, IndexSpec, SqlTypeSpec, same,
};
use crate::value::ValueKind;

/// What an extension changes about a column that it inherits; `None` leaves the column's own.
#[derive(Debug, Clone, Copy)]
pub struct OverrideSpec {
    /// The Rust field.
    pub field: &'static str,
    /// The SQL name.
    pub name: Option<&'static str>,
    /// What the attributes say of the SQL type.
    pub sql_type: Option<SqlTypeSpec>,
    /// How the database fills the column.
    pub fill: Option<FillSpec>,
    /// The collation's name.
    pub collation: Option<&'static str>,
}

/// Joins constant slices: how an extension's columns follow its base's.
///
/// `N` is the sum of the parts' lengths, and `filler` any value.
pub const fn concat<T: Copy, const N: usize>(filler: T, parts: &[&[T]]) -> [T; N] {
    let mut all = [filler; N];
    let (mut part, mut next) = (0, 0);
    while part < parts.len() {
        let mut i = 0;
        while i < parts[part].len() {
            all[next] = parts[part][i];
            next += 1;
            i += 1;
        }
        part += 1;
    }
    assert!(next == N, "the parts' lengths do not add up");
    all
}

/// [`concat()`] for columns.
pub const fn concat_columns<const N: usize>(parts: &[&[ColumnSpec]]) -> [ColumnSpec; N] {
    concat(ColumnSpec::plain("", "", ValueKind::Bool, false), parts)
}

/// [`concat()`] for constraints.
pub const fn concat_constraints<const N: usize>(
    parts: &[&[ConstraintSpec]],
) -> [ConstraintSpec; N] {
    concat(ConstraintSpec { name: None, kind: ConstraintKindSpec::Unique(&[]) }, parts)
}

/// [`concat()`] for indexes.
pub const fn concat_indexes<const N: usize>(parts: &[&[IndexSpec]]) -> [IndexSpec; N] {
    let none = IndexSpec {
        name: None,
        unique: false,
        method: None,
        keys: &[],
        include: &[],
        predicate: None,
    };
    concat(none, parts)
}

/// Applies what an extension changes about inherited columns; a field that is not there is left to `check`.
pub const fn override_columns<const N: usize>(
    mut columns: [ColumnSpec; N],
    overrides: &[OverrideSpec],
) -> [ColumnSpec; N] {
    let mut i = 0;
    while i < overrides.len() {
        let change = &overrides[i];
        let mut column = 0;
        while column < N {
            if same(columns[column].field, change.field) {
                columns[column] = override_column(columns[column], change);
            }
            column += 1;
        }
        i += 1;
    }
    columns
}

/// Applies what an extension changes about one inherited column.
pub const fn override_column(mut column: ColumnSpec, change: &OverrideSpec) -> ColumnSpec {
    let OverrideSpec { field: _, name, sql_type, fill, collation } = *change;
    if let Some(name) = name {
        column.name = name;
    }
    if let Some(sql_type) = sql_type {
        column.sql_type = sql_type;
    }
    if let Some(fill) = fill {
        column.fill = fill;
    }
    if collation.is_some() {
        column.collation = collation;
    }
    column
}
