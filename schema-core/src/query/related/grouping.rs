//! Which rows belong to which others: each foreign key finds the row that it references.

use std::collections::HashMap;

use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::query::prepared::{Mapped, Query};
use crate::query::related::no_field;
use crate::spec::{SqlTypeSpec, TableSpec};
use crate::table::Record;
use crate::value::{BindWriter, Value, ValueRef, bytes};

/// A query whose rows belong to others, and can be given to each of them.
#[diagnostic::on_unimplemented(
    message = "the rows of this query do not belong to several others",
    label = "there are no groups to fetch",
    note = "`.belonging_to(&rows)` of a slice has a group for each; of one row, fetch all"
)]
pub trait GroupedRows: Query {
    /// Which rows belong to which.
    ///
    /// # Errors
    /// A struct is of a base that lacks a column of the foreign key, or a key cannot be encoded.
    fn grouping(&self) -> Result<Grouping>;
}

impl<Q: GroupedRows> GroupedRows for Mapped<'_, Q> {
    fn grouping(&self) -> Result<Grouping> {
        self.statement.grouping()
    }
}

/// Which rows belong to which others: the keys that are referenced, each with the place of its row.
#[derive(Debug)]
pub struct Grouping {
    pub(super) places: HashMap<Vec<u8>, usize>,
    pub(super) groups: usize,
    pub(super) foreign_key: Key,
}

impl Grouping {
    /// The rows of each group, and how many rows belong to none.
    ///
    /// # Errors
    /// A key cannot be encoded.
    pub(crate) fn group<T: Record>(
        mut self,
        rows: impl IntoIterator<Item = T>,
    ) -> Result<(Vec<Vec<T>>, usize)> {
        let mut groups: Vec<Vec<T>> = std::iter::repeat_with(Vec::new).take(self.groups).collect();
        let mut left_out = 0;
        for row in rows {
            let known = self.foreign_key.read(&row)?;
            match self.places.get(&self.foreign_key.bytes).filter(|_| known) {
                Some(place) => groups[*place].push(row),
                None => left_out += 1,
            }
        }
        Ok((groups, left_out))
    }
}

/// Some columns of a row, taken from one row after another.
#[derive(Debug)]
pub(super) struct Key {
    /// The positions of the columns, in the order of the key.
    positions: Vec<usize>,
    /// Which of them mean nothing by spaces at their end.
    padded: Vec<bool>,
    pub(super) values: Vec<Value>,
    /// The values, so that equal keys are equal.
    pub(super) bytes: Vec<u8>,
    /// The position of the column that comes next.
    next: usize,
}

impl Key {
    /// # Errors
    /// The struct is of a base that lacks a column.
    pub(super) fn new(spec: &'static TableSpec, fields: &[&str], dialect: Dialect) -> Result<Self> {
        let positions = fields.iter().map(|field| {
            spec.position(field).ok_or_else(|| Error::Bind { why: no_field(spec, field) })
        });
        let positions: Vec<usize> = positions.collect::<Result<_>>()?;
        let is_padded = |at: &usize| matches!(spec.columns[*at].sql_type, SqlTypeSpec::Char(_));
        let padded = positions.iter().map(|at| dialect.pads_char() && is_padded(at)).collect();
        let values = vec![Value::plain(ValueRef::Bool(false)); positions.len()];
        Ok(Self { positions, padded, values, bytes: Vec::new(), next: 0 })
    }

    /// Takes the key of a row; `false` if a part of it is NULL, so that it references nothing.
    ///
    /// # Errors
    /// The row cannot be encoded.
    pub(super) fn read<T: Record>(&mut self, row: &T) -> Result<bool> {
        self.next = 0;
        row.write(self)?;
        self.bytes.clear();
        for (value, padded) in self.values.iter().zip(&self.padded) {
            match value.as_ref() {
                ValueRef::Null(_) => return Ok(false),
                ValueRef::Text(text) if *padded => {
                    bytes::encode(ValueRef::Text(text.trim_end_matches(' ')), &mut self.bytes);
                }
                value => bytes::encode(value, &mut self.bytes),
            }
        }
        Ok(true)
    }
}

impl BindWriter for Key {
    fn write(&mut self, value: ValueRef<'_>) -> Result<()> {
        for (slot, _) in
            self.values.iter_mut().zip(&self.positions).filter(|(_, at)| **at == self.next)
        {
            *slot = value.to_value();
        }
        self.next += 1;
        Ok(())
    }
}
