//! Which tables can be joined, and along which foreign key.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::{Alias, BoundTable, Source};
use crate::column::SourceKey;
use crate::dialect::Lateral;
use crate::expr::{InnerSide, OfRows, OuterSide, Predicate, ReadBy, TableList, Tables};
use crate::query::Select;
use crate::query::named::{Named, NamedQuery, NamedRows};
use crate::query::projection::AbsentRows;
use crate::query::subquery::SelfContained;
use crate::schema::{Provides, Reaches, Schema, SeenFrom};
use crate::spec::{ConstraintKindSpec, TableSpec};
use crate::table::{ForeignKeyTo, Record, Table};

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

/// The table list `F` with the table `J` joined as `Side`.
pub(super) type Joined<J, K, F> =
    TableList<<J as JoinTable>::Source, <J as JoinTable>::Schema, K, F>;

/// The table list `F` where any row may be absent.
type Absent<F> = <F as Tables>::Absent;

impl<S, F, O> Select<S, F, O> {
    /// Joins a table along the one foreign key between it and the tables read so far.
    pub fn join<J, I>(self, table: J) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinTable<Needs = ()>,
        J::Schema: SeenFrom<S>,
        F: Related<J::Source, J::Schema, I>,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Inner, table.source(), on)
    }

    /// Joins a table along the one foreign key, keeping rows without a match: its columns are `Option`s.
    pub fn left_join<J, I>(self, table: J) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinTable<Needs = ()>,
        J::Schema: SeenFrom<S>,
        F: Related<J::Source, J::Schema, I>,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Left, table.source(), on)
    }

    /// Joins a table along the one foreign key, keeping its rows without a match: all columns read so far
    /// are `Option`s.
    pub fn right_join<J, I>(
        self,
        table: J,
    ) -> Select<S, Joined<J, InnerSide, Absent<F>>, O::OrAbsent>
    where
        J: JoinTable<Needs = ()>,
        J::Schema: SeenFrom<S>,
        F: Tables + Related<J::Source, J::Schema, I>,
        O: AbsentRows,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Right, table.source(), on)
    }

    /// Joins a table along the one foreign key, keeping the rows of both sides: all columns are `Option`s.
    pub fn full_join<J, I>(
        self,
        table: J,
    ) -> Select<S, Joined<J, OuterSide, Absent<F>>, O::OrAbsent>
    where
        J: JoinTable<Needs = ()>,
        J::Schema: SeenFrom<S>,
        F: Tables + Related<J::Source, J::Schema, I>,
        O: AbsentRows,
    {
        let on = <F as Related<J::Source, J::Schema, I>>::on();
        self.joined(ast::JoinKind::Full, table.source(), on)
    }

    /// Joins the rows of a table or named query for which the predicate holds.
    pub fn join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, InnerSide, F>, O>
    where
        J: JoinTable<Needs: SelfContained>,
        J::Schema: SeenFrom<S>,
        E: Predicate,
        E::Query: ReadBy<Joined<J, InnerSide, F>, I> + OfRows,
    {
        self.joined(ast::JoinKind::Inner, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping rows without a match.
    pub fn left_join_on<J, E, I>(self, table: J, on: E) -> Select<S, Joined<J, OuterSide, F>, O>
    where
        J: JoinTable<Needs: SelfContained>,
        J::Schema: SeenFrom<S>,
        E: Predicate,
        E::Query: ReadBy<Joined<J, OuterSide, F>, I> + OfRows,
    {
        self.joined(ast::JoinKind::Left, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping its rows without a match.
    pub fn right_join_on<J, E, I>(
        self,
        table: J,
        on: E,
    ) -> Select<S, Joined<J, InnerSide, Absent<F>>, O::OrAbsent>
    where
        J: JoinTable<Needs: SelfContained>,
        J::Schema: SeenFrom<S>,
        F: Tables,
        O: AbsentRows,
        E: Predicate,
        E::Query: ReadBy<Joined<J, InnerSide, Absent<F>>, I> + OfRows,
    {
        self.joined(ast::JoinKind::Right, table.source(), on.into_node())
    }

    /// Joins the rows of a table for which the predicate holds, keeping the rows of both sides.
    ///
    /// PostgreSQL takes only predicates that compare the two sides by `=`.
    pub fn full_join_on<J, E, I>(
        self,
        table: J,
        on: E,
    ) -> Select<S, Joined<J, OuterSide, Absent<F>>, O::OrAbsent>
    where
        J: JoinTable<Needs: SelfContained>,
        J::Schema: SeenFrom<S>,
        F: Tables,
        O: AbsentRows,
        E: Predicate,
        E::Query: ReadBy<Joined<J, OuterSide, Absent<F>>, I> + OfRows,
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

/// A table that `T` references: [`ForeignKeyTo`] from the other side, judged when the table is known.
#[diagnostic::on_unimplemented(
    message = "`{T}` has no foreign key to `{Self}`, or several",
    label = "no single foreign key says which rows belong to this one",
    note = "say it with `.select().filter(..)`"
)]
pub trait ReferencedBy<T, Via> {
    /// See [`ForeignKeyTo::FOREIGN_KEY`].
    const FOREIGN_KEY: usize;
}

#[diagnostic::do_not_recommend]
impl<T: ForeignKeyTo<Root, Via>, Root: Table, Via> ReferencedBy<T, Via> for Root {
    const FOREIGN_KEY: usize = <T as ForeignKeyTo<Root, Via>>::FOREIGN_KEY;
}

/// A foreign key of a table read so far to the joined one.
#[derive(Debug, Clone, Copy)]
pub struct Forward<Via>(PhantomData<Via>);

/// A foreign key of the joined table to one read so far.
#[derive(Debug, Clone, Copy)]
pub struct Backward<Via>(PhantomData<Via>);

/// A foreign key to or from a table further down the list.
#[derive(Debug, Clone, Copy)]
pub struct Deeper<I>(PhantomData<I>);

/// A list of tables, one of which has the one foreign key to or from the table `R` of the schema `S`.
#[diagnostic::on_unimplemented(
    message = "no single foreign key joins `{R}` of schema `{S}` to the tables of this query",
    label = "there is no foreign key to or from this table, or there are several",
    note = "declare one with `#[column(references = ..)]`, or say which rows belong together with `.join_on(table, predicate)`"
)]
pub trait Related<R, S, I> {
    /// That the rows belong together.
    fn on() -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<R, S, R2, S2, J, Tail, Via> Related<R2, S2, Forward<Via>> for TableList<R, S, J, Tail>
where
    R: Source,
    R2: Source,
    S: Provides<R::Root> + Reaches<S2>,
    S2: Provides<R2::Root>,
    S::Table: ForeignKeyTo<R2::Root, Via>,
{
    fn on() -> ast::Expr {
        along(
            (SourceKey::of::<R, S>(), <S::Table as Record>::SPEC),
            <S::Table as ForeignKeyTo<R2::Root, Via>>::FOREIGN_KEY,
            (SourceKey::of::<R2, S2>(), <S2::Table as Record>::SPEC),
        )
    }
}

#[diagnostic::do_not_recommend]
impl<R, S, R2, S2, J, Tail, Via> Related<R2, S2, Backward<Via>> for TableList<R, S, J, Tail>
where
    R: Source,
    R2: Source,
    S: Provides<R::Root>,
    S2: Provides<R2::Root> + Reaches<S>,
    S2::Table: ForeignKeyTo<R::Root, Via>,
{
    fn on() -> ast::Expr {
        along(
            (SourceKey::of::<R2, S2>(), <S2::Table as Record>::SPEC),
            <S2::Table as ForeignKeyTo<R::Root, Via>>::FOREIGN_KEY,
            (SourceKey::of::<R, S>(), <S::Table as Record>::SPEC),
        )
    }
}

#[diagnostic::do_not_recommend]
impl<R, S, R2, S2, J, Tail, I> Related<R2, S2, Deeper<I>> for TableList<R, S, J, Tail>
where
    Tail: Related<R2, S2, I>,
{
    fn on() -> ast::Expr {
        Tail::on()
    }
}

/// That the foreign key of one table references the other.
fn along(
    (referencing, spec): (SourceKey, &TableSpec),
    foreign_key: usize,
    (referenced, referenced_spec): (SourceKey, &TableSpec),
) -> ast::Expr {
    let ConstraintKindSpec::ForeignKey(key) = spec.constraints[foreign_key].kind else {
        unreachable!("FOREIGN_KEY is the position of a foreign key");
    };
    let column = |source, spec: &TableSpec, field| match spec.position(field) {
        Some(position) => Box::new(ast::Expr::Column(ast::ColumnRef { source, position })),
        None => unreachable!("`{}` has no field `{field}`", spec.ty.name),
    };
    let pairs = key.fields.iter().zip(key.referenced_fields).map(|(field, to)| ast::Expr::Binary {
        op: ast::BinaryOp::Eq,
        left: column(referencing, spec, field),
        right: column(referenced, referenced_spec, to),
    });
    ast::Expr::All(pairs.collect())
}
