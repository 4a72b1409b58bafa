//! The answer, found without any database: nested loops and three-valued logic.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::ask::{Ask, From, Having, Key, Op, Reading, Test, Tree};
use crate::world::{Capital, City, Country, Data};

/// What is read of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Null,
    Number(i64),
    Text(String),
}

impl std::convert::From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl std::convert::From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// The columns of a row, by kind, in the order of the tables: countries, capitals, cities.
#[derive(Debug, Clone, Default)]
struct Row {
    numbers: Vec<Option<i64>>,
    texts: Vec<Option<String>>,
    /// Whether each column that may be NULL, absent tables apart, is.
    nulls: Vec<bool>,
}

impl Row {
    fn country(mut self, row: Option<&Country>) -> Self {
        self.numbers.extend([row.map(|row| row.country_id), row.and_then(|row| row.population)]);
        self.texts
            .extend([row.map(|row| row.name.clone()), row.and_then(|row| row.region.clone())]);
        self.nulls.extend([
            row.is_none_or(|row| row.region.is_none()),
            row.is_none_or(|row| row.population.is_none()),
        ]);
        self
    }

    fn capital(mut self, row: Option<&Capital>) -> Self {
        self.numbers.extend([row.map(|row| row.capital_id), row.and_then(|row| row.founded)]);
        self.texts.extend([row.map(|row| row.name.clone()), row.map(|row| row.country.clone())]);
        self.nulls.push(row.is_none_or(|row| row.founded.is_none()));
        self
    }

    fn city(mut self, row: Option<&City>) -> Self {
        self.numbers.extend([row.map(|row| row.city_id), row.and_then(|row| row.population)]);
        self.texts
            .extend([row.map(|row| row.name.clone()), row.and_then(|row| row.country.clone())]);
        self.nulls.extend([
            row.is_none_or(|row| row.country.is_none()),
            row.is_none_or(|row| row.population.is_none()),
        ]);
        self
    }

    fn number(&self, column: usize) -> Option<i64> {
        self.numbers[column % self.numbers.len()]
    }

    fn text(&self, column: usize) -> Option<&str> {
        self.texts[column % self.texts.len()].as_deref()
    }

    /// What tells it from all other rows, for sorting: NULLs last.
    fn ids(&self) -> Vec<(bool, Option<i64>)> {
        self.numbers.iter().step_by(2).map(|id| (id.is_none(), *id)).collect()
    }

    fn cells(&self) -> Vec<Cell> {
        let numbers = self.numbers.iter().map(|number| Cell::from(*number));
        numbers.chain(self.texts.iter().map(|text| Cell::from(text.clone()))).collect()
    }
}

fn rows(data: &Data, from: From) -> Vec<Row> {
    let capitals_of = |country: &Country| {
        let name = country.name.clone();
        data.capitals.iter().filter(move |capital| capital.country == name)
    };
    let cities_of = |country: &Country| {
        let name = country.name.clone();
        data.cities.iter().filter(move |city| city.country.as_ref() == Some(&name))
    };
    let country_of = |city: &City| {
        data.countries.iter().find(|country| city.country.as_ref() == Some(&country.name))
    };
    let mut rows = Vec::new();
    match from {
        From::Countries => {
            rows.extend(data.countries.iter().map(|row| Row::default().country(Some(row))));
        }
        From::CitiesInCountries => rows.extend(data.cities.iter().filter_map(|city| {
            Some(Row::default().country(Some(country_of(city)?)).city(Some(city)))
        })),
        From::CountriesWithCapitals => {
            for country in &data.countries {
                let row = Row::default().country(Some(country));
                let its = capitals_of(country).map(|capital| row.clone().capital(Some(capital)));
                rows.extend(or_absent(its.collect(), || row.clone().capital(None)));
            }
        }
        From::CountriesWithCities | From::CitiesAndCountries => {
            for country in &data.countries {
                let row = Row::default().country(Some(country));
                let its = cities_of(country).map(|city| row.clone().city(Some(city)));
                rows.extend(or_absent(its.collect(), || row.clone().city(None)));
            }
            if from == From::CitiesAndCountries {
                let alone = data.cities.iter().filter(|city| country_of(city).is_none());
                rows.extend(alone.map(|city| Row::default().country(None).city(Some(city))));
            }
        }
        From::CitiesWithCapitals => {
            for city in &data.cities {
                let country = country_of(city);
                let row = Row::default().country(country);
                let capitals = country.into_iter().flat_map(capitals_of);
                let its = capitals.map(|capital| row.clone().capital(Some(capital)));
                let its = or_absent(its.collect(), || row.clone().capital(None));
                rows.extend(its.into_iter().map(|row| row.city(Some(city))));
            }
        }
    }
    rows
}

