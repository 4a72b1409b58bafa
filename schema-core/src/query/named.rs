//! Queries with a name, which other queries read like a table: `WITH`, also recursive.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use crate::ast;
use crate::bound::Alias;
use crate::column::SourceKey;
use crate::expr::{InnerSide, NoTables, TableList, Tables};
use crate::query::Select;
use crate::query::combined::{Combined, OneQuery, SameRow};
use crate::query::join::JoinTable;
use crate::query::prepared::Rows;
use crate::query::rows::{QueryColumns, Whole};
use crate::schema::Schema;
use crate::table::{ColumnSet, Record};

/// What a named query is in the list of tables that a query reads.
#[derive(Debug, Clone, Copy)]
pub struct Named<A>(PhantomData<fn() -> A>);

/// A query in the schema `S` that others read by the name `A`; its rows are read as `O`.
///
/// Its columns are those that it reads: fields where it reads whole rows or a `Projection`, and the parts
/// of a tuple (`big.0`, or `let (name, population) = *big`). `N` is what it needs of a query around it.
pub struct NamedQuery<A: 'static, S: 'static, O: NamedRows, N = ()> {
    source: ast::QuerySource,
    columns: O::Columns<Named<A>, S>,
    needs: PhantomData<fn() -> N>,
}

/// Rows of which each part is a column.
#[diagnostic::on_unimplemented(
    message = "the rows of this query have no columns that another query can name",
    label = "expected columns and expressions, or whole rows of one table",
    note = "list the columns: `.columns((table.a, table.b))`"
)]
pub trait NamedRows {
    /// The columns, of the query `R` in the schema `S`.
    type Columns<R: 'static, S: 'static>: Copy;

    /// All of them.
    fn columns<R: 'static, S: 'static>() -> Self::Columns<R, S>;
}

impl<T: Record> NamedRows for Whole<T> {
    type Columns<R: 'static, S: 'static> = &'static T::Columns<R, S>;

    fn columns<R: 'static, S: 'static>() -> Self::Columns<R, S> {
        <T::Columns<R, S> as ColumnSet>::ALL
    }
}

impl<O: QueryColumns> NamedRows for O {
    type Columns<R: 'static, S: 'static> = O::Columns<R, S>;

    fn columns<R: 'static, S: 'static>() -> Self::Columns<R, S> {
        O::columns(&mut 0)
    }
}

impl<S: Schema, F: Tables, O: NamedRows> Select<S, F, O> {
    /// Gives the query a name, so that others can read it.
    pub fn named<A: Alias>(self) -> NamedQuery<A, S, O, F::Outer> {
        NamedQuery::new(columns(&self.select), ast::Body::Query(self.select.into()))
    }
}

impl<S: Schema, F: Tables, O: NamedRows + Rows> Select<S, F, O> {
    /// `WITH RECURSIVE`: these rows, and those that the closure's query finds from the rows found so far.
    ///
    /// It ends when nothing more is found; where the same rows can be found again, see
    /// [`Select::recursive_distinct`].
    pub fn recursive<A, Q>(
        self,
        step: impl FnOnce(&NamedQuery<A, S, O>) -> Q,
    ) -> NamedQuery<A, S, O, F::Outer>
    where
        A: Alias,
        Q: OneQuery<S, Row: SameRow<O::Row>>,
    {
        self.repeated(step, true)
    }

    /// `WITH RECURSIVE` that takes no row twice, so that it ends in a circle, too.
    pub fn recursive_distinct<A, Q>(
        self,
        step: impl FnOnce(&NamedQuery<A, S, O>) -> Q,
    ) -> NamedQuery<A, S, O, F::Outer>
    where
        A: Alias,
        Q: OneQuery<S, Row: SameRow<O::Row>>,
    {
        self.repeated(step, false)
    }

    fn repeated<A, Q>(
        self,
        step: impl FnOnce(&NamedQuery<A, S, O>) -> Q,
        all: bool,
    ) -> NamedQuery<A, S, O, F::Outer>
    where
        A: Alias,
        Q: OneQuery<S, Row: SameRow<O::Row>>,
    {
        let columns = columns(&self.select);
        let step = step(&NamedQuery::new(columns.clone(), ast::Body::Itself)).into_select();
        let (base, step) = (self.select.into(), Box::new(step.into()));
        NamedQuery::new(columns, ast::Body::Recursive { base, step, all })
    }
}

