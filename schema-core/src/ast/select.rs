//! Queries: one `SELECT`, or several put together.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{ColumnRef, Expr, SchemaSlot, TableSource};
use crate::column::SourceKey;
use crate::spec::{ColumnSpec, Nulls};
use crate::value::ValueKind;

/// `SELECT`.
#[derive(Debug, Clone)]
pub struct Select {
    /// What is read.
    pub items: Items,
    /// Which rows are left out because they are like others.
    pub distinct: Distinct,
    /// Where the query starts.
    pub from: FromItem,
    /// What is joined to it, in order.
    pub joins: Vec<Join>,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// `GROUP BY` and `HAVING`.
    pub groups: Option<Box<Groups>>,
    /// `ORDER BY`.
    pub order_by: Vec<OrderBy>,
    /// `LIMIT`, in rows.
    pub limit: Option<i64>,
    /// `OFFSET`, in rows.
    pub offset: Option<i64>,
    /// `FOR UPDATE` and its like.
    pub lock: Option<Lock>,
}

/// A lock on the rows that are read.
#[derive(Debug, Clone)]
pub struct Lock {
    /// How strong it is.
    pub strength: LockStrength,
    /// The tables whose rows are locked; of all, where there are none.
    pub(crate) of: Vec<SourceKey>,
    /// What happens to rows that others have locked.
    pub wait: LockWait,
}

/// What a lock keeps others from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the SQL words")]
pub enum LockStrength {
    Update,
    NoKeyUpdate,
    Share,
    KeyShare,
}

/// What happens to rows that others have locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// The statement waits for them.
    Wait,
    /// `SKIP LOCKED`: they are left out.
    Skip,
    /// `NOWAIT`: the statement fails.
    Fail,
}

impl Select {
    /// Reads the first `columns` columns of what it starts from.
    pub(crate) const fn all(from: FromItem, columns: usize) -> Self {
        Self {
            items: Items::Table { columns },
            distinct: Distinct::No,
            from,
            joins: Vec::new(),
            filter: None,
            groups: None,
            order_by: Vec::new(),
            limit: None,
            offset: None,
            lock: None,
        }
    }

    /// Whether nothing follows its tables.
    pub(crate) fn is_bare(&self) -> bool {
        // A new clause breaks this line, not the text.
        let Self {
            items: _,
            distinct: _,
            from: _,
            joins: _,
            filter,
            groups,
            order_by,
            limit,
            offset,
            lock,
        } = self;
        filter.is_none()
            && groups.is_none()
            && order_by.is_empty()
            && limit.is_none()
            && offset.is_none()
            && lock.is_none()
    }

    /// What it reads from, in order.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &FromItem> {
        std::iter::once(&self.from).chain(self.joins.iter().map(|join| &join.source))
    }
}

/// Which rows are left out because they are like others.
#[derive(Debug, Clone)]
pub enum Distinct {
    /// None.
    No,
    /// All that equal another.
    Rows,
    /// `DISTINCT ON`: all but the first of those that agree in these.
    On(Vec<Expr>),
}

/// `GROUP BY` and `HAVING`.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// What the rows are grouped by; [`Expr::Key`] refers to these.
    pub keys: Vec<Expr>,
    /// `HAVING`.
    pub having: Option<Expr>,
}

/// What a statement reads.
#[derive(Debug, Clone)]
pub enum Items {
    /// The first columns of the statement's first table.
    Table {
        /// How many.
        columns: usize,
    },
    /// These expressions.
    List(Vec<SelectItem>),
}

impl Items {
    /// The expressions one by one.
    pub(crate) fn into_list(self, from: &FromItem) -> Vec<SelectItem> {
        let (columns, source) = match (self, from) {
            (Self::List(items), _) => return items,
            // Whole rows are read of tables alone.
            (Self::Table { .. }, FromItem::Query(_)) => return Vec::new(),
            (Self::Table { columns }, FromItem::Table(source)) => (columns, source),
        };
        let columns = source.spec.columns.iter().enumerate().take(columns);
        columns
            .map(|(position, column)| SelectItem {
                expr: Expr::Column(ColumnRef { source: source.key, position }),
                kind: column.kind,
            })
            .collect()
    }
}

/// An expression that is read.
#[derive(Debug, Clone)]
pub struct SelectItem {
    /// The expression.
    pub expr: Expr,
    /// The kind of value that it is read as.
    pub kind: ValueKind,
}

