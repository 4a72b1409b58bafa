//! What a derive writes down about a struct: constant data, nothing that runs.
//!
//! The derives expand to these types and the catalog is built from them, so what a table is has one
//! home. Fields are public because generated code fills them in; they are no stable interface.
//! Columns are named here by their **field** (the Rust name) wherever one part refers to another;
//! [`ColumnSpec::name`] holds the SQL name.

mod column;
mod constraint;
mod extend;
mod index;
mod schema;
mod text;

pub use column::{ColumnSpec, ColumnWord, EnumSpec, FillSpec, LiteralSpec, SqlTypeSpec};
pub use constraint::{
    ConstraintKindSpec, ConstraintSpec, Deferrable, ForeignKeySpec, ReferentialAction,
};
pub use extend::{
    OverrideSpec, concat, concat_columns, concat_constraints, concat_indexes, override_column,
    override_columns,
};
pub use index::{IndexKeySpec, IndexOnSpec, IndexSpec, Nulls};
pub use schema::{Listed, SchemaSpec};
pub use text::{hash, same};

use crate::dialect::Dialect;
use crate::value::ValueKind;

/// A struct that derives `Table`.
#[derive(Debug, Clone, Copy)]
pub struct TableSpec {
    /// The Rust type.
    pub ty: TypePath,
    /// The topmost struct that this one extends, or the struct itself.
    pub root: TypePath,
    /// The SQL name; an extension has its base's. Empty for a mixin.
    pub name: &'static str,
    /// The one schema type that the table lives in, if it is concrete.
    pub schema: Option<TypePath>,
    /// From the doc comment.
    pub comment: Option<&'static str>,
    /// The SQL name it had before; an extension has its base's.
    pub renamed_from: Option<&'static str>,
    /// All columns, inherited ones first.
    pub columns: &'static [ColumnSpec],
    /// How many of the columns come from the base.
    pub inherited: usize,
    /// All constraints, inherited ones first.
    pub constraints: &'static [ConstraintSpec],
    /// All indexes, inherited ones first.
    pub indexes: &'static [IndexSpec],
}

impl TableSpec {
    /// The fields of the primary key, empty when there is none.
    pub const fn primary_key(&self) -> &'static [&'static str] {
        let mut i = 0;
        while i < self.constraints.len() {
            if let ConstraintKindSpec::PrimaryKey(fields) = self.constraints[i].kind {
                return fields;
            }
            i += 1;
        }
        &[]
    }

    /// Whether every database takes the table's names and columns, so that no schema has to look at them; an
    /// enum's names are to be looked at.
    pub const fn is_common(&self) -> bool {
        let mut common = is_common_name(self.name);
        let (mut i, end) = (0, self.columns.len());
        while i < end {
            let ColumnSpec { field, name, kind, fill, .. } = &self.columns[i];
            let identity = matches!(fill, FillSpec::IdentityAlways | FillSpec::IdentityByDefault);
            let has_type =
                !matches!(kind, ValueKind::Enum(_) | ValueKind::Array(_) | ValueKind::Decimal);
            common &= matches!(name.len(), 1..=SHORTEST_LIMIT)
                && has_type
                && (!identity || self.is_sole_key(field, *kind));
            i += 1;
        }
        i = 0;
        while i < self.constraints.len() {
            if let Some(name) = self.constraints[i].name {
                common &= is_common_name(name);
            }
            i += 1;
        }
        i = 0;
        while i < self.indexes.len() {
            if let Some(name) = self.indexes[i].name {
                common &= is_common_name(name);
            }
            i += 1;
        }
        common
    }

    /// Whether the field is the whole primary key, and an integer.
    pub const fn is_sole_key(&self, field: &str, kind: ValueKind) -> bool {
        let key = self.primary_key();
        key.len() == 1
            && same(key[0], field)
            && matches!(kind, ValueKind::I16 | ValueKind::I32 | ValueKind::I64)
    }

    /// The position of the column of a field.
    pub const fn position(&self, field: &str) -> Option<usize> {
        let mut i = 0;
        while i < self.columns.len() {
            if same(self.columns[i].field, field) {
                return Some(i);
            }
            i += 1;
        }
        None
    }
}

/// Whether a name, in which the derives allow no NUL, is good in every database.
const fn is_common_name(name: &str) -> bool {
    matches!(name.len(), 1..=SHORTEST_LIMIT)
}

/// How long a name may be in every database.
const SHORTEST_LIMIT: usize = {
    let mut shortest = usize::MAX;
    let mut i = 0;
    while i < Dialect::ALL.len() {
        if let Some(limit) = Dialect::ALL[i].identifier_limit()
            && limit < shortest
        {
            shortest = limit;
        }
        i += 1;
    }
    shortest
};

/// A Rust type's path, for telling types apart in constants and for naming them in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypePath {
    /// Module path and name.
    pub path: &'static str,
    /// The name alone.
    pub name: &'static str,
}
