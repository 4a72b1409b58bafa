//! `UPDATE` and `DELETE`.

use crate::ast::{Assignment, Delete, Items, Update};
use crate::dialect::Database;
use crate::error::Result;
use crate::fixed::is_updatable;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::spec::TableSpec;

pub(crate) fn update<D: Database>(update: &Update, map: Option<&SchemaMap>) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &update.table, map)?;
    sql.push("UPDATE ");
    sql.table(0);
    sql.push(" SET ");
    sql.assignments(&update.set)?;
    sql.filter(update.filter.as_ref())?;
    sql.returning(update.returning.as_ref())?;
    Ok(sql.finish())
}

pub(crate) fn delete<D: Database>(delete: &Delete, map: Option<&SchemaMap>) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &delete.from, map)?;
    sql.push("DELETE FROM ");
    sql.table(0);
    sql.filter(delete.filter.as_ref())?;
    sql.returning(delete.returning.as_ref())?;
    Ok(sql.finish())
}

/// The columns that an update of a whole row writes, of the first `columns`.
pub(crate) fn updatable(listed: &'static TableSpec, columns: usize) -> impl Iterator<Item = usize> {
    (0..columns).filter(move |at| is_updatable(listed, &listed.columns[*at]))
}

impl<'a> Renderer<'a> {
    pub(super) fn assignments(&mut self, set: &'a [Assignment]) -> Result<()> {
        self.separated(set, ", ", |sql, assignment| {
            sql.bare_column(assignment.column)?;
            sql.push(" = ");
            sql.expr(&assignment.value)
        })
    }

    pub(super) fn returning(&mut self, items: Option<&'a Items>) -> Result<()> {
        if let Some(items) = items {
            self.push(" RETURNING ");
            self.items(items)?;
        }
        Ok(())
    }
}
