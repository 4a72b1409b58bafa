//! The same question through the library.

use polyschema::Column;
use polyschema::ColumnType;
use polyschema::exec::Driver;
use polyschema::expr::{Expr, FromTable, OfTables, ReadBy};
use polyschema::prelude::*;
use polyschema::query::Select;

use crate::ask::{Ask, From, Having, Op, Reading, Test, Tree};
use crate::oracle::Cell;
use crate::world::{Capital, City, Country, World};

/// A predicate of a query on the tables `F`.
type Term<F> = Expr<OfTables<F>, Option<bool>>;

macro_rules! compare {
    ($op:expr, $left:expr, $right:expr, |$term:ident| $done:expr) => {
        match $op {
            Op::Eq => {
                let $term = $left.eq($right);
                $done
            }
            Op::Ne => {
                let $term = $left.ne($right);
                $done
            }
            Op::Lt => {
                let $term = $left.lt($right);
                $done
            }
            Op::Le => {
                let $term = $left.le($right);
                $done
            }
            Op::Gt => {
                let $term = $left.gt($right);
                $done
            }
            Op::Ge => {
                let $term = $left.ge($right);
                $done
            }
        }
    };
}

/// A test of a column; `own` is the country's own id or name.
macro_rules! tests {
    ($($name:ident: $type:ty;)+) => {$(
        fn $name<D, F, O, R: 'static, V: ColumnType<Base = $type>, I, J>(
            query: &Select<World<D>, F, O>,
            column: Column<R, World<D>, V>,
            test: &Test<$type>,
            own: Column<Country, World<D>, $type>,
        ) -> Term<F>
        where
            D: Driver,
            FromTable<R, World<D>>: ReadBy<F, I>,
            FromTable<Country, World<D>>: ReadBy<F, J>,
        {
            match test {
                Test::Compares(op, other) => {
                    compare!(op, column, other, |term| query.predicate(term))
                }
                Test::ComparesWithCountry(op) => {
                    compare!(op, column, own, |term| query.predicate(term))
                }
                Test::IsDistinctFrom(other) => {
                    query.predicate(column.is_distinct_from(other.clone()))
                }
                Test::IsNotDistinctFrom(other) => {
                    query.predicate(column.is_not_distinct_from(other.clone()))
                }
                Test::IsIn(list) => query.predicate(column.is_in(list)),
                Test::Between(low, high) => query.predicate(column.between(low, high)),
            }
        }
    )+};
}

tests! {
    number: i64;
    text: String;
}

/// The predicate of a tree; `leaf` makes one of a leaf.
fn predicate<F>(tree: &Tree, leaf: &dyn Fn(&Tree) -> Term<F>) -> Term<F> {
    match tree {
        Tree::Not(inner) => not(predicate(inner, leaf)),
        Tree::All(parts) => all(parts.iter().map(|tree| predicate(tree, leaf)).collect::<Vec<_>>()),
        Tree::Any(parts) => any(parts.iter().map(|tree| predicate(tree, leaf)).collect::<Vec<_>>()),
        tree => leaf(tree),
    }
}

/// What is read, as cells in order.
pub trait Cells: Sized {
    fn cells(self, cells: &mut Vec<Cell>);
}

macro_rules! cells {
    ($($scalar:ty)*; $(($($part:ident)+))*) => {
        $(
            impl Cells for $scalar {
                fn cells(self, cells: &mut Vec<Cell>) {
                    cells.push(Some(self).into());
                }
            }

            impl Cells for Option<$scalar> {
                fn cells(self, cells: &mut Vec<Cell>) {
                    cells.push(self.into());
                }
            }
        )*
        $(
            #[allow(non_snake_case, reason = "the parts are named as their types")]
            impl<$($part: Cells),+> Cells for ($($part,)+) {
                fn cells(self, cells: &mut Vec<Cell>) {
                    let ($($part,)+) = self;
                    $($part.cells(cells);)+
                }
            }
        )*
    };
}

cells! {
    i64 String;
    (A B) (A B C D) (A B C D E G) (A B C D E G H) (A B C D E G H I) (A B C D E G H I J K L M)
}

