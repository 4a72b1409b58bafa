//! SQL that a programmer wrote: its text as it is, its holes as everywhere.

use std::borrow::Cow;

use crate::ast::{ColumnRef, RawPart, Tight};
use crate::dialect::Database;
use crate::error::Result;
use crate::ident::quote;
use crate::render::expr::is_custom;
use crate::render::{Rendered, Renderer};
use crate::schema_map::{SchemaMap, physical};
use crate::value::BindWriter;

pub(crate) fn raw<D: Database>(
    parts: &[RawPart],
    map: Option<&SchemaMap>,
    binds: &mut dyn BindWriter,
) -> Result<Rendered> {
    if let [RawPart::Text(text)] = parts {
        return Ok((Cow::Borrowed(text), 0));
    }
    let mut sql = Renderer::new(D::DIALECT, map, binds);
    for part in parts {
        if let RawPart::Table(table) | RawPart::Columns { table, .. } = part {
            match sql.named(table.key) {
                // Named again, in a subquery perhaps: it is the same table under the same name.
                Ok(_) => sql.names(&table.schema, physical(&table.schema, map)?)?,
                Err(_) => sql.reads_table(table)?,
            }
        }
    }
    sql.qualified = true;
    sql.raw(parts)?;
    Ok(sql.finish())
}

impl<'a> Renderer<'a> {
    pub(super) fn raw(&mut self, parts: &'a [RawPart]) -> Result<()> {
        parts.iter().try_for_each(|part| self.raw_part(part))
    }

    fn raw_part(&mut self, part: &'a RawPart) -> Result<()> {
        match part {
            RawPart::Text(text) => {
                self.push(text);
                Ok(())
            }
            RawPart::Table(table) => {
                let at = self.named(table.key)?;
                self.table(at);
                Ok(())
            }
            RawPart::Columns { table, columns } => {
                self.separated(0..*columns, ", ", |sql, position| {
                    let column = ColumnRef { source: table.key, position };
                    sql.qualified_column(column)?;
                    let spec = &table.spec.columns[position];
                    sql.read_cast(spec.kind, is_custom(spec));
                    Ok(())
                })
            }
            RawPart::Column(column) => self.qualified_column(*column),
            RawPart::ColumnName(column) => self.bare_column(*column),
            RawPart::Schema(slot) => {
                let name = physical(slot, self.map)?;
                self.names(slot, name)?;
                self.quote(name);
                Ok(())
            }
            RawPart::Expr(expr) => self.operand(expr, Tight::Atom),
        }
    }

    /// A column with its table, whatever the text around it says of names.
    fn qualified_column(&mut self, column: ColumnRef) -> Result<()> {
        let at = self.named(column.source)?;
        let Self { tables, sql, .. } = self;
        quote(&tables[at].label, sql);
        sql.push('.');
        quote(tables[at].column(column.position), sql);
        Ok(())
    }
}
