//! What a database refuses is named by schema, table and constraint or column, and nothing is written.

#![allow(missing_docs, reason = "these structs are the test")]

use std::error::Error as _;
use std::marker::PhantomData;

use polyschema::exec::{DatabaseError, Violation};
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach};
use polyschema::{Catalog, Dialect, Error};
use polyschema_test_support::{PostgresDatabase, postgres, sqlite};
use sqlx::{PgConnection, SqliteConnection};

#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract, index("lower(motto)", unique))]
pub struct Country {
    #[column(primary_key, char = 2)]
    pub iso: String,
    #[column(varchar = 10, unique)]
    pub name: String,
    #[column(check = "population >= 0")]
    pub population: i64,
    #[column(varchar = 4)]
    pub motto: Option<String>,
    pub area: i32,
}

/// One foreign key, which refuses to lose its country.
#[derive(Debug, Clone, Table)]
#[table(name = "capitals", abstract, unique(name, country))]
pub struct Capital {
    #[column(primary_key)]
    pub capital_id: i64,
    pub name: String,
    #[column(references = Country::iso)]
    pub country: String,
}

/// Two foreign keys, one of them to itself.
#[derive(Debug, Clone, Table)]
#[table(name = "cities", abstract)]
pub struct City {
    #[column(primary_key)]
    pub city_id: i64,
    #[column(references = Country::iso, on_delete = "restrict")]
    pub country: String,
    #[column(references = City::city_id)]
    pub suburb_of: Option<i64>,
}

/// A key of which one part references another table, and which itself is referenced.
#[derive(Debug, Clone, Table)]
#[table(name = "wards", abstract, primary_key(city_id, number))]
pub struct Ward {
    #[column(references = City::city_id)]
    pub city_id: i64,
    pub number: i32,
}

#[derive(Debug, Clone, Table)]
#[table(
    name = "houses",
    abstract,
    foreign_key(columns(city_id, ward), references = Ward(city_id, number))
)]
pub struct House {
    #[column(primary_key)]
    pub house_id: i64,
    pub city_id: i64,
    pub ward: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(Country, Capital, City, Ward, House))]
pub struct Asia<D = Sqlite>(PhantomData<D>);

/// `countries` as one who knows them less well would write them: nothing stops a wrong value here.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct Guess {
    #[column(primary_key)]
    pub iso: String,
    pub name: Option<String>,
    pub population: i64,
    pub area: i64,
}

/// `countries` with a number where there is text.
#[derive(Debug, Clone, Table)]
#[table(name = "countries", abstract)]
pub struct WrongGuess {
    #[column(primary_key)]
    pub iso: String,
    pub name: String,
    pub population: String,
    pub area: i32,
}

#[derive(Schema)]
#[schema(name = "asia", database = D, tables(Guess))]
pub struct Guessed<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "asia", database = Sqlite, tables(WrongGuess))]
pub struct WronglyGuessed;

fn country(iso: &str, name: &str) -> NewCountry {
    NewCountry { population: 1, motto: None, ..NewCountry::new(iso, name, 1_i64, 1) }
}

fn database_error(error: Error) -> DatabaseError {
    match error {
        Error::Database(error) => *error,
        other => panic!("no refusal: {other}"),
    }
}

#[track_caller]
fn check<T: std::fmt::Debug>(result: Result<T, Error>, violation: Violation, message: &str) {
    let error = database_error(result.unwrap_err());
    assert_eq!(error.to_string(), message);
    assert_eq!(error.violation, Some(violation));
    assert_eq!(error.schema.as_deref(), Some("asia"));
    assert!(error.source().is_some());
}

async fn on_sqlite() -> Option<(SqliteConnection, ())> {
    let mut connection = sqlite().await;
    let asia = Asia::<Sqlite>::schema_ref();
    attach(&mut connection, &asia, &Location::Memory).await.unwrap();
    Catalog::of::<Asia<Sqlite>>().unwrap().create_all(&mut connection).await.unwrap();
    Some((connection, ()))
}

async fn on_postgres() -> Option<(PgConnection, PostgresDatabase)> {
    let database = postgres().await?;
    let mut connection = database.connect().await;
    Catalog::of::<Asia<Postgres>>().unwrap().create_all(&mut connection).await.unwrap();
    Some((connection, database))
}

