//! `SELECT`, `UPDATE` and `DELETE`.

use crate::ast::{Assignment, ColumnRef, Delete, Expr, Items, JoinKind, OrderBy, Select, Update};
use crate::column::SourceKey;
use crate::dialect::Database;
use crate::error::Result;
use crate::fixed::is_updatable;
use crate::render::{Rendered, Renderer};
use crate::schema_map::SchemaMap;
use crate::spec::{Nulls, SqlTypeSpec, TableSpec};
use crate::value::{Value, ValueRef};

pub(crate) fn select<D: Database>(select: &Select, map: Option<&SchemaMap>) -> Result<Rendered> {
    let joined = select.joins.iter().map(|join| &join.table);
    let mut sql = Renderer::new(D::DIALECT, std::iter::once(&select.from).chain(joined), map)?;
    sql.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
    sql.items(&select.items)?;
    if select.distinct {
        sql.sorted_items(select)?;
    }
    sql.push(" FROM ");
    sql.table(0);
    for (i, join) in select.joins.iter().enumerate() {
        sql.push(match join.kind {
            JoinKind::Inner => " JOIN ",
            JoinKind::Left => " LEFT JOIN ",
        });
        sql.table(i + 1);
        sql.push(" ON ");
        sql.expr(&join.on)?;
    }
    sql.filter(select.filter.as_ref())?;
    sql.order_by(&select.order_by)?;
    sql.page(select.limit, select.offset)?;
    Ok(sql.finish())
}

pub(crate) fn update<D: Database>(update: &Update, map: Option<&SchemaMap>) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, [&update.table], map)?;
    sql.push("UPDATE ");
    sql.table(0);
    sql.push(" SET ");
    sql.assignments(&update.set)?;
    sql.filter(update.filter.as_ref())?;
    sql.returning(update.returning.as_ref())?;
    Ok(sql.finish())
}

pub(crate) fn delete<D: Database>(delete: &Delete, map: Option<&SchemaMap>) -> Result<Rendered> {
    let mut sql = Renderer::new(D::DIALECT, [&delete.from], map)?;
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

impl Renderer<'_> {
    fn items(&mut self, items: &Items) -> Result<()> {
        match items {
            Items::Table { columns } => {
                let source = self.first();
                self.separated(0..*columns, ", ", |sql, position| {
                    let column = sql.column(ColumnRef { source, position })?;
                    let custom = matches!(column.sql_type, SqlTypeSpec::Custom(_));
                    sql.read_cast(column.kind, custom);
                    Ok(())
                })
            }
            Items::List(items) => self.separated(items, ", ", Self::item),
        }
    }

    /// The statement's first table.
    pub(super) fn first(&self) -> SourceKey {
        self.tables[0].source.key
    }

    pub(super) fn filter(&mut self, filter: Option<&Expr>) -> Result<()> {
        if let Some(filter) = filter {
            self.push(" WHERE ");
            self.expr(filter)?;
        }
        Ok(())
    }

    /// With `DISTINCT`, PostgreSQL sorts only by what is read: a column that is read as text is read once more,
    /// as it is. Nobody looks at it.
    fn sorted_items(&mut self, select: &Select) -> Result<()> {
        for key in &select.order_by {
            let Expr::Column(column) = key.expr else { continue };
            let is_read = match &select.items {
                Items::Table { columns } => {
                    column.source == self.first() && column.position < *columns
                }
                Items::List(items) => items.iter().any(|item| item.expr == key.expr),
            };
            if is_read && self.is_read_as_text(column)? {
                self.push(", ");
                self.column(column)?;
            }
        }
        Ok(())
    }

    /// A bare name would mean what is read under it: an enum's text, or an aggregate named after its function.
    fn order_by(&mut self, keys: &[OrderBy]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.qualified = true;
        self.push(" ORDER BY ");
        self.separated(keys, ", ", |sql, key| {
            sql.expr(&key.expr)?;
            if key.descending {
                sql.push(" DESC");
            }
            sql.push(match key.nulls {
                None => "",
                Some(Nulls::First) => " NULLS FIRST",
                Some(Nulls::Last) => " NULLS LAST",
            });
            Ok(())
        })
    }

    /// SQLite takes an offset only after a limit; -1 there means none.
    fn page(&mut self, limit: Option<i64>, offset: Option<i64>) -> Result<()> {
        let rows = |rows| Value::plain(ValueRef::I64(rows));
        if let Some(limit) = limit {
            self.push(" LIMIT ");
            self.bind(rows(limit), None)?;
        } else if offset.is_some() && self.dialect.offset_needs_limit() {
            self.push(" LIMIT -1");
        }
        if let Some(offset) = offset {
            self.push(" OFFSET ");
            self.bind(rows(offset), None)?;
        }
        Ok(())
    }

    pub(super) fn assignments(&mut self, set: &[Assignment]) -> Result<()> {
        self.separated(set, ", ", |sql, assignment| {
            let (_, column) = sql.resolve(assignment.column)?;
            sql.quote(column.name);
            sql.push(" = ");
            sql.expr(&assignment.value)
        })
    }

    pub(super) fn returning(&mut self, items: Option<&Items>) -> Result<()> {
        if let Some(items) = items {
            self.push(" RETURNING ");
            self.items(items)?;
        }
        Ok(())
    }
}
