//! Expressions.

use crate::ast::{Compound, OrderBy, RawPart, SchemaSlot, Window};
use crate::column::SourceKey;
use crate::value::{Value, ValueKind};

/// A column of one of the statement's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnRef {
    pub(crate) source: SourceKey,
    /// The position among the table's columns, from 0.
    pub position: usize,
}

/// An expression.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Expr {
    /// A column.
    Column(ColumnRef),
    /// A bind; `like` names the column that it is compared with or stored in, whose SQL type it takes.
    Bind {
        /// The value.
        value: Value,
        /// The column whose SQL type it takes.
        like: Option<ColumnRef>,
    },
    /// An operator between two operands.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// A column beside a bind of its SQL type: what most filters are, in one piece.
    Compare {
        /// The operator.
        op: BinaryOp,
        /// The column on the left.
        column: ColumnRef,
        /// The value on the right.
        value: Value,
    },
    /// `NOT`.
    Not(Box<Expr>),
    /// `IS NULL`.
    IsNull(Box<Expr>),
    /// Whether the operand is among values of one kind.
    In {
        /// The operand.
        operand: Box<Expr>,
        /// The values.
        values: Vec<Value>,
        /// Their kind, also where there are none.
        kind: ValueKind,
    },
    /// Several expressions as one row: `(a, b)`.
    Row(Vec<Expr>),
    /// Whether several columns together are among rows of values.
    InRows {
        /// The columns.
        columns: Vec<ColumnRef>,
        /// The rows, each with a value for each column.
        rows: Vec<Vec<Value>>,
    },
    /// `BETWEEN`, both ends included.
    Between {
        /// The operand.
        operand: Box<Expr>,
        /// The lower end.
        low: Box<Expr>,
        /// The upper end.
        high: Box<Expr>,
    },
    /// All of these; true when there are none.
    All(Vec<Expr>),
    /// Any of these; false when there are none.
    Any(Vec<Expr>),
    /// An aggregate.
    Aggregate(Box<AggregateCall>),
    /// What the rows are grouped by.
    Key {
        /// The position among the keys.
        position: u16,
        /// The column whose SQL type it has.
        like: Option<ColumnRef>,
    },
    /// A function, operator or other form with fixed words.
    Form {
        /// The words.
        syntax: &'static Syntax,
        /// What stands between them.
        arguments: Vec<Expr>,
    },
    /// A function that the program declares.
    Call {
        /// Which one.
        function: &'static Function,
        /// What it is given.
        arguments: Vec<Expr>,
    },
    /// A window function, or an aggregate as one.
    Over {
        /// The function.
        function: Box<Expr>,
        /// The rows that it looks at.
        window: Box<Window>,
    },
    /// `CASE`: the value of the first predicate that holds.
    Case {
        /// Predicates, each with its value.
        branches: Vec<(Expr, Expr)>,
        /// The value where none holds.
        otherwise: Option<Box<Expr>>,
    },
    /// The one value that a query reads; NULL without a row.
    Scalar(Box<Compound>),
    /// Whether a query reads any row.
    Exists(Box<Compound>),
    /// Whether the operand is among the values that a query reads.
    InQuery {
        /// The operand.
        operand: Box<Expr>,
        /// The query.
        query: Box<Compound>,
    },
    /// SQL that the programmer wrote.
    Raw(Vec<RawPart>),
    /// The name under which a schema is found, as text.
    SchemaName(SchemaSlot),
}

/// A function that the program declares.
#[derive(Debug)]
pub struct Function {
    /// Its name, after that of its schema if it is said.
    pub name: &'static [&'static str],
}

/// The words of a form in each dialect: one more than it has arguments, which stand between them.
#[derive(Debug)]
pub struct Syntax {
    /// In PostgreSQL.
    pub postgres: &'static [&'static str],
    /// In SQLite.
    pub sqlite: &'static [&'static str],
    /// How tightly the form binds.
    pub tight: Tight,
    /// Whether its SQL type is that of its first argument.
    pub like_first: bool,
}

impl Syntax {
    /// A form that needs no parentheses, of the same words in both dialects.
    pub(crate) const fn both(words: &'static [&'static str]) -> Self {
        Self::each(words, words)
    }

    /// A form that needs no parentheses.
    pub(crate) const fn each(
        postgres: &'static [&'static str],
        sqlite: &'static [&'static str],
    ) -> Self {
        Self { postgres, sqlite, tight: Tight::Atom, like_first: false }
    }

    /// Binds as an operator.
    pub(crate) const fn operator(self) -> Self {
        Self { tight: Tight::Operator, ..self }
    }

    /// Binds as a comparison.
    pub(crate) const fn comparison(self) -> Self {
        Self { tight: Tight::Comparison, ..self }
    }

    /// Has the SQL type of its first argument.
    pub(crate) const fn like_first(self) -> Self {
        Self { like_first: true, ..self }
    }
}

