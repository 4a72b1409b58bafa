//! `UPDATE` and `DELETE`.

use crate::ast::{Assignment, Delete, FromItem, Items, Tight, Update};
use crate::dialect::Database;
use crate::error::Result;
use crate::fixed::is_updatable;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::spec::TableSpec;
use crate::value::BindWriter;

pub(crate) fn update<D: Database>(
    update: &Update,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &update.table, map, binds)?;
    sql.also_reads(&update.from)?;
    sql.push("UPDATE ");
    sql.table(0);
    sql.push(" SET ");
    sql.assignments(&update.set)?;
    sql.also(" FROM ", &update.from)?;
    sql.filter(update.filter.as_ref())?;
    sql.returning(update.returning.as_ref())?;
    Ok(sql.finish())
}

pub(crate) fn delete<D: Database>(
    delete: &Delete,
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &delete.from, map, binds)?;
    sql.also_reads(&delete.using)?;
    sql.push("DELETE FROM ");
    sql.table(0);
    sql.also(" USING ", &delete.using)?;
    sql.filter(delete.filter.as_ref())?;
    sql.returning(delete.returning.as_ref())?;
    Ok(sql.finish())
}

/// The columns that an update of a whole row writes, of the first `columns`.
pub(crate) fn updatable(listed: &'static TableSpec, columns: usize) -> impl Iterator<Item = usize> {
    (0..columns).filter(move |at| is_updatable(listed, &listed.columns[*at]))
}

impl<'a> Renderer<'a> {
    /// Makes what is read beside the table that is written readable.
    fn also_reads(&mut self, sources: &'a [FromItem]) -> Result<()> {
        sources.iter().try_for_each(|source| self.reads(source))?;
        self.qualifies();
        Ok(())
    }

    /// Writes what is read beside the table that is written.
    fn also(&mut self, word: &str, sources: &'a [FromItem]) -> Result<()> {
        for (i, source) in sources.iter().enumerate() {
            self.push(if i == 0 { word } else { ", " });
            self.source(i + 1, source)?;
        }
        Ok(())
    }

    pub(super) fn assignments(&mut self, set: &'a [Assignment]) -> Result<()> {
        self.separated(set, ", ", |sql, assignment| {
            sql.bare_column(assignment.column)?;
            sql.push(" = ");
            let of = sql.enum_of_column(Some(assignment.column))?;
            sql.operand_as(&assignment.value, Tight::Or, of)
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
