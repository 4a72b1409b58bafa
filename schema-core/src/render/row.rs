//! Several columns as one row: keys of several columns, compared and looked for together.

use crate::ast::{ColumnRef, Expr};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::render::Renderer;
use crate::value::{ArrayValue, Value, ValueRef};

impl<'a> Renderer<'a> {
    /// `(a, b)`.
    pub(super) fn row(&mut self, parts: &'a [Expr]) -> Result<()> {
        self.push("(");
        self.separated(parts, ", ", |sql, part| sql.expr(part))?;
        self.push(")");
        Ok(())
    }

    /// PostgreSQL gets an array for each column, so the text is the same for any number of rows.
    pub(super) fn is_in_rows(&mut self, columns: &[ColumnRef], rows: &[Vec<Value>]) -> Result<()> {
        if rows.is_empty() {
            self.push("FALSE");
            return Ok(());
        }
        self.push("(");
        self.separated(columns, ", ", |sql, column| sql.column(*column).map(drop))?;
        match self.arrays(columns, rows)? {
            Some(arrays) => {
                self.push(") IN (SELECT * FROM UNNEST(");
                self.separated(columns.iter().zip(arrays), ", ", |sql, (column, array)| {
                    sql.bind_ref(ValueRef::Array(array.as_ref()))?;
                    sql.cast(*column, "[]")
                })?;
                self.push("))");
            }
            None => {
                self.push(") IN (VALUES ");
                self.separated(rows, ", ", |sql, row| {
                    sql.push("(");
                    sql.separated(columns.iter().zip(row), ", ", |sql, (column, value)| {
                        sql.bind(value, Some(*column))
                    })?;
                    sql.push(")");
                    Ok(())
                })?;
                self.push(")");
            }
        }
        Ok(())
    }

    /// An array for each column, if the database has arrays of them all.
    fn arrays(
        &self,
        columns: &[ColumnRef],
        rows: &[Vec<Value>],
    ) -> Result<Option<Vec<ArrayValue>>> {
        if self.dialect != Dialect::Postgres {
            return Ok(None);
        }
        let mut arrays = Vec::with_capacity(columns.len());
        for (at, column) in columns.iter().enumerate() {
            let Some((_, spec)) = self.resolve(*column)? else { return Ok(None) };
            let values: Vec<Value> = rows.iter().filter_map(|row| row.get(at).cloned()).collect();
            match ArrayValue::from_values(spec.kind, &values) {
                Some(array) => arrays.push(array),
                None => return Ok(None),
            }
        }
        Ok(Some(arrays))
    }
}