fn or_absent(rows: Vec<Row>, absent: impl FnOnce() -> Row) -> Vec<Row> {
    if rows.is_empty() { vec![absent()] } else { rows }
}

fn compares(op: Op, ordering: Ordering) -> bool {
    match op {
        Op::Eq => ordering.is_eq(),
        Op::Ne => ordering.is_ne(),
        Op::Lt => ordering.is_lt(),
        Op::Le => ordering.is_le(),
        Op::Gt => ordering.is_gt(),
        Op::Ge => ordering.is_ge(),
    }
}

/// `None` is SQL's NULL.
fn judge<T: Ord + Clone>(value: Option<&T>, test: &Test<T>, country: Option<&T>) -> Option<bool> {
    match test {
        Test::Compares(op, other) => Some(compares(*op, value?.cmp(other))),
        Test::ComparesWithCountry(op) => Some(compares(*op, value?.cmp(country?))),
        Test::IsDistinctFrom(other) => Some(value != other.as_ref()),
        Test::IsNotDistinctFrom(other) => Some(value == other.as_ref()),
        // Among no values is nothing, not even NULL.
        Test::IsIn(list) if list.is_empty() => Some(false),
        Test::IsIn(list) => value.map(|value| list.contains(value)),
        Test::Between(low, high) => value.map(|value| low <= value && value <= high),
    }
}

fn holds(tree: &Tree, row: &Row) -> Option<bool> {
    match tree {
        Tree::Number(column, test) => {
            judge(row.number(*column).as_ref(), test, row.numbers[0].as_ref())
        }
        Tree::Text(column, test) => {
            let text = row.text(*column).map(str::to_owned);
            judge(text.as_ref(), test, row.texts[0].as_ref())
        }
        Tree::Like(column, positive, pattern) => {
            let pattern: Vec<char> = pattern.chars().collect();
            let text: Vec<char> = row.text(*column)?.chars().collect();
            Some(like(&text, &pattern) == *positive)
        }
        Tree::IsNull(column) => Some(row.nulls[column % row.nulls.len()]),
        Tree::IsNotNull(column) => Some(!row.nulls[column % row.nulls.len()]),
        Tree::Not(inner) => holds(inner, row).map(|holds| !holds),
        Tree::All(all) => {
            let all: Vec<_> = all.iter().map(|tree| holds(tree, row)).collect();
            match all.contains(&Some(false)) {
                true => Some(false),
                false => all.into_iter().collect::<Option<Vec<_>>>().map(|_| true),
            }
        }
        Tree::Any(any) => {
            let any: Vec<_> = any.iter().map(|tree| holds(tree, row)).collect();
            match any.contains(&Some(true)) {
                true => Some(true),
                false => any.into_iter().collect::<Option<Vec<_>>>().map(|_| false),
            }
        }
    }
}

fn like(text: &[char], pattern: &[char]) -> bool {
    match (pattern, text) {
        ([], text) => text.is_empty(),
        (['%', rest @ ..], text) => (0..=text.len()).any(|skip| like(&text[skip..], rest)),
        (['\\', escaped, rest @ ..], [first, text @ ..]) => first == escaped && like(text, rest),
        (['_', rest @ ..], [_, text @ ..]) => like(text, rest),
        ([plain, rest @ ..], [first, text @ ..]) => plain == first && like(text, rest),
        (_, []) => false,
    }
}

