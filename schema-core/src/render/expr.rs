//! Expressions.

use crate::ast::{
    AggregateCall, AggregateFunction, BinaryOp, ColumnRef, Expr, SelectItem, Syntax, Tight, Window,
};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::ident::quote;
use crate::name::HOLE;
use crate::render::{Origin, Renderer};
use crate::schema_map::physical;
use crate::spec::{ColumnSpec, SqlTypeSpec};
use crate::value::{ArrayValue, Parameter, Value, ValueKind, ValueRef};

fn tightness(expr: &Expr) -> Tight {
    match expr {
        Expr::All(all) if all.len() == 1 => tightness(&all[0]),
        Expr::Any(any) if any.len() == 1 => tightness(&any[0]),
        Expr::All(all) if !all.is_empty() => Tight::And,
        Expr::Any(any) if !any.is_empty() => Tight::Or,
        Expr::Not(inner) if matches!(**inner, Expr::IsNull(_)) => Tight::Comparison,
        Expr::Not(_) => Tight::Not,
        Expr::Binary { .. }
        | Expr::Compare { .. }
        | Expr::IsNull(_)
        | Expr::In { .. }
        | Expr::InRows { .. }
        | Expr::InQuery { .. }
        | Expr::Between { .. } => Tight::Comparison,
        // Nobody has parsed it.
        Expr::Raw(_) => Tight::Or,
        Expr::Form { syntax, .. } => syntax.tight,
        _ => Tight::Atom,
    }
}

impl<'a> Renderer<'a> {
    /// An expression that is read: enums and types written out come as text.
    pub(super) fn item(&mut self, position: usize, item: &'a SelectItem) -> Result<()> {
        if let Some(wanted) = self.enums.get(position).copied().flatten() {
            return self.item_as(item, wanted);
        }
        let least = match item.expr {
            Expr::Raw(_) => Tight::Atom,
            _ => Tight::Or,
        };
        self.operand(&item.expr, least)?;
        let custom = match item.expr.typed_like() {
            Some(column) => self.resolve(column)?.is_some_and(|(_, spec)| is_custom(spec)),
            None => false,
        };
        self.read_cast(item.kind, custom);
        Ok(())
    }