async fn fetch<D, Q>(db: &mut D::Connection, query: Q) -> polyschema::Result<Vec<Vec<Cell>>>
where
    D: Driver,
    Q: polyschema::query::Query<Database = D, Rows: polyschema::query::Rows<Row: Cells>>,
{
    let rows = query.fetch_all(db).await?;
    let cells = |row: <Q::Rows as polyschema::query::Rows>::Row| {
        let mut cells = Vec::new();
        row.cells(&mut cells);
        cells
    };
    Ok(rows.into_iter().map(cells).collect())
}

/// The number column, text column or nullable column of a number, with code for each.
macro_rules! pick {
    ($at:expr, [$($column:expr),+], |$name:ident| $code:expr) => {{
        let count = [$(stringify!($column)),+].len();
        let mut at = $at % count;
        loop {
            $(
                if at == 0 {
                    let $name = $column;
                    break $code;
                }
                at = at.wrapping_sub(1);
            )+
            unreachable!("the position is one of the columns");
        }
    }};
}

macro_rules! sorted {
    ($query:ident, $column:expr, $key:expr) => {{
        let key = if $key.descending { $column.desc() } else { $column.asc() };
        $query.order_by(if $key.nulls_first { key.nulls_first() } else { key.nulls_last() })
    }};
}

/// A function that asks a question of one list of tables.
macro_rules! asks {
    ($(
        $name:ident: |$c:ident, $k:ident, $t:ident| $from:expr,
        ids [$($id:expr),+],
        numbers [$($number:expr),+], texts [$($text:expr),+], nullable [$($nullable:expr),+];
    )+) => {$(
        async fn $name<D: Driver>(
            db: &mut D::Connection,
            ask: &Ask,
        ) -> polyschema::Result<Vec<Vec<Cell>>> {
            let $c = Country::bind_schema::<World<D>>();
            let $k = Capital::bind_schema::<World<D>>();
            let $t = City::bind_schema::<World<D>>();
            let _ = (&$k, &$t);
            let mut query = $from;
            for filter in &ask.filters {
                let filter = predicate(filter, &|leaf| match leaf {
                    Tree::Number(at, test) => {
                        pick!(*at, [$($number),+], |column| number(&query, column, test, $c.country_id))
                    }
                    Tree::Text(at, test) => {
                        pick!(*at, [$($text),+], |column| text(&query, column, test, $c.name))
                    }
                    Tree::Like(at, true, pattern) => pick!(*at, [$($text),+], |column| {
                        query.predicate(column.like(pattern))
                    }),
                    Tree::Like(at, false, pattern) => pick!(*at, [$($text),+], |column| {
                        query.predicate(column.not_like(pattern))
                    }),
                    Tree::IsNull(at) => pick!(*at, [$($nullable),+], |column| {
                        query.predicate(column.is_null())
                    }),
                    Tree::IsNotNull(at) => pick!(*at, [$($nullable),+], |column| {
                        query.predicate(column.is_not_null())
                    }),
                    Tree::Not(_) | Tree::All(_) | Tree::Any(_) => unreachable!("no leaf"),
                });
                query = query.filter(filter);
            }
            match &ask.reading {
                Reading::Rows { order, limit, offset } => {
                    for key in order {
                        query = if key.is_text {
                            pick!(key.column, [$($text),+], |column| sorted!(query, column, key))
                        } else {
                            pick!(key.column, [$($number),+], |column| sorted!(query, column, key))
                        };
                    }
                    $(query = query.order_by($id.asc().nulls_last());)+
                    if let Some(limit) = limit {
                        query = query.limit(*limit);
                    }
                    if let Some(offset) = offset {
                        query = query.offset(*offset);
                    }
                    fetch::<D, _>(db, query.columns(($($number,)+ $($text,)+))).await
                }
                Reading::Distinct { column, limit } => pick!(*column, [$($number),+], |column| {
                    let mut query = query.distinct();
                    query = query.order_by(column.asc().nulls_first());
                    query = query.order_by($c.region.asc().nulls_first());
                    if let Some(limit) = limit {
                        query = query.limit(*limit);
                    }
                    fetch::<D, _>(db, query.columns((column, $c.region))).await
                }),
                Reading::Groups { by, of, having } => pick!(*by, [$($text),+], |by| {
                    let mut query = query.group_by(by);
                    for having in having {
                        query = match having {
                            Having::Count(op, number) => compare!(op, count_all(), *number, |term| {
                                query.having(|_| term)
                            }),
                            Having::Sum(op, number) => pick!(*of, [$($number),+], |column| {
                                compare!(op, column.sum(), *number, |term| query.having(|_| term))
                            }),
                            Having::Key(op, text) => query_having_key!(query, op, text),
                        };
                    }
                    let mut rows = pick!(*of, [$($number),+], |of| {
                        let query = query.columns(|key| (
                            key, count_all(), of.count(), of.count_distinct(), of.sum(), of.min(),
                            of.max(),
                        ));
                        fetch::<D, _>(db, query).await
                    })?;
                    rows.sort();
                    Ok(rows)
                }),
                Reading::Total { of } => pick!(*of, [$($number),+], |of| {
                    let query = query.columns((
                        count_all(), of.count(), of.count_distinct(), of.sum(), of.min(), of.max(),
                    ));
                    fetch::<D, _>(db, query).await
                }),
            }
        }
    )+};
}

