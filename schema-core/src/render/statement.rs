//! The statements that write.

use crate::ast::{
    Assignment, ColumnRef, Conflict, ConflictAction, Delete, Insert, InsertRows, Items, Update,
};
use crate::dialect::Database;
use crate::error::Result;
use crate::fixed::is_updatable;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::spec::TableSpec;

/// An insert; the binds of its rows come before those that this returns.
pub(crate) fn insert<D: Database>(insert: &Insert, map: Option<&SchemaMap>) -> Result<Rendered> {
    let mut sql = Renderer::on(D::DIALECT, &insert.into, map)?;
    sql.push("INSERT INTO ");
    sql.table(0);
    sql.rows(insert)?;
    if let Some(conflict) = &insert.conflict {
        sql.conflict(conflict)?;
    }
    sql.returning(insert.returning.as_ref())?;
    Ok(sql.finish())
}

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
    fn rows(&mut self, insert: &'a Insert) -> Result<()> {
        if insert.columns.is_empty() {
            self.push(" DEFAULT VALUES");
            return Ok(());
        }
        let source = insert.into.key;
        self.push(" (");
        self.separated(&insert.columns, ", ", |sql, at| {
            sql.quote(insert.into.spec.columns[*at].name);
            Ok(())
        })?;
        self.push(") VALUES ");
        let all = Vec::new();
        let masks: Box<dyn Iterator<Item = &Vec<bool>>> = match &insert.rows {
            InsertRows::Binds { rows } => Box::new(std::iter::repeat_n(&all, *rows)),
            InsertRows::WithDefaults(masks) => Box::new(masks.iter()),
        };
        self.separated(masks, ", ", |sql, mask| {
            sql.push("(");
            sql.separated(insert.columns.iter().enumerate(), ", ", |sql, (i, position)| {
                if mask.get(i) == Some(&true) {
                    sql.push("DEFAULT");
                    return Ok(());
                }
                sql.placeholder();
                sql.bind_cast(ColumnRef { source, position: *position })
            })?;
            sql.push(")");
            Ok(())
        })
    }

    fn conflict(&mut self, conflict: &'a Conflict) -> Result<()> {
        self.push(" ON CONFLICT (");
        self.separated(&conflict.columns, ", ", |sql, column| sql.bare_column(*column))?;
        self.push(")");
        match &conflict.action {
            ConflictAction::Nothing => {
                self.push(" DO NOTHING");
                Ok(())
            }
            ConflictAction::Update(set) => {
                self.push(" DO UPDATE SET ");
                self.assignments(set)
            }
        }
    }

    fn assignments(&mut self, set: &'a [Assignment]) -> Result<()> {
        self.separated(set, ", ", |sql, assignment| {
            sql.bare_column(assignment.column)?;
            sql.push(" = ");
            sql.expr(&assignment.value)
        })
    }

    fn returning(&mut self, items: Option<&'a Items>) -> Result<()> {
        if let Some(items) = items {
            self.push(" RETURNING ");
            self.items(items)?;
        }
        Ok(())
    }
}