    pub(super) fn read_cast(&mut self, kind: ValueKind, custom: bool) {
        if self.outermost && self.has_read_cast(kind, custom) {
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
        let read = self.resolve(column)?;
        Ok(self.outermost
            && read.is_some_and(|(_, spec)| self.has_read_cast(spec.kind, is_custom(spec))))
    }

    /// A column of the one table that a statement writes.
    pub(super) fn bare_column(&mut self, column: ColumnRef) -> Result<()> {
        let at = self.named(column.source)?;
        let Self { tables, sql, .. } = self;
        quote(tables[at].column(column.position), sql);
        Ok(())
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> Result<()> {
        match expr {
            Expr::Column(column) => self.column(*column).map(drop),
            Expr::Key { position, .. } => self.key(*position),
            Expr::Form { syntax, arguments } => self.form(syntax, arguments),
            Expr::Call { function, arguments } => {
                self.separated(function.name, ".", |sql, part| {
                    sql.quote(part);
                    Ok(())
                })?;
                self.push("(");
                self.separated(arguments, ", ", Self::expr)?;
                self.push(")");
                Ok(())
            }
            Expr::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Expr::Scalar(query) => {
                self.push("(");
                self.subquery(query)?;
                self.push(")");
                Ok(())
            }
            Expr::Exists(query) => {
                self.push("EXISTS (");
                self.subquery(query)?;
                self.push(")");
                Ok(())
            }
            Expr::InQuery { operand, query } => {
                let enums = vec![self.enum_of(operand)?];
                self.operand(operand, Tight::Operator)?;
                self.push(" IN (");
                self.subquery_of(query, enums)?;
                self.push(")");
                Ok(())
            }
            Expr::Raw(parts) => self.raw(parts),
            Expr::SchemaName(slot) => match physical(slot, self.map)? {
                HOLE => self.bind(&Value::hole(Parameter::SchemaName), None),
                name => self.bind_ref(ValueRef::Text(name)),
            },
            Expr::Bind { value, like } => self.bind(value, *like),
            Expr::Compare { op, column, value } => {
                let at = self.column(*column)?;
                self.push(operator(*op));
                self.bind(value, None)?;
                if let Some(origin) = self.origin(at, column.position)? {
                    self.cast_to(origin, "");
                }
                Ok(())
            }
            Expr::Binary { op, left, right } => {
                self.operands(left, operator(*op), right)?;
                if matches!(op, BinaryOp::Like | BinaryOp::NotLike) {
                    self.push(self.dialect.pattern_escape());
                }
                Ok(())
            }
            Expr::Not(inner) => match &**inner {
                Expr::IsNull(operand) => {
                    self.operand(operand, Tight::Operator)?;
                    self.push(" IS NOT NULL");
                    Ok(())
                }
                inner => {
                    self.push("NOT ");
                    self.operand(inner, Tight::Atom)
                }
            },
            Expr::IsNull(operand) => {
                self.operand(operand, Tight::Operator)?;
                self.push(" IS NULL");
                Ok(())
            }
            Expr::In { operand, values, kind } => self.is_in(operand, values, *kind),
            Expr::Row(parts) => self.row(parts),
            Expr::InRows { columns, rows } => self.is_in_rows(columns, rows),
            Expr::Between { operand, low, high } => {
                self.operand(operand, Tight::Operator)?;
                let of = self.enum_of(operand)?;
                self.push(" BETWEEN ");
                self.operand_as(low, Tight::Operator, of)?;
                self.push(" AND ");
                self.operand_as(high, Tight::Operator, of)
            }
            Expr::All(all) => self.joined(all, " AND ", Tight::And, "TRUE"),
            Expr::Any(any) => self.joined(any, " OR ", Tight::Or, "FALSE"),
            Expr::Aggregate(call) => self.aggregate(call, None),
            Expr::Over { function, window } => match &**function {
                Expr::Aggregate(call) => self.aggregate(call, Some(window)),
                function => {
                    self.expr(function)?;
                    self.over(window)
                }
            },
        }
    }

    /// A form: its words with its arguments between them.
    fn form(&mut self, syntax: &'static Syntax, arguments: &'a [Expr]) -> Result<()> {
        let words = match self.dialect {
            Dialect::Postgres => syntax.postgres,
            Dialect::Sqlite => syntax.sqlite,
        };
        let least = match syntax.tight {
            Tight::Atom => Tight::Or,
            _ => Tight::Atom,
        };
        let of = match syntax.like_first {
            true => arguments.first().map_or(Ok(None), |first| self.enum_of(first))?,
            false => None,
        };
        for (word, argument) in words.iter().zip(arguments) {
            self.push(word);
            self.operand_as(argument, least, of)?;
        }
        self.push(words.last().copied().unwrap_or_default());
        Ok(())
    }

    fn case(&mut self, branches: &'a [(Expr, Expr)], otherwise: Option<&'a Expr>) -> Result<()> {
        let values = branches.iter().map(|(_, value)| value).chain(otherwise);
        let of = self.enum_of_column(values.clone().find_map(Expr::typed_like))?;
        self.push("CASE");
        for (predicate, value) in branches {
            self.push(" WHEN ");
            self.expr(predicate)?;
            self.push(" THEN ");
            self.operand_as(value, Tight::Or, of)?;
        }
        if let Some(value) = otherwise {
            self.push(" ELSE ");
            self.operand_as(value, Tight::Or, of)?;
        }
        self.push(" END");
        Ok(())
    }

    /// An operand, in parentheses unless it binds at least so tightly.
    pub(super) fn operand(&mut self, expr: &'a Expr, least: Tight) -> Result<()> {
        if tightness(expr) >= least {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    fn joined(&mut self, parts: &'a [Expr], word: &str, tight: Tight, none: &str) -> Result<()> {
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
    pub(super) fn bind(&mut self, value: &Value, like: Option<ColumnRef>) -> Result<()> {
        self.placeholder();
        self.binds.write_kept(value)?;
        if let Some(column) = like {
            self.bind_cast(column)?;
        }
        Ok(())
    }

    /// A bind without a type of its own.
    pub(super) fn bind_ref(&mut self, value: ValueRef<'_>) -> Result<()> {
        self.placeholder();
        self.binds.write(value)
    }

    pub(super) fn bind_cast(&mut self, column: ColumnRef) -> Result<()> {
        self.cast(column, "")
    }

    pub(super) fn cast(&mut self, column: ColumnRef, array: &str) -> Result<()> {
        if let Some(origin) = self.resolve(column)? {
            self.cast_to(origin, array);
        }
        Ok(())
    }

    /// PostgreSQL: casts a bind of text to an enum of the column's schema, or to a type written out.
    fn cast_to(&mut self, (schema, spec): Origin<'a>, array: &str) {
        match (self.dialect, spec.kind, spec.sql_type) {
            (Dialect::Postgres, ValueKind::Enum(enumeration), _) => {
                self.push("::text");
                self.push(array);
                self.push("::");
                quote(schema, &mut self.sql);
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
    }

    fn is_in(&mut self, operand: &'a Expr, values: &[Value], kind: ValueKind) -> Result<()> {
        let like = operand.typed_like();
        let array = match self.dialect {
            Dialect::Postgres => ArrayValue::from_values(kind, values),
            Dialect::Sqlite => None,
        };
        if array.is_none() && values.is_empty() {
            self.push("FALSE");
            return Ok(());
        }
        self.operand(operand, Tight::Operator)?;
        if let Some(array) = array {
            self.push(" = ANY(");
            self.bind_ref(ValueRef::Array(array.as_ref()))?;
            if let Some(column) = like {
                self.cast(column, "[]")?;
            }
            self.push(")");
            return Ok(());
        }
        self.push(" IN (");
        self.separated(values, ", ", |sql, value| sql.bind(value, like))?;
        self.push(")");
        Ok(())
    }

    fn aggregate(&mut self, call: &'a AggregateCall, window: Option<&'a Window>) -> Result<()> {
        use AggregateFunction as Function;
        let (name, cast) = match (call.function, self.dialect) {
            (Function::Count, _) => ("count", None),
            (Function::SumInteger, Dialect::Postgres) => ("sum", Some("bigint")),
            (Function::SumFloat, Dialect::Postgres) => ("sum", Some("double precision")),
            (Function::Sum | Function::SumInteger | Function::SumFloat, _) => ("sum", None),
            (Function::Min, _) | (Function::BoolAnd, Dialect::Sqlite) => ("min", None),
            (Function::Max, _) | (Function::BoolOr, Dialect::Sqlite) => ("max", None),
            (Function::BoolAnd, Dialect::Postgres) => ("bool_and", None),
            (Function::BoolOr, Dialect::Postgres) => ("bool_or", None),
            (Function::Avg, Dialect::Postgres) => ("avg", Some("double precision")),
            (Function::Avg, Dialect::Sqlite) => ("avg", None),
            (Function::StringAgg, Dialect::Postgres) => ("string_agg", None),
            (Function::StringAgg, Dialect::Sqlite) => ("group_concat", None),
            // Of PostgreSQL alone.
            (Function::ArrayAgg, _) => ("array_agg", None),
            (Function::StddevSample, _) => ("stddev_samp", Some("double precision")),
            (Function::StddevPopulation, _) => ("stddev_pop", Some("double precision")),
            (Function::VarianceSample, _) => ("var_samp", Some("double precision")),
            (Function::VariancePopulation, _) => ("var_pop", Some("double precision")),
        };
        if cast.is_some() {
            self.push("CAST(");
        }
        self.push(name);
        self.push(if call.distinct { "(DISTINCT " } else { "(" });
        match &call.operand {
            Some(operand) => self.expr(operand)?,
            None => self.push("*"),
        }
        for argument in &call.arguments {
            self.push(", ");
            self.expr(argument)?;
        }
        self.order_by(&call.order_by)?;
        self.push(")");
        if let Some(filter) = &call.filter {
            self.push(" FILTER (WHERE ");
            self.expr(filter)?;
            self.push(")");
        }
        if let Some(window) = window {
            self.over(window)?;
        }
        if let Some(cast) = cast {
            self.push(" AS ");
            self.push(cast);
            self.push(")");
        }
        Ok(())
    }
}

pub(super) const fn is_custom(column: &ColumnSpec) -> bool {
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