macro_rules! query_having_key {
    ($query:ident, $op:expr, $text:expr) => {
        match $op {
            Op::Eq => $query.having(|key| key.eq($text)),
            Op::Ne => $query.having(|key| key.ne($text)),
            Op::Lt => $query.having(|key| key.lt($text)),
            Op::Le => $query.having(|key| key.le($text)),
            Op::Gt => $query.having(|key| key.gt($text)),
            Op::Ge => $query.having(|key| key.ge($text)),
        }
    };
}

asks! {
    countries: |c, k, t| c.select(),
        ids [c.country_id],
        numbers [c.country_id, c.population], texts [c.name, c.region],
        nullable [c.region, c.population];
    cities_in_countries: |c, k, t| t.select().join(c),
        ids [c.country_id, t.city_id],
        numbers [c.country_id, c.population, t.city_id, t.population],
        texts [c.name, c.region, t.name, t.country],
        nullable [c.region, c.population, t.country, t.population];
    countries_with_capitals: |c, k, t| c.select().left_join(k),
        ids [c.country_id, k.capital_id],
        numbers [c.country_id, c.population, k.capital_id, k.founded],
        texts [c.name, c.region, k.name, k.country],
        nullable [c.region, c.population, k.founded];
    countries_with_cities: |c, k, t| t.select().right_join(c),
        ids [c.country_id, t.city_id],
        numbers [c.country_id, c.population, t.city_id, t.population],
        texts [c.name, c.region, t.name, t.country],
        nullable [c.region, c.population, t.country, t.population];
    cities_and_countries: |c, k, t| t.select().full_join(c),
        ids [c.country_id, t.city_id],
        numbers [c.country_id, c.population, t.city_id, t.population],
        texts [c.name, c.region, t.name, t.country],
        nullable [c.region, c.population, t.country, t.population];
    cities_with_capitals: |c, k, t| t.select().left_join(c).left_join(k),
        ids [c.country_id, k.capital_id, t.city_id],
        numbers [c.country_id, c.population, k.capital_id, k.founded, t.city_id, t.population],
        texts [c.name, c.region, k.name, k.country, t.name, t.country],
        nullable [c.region, c.population, k.founded, t.country, t.population];
}

/// The answer of the database.
pub async fn answer<D: Driver>(
    db: &mut D::Connection,
    ask: &Ask,
) -> polyschema::Result<Vec<Vec<Cell>>> {
    match ask.from {
        From::Countries => countries::<D>(db, ask).await,
        From::CitiesInCountries => cities_in_countries::<D>(db, ask).await,
        From::CountriesWithCapitals => countries_with_capitals::<D>(db, ask).await,
        From::CountriesWithCities => countries_with_cities::<D>(db, ask).await,
        From::CitiesAndCountries => cities_and_countries::<D>(db, ask).await,
        From::CitiesWithCapitals => cities_with_capitals::<D>(db, ask).await,
    }
}
