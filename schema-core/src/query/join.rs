//! What can be joined, and the joins of each kind.

use crate::ast;
use crate::bound::{Alias, BoundTable, Source};
use crate::dialect::Lateral;
use crate::expr::{InnerSide, OfRows, OuterSide, Predicate, ReadBy, TableList, Tables};
use crate::query::Select;
use crate::query::foreign_key::Related;
use crate::query::named::{Named, NamedQuery, NamedRows};
use crate::query::rows::AbsentRows;
use crate::query::subquery::SelfContained;
use crate::schema::{Provides, Schema, SeenFrom};
use crate::table::Table;

/// A bound table or a named query, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bound table",
    label = "expected a table bound to a schema, such as `Country::bind_schema::<Asia>()`, or a named query"
)]
pub trait JoinTable {
    /// What it is in the list of tables: its root, an alias of it, or a named query.
    type Source: 'static;
    /// Its schema.
    type Schema: Schema;
    /// What it needs of the query around it.
    type Needs;

    /// The table, untyped.
    fn source(&self) -> ast::FromItem;
}

impl<T, S, R> JoinTable for BoundTable<T, S, R>
where
    T: Table,
    S: Provides<T::Root>,
    R: Source<Root = T::Root>,
{
    type Source = R;
    type Schema = S;
    type Needs = ();

    fn source(&self) -> ast::FromItem {
        ast::FromItem::Table(ast::TableSource::of(self))
    }
}

impl<J: JoinTable> JoinTable for &J {
    type Source = J::Source;
    type Schema = J::Schema;
    type Needs = J::Needs;

    fn source(&self) -> ast::FromItem {
        (*self).source()
    }
}

/// A table that a query starting in the schema `S` can join along the one foreign key to or from its tables `F`.
pub trait JoinsAlong<S, F, I>: JoinTable {
    /// That the rows belong together.
    fn along() -> ast::Expr;
}

/// Which foreign key it is, is asked only where the schema is seen.
impl<J, S, F, S2, I> JoinsAlong<S, F, (S2, I)> for J
where
    J: JoinTable<Needs = (), Schema: SeenFrom<S, Seen = S2>>,
    F: Related<J::Source, S2, I>,
{
    fn along() -> ast::Expr {
        F::on()
    }
}

/// A table or named query that a query starting in the schema `S` can join by a predicate.
pub trait JoinsOn<S>: JoinTable {}

impl<J: JoinTable<Needs: SelfContained, Schema: SeenFrom<S>>, S> JoinsOn<S> for J {}

/// The table list `F` with the table `J` joined as `K`.
pub(super) type Joined<J, K, F> =
    TableList<<J as JoinTable>::Source, <J as JoinTable>::Schema, K, F>;

/// The table list `F` where any row may be absent.
type Absent<F> = <F as Tables>::Absent;

// Where several foreign keys fit, the error has no words of ours: rustc names the type parameter that it cannot
// infer and shows the line of the bound. So these say what is meant.
impl<S, F, O> Select<S, F, O> {
    /// Joins a table along the one foreign key between it and the tables read so far.
    pub fn join<J, TheOneForeignKey>(self, table: J) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
    {
        self.joined(ast::JoinKind::Inner, table.source(), J::along())
    }

    /// Joins a table along the one foreign key, keeping rows without a match: its columns are `Option`s.
    pub fn left_join<J, TheOneForeignKey>(self, table: J) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
    {
        self.joined(ast::JoinKind::Left, table.source(), J::along())
    }

    /// Joins a table along the one foreign key, keeping its rows without a match: all columns read so far
    /// are `Option`s.
    pub fn right_join<J, TheOneForeignKey, O2>(
        self,
        table: J,
    ) -> Select<S, Joined<J, InnerSide, Absent<F>>, O2>
    where
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
        F: Tables,
        O: AbsentRows<OrAbsent = O2>,
    {
        self.joined(ast::JoinKind::Right, table.source(), J::along())
    }

    /// Joins a table along the one foreign key, keeping the rows of both sides: all columns are `Option`s.
    pub fn full_join<J, TheOneForeignKey, O2>(
        self,
        table: J,
    ) -> Select<S, Joined<J, OuterSide, Absent<F>>, O2>
    where
        J: JoinsAlong<S, F, TheOneForeignKey>, // none, or several: use `join_on`
        F: Tables,
        O: AbsentRows<OrAbsent = O2>,
    {
        self.joined(ast::JoinKind::Full, table.source(), J::along())
    }

    /// Joins the rows of a table or named query for which the predicate holds.
    pub fn join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinsOn<S>,
        E: Predicate<Query: ReadBy<Joined<J, InnerSide, F>, I> + OfRows>,
    {
        self.joined(ast::JoinKind::Inner, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping rows without a match.
    pub fn left_join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinsOn<S>,
        E: Predicate<Query: ReadBy<Joined<J, OuterSide, F>, I> + OfRows>,
    {
        self.joined(ast::JoinKind::Left, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping its rows without a match.
    pub fn right_join_on<J, E, I, O2>(
        self,
        table: J,
        on: E,
    ) -> Select<S, Joined<J, InnerSide, Absent<F>>, O2>
    where
        J: JoinsOn<S>,
        F: Tables,
        O: AbsentRows<OrAbsent = O2>,
        E: Predicate<Query: ReadBy<Joined<J, InnerSide, Absent<F>>, I> + OfRows>,
    {
        self.joined(ast::JoinKind::Right, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping the rows of both sides.
    ///
    /// PostgreSQL takes only predicates that compare the two sides by `=`.
    pub fn full_join_on<J, E, I, O2>(
        self,
        table: J,
        on: E,
    ) -> Select<S, Joined<J, OuterSide, Absent<F>>, O2>
    where
        J: JoinsOn<S>,
        F: Tables,
        O: AbsentRows<OrAbsent = O2>,
        E: Predicate<Query: ReadBy<Joined<J, OuterSide, Absent<F>>, I> + OfRows>,
    {
        self.joined(ast::JoinKind::Full, table.source(), on.into_node())
    }

    /// `JOIN LATERAL`: joins the rows that a query finds for each row read so far. PostgreSQL only.
    pub fn join_lateral<A, S2, O2, N, I>(
        self,
        query: &NamedQuery<A, S2, O2, N>,
    ) -> Select<S, TableList<Named<A>, S2, InnerSide, F>, O>
    where
        S: Schema<Database: Lateral>,
        A: Alias,
        S2: Schema + SeenFrom<S>,
        O2: NamedRows,
        N: ReadBy<F, I>,
    {
        self.joined(ast::JoinKind::Inner, query.lateral(), ast::Expr::All(Vec::new()))
    }

    /// `LEFT JOIN LATERAL`: as [`Select::join_lateral`], keeping rows for which nothing is found.
    pub fn left_join_lateral<A, S2, O2, N, I>(
        self,
        query: &NamedQuery<A, S2, O2, N>,
    ) -> Select<S, TableList<Named<A>, S2, OuterSide, F>, O>
    where
        S: Schema<Database: Lateral>,
        A: Alias,
        S2: Schema + SeenFrom<S>,
        O2: NamedRows,
        N: ReadBy<F, I>,
    {
        self.joined(ast::JoinKind::Left, query.lateral(), ast::Expr::All(Vec::new()))
    }

    fn joined<F2, O2>(
        mut self,
        kind: ast::JoinKind,
        source: ast::FromItem,
        on: ast::Expr,
    ) -> Select<S, F2, O2> {
        self.select.joins.push(ast::Join { kind, source, on });
        self.retyped()
    }
}
