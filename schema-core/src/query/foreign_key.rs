//! Which foreign key says that rows of two tables belong together.

use std::marker::PhantomData;

use crate::ast;
use crate::bound::Source;
use crate::column::SourceKey;
use crate::expr::TableList;
use crate::schema::{Provides, Reaches};
use crate::spec::{ConstraintKindSpec, ForeignKeySpec, TableSpec};
use crate::table::{ForeignKeyTo, Record, Table};

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
    note = "say which rows belong together with `.join_on(table, predicate)`, or declare a foreign key with `#[column(references = ..)]`",
    note = "generic code says what the schema lists: `Provides<T, Table = T>`"
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

/// The foreign key at a position among the constraints of a table.
pub(super) fn at(spec: &TableSpec, position: usize) -> &ForeignKeySpec {
    match &spec.constraints[position].kind {
        ConstraintKindSpec::ForeignKey(key) => key,
        _ => unreachable!("FOREIGN_KEY is the position of a foreign key"),
    }
}

/// That the foreign key of one table references the other.
fn along(
    (referencing, spec): (SourceKey, &TableSpec),
    foreign_key: usize,
    (referenced, referenced_spec): (SourceKey, &TableSpec),
) -> ast::Expr {
    let key = at(spec, foreign_key);
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