impl<S: Schema, O: NamedRows> Combined<S, O> {
    /// Gives the query a name, so that others can read it.
    pub fn named<A: Alias>(self) -> NamedQuery<A, S, O> {
        NamedQuery::new(columns(&self.compound.first), ast::Body::Query(self.compound))
    }
}

impl<A: Alias, S: Schema, O: NamedRows, N> NamedQuery<A, S, O, N> {
    fn new(columns: Vec<ast::QueryColumn>, body: ast::Body) -> Self {
        let key = SourceKey::of::<Named<A>, S>();
        let query = Arc::new(ast::NamedQuery { key, name: A::NAME, columns, body });
        let source = ast::QuerySource { key, query, alias: None, lateral: false };
        Self { source, columns: O::columns(), needs: PhantomData }
    }

    /// Reads its rows.
    pub fn select(&self) -> Select<S, TableList<Named<A>, S, InnerSide, NoTables>, O> {
        let columns = self.source.query.columns.len();
        Select::new(ast::FromItem::Query(self.source.clone()), columns, None)
    }

    /// The query under another name, so that one query can read it twice.
    pub fn alias<B: Alias>(&self) -> NamedQuery<B, S, O, N> {
        let key = SourceKey::of::<Named<B>, S>();
        let query = Arc::clone(&self.source.query);
        let source = ast::QuerySource { key, query, alias: Some(B::NAME), lateral: false };
        NamedQuery { source, columns: O::columns(), needs: PhantomData }
    }

    pub(super) fn lateral(&self) -> ast::FromItem {
        ast::FromItem::Query(ast::QuerySource { lateral: true, ..self.source.clone() })
    }
}

/// The columns of what a query reads: under the names of the table's columns where they are just that.
fn columns(select: &ast::Select) -> Vec<ast::QueryColumn> {
    let mut columns: Vec<ast::QueryColumn> = Vec::new();
    let mut add = |like: Option<ast::ColumnRef>, named: bool| {
        let (name, of) = match like.and_then(|column| known(select, column)) {
            Some((name, of)) => (named.then_some(name), of),
            None => (None, None),
        };
        let name = name.filter(|name| !columns.iter().any(|column| column.name == *name));
        let name = name.unwrap_or_else(|| format!("column{}", columns.len() + 1).into());
        columns.push(ast::QueryColumn { name, of });
    };
    match &select.items {
        ast::Items::Table { columns } => {
            let source = select.from.key();
            (0..*columns).for_each(|position| add(Some(ast::ColumnRef { source, position }), true));
        }
        ast::Items::List(items) => {
            for item in items {
                let plain = matches!(item.expr, ast::Expr::Column(_) | ast::Expr::Key { .. });
                add(item.expr.typed_like(), plain);
            }
        }
    }
    columns
}

type Known = (Cow<'static, str>, Option<(ast::SchemaSlot, &'static crate::spec::ColumnSpec)>);

/// The name and origin of a column that a query reads from.
fn known(select: &ast::Select, column: ast::ColumnRef) -> Option<Known> {
    match select.sources().find(|source| source.key() == column.source)? {
        ast::FromItem::Table(table) => {
            let spec = &table.spec.columns[column.position];
            Some((spec.name.into(), Some((table.schema.clone(), spec))))
        }
        ast::FromItem::Query(source) => {
            let column = &source.query.columns[column.position];
            Some((column.name.clone(), column.of.clone()))
        }
    }
}

impl<A: Alias, S: Schema, O: NamedRows, N> JoinTable for NamedQuery<A, S, O, N> {
    type Source = Named<A>;
    type Schema = S;
    type Needs = N;

    fn source(&self) -> ast::FromItem {
        ast::FromItem::Query(self.source.clone())
    }
}

impl<A, S, O: NamedRows, N> Deref for NamedQuery<A, S, O, N> {
    type Target = O::Columns<Named<A>, S>;

    fn deref(&self) -> &Self::Target {
        &self.columns
    }
}

impl<A, S, O: NamedRows, N> Clone for NamedQuery<A, S, O, N> {
    fn clone(&self) -> Self {
        Self { source: self.source.clone(), columns: self.columns, needs: PhantomData }
    }
}

impl<A, S, O: NamedRows, N> fmt::Debug for NamedQuery<A, S, O, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.query.fmt(f)
    }
}
