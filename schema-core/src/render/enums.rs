//! Enums of two schemas in one statement: PostgreSQL has a type for each schema, and casts none to another.
//!
//! Where two of them meet, the label of one is made the other's: `::text::"schema"."mood"`.

use crate::ast::{ColumnRef, Compound, Expr, FromItem, Items, Select, SelectItem, Tight};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::render::Renderer;
use crate::schema_map::physical;
use crate::spec::ColumnSpec;
use crate::value::{ValueKind, ValueRef};

/// An enum of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EnumType<'a> {
    schema: &'a str,
    name: &'static str,
}

impl<'a> EnumType<'a> {
    pub(super) fn of(schema: &'a str, spec: &ColumnSpec) -> Option<Self> {
        match spec.kind {
            ValueKind::Enum(of) => Some(Self { schema, name: of.name }),
            _ => None,
        }
    }
}

/// A label that nothing says the schema of.
fn is_label(expr: &Expr) -> bool {
    match expr {
        Expr::Bind { value, like: None } => {
            matches!(value.as_ref(), ValueRef::Enum(..) | ValueRef::Null(ValueKind::Enum(_)))
        }
        _ => false,
    }
}

impl<'a> Renderer<'a> {
    /// The enum that an expression is, where the database has such types.
    pub(super) fn enum_of(&self, expr: &'a Expr) -> Result<Option<EnumType<'a>>> {
        match (self.dialect, expr) {
            (Dialect::Sqlite, _) => Ok(None),
            (Dialect::Postgres, Expr::Bind { like, .. }) => self.enum_of_column(*like),
            (Dialect::Postgres, Expr::Scalar(query)) => {
                Ok(self.enums_of(query)?.first().copied().flatten())
            }
            (Dialect::Postgres, expr) => self.enum_of_column(expr.typed_like()),
        }
    }

    /// The enum of a column of this statement.
    pub(super) fn enum_of_column(&self, column: Option<ColumnRef>) -> Result<Option<EnumType<'a>>> {
        let Some(column) = column.filter(|_| self.dialect == Dialect::Postgres) else {
            return Ok(None);
        };
        Ok(self.resolve(column)?.and_then(|(schema, spec)| EnumType::of(schema, spec)))
    }

    /// The enums that a query reads, which is not written yet: at each position the first that is known.
    pub(super) fn enums_of(&self, query: &'a Compound) -> Result<Vec<Option<EnumType<'a>>>> {
        let mut enums = self.enums_of_select(&query.first)?;
        for (_, select) in &query.rest {
            for (known, other) in enums.iter_mut().zip(self.enums_of_select(select)?) {
                *known = known.or(other);
            }
        }
        Ok(enums)
    }

    fn enums_of_select(&self, select: &'a Select) -> Result<Vec<Option<EnumType<'a>>>> {
        match (self.dialect, &select.items) {
            (Dialect::Sqlite, _) => Ok(Vec::new()),
            (Dialect::Postgres, Items::Table { columns }) => {
                let source = select.from.key();
                let columns = (0..*columns).map(|position| ColumnRef { source, position });
                columns.map(|column| self.enum_in(select, column)).collect()
            }
            (Dialect::Postgres, Items::List(items)) => items
                .iter()
                .map(|item| match (&item.expr, item.kind) {
                    (Expr::Scalar(query), ValueKind::Enum(_)) => {
                        Ok(self.enums_of(query)?.first().copied().flatten())
                    }
                    (expr, ValueKind::Enum(_)) => match expr.typed_like() {
                        Some(column) => self.enum_in(select, column),
                        None => Ok(None),
                    },
                    _ => Ok(None),
                })
                .collect(),
        }
    }

    /// The enum of a column of a query that is not written yet, or of one around it.
    fn enum_in(&self, select: &'a Select, column: ColumnRef) -> Result<Option<EnumType<'a>>> {
        let (slot, spec) = match select.sources().find(|source| source.key() == column.source) {
            Some(FromItem::Table(table)) => (&table.schema, &table.spec.columns[column.position]),
            Some(FromItem::Query(source)) => match &source.query.columns[column.position].of {
                Some((slot, spec)) => (slot, *spec),
                None => return Ok(None),
            },
            None => return self.enum_of_column(Some(column)),
        };
        Ok(EnumType::of(physical(slot, self.map)?, spec))
    }

    /// An operand that is to be of an enum, if any: what is of another schema's is cast, and a label that is
    /// of none.
    pub(super) fn operand_as(
        &mut self,
        expr: &'a Expr,
        least: Tight,
        wanted: Option<EnumType<'a>>,
    ) -> Result<()> {
        let Some(wanted) = wanted else { return self.operand(expr, least) };
        match self.enum_of(expr)? {
            None if !is_label(expr) => self.operand(expr, least),
            Some(own) if own == wanted => self.operand(expr, least),
            _ => {
                self.operand(expr, Tight::Atom)?;
                self.enum_cast(wanted);
                Ok(())
            }
        }
    }

    /// Two operands of a comparison: the right one is made what the left one is.
    pub(super) fn operands(
        &mut self,
        left: &'a Expr,
        operator: &str,
        right: &'a Expr,
    ) -> Result<()> {
        let (of_left, of_right) = (self.enum_of(left)?, self.enum_of(right)?);
        self.operand_as(left, Tight::Operator, of_left.or(of_right))?;
        self.push(operator);
        self.operand_as(right, Tight::Operator, of_left.or(of_right))
    }

    /// An expression that is read as an enum.
    pub(super) fn item_as(&mut self, item: &'a SelectItem, wanted: EnumType<'a>) -> Result<()> {
        if self.enum_of(&item.expr)? == Some(wanted) {
            return self.operand(&item.expr, Tight::Or);
        }
        self.operand(&item.expr, Tight::Atom)?;
        self.enum_cast(wanted);
        Ok(())
    }

    /// After a column that is read: casts it to the enum that is to be read at this position.
    pub(super) fn item_cast(&mut self, position: usize, own: Option<EnumType<'a>>) {
        let wanted = self.enums.get(position).copied().flatten();
        if let Some(wanted) = wanted.filter(|wanted| own != Some(*wanted)) {
            self.enum_cast(wanted);
        }
    }

    fn enum_cast(&mut self, to: EnumType<'a>) {
        self.push("::text::");
        self.quote(to.schema);
        self.push(".");
        self.quote(to.name);
    }
}
