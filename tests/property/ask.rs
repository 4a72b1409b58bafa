//! A question as data, and random ones.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{number, text};

/// What is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Countries,
    /// Cities, joined to their countries.
    CitiesInCountries,
    /// Countries, left joined to their capitals.
    CountriesWithCapitals,
    /// Cities, right joined to their countries.
    CountriesWithCities,
    /// Cities and countries, full joined.
    CitiesAndCountries,
    /// Cities, left joined to their countries, left joined to those countries' capitals.
    CitiesWithCapitals,
}

/// A comparison.
#[derive(Debug, Clone, Copy)]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A question of a value of type `T`.
#[derive(Debug, Clone)]
pub enum Test<T> {
    Compares(Op, T),
    /// With the country's own id or name.
    ComparesWithCountry(Op),
    IsDistinctFrom(Option<T>),
    IsNotDistinctFrom(Option<T>),
    IsIn(Vec<T>),
    Between(T, T),
}

/// A predicate. A column is a number, counted among those of its kind that are read.
#[derive(Debug, Clone)]
pub enum Tree {
    Number(usize, Test<i64>),
    Text(usize, Test<String>),
    Like(usize, bool, String),
    IsNull(usize),
    IsNotNull(usize),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

/// A sort key: a number column or a text column.
#[derive(Debug, Clone)]
pub struct Key {
    pub is_text: bool,
    pub column: usize,
    pub descending: bool,
    pub nulls_first: bool,
}

/// What is read.
#[derive(Debug, Clone)]
pub enum Reading {
    /// All columns, sorted by the keys, and by what is unique at last.
    Rows { order: Vec<Key>, limit: Option<u32>, offset: Option<u32> },
    /// Equal pairs of a number column and the country's region once.
    Distinct { column: usize, limit: Option<u32> },
    /// For each value of a text column: `count(*)`, and count, sum, least and greatest of a number column.
    Groups { by: usize, of: usize, having: Vec<Having> },
    /// The same of all rows.
    Total { of: usize },
}

/// A predicate on groups.
#[derive(Debug, Clone)]
pub enum Having {
    Count(Op, i64),
    Sum(Op, i64),
    Key(Op, String),
}

#[derive(Debug, Clone)]
pub struct Ask {
    pub from: From,
    pub filters: Vec<Tree>,
    pub reading: Reading,
}

fn op() -> impl Strategy<Value = Op> {
    prop::sample::select(vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge])
}

fn test<T: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = Test<T>> {
    let maybe = prop::option::of(value.clone());
    prop_oneof![
        4 => (op(), value.clone()).prop_map(|(op, value)| Test::Compares(op, value)),
        1 => op().prop_map(Test::ComparesWithCountry),
        1 => maybe.clone().prop_map(Test::IsDistinctFrom),
        1 => maybe.prop_map(Test::IsNotDistinctFrom),
        1 => vec(value.clone(), 0..4).prop_map(Test::IsIn),
        1 => (value.clone(), value).prop_map(|(low, high)| Test::Between(low, high)),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["a", "b", "c", "%", "_", "\\%", "\\_", "\\\\"]);
    vec(part, 0..4).prop_map(|parts| parts.concat())
}

/// A position; what it counts among is known later.
fn column() -> impl Strategy<Value = usize> {
    0..12_usize
}

fn tree() -> impl Strategy<Value = Tree> {
    let number = number().boxed();
    let text = text().boxed();
    let leaf = prop_oneof![
        4 => (column(), test(number)).prop_map(|(column, test)| Tree::Number(column, test)),
        4 => (column(), test(text)).prop_map(|(column, test)| Tree::Text(column, test)),
        2 => (column(), any::<bool>(), pattern())
            .prop_map(|(column, like, pattern)| Tree::Like(column, like, pattern)),
        1 => column().prop_map(Tree::IsNull),
        1 => column().prop_map(Tree::IsNotNull),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|tree| Tree::Not(Box::new(tree))),
            vec(inner.clone(), 0..4).prop_map(Tree::All),
            vec(inner, 0..4).prop_map(Tree::Any),
        ]
    })
}

fn key() -> impl Strategy<Value = Key> {
    (any::<bool>(), column(), any::<bool>(), any::<bool>()).prop_map(
        |(is_text, column, descending, nulls_first)| Key {
            is_text,
            column,
            descending,
            nulls_first,
        },
    )
}

fn reading() -> impl Strategy<Value = Reading> {
    let page = || prop::option::of(0..6_u32);
    let having = prop_oneof![
        (op(), 0..4_i64).prop_map(|(op, number)| Having::Count(op, number)),
        (op(), number()).prop_map(|(op, number)| Having::Sum(op, number)),
        (op(), text()).prop_map(|(op, text)| Having::Key(op, text)),
    ];
    prop_oneof![
        3 => (vec(key(), 0..3), page(), page())
            .prop_map(|(order, limit, offset)| Reading::Rows { order, limit, offset }),
        1 => (column(), page()).prop_map(|(column, limit)| Reading::Distinct { column, limit }),
        2 => (column(), column(), vec(having, 0..3))
            .prop_map(|(by, of, having)| Reading::Groups { by, of, having }),
        1 => column().prop_map(|of| Reading::Total { of }),
    ]
}

pub fn ask() -> impl Strategy<Value = Ask> {
    let from = prop::sample::select(vec![
        From::Countries,
        From::CitiesInCountries,
        From::CountriesWithCapitals,
        From::CountriesWithCities,
        From::CitiesAndCountries,
        From::CitiesWithCapitals,
    ]);
    (from, vec(tree(), 0..3), reading()).prop_map(|(from, filters, reading)| Ask {
        from,
        filters,
        reading,
    })
}