macro_rules! refusals {
    ($module:ident, $database:ty, $connection:ty, $open:ident) => {
        mod $module {
            use super::*;

            type Db = $database;
            const POSTGRES: bool = matches!(Db::DIALECT, Dialect::Postgres);

            /// Japan, Tokyo, its ward, and a count that no refusal may change.
            async fn fill(connection: &mut $connection) {
                let countries = Country::bind_schema::<Asia<Db>>();
                let japan = NewCountry { motto: Some("wa".into()), ..country("jp", "Japan") };
                countries.insert(japan).execute(&mut *connection).await.unwrap();
                let tokyo = NewCapital { capital_id: 1, name: "Tokyo".into(), country: "jp".into() };
                let capitals = Capital::bind_schema::<Asia<Db>>();
                capitals.insert(tokyo).execute(&mut *connection).await.unwrap();
                let cities = City::bind_schema::<Asia<Db>>();
                for (city_id, suburb_of) in [(1, None), (2, Some(1))] {
                    let city = NewCity { city_id, country: "jp".into(), suburb_of };
                    cities.insert(city).execute(&mut *connection).await.unwrap();
                }
            }

            async fn contents(connection: &mut $connection) -> String {
                let countries = Country::bind_schema::<Asia<Db>>().select();
                let capitals = Capital::bind_schema::<Asia<Db>>().select();
                let cities = City::bind_schema::<Asia<Db>>().select();
                format!(
                    "{:?}\n{:?}\n{:?}",
                    countries.fetch_all(&mut *connection).await.unwrap(),
                    capitals.fetch_all(&mut *connection).await.unwrap(),
                    cities.fetch_all(&mut *connection).await.unwrap(),
                )
            }

            #[tokio::test]
            async fn unique_columns() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let before = contents(&mut connection).await;
                let countries = Country::bind_schema::<Asia<Db>>();
                for (new, constraint) in [
                    (country("jp", "Nippon"), "pk_countries"),
                    (country("jn", "Japan"), "uq_countries_name"),
                    (NewCountry { motto: Some("WA".into()), ..country("jn", "Nippon") }, "ix_countries_expr"),
                ] {
                    check(
                        countries.insert(new).execute(&mut connection).await,
                        Violation::Unique,
                        &format!(
                            "insert of `asia.countries` was refused: it violates the unique constraint `{constraint}`"
                        ),
                    );
                }
                let again = NewCapital { capital_id: 2, name: "Tokyo".into(), country: "jp".into() };
                let capitals = Capital::bind_schema::<Asia<Db>>();
                check(
                    capitals.insert(again.clone()).execute(&mut connection).await,
                    Violation::Unique,
                    "insert of `asia.capitals` was refused: it violates the unique constraint `uq_capitals_name_country`",
                );
                check(
                    capitals
                        .insert(NewCapital { capital_id: 1, ..again })
                        .returning_all()
                        .fetch_one(&mut connection)
                        .await,
                    Violation::Unique,
                    "insert of `asia.capitals` was refused: it violates the unique constraint `pk_capitals`",
                );
                assert_eq!(contents(&mut connection).await, before);
            }

            #[tokio::test]
            async fn foreign_keys() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let before = contents(&mut connection).await;
                let capitals = Capital::bind_schema::<Asia<Db>>();
                let nowhere = NewCapital { capital_id: 2, name: "Seoul".into(), country: "kr".into() };
                check(
                    capitals.insert(nowhere).execute(&mut connection).await,
                    Violation::ForeignKey,
                    "insert of `asia.capitals` was refused: it violates the foreign key `fk_capitals_country`",
                );
                check(
                    capitals.update().set(capitals.country, "kr").all_rows().execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.capitals` was refused: it violates the foreign key `fk_capitals_country`"
                    } else {
                        // It is part of what is unique, which others could reference.
                        "update of `asia.capitals` was refused: it violates a foreign key: one of `fk_capitals_country`, or rows still reference it"
                    },
                );
                let cities = City::bind_schema::<Asia<Db>>();
                let city = NewCity { city_id: 3, country: "kr".into(), suburb_of: None };
                check(
                    cities.insert(city).execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "insert of `asia.cities` was refused: it violates the foreign key `fk_cities_country`"
                    } else {
                        "insert of `asia.cities` was refused: it violates a foreign key: one of `fk_cities_country`, `fk_cities_suburb_of`"
                    },
                );
                assert_eq!(contents(&mut connection).await, before);
            }

            #[tokio::test]
            async fn referenced_rows() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let before = contents(&mut connection).await;
                let countries = Country::bind_schema::<Asia<Db>>();
                let cities = City::bind_schema::<Asia<Db>>();
                check(
                    cities.delete_by_key(1_i64).execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "delete of `asia.cities` was refused: rows of `asia.cities` still reference it (foreign key `fk_cities_suburb_of`)"
                    } else {
                        "delete of `asia.cities` was refused: rows still reference it"
                    },
                );
                check(
                    countries.delete().filter(countries.iso.eq("jp")).execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "delete of `asia.countries` was refused: rows of `asia.capitals` still reference it (foreign key `fk_capitals_country`)"
                    } else {
                        "delete of `asia.countries` was refused: rows still reference it"
                    },
                );
                // A key that other rows reference is changed: it is not the table's own foreign key that breaks.
                check(
                    countries.update().set(countries.iso, "xx").filter(countries.iso.eq("jp"))
                        .execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.countries` was refused: rows of `asia.capitals` still reference it (foreign key `fk_capitals_country`)"
                    } else {
                        "update of `asia.countries` was refused: rows still reference it"
                    },
                );
                check(
                    cities.update().set(cities.city_id, 99).filter(cities.city_id.eq(1))
                        .execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.cities` was refused: it violates the foreign key `fk_cities_suburb_of`"
                    } else {
                        "update of `asia.cities` was refused: rows still reference it"
                    },
                );
                assert_eq!(contents(&mut connection).await, before);
                Capital::bind_schema::<Asia<Db>>().delete().all_rows().execute(&mut connection).await.unwrap();
                let before = contents(&mut connection).await;
                check(
                    countries.delete_by_key("jp").execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "delete of `asia.countries` was refused: rows of `asia.cities` still reference it (foreign key `fk_cities_country`)"
                    } else {
                        "delete of `asia.countries` was refused: rows still reference it"
                    },
                );
                assert_eq!(contents(&mut connection).await, before);
            }

            /// SQLite says of a foreign key only that one was violated: no other is blamed.
            #[tokio::test]
            async fn changed_keys() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let cities = City::bind_schema::<Asia<Db>>();
                let wards = Ward::bind_schema::<Asia<Db>>();
                let houses = House::bind_schema::<Asia<Db>>();
                for ward in [NewWard { city_id: 1, number: 1 }, NewWard { city_id: 2, number: 2 }] {
                    wards.insert(ward).execute(&mut connection).await.unwrap();
                }
                let house = NewHouse { house_id: 1, city_id: 1, ward: 1 };
                houses.insert(house).execute(&mut connection).await.unwrap();
                let before = contents(&mut connection).await;

                // The key of a ward with a house changes, to a city that is there.
                let update = wards.update().set(wards.city_id, 2).filter(wards.number.eq(1));
                check(
                    update.execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.wards` was refused: rows of `asia.houses` still reference it (foreign key `fk_houses_city_id_ward`)"
                    } else {
                        "update of `asia.wards` was refused: it violates a foreign key: one of `fk_wards_city_id`, or rows still reference it"
                    },
                );
                // That of a ward without houses, to a city that is not there.
                let update = wards.update().set(wards.city_id, 99).filter(wards.number.eq(2));
                check(
                    update.execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.wards` was refused: it violates the foreign key `fk_wards_city_id`"
                    } else {
                        "update of `asia.wards` was refused: it violates a foreign key: one of `fk_wards_city_id`, or rows still reference it"
                    },
                );
                // What is not unique cannot be referenced, and what is no foreign key does not reference.
                let update = cities.update().set(cities.suburb_of, 99).filter(cities.city_id.eq(1));
                check(
                    update.execute(&mut connection).await,
                    Violation::ForeignKey,
                    "update of `asia.cities` was refused: it violates the foreign key `fk_cities_suburb_of`",
                );
                let update = wards.update().set(wards.number, 3).filter(wards.number.eq(1));
                check(
                    update.execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "update of `asia.wards` was refused: rows of `asia.houses` still reference it (foreign key `fk_houses_city_id_ward`)"
                    } else {
                        "update of `asia.wards` was refused: rows still reference it"
                    },
                );
                let mut moved = houses.find(1).fetch_one(&mut connection).await.unwrap();
                moved.ward = 9;
                check(
                    houses.update_by_key(&moved).execute(&mut connection).await,
                    Violation::ForeignKey,
                    "update of `asia.houses` was refused: it violates the foreign key `fk_houses_city_id_ward`",
                );
                let upsert = wards
                    .insert(NewWard { city_id: 1, number: 1 })
                    .on_conflict((wards.city_id, wards.number))
                    .do_update_set(|row, _| row.set(wards.number, 5));
                check(
                    upsert.execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "insert of `asia.wards` was refused: rows of `asia.houses` still reference it (foreign key `fk_houses_city_id_ward`)"
                    } else {
                        "insert of `asia.wards` was refused: it violates a foreign key: one of `fk_wards_city_id`, or rows still reference it"
                    },
                );
                let raw = raw!("UPDATE {wards} SET {wards.number:bare} = 7 WHERE {wards.number} = 1");
                check(
                    raw.execute(&mut connection).await,
                    Violation::ForeignKey,
                    if POSTGRES {
                        "raw of `asia.wards` was refused: rows of `asia.houses` still reference it (foreign key `fk_houses_city_id_ward`)"
                    } else {
                        "raw of `asia.wards` was refused: it violates a foreign key"
                    },
                );
                assert_eq!(contents(&mut connection).await, before);
            }

            #[tokio::test]
            async fn values_that_no_column_takes() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let before = contents(&mut connection).await;
                let countries = Country::bind_schema::<Asia<Db>>();
                check(
                    countries.insert(country("kr", "South Korea")).execute(&mut connection).await,
                    Violation::TooLong,
                    "insert of `asia.countries` was refused: it has text that is too long for the column `name`",
                );
                check(
                    countries.update().set(countries.motto, Some("too long".to_owned())).all_rows()
                        .execute(&mut connection).await,
                    Violation::TooLong,
                    "update of `asia.countries` was refused: it has text that is too long for the column `motto`",
                );
                check(
                    countries.update().set(countries.population, -1).all_rows().execute(&mut connection).await,
                    Violation::Check,
                    "update of `asia.countries` was refused: it violates the check `ck_countries_population`",
                );
                let guesses = Guess::bind_schema::<Guessed<Db>>();
                let guess = NewGuess { name: None, ..NewGuess::new("kr", 1_i64, 1_i64) };
                check(
                    guesses.insert(guess.clone()).execute(&mut connection).await,
                    Violation::NotNull,
                    "insert of `asia.countries` was refused: it has NULL for the column `name`",
                );
                if POSTGRES {
                    let guess = NewGuess { name: Some("Korea".into()), area: i64::MAX, ..guess };
                    check(
                        guesses.insert(guess).execute(&mut connection).await,
                        Violation::OutOfRange,
                        "insert of `asia.countries` was refused: it has a number that is out of range",
                    );
                }
                assert_eq!(contents(&mut connection).await, before);
            }

            #[tokio::test]
            async fn one_of_many_rows() {
                let Some((mut connection, _server)) = $open().await else { return };
                fill(&mut connection).await;
                let before = contents(&mut connection).await;
                let capitals = Capital::bind_schema::<Asia<Db>>();
                for rows in [3, 22_000] {
                    let many = (2..=rows).map(|capital_id| NewCapital {
                        capital_id,
                        name: capital_id.to_string(),
                        country: if capital_id == rows { "kr" } else { "jp" }.to_owned(),
                    });
                    let insert = capitals.insert_many(many.clone());
                    let statements = insert.to_sql().unwrap().matches("INSERT").count();
                    assert_eq!(statements > 1, rows > 3 && !POSTGRES);
                    check(
                        capitals.insert_many(many).execute(&mut connection).await,
                        Violation::ForeignKey,
                        "insert of `asia.capitals` was refused: it violates the foreign key `fk_capitals_country`",
                    );
                    assert_eq!(contents(&mut connection).await, before, "of {rows} rows");
                }
            }
        }
    };
}

refusals!(in_postgres, Postgres, PgConnection, on_postgres);
refusals!(in_sqlite, Sqlite, SqliteConnection, on_sqlite);

#[tokio::test]
async fn a_strict_table_of_sqlite_takes_no_other_type() {
    let Some((mut connection, ())) = on_sqlite().await else { return };
    let guesses = WrongGuess::bind_schema::<WronglyGuessed>();
    check(
        guesses.insert(NewWrongGuess::new("kr", "Korea", "many", 1)).execute(&mut connection).await,
        Violation::WrongType,
        "insert of `asia.countries` was refused: it has a value of another type for the column `population`",
    );
}

#[tokio::test]
async fn a_schema_that_is_not_there_is_said() {
    let mut connection = sqlite().await;
    let countries = Country::bind_schema::<Asia<Sqlite>>();
    let error = countries.select().fetch_all(&mut connection).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "select of `asia.countries` failed: no such table: asia.countries (1)"
    );
}
