//! Expressions.

use crate::ast::{Aggregate, BinaryOp, ColumnRef, Expr, SelectItem};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::render::Renderer;
use crate::spec::{ColumnSpec, SqlTypeSpec};
use crate::value::{ArrayValue, Value, ValueKind};

/// How tightly an expression binds, so that only the parentheses that are needed are written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Or,
    And,
    Not,
    Comparison,
    Atom,
}

fn tightness(expr: &Expr) -> Tight {
    match expr {
        Expr::All(all) if all.len() == 1 => tightness(&all[0]),
        Expr::Any(any) if any.len() == 1 => tightness(&any[0]),
        Expr::All(all) if !all.is_empty() => Tight::And,
        Expr::Any(any) if !any.is_empty() => Tight::Or,
        Expr::Not(inner) if matches!(**inner, Expr::IsNull(_)) => Tight::Comparison,
        Expr::Not(_) => Tight::Not,
        Expr::Binary { .. }
        | Expr::IsNull(_)
        | Expr::In { .. }
        | Expr::InRows { .. }
        | Expr::Between { .. } => Tight::Comparison,
        _ => Tight::Atom,
    }
}

impl Renderer<'_> {
    /// An expression that is read: enums and types written out come as text.
    pub(super) fn item(&mut self, item: &SelectItem) -> Result<()> {
        self.expr(&item.expr)?;
        let custom = match column_of(&item.expr) {
            Some(column) => is_custom(self.resolve(column)?.1),
            None => false,
        };
        self.read_cast(item.kind, custom);
        Ok(())
    }

    pub(super) fn read_cast(&mut self, kind: ValueKind, custom: bool) {
        if self.has_read_cast(kind, custom) {
            self.push("::text");
        }
    }

    fn has_read_cast(&self, kind: ValueKind, custom: bool) -> bool {
        match (self.dialect, kind) {
            (Dialect::Postgres, ValueKind::Enum(_)) => true,
            (Dialect::Postgres, ValueKind::Text) => custom,
            _ => false,
        }
    }

    pub(super) fn is_read_as_text(&self, column: ColumnRef) -> Result<bool> {
        let (_, spec) = self.resolve(column)?;
        Ok(self.has_read_cast(spec.kind, is_custom(spec)))
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Column(column) => self.column(*column).map(drop),
            Expr::Excluded(column) => {
                let (_, spec) = self.resolve(*column)?;
                self.push("excluded.");
                self.quote(spec.name);
                Ok(())
            }
            Expr::Bind { value, like } => self.bind(value.clone(), *like),
            Expr::Binary { op, left, right } => {
                self.operand(left, Tight::Atom)?;
                self.push(operator(*op));
                self.operand(right, Tight::Atom)?;
                if matches!(op, BinaryOp::Like | BinaryOp::NotLike) {
                    self.push(" ESCAPE '\\'");
                }
                Ok(())
            }
            Expr::Not(inner) => match &**inner {
                Expr::IsNull(operand) => {
                    self.operand(operand, Tight::Atom)?;
                    self.push(" IS NOT NULL");
                    Ok(())
                }
                inner => {
                    self.push("NOT ");
                    self.operand(inner, Tight::Atom)
                }
            },
            Expr::IsNull(operand) => {
                self.operand(operand, Tight::Atom)?;
                self.push(" IS NULL");
                Ok(())
            }
            Expr::In { operand, values, kind } => self.is_in(operand, values, *kind),
            Expr::Row(parts) => self.row(parts),
            Expr::InRows { columns, rows } => self.is_in_rows(columns, rows),
            Expr::Between { operand, low, high } => {
                self.operand(operand, Tight::Atom)?;
                self.push(" BETWEEN ");
                self.operand(low, Tight::Atom)?;
                self.push(" AND ");
                self.operand(high, Tight::Atom)
            }
            Expr::All(all) => self.joined(all, " AND ", Tight::And, "TRUE"),
            Expr::Any(any) => self.joined(any, " OR ", Tight::Or, "FALSE"),
            Expr::Aggregate { function, operand, distinct } => {
                self.aggregate(*function, operand.as_deref(), *distinct)
            }
        }
    }

    /// An operand, in parentheses unless it binds at least so tightly.
    fn operand(&mut self, expr: &Expr, least: Tight) -> Result<()> {
        if tightness(expr) >= least {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    fn joined(&mut self, parts: &[Expr], word: &str, tight: Tight, none: &str) -> Result<()> {
        if parts.is_empty() {
            self.push(none);
            return Ok(());
        }
        let least = if parts.len() == 1 { Tight::Or } else { tight };
        self.separated(parts, word, |sql, part| match (part, tight) {
            (Expr::Any(any), Tight::And) if any.len() > 1 => sql.operand(part, Tight::Atom),
            _ => sql.operand(part, least),
        })
    }

    /// A bind, with the type of the column that it is compared with or stored in.
    pub(super) fn bind(&mut self, value: Value, like: Option<ColumnRef>) -> Result<()> {
        self.placeholder();
        self.binds.push(value);
        if let Some(column) = like {
            self.bind_cast(column)?;
        }
        Ok(())
    }

    pub(super) fn bind_cast(&mut self, column: ColumnRef) -> Result<()> {
        self.cast(column, "")
    }

    /// PostgreSQL: casts a bind of text to an enum of the column's schema, or to a type written out.
    pub(super) fn cast(&mut self, column: ColumnRef, array: &str) -> Result<()> {
        let (at, spec) = self.resolve(column)?;
        match (self.dialect, spec.kind, spec.sql_type) {
            (Dialect::Postgres, ValueKind::Enum(enumeration), _) => {
                let schema = self.tables[at].schema;
                self.push("::text");
                self.push(array);
                self.push("::");
                crate::ident::quote(schema, &mut self.sql);
                self.push(".");
                self.quote(enumeration.name);
                self.push(array);
            }
            (Dialect::Postgres, ValueKind::Text, SqlTypeSpec::Custom(written)) => {
                self.push("::text");
                self.push(array);
                self.push("::");
                self.push(written);
                self.push(array);
            }
            // Compared with text, `char(n)` loses its padding on one side only, and its index.
            (Dialect::Postgres, _, SqlTypeSpec::Char(_)) => {
                self.push("::bpchar");
                self.push(array);
            }
            _ => {}
        }
        Ok(())
    }

    fn is_in(&mut self, operand: &Expr, values: &[Value], kind: ValueKind) -> Result<()> {
        let like = match operand {
            Expr::Column(column) => Some(*column),
            _ => None,
        };
        let array = match self.dialect {
            Dialect::Postgres => ArrayValue::from_values(kind, values),
            Dialect::Sqlite => None,
        };
        if array.is_none() && values.is_empty() {
            self.push("FALSE");
            return Ok(());
        }
        self.operand(operand, Tight::Atom)?;
        if let Some(array) = array {
            self.push(" = ANY(");
            self.placeholder();
            self.binds.push(Value::array(array));
            if let Some(column) = like {
                self.cast(column, "[]")?;
            }
            self.push(")");
            return Ok(());
        }
        self.push(" IN (");
        self.separated(values, ", ", |sql, value| sql.bind(value.clone(), like))?;
        self.push(")");
        Ok(())
    }

    fn aggregate(
        &mut self,
        function: Aggregate,
        operand: Option<&Expr>,
        distinct: bool,
    ) -> Result<()> {
        let (name, cast) = match (function, self.dialect) {
            (Aggregate::Count, _) => ("count", None),
            (Aggregate::SumInteger, Dialect::Postgres) => ("sum", Some("bigint")),
            (Aggregate::SumFloat, Dialect::Postgres) => ("sum", Some("double precision")),
            (Aggregate::Sum | Aggregate::SumInteger | Aggregate::SumFloat, _) => ("sum", None),
            (Aggregate::Min, _) => ("min", None),
            (Aggregate::Max, _) => ("max", None),
            (Aggregate::Avg, Dialect::Postgres) => ("avg", Some("double precision")),
            (Aggregate::Avg, Dialect::Sqlite) => ("avg", None),
        };
        if cast.is_some() {
            self.push("CAST(");
        }
        self.push(name);
        self.push(if distinct { "(DISTINCT " } else { "(" });
        match operand {
            Some(operand) => self.expr(operand)?,
            None => self.push("*"),
        }
        self.push(")");
        if let Some(cast) = cast {
            self.push(" AS ");
            self.push(cast);
            self.push(")");
        }
        Ok(())
    }
}

/// The column whose values an expression has.
fn column_of(expr: &Expr) -> Option<ColumnRef> {
    match expr {
        Expr::Column(column) => Some(*column),
        Expr::Aggregate {
            function: Aggregate::Min | Aggregate::Max,
            operand: Some(operand),
            ..
        } => column_of(operand),
        _ => None,
    }
}

const fn is_custom(column: &ColumnSpec) -> bool {
    matches!(column.sql_type, SqlTypeSpec::Custom(_))
}

const fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => " = ",
        BinaryOp::Ne => " <> ",
        BinaryOp::Lt => " < ",
        BinaryOp::Le => " <= ",
        BinaryOp::Gt => " > ",
        BinaryOp::Ge => " >= ",
        BinaryOp::Like => " LIKE ",
        BinaryOp::NotLike => " NOT LIKE ",
        BinaryOp::IsDistinctFrom => " IS DISTINCT FROM ",
        BinaryOp::IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
    }
}