/// What a query reads from: a table, or another query.
#[derive(Debug, Clone)]
pub enum FromItem {
    /// A table.
    Table(TableSource),
    /// A query with a name.
    Query(QuerySource),
}

impl FromItem {
    pub(crate) const fn key(&self) -> SourceKey {
        match self {
            Self::Table(table) => table.key,
            Self::Query(query) => query.key,
        }
    }

    /// The table that it starts from, however deep.
    pub(crate) fn table(&self) -> Option<&TableSource> {
        match self {
            Self::Table(table) => Some(table),
            Self::Query(query) => match &query.query.body {
                Body::Query(query) | Body::Recursive { base: query, .. } => {
                    query.first.from.table()
                }
                Body::Itself => None,
            },
        }
    }
}

/// A query with a name, as another one reads it.
#[derive(Debug, Clone)]
pub struct QuerySource {
    pub(crate) key: SourceKey,
    /// The query.
    pub query: Arc<NamedQuery>,
    /// The alias, if it is read under one.
    pub alias: Option<&'static str>,
    /// Whether it stands in `FROM` itself and reads what stands before it there.
    pub lateral: bool,
}

/// A query with a name: a common table expression, or one beside the tables of `FROM`.
#[derive(Debug)]
pub struct NamedQuery {
    pub(crate) key: SourceKey,
    /// The name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<QueryColumn>,
    /// What it reads.
    pub body: Body,
}

/// What a named query reads.
#[derive(Debug)]
pub enum Body {
    /// Any query.
    Query(Compound),
    /// `WITH RECURSIVE`: a query, and another one that reads what was found so far.
    Recursive {
        /// The first rows.
        base: Compound,
        /// The rows that follow from those found so far.
        step: Box<Compound>,
        /// Whether rows that were found before count again.
        all: bool,
    },
    /// The named query in whose own body this stands.
    Itself,
}

/// A column of a named query.
#[derive(Debug, Clone)]
pub struct QueryColumn {
    /// Its name.
    pub name: Cow<'static, str>,
    /// The column of a table whose values it has, and the table's schema: it has that column's SQL type.
    pub of: Option<(SchemaSlot, &'static ColumnSpec)>,
}

/// Several queries put together, or just one.
#[derive(Debug, Clone)]
pub struct Compound {
    /// The first.
    pub first: Box<Select>,
    /// The others, each joined to all before it.
    pub rest: Vec<(SetOperator, Select)>,
    /// `ORDER BY`, by what is read.
    pub order_by: Vec<OutputOrder>,
    /// `LIMIT`, in rows.
    pub limit: Option<i64>,
    /// `OFFSET`, in rows.
    pub offset: Option<i64>,
    /// Whether one schema type may have another name in each query.
    pub across: bool,
}

impl From<Box<Select>> for Compound {
    fn from(select: Box<Select>) -> Self {
        Self {
            first: select,
            rest: Vec::new(),
            order_by: Vec::new(),
            limit: None,
            offset: None,
            across: false,
        }
    }
}

/// How the rows of two queries are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "named after the SQL operator")]
pub enum SetOperator {
    Union,
    UnionAll,
    Intersect,
    Except,
}

/// A sort key of a [`Compound`].
#[derive(Debug, Clone, Copy)]
pub struct OutputOrder {
    /// The position among what is read, from 0.
    pub position: usize,
    /// Whether it is in descending order.
    pub descending: bool,
    /// Where NULLs go; `None` for the database's own choice.
    pub nulls: Option<Nulls>,
}

/// What is joined.
#[derive(Debug, Clone)]
pub struct Join {
    /// Which join.
    pub kind: JoinKind,
    /// The table or query.
    pub source: FromItem,
    /// `ON`.
    pub on: Expr,
}

/// Which join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the SQL word")]
pub enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
}

/// A sort key.
#[derive(Debug, Clone)]
pub struct OrderBy {
    /// The expression.
    pub expr: Expr,
    /// Whether it is in descending order.
    pub descending: bool,
    /// Where NULLs go; `None` for the database's own choice.
    pub nulls: Option<Nulls>,
}

impl OrderBy {
    /// Whether it sorts by just this column.
    pub(crate) fn column(&self) -> Option<ColumnRef> {
        match self.expr {
            Expr::Column(column) => Some(column),
            _ => None,
        }
    }
}