/// How tightly an expression binds, so that only the parentheses that are needed are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "named after the SQL word")]
pub enum Tight {
    Or,
    And,
    Not,
    Comparison,
    /// Arithmetic and other operators.
    Operator,
    /// What needs no parentheses anywhere.
    Atom,
}

/// A call of an aggregate.
#[derive(Debug, Clone)]
pub struct AggregateCall {
    /// Which one.
    pub function: AggregateFunction,
    /// Over what; `None` counts rows.
    pub operand: Option<Expr>,
    /// What is given to it beside.
    pub arguments: Vec<Expr>,
    /// Whether equal values count once.
    pub distinct: bool,
    /// The order in which it takes the values.
    pub order_by: Vec<OrderBy>,
    /// `FILTER (WHERE ..)`.
    pub filter: Option<Expr>,
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "named after the SQL operator")]
pub enum BinaryOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Like,
    NotLike,
    IsDistinctFrom,
    IsNotDistinctFrom,
}

/// An aggregate function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AggregateFunction {
    /// `count`.
    Count,
    /// `sum`, of integers as a 64-bit integer.
    SumInteger,
    /// `sum`, of floating-point numbers as a 64-bit one.
    SumFloat,
    /// `sum`, of other numbers.
    Sum,
    /// `min`.
    Min,
    /// `max`.
    Max,
    /// `avg`, as a 64-bit floating-point number.
    Avg,
    /// `string_agg`, in SQLite `group_concat`.
    StringAgg,
    /// `bool_and`, in SQLite `min`.
    BoolAnd,
    /// `bool_or`, in SQLite `max`.
    BoolOr,
    /// `array_agg`.
    ArrayAgg,
    /// `stddev_samp`, as a 64-bit floating-point number.
    StddevSample,
    /// `stddev_pop`, likewise.
    StddevPopulation,
    /// `var_samp`, likewise.
    VarianceSample,
    /// `var_pop`, likewise.
    VariancePopulation,
}

impl Expr {
    /// Gives a bind the SQL type of the column on the other side.
    pub(crate) fn like(mut self, other: &Expr) -> Self {
        if let Some(column) = other.typed_like() {
            self.becomes_like(column);
        }
        self
    }

    /// Gives the binds that are the value of this the SQL type of a column.
    fn becomes_like(&mut self, column: ColumnRef) {
        match self {
            Self::Bind { like, .. } => *like = Some(column),
            Self::Case { branches, otherwise } => {
                let values = branches.iter_mut().map(|(_, value)| value);
                for value in values.chain(otherwise.as_deref_mut()) {
                    value.becomes_like(column);
                }
            }
            Self::Form { syntax, arguments } if syntax.like_first => {
                for argument in arguments {
                    argument.becomes_like(column);
                }
            }
            _ => {}
        }
    }

    /// `CASE`, whose values are of one SQL type.
    pub(crate) fn case(branches: Vec<(Self, Self)>, otherwise: Option<Self>) -> Self {
        let mut case = Self::Case { branches, otherwise: otherwise.map(Box::new) };
        if let Some(column) = case.typed_like() {
            case.becomes_like(column);
        }
        case
    }

    /// An operator between two operands, of which a bind takes the SQL type of the other.
    pub(crate) fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        // A pattern is text, whatever the type of the column.
        let is_pattern = matches!(op, BinaryOp::Like | BinaryOp::NotLike);
        match (left, right) {
            (Self::Column(column), Self::Bind { value, like: None }) if !is_pattern => {
                Self::Compare { op, column, value }
            }
            (left, right) => {
                let right = if is_pattern { right } else { right.like(&left) };
                let left = left.like(&right);
                Self::Binary { op, left: Box::new(left), right: Box::new(right) }
            }
        }
    }

    /// `AND`, without a level for each.
    pub(crate) fn and(left: Self, right: Self) -> Self {
        match left {
            Self::All(mut all) => {
                all.push(right);
                Self::All(all)
            }
            left => {
                let mut all = Vec::with_capacity(8);
                all.extend([left, right]);
                Self::All(all)
            }
        }
    }

    /// `OR`, without a level for each.
    pub(crate) fn or(left: Self, right: Self) -> Self {
        match left {
            Self::Any(mut any) => {
                any.push(right);
                Self::Any(any)
            }
            left => Self::Any(vec![left, right]),
        }
    }

    /// The column whose values it has, and so its SQL type.
    pub(crate) fn typed_like(&self) -> Option<ColumnRef> {
        match self {
            Self::Column(column) => Some(*column),
            Self::Key { like, .. } => *like,
            Self::Aggregate(call) => match call.function {
                AggregateFunction::Min | AggregateFunction::Max => {
                    call.operand.as_ref().and_then(Self::typed_like)
                }
                _ => None,
            },
            Self::Form { syntax, arguments } if syntax.like_first => {
                arguments.first().and_then(Self::typed_like)
            }
            Self::Over { function, .. } => function.typed_like(),
            Self::Case { branches, otherwise } => branches
                .iter()
                .map(|(_, value)| value)
                .chain(otherwise.as_deref())
                .find_map(Self::typed_like),
            _ => None,
        }
    }
}