fn sort_key(row: &Row, key: &Key) -> Cell {
    match key.is_text {
        true => row.text(key.column).map(str::to_owned).into(),
        false => row.number(key.column).into(),
    }
}

fn by_key(a: &Cell, b: &Cell, key: &Key) -> Ordering {
    match (a, b) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) if key.nulls_first => Ordering::Less,
        (Cell::Null, _) => Ordering::Greater,
        (_, Cell::Null) => by_key(b, a, key).reverse(),
        _ if key.descending => b.cmp(a),
        _ => a.cmp(b),
    }
}

/// `count(*)`, and count, different values, sum, least and greatest of a number column.
fn totals(rows: &[Row], of: usize) -> Vec<Cell> {
    let count = |number: usize| Cell::Number(number.try_into().unwrap());
    let numbers: Vec<i64> = rows.iter().filter_map(|row| row.number(of)).collect();
    let mut different = numbers.clone();
    different.sort_unstable();
    different.dedup();
    vec![
        count(rows.len()),
        count(numbers.len()),
        count(different.len()),
        sum(rows, of).into(),
        different.first().copied().into(),
        different.last().copied().into(),
    ]
}

fn sum(rows: &[Row], of: usize) -> Option<i64> {
    rows.iter().filter_map(|row| row.number(of)).reduce(|a, b| a + b)
}

/// The rows in order; groups and distinct rows are sorted by all that is read.
pub fn answer(data: &Data, ask: &Ask) -> Vec<Vec<Cell>> {
    let mut rows = rows(data, ask.from);
    rows.retain(|row| ask.filters.iter().all(|filter| holds(filter, row) == Some(true)));
    match &ask.reading {
        Reading::Rows { order, limit, offset } => {
            rows.sort_by_cached_key(|row| row.ids());
            rows.sort_by(|a, b| {
                let keys =
                    order.iter().map(|key| by_key(&sort_key(a, key), &sort_key(b, key), key));
                keys.fold(Ordering::Equal, Ordering::then)
            });
            page(rows.iter().map(Row::cells).collect(), *limit, *offset)
        }
        Reading::Distinct { column, limit } => {
            let pair = |row: &Row| vec![row.number(*column).into(), row.texts[1].clone().into()];
            let mut pairs: Vec<Vec<Cell>> = rows.iter().map(pair).collect();
            pairs.sort();
            pairs.dedup();
            page(pairs, *limit, None)
        }
        Reading::Groups { by, of, having } => {
            let mut groups = BTreeMap::<Cell, Vec<Row>>::new();
            for row in rows {
                let key = row.text(*by).map(str::to_owned).into();
                groups.entry(key).or_default().push(row);
            }
            groups.retain(|key, rows| having.iter().all(|having| keeps(having, key, rows, *of)));
            let cells =
                groups.iter().map(|(key, rows)| [vec![key.clone()], totals(rows, *of)].concat());
            cells.collect()
        }
        Reading::Total { of } => vec![totals(&rows, *of)],
    }
}

fn keeps(having: &Having, key: &Cell, rows: &[Row], of: usize) -> bool {
    match (having, key) {
        (Having::Count(op, number), _) => {
            compares(*op, i64::try_from(rows.len()).unwrap().cmp(number))
        }
        (Having::Sum(op, number), _) => {
            sum(rows, of).is_some_and(|sum| compares(*op, sum.cmp(number)))
        }
        (Having::Key(op, text), Cell::Text(key)) => compares(*op, key.cmp(text)),
        (Having::Key(..), _) => false,
    }
}

fn page<T>(rows: Vec<T>, limit: Option<u32>, offset: Option<u32>) -> Vec<T> {
    let limit = limit.map_or(usize::MAX, |limit| limit as usize);
    rows.into_iter().skip(offset.unwrap_or(0) as usize).take(limit).collect()
}
