//! The tables that random questions are asked of, and random rows of them: few values, so that many are equal,
//! and NULL wherever there may be one.

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key)]
    pub country_id: i64,
    #[column(unique)]
    pub name: String,
    pub region: Option<String>,
    pub population: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key)]
    pub capital_id: i64,
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
    pub founded: Option<i64>,
}

#[derive(Debug, Clone, Table)]
#[table(name = "cities", abstract)]
pub struct City {
    #[column(primary_key)]
    pub city_id: i64,
    pub name: String,
    #[column(references = Country::name)]
    pub country: Option<String>,
    pub population: Option<i64>,
}

#[derive(Schema)]
#[schema(name = "world", database = D, tables(Country, Capital, City))]
pub struct World<D>(PhantomData<D>);

/// All rows.
#[derive(Debug, Clone)]
pub struct Data {
    pub countries: Vec<Country>,
    pub capitals: Vec<Capital>,
    pub cities: Vec<City>,
}

/// The names of the countries, of which there are as many.
const COUNTRIES: [&str; 4] = ["a", "ab", "b", "bca"];

/// Text of few letters, in lower case: `LIKE` looks at the case in one database only.
pub fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "ab", "abc", "b", "bca", "a%", "a_c", "\\"])
        .prop_map(str::to_owned)
}

pub fn number() -> impl Strategy<Value = i64> {
    -2..6_i64
}

pub fn data() -> impl Strategy<Value = Data> {
    let maybe = |number| weighted(0.7, number);
    let countries = vec((weighted(0.7, text()), maybe(number())), 0..=COUNTRIES.len());
    let capitals = vec((text(), 0..COUNTRIES.len(), maybe(number())), 0..5);
    let cities = vec((text(), weighted(0.8, 0..COUNTRIES.len()), maybe(number())), 0..7);
    (countries, capitals, cities).prop_map(|(countries, capitals, cities)| {
        let known = countries.len();
        let country = |at: usize| (known > 0).then(|| COUNTRIES[at % known].to_owned());
        Data {
            countries: (0..)
                .zip(COUNTRIES)
                .zip(countries)
                .map(|((country_id, name), (region, population))| Country {
                    country_id,
                    name: name.to_owned(),
                    region,
                    population,
                })
                .collect(),
            capitals: (0..)
                .zip(capitals)
                .filter_map(|(capital_id, (name, at, founded))| {
                    Some(Capital { capital_id, name, country: country(at)?, founded })
                })
                .collect(),
            cities: (0..)
                .zip(cities)
                .map(|(city_id, (name, at, population))| City {
                    city_id,
                    name,
                    country: at.and_then(country),
                    population,
                })
                .collect(),
        }
    })
}

/// Replaces all rows.
pub async fn fill<D: Driver>(db: &mut D::Connection, data: &Data) {
    let countries = Country::bind_schema::<World<D>>();
    let capitals = Capital::bind_schema::<World<D>>();
    let cities = City::bind_schema::<World<D>>();
    capitals.delete().all_rows().execute(&mut *db).await.unwrap();
    cities.delete().all_rows().execute(&mut *db).await.unwrap();
    countries.delete().all_rows().execute(&mut *db).await.unwrap();
    let rows = data.countries.iter().cloned().map(|row| NewCountry {
        country_id: row.country_id,
        name: row.name,
        region: row.region,
        population: row.population,
    });
    countries.insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = data.capitals.iter().cloned().map(|row| NewCapital {
        capital_id: row.capital_id,
        name: row.name,
        country: row.country,
        founded: row.founded,
    });
    capitals.insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = data.cities.iter().cloned().map(|row| NewCity {
        city_id: row.city_id,
        name: row.name,
        country: row.country,
        population: row.population,
    });
    cities.insert_many(rows).execute(db).await.unwrap();
}
