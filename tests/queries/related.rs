//! Rows that belong to others: of one row and of many, grouped, along one column and several.

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::Genre;

both!(World, fill:
    a_country_with_its_capitals_and_cities, groups_in_the_order_of_the_rows, filtered_and_sorted,
    keys_of_several_columns, nothing_belongs_to_nothing, a_row_that_is_there_twice, rows_at_hand,
    keys_that_are_null, enums_as_keys, a_table_with_itself, more_keys_than_binds, rows_of_a_base,
);

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "countries", abstract)]
pub struct Country {
    #[column(primary_key, identity = "by_default")]
    pub country_id: i32,
    #[column(varchar = 100, unique)]
    pub name: String,
    #[column(char = 3, unique)]
    pub code: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "capitals", abstract)]
pub struct Capital {
    #[column(primary_key)]
    pub name: String,
    #[column(references = Country::name)]
    pub country: String,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "cities", abstract)]
pub struct City {
    #[column(primary_key)]
    pub name: String,
    pub population: i32,
    #[column(char = 3, references = Country::code)]
    pub country: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "regions", abstract, primary_key(number, genre))]
pub struct Region {
    pub genre: Genre,
    pub number: i32,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "towns",
    abstract,
    foreign_key(columns(region_number, region_genre), references = Region(number, genre))
)]
pub struct Town {
    #[column(primary_key)]
    pub name: String,
    pub region_genre: Option<Genre>,
    pub region_number: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "styles", abstract)]
pub struct Style {
    #[column(primary_key)]
    pub genre: Genre,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "poems", abstract)]
pub struct Poem {
    #[column(primary_key)]
    pub title: String,
    #[column(references = Style::genre)]
    pub genre: Genre,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "nodes", abstract)]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Node::id)]
    pub parent: Option<i64>,
}

/// A base to which the schema's table adds the foreign key.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "rivers", abstract)]
pub struct River {
    #[column(primary_key)]
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(abstract)]
pub struct LocalRiver {
    #[column(extends)]
    pub river: River,
    #[column(references = Country::country_id)]
    pub source: i32,
}

#[derive(Schema)]
#[schema(
    name = "world",
    database = D,
    tables(Country, Capital, City, Region, Town, Style, Poem, Node, extension(LocalRiver))
)]
pub struct World<D>(PhantomData<D>);

fn country(country_id: i32, name: &str, code: Option<&str>) -> NewCountry {
    let code = code.map(str::to_owned);
    NewCountry { country_id: country_id.into(), name: name.to_owned(), code }
}

fn city(name: &str, population: i32, country: Option<&str>) -> NewCity {
    NewCity { name: name.to_owned(), population, country: country.map(str::to_owned) }
}

async fn fill<D: Driver>(db: &mut D::Connection) {
    let rows = [
        country(1, "Japan", Some("JPN")),
        country(2, "Nauru", None),
        country(3, "Bolivia", Some("BO")),
        country(4, "Chad", Some("TCD")),
    ];
    Country::bind_schema::<World<D>>().insert_many(rows).execute(&mut *db).await.unwrap();
    let capitals = [("La Paz", "Bolivia"), ("Tokyo", "Japan"), ("Sucre", "Bolivia")];
    let rows = capitals.map(|(name, country)| NewCapital::new(name, country));
    Capital::bind_schema::<World<D>>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [
        city("Osaka", 2, Some("JPN")),
        city("El Alto", 1, Some("BO")),
        city("Atlantis", 0, None),
        city("Kyoto", 1, Some("JPN")),
    ];
    City::bind_schema::<World<D>>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [(Genre::Poetry, 1), (Genre::Poetry, 2), (Genre::Novel, 1)];
    let rows = rows.map(|(genre, number)| NewRegion { genre, number });
    Region::bind_schema::<World<D>>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [
        ("a", Some(Genre::Poetry), Some(1)),
        ("b", Some(Genre::Novel), Some(1)),
        ("c", Some(Genre::Poetry), Some(2)),
        ("d", Some(Genre::Poetry), Some(1)),
        ("e", Some(Genre::Poetry), None),
        ("f", None, None),
    ];
    let rows = rows.map(|(name, region_genre, region_number)| NewTown {
        name: name.to_owned(),
        region_genre,
        region_number,
    });
    Town::bind_schema::<World<D>>().insert_many(rows).execute(db).await.unwrap();
}

fn names<T>(groups: &[Vec<T>], name: impl Fn(&T) -> &str) -> Vec<Vec<String>> {
    groups.iter().map(|group| group.iter().map(|row| name(row).to_owned()).collect()).collect()
}

async fn a_country_with_its_capitals_and_cities<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let capitals = Capital::bind_schema::<World<D>>();
    let cities = City::bind_schema::<World<D>>();
    let all = countries.select().order_by(countries.name.asc()).fetch_all(&mut *db).await.unwrap();
    let query = capitals.belonging_to(&all).order_by(capitals.name.asc());
    let its_capitals = query.fetch_grouped(&mut *db).await.unwrap();
    let query = cities.belonging_to(&all).order_by(cities.name.asc());
    let its_cities = query.fetch_grouped(db).await.unwrap();
    let seen: Vec<_> = all
        .iter()
        .zip(names(&its_capitals, |capital| &capital.name))
        .zip(names(&its_cities, |city| &city.name))
        .map(|((country, capitals), cities)| {
            (&*country.name, capitals.join(", "), cities.join(", "))
        })
        .collect();
    let expected = [
        ("Bolivia", "La Paz, Sucre", "El Alto"),
        ("Chad", "", ""),
        ("Japan", "Tokyo", "Kyoto, Osaka"),
        ("Nauru", "", ""),
    ];
    let expected = expected.map(|(name, one, two)| (name, one.to_owned(), two.to_owned()));
    assert_eq!(seen, expected);
}

async fn groups_in_the_order_of_the_rows<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let capitals = Capital::bind_schema::<World<D>>();
    let mut all =
        countries.select().order_by(countries.name.desc()).fetch_all(&mut *db).await.unwrap();
    for _ in 0..2 {
        let groups = capitals.belonging_to(&all).fetch_grouped(&mut *db).await.unwrap();
        for (country, group) in all.iter().zip(&groups) {
            let query = capitals.belonging_to(country).order_by(capitals.name.asc());
            let mut group = group.clone();
            group.sort_by(|one, other| one.name.cmp(&other.name));
            check(db, query, group).await;
        }
        all.reverse();
    }
    // An array and a slice are rows, too.
    let [one, two] = [all[0].clone(), all[1].clone()];
    let of_array = capitals.belonging_to(&[one, two]).fetch_grouped(&mut *db).await.unwrap();
    let of_slice = capitals.belonging_to(&all[..2]).fetch_grouped(db).await.unwrap();
    assert_eq!(of_array, of_slice);
}

async fn filtered_and_sorted<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let cities = City::bind_schema::<World<D>>();
    let all = countries.select().fetch_all(&mut *db).await.unwrap();
    let query = cities.belonging_to(&all).filter(cities.population.ge(1));
    let query = query.order_by(cities.population.desc()).order_by(cities.name.asc());
    let rows: Vec<_> =
        query.fetch_all(&mut *db).await.unwrap().into_iter().map(|city| city.name).collect();
    assert_eq!(rows, ["Osaka", "El Alto", "Kyoto"]);
    let query = cities.belonging_to(&all).filter(cities.population.gt(1));
    let either = query.filter(cities.name.eq("Kyoto").or(cities.name.eq("Osaka")));
    assert_eq!(either.fetch_one(db).await.unwrap().name, "Osaka");
}

/// The key's columns stand in another order than in either table; a part that is NULL references nothing.
async fn keys_of_several_columns<D: Driver>(db: &mut D::Connection) {
    let regions = Region::bind_schema::<World<D>>();
    let towns = Town::bind_schema::<World<D>>();
    let sorted = regions.select().order_by(regions.number.asc()).order_by(regions.genre.desc());
    let mut all = sorted.fetch_all(&mut *db).await.unwrap();
    all.sort_by_key(|region| (region.number, region.genre != Genre::Poetry));
    let query = towns.belonging_to(&all).order_by(towns.name.asc());
    let groups = query.fetch_grouped(&mut *db).await.unwrap();
    assert_eq!(names(&groups, |town| &town.name), [vec!["a", "d"], vec!["b"], vec!["c"]]);
    let query = towns.belonging_to(&all[1]).columns(towns.name);
    check(db, query, ["b".to_owned()]).await;
}

async fn nothing_belongs_to_nothing<D: Driver>(db: &mut D::Connection) {
    let capitals = Capital::bind_schema::<World<D>>();
    let none: Vec<Country> = Vec::new();
    assert_eq!(capitals.belonging_to(&none).to_sql().unwrap(), "");
    assert!(capitals.belonging_to(&none).fetch_grouped(&mut *db).await.unwrap().is_empty());
    assert!(capitals.belonging_to(&none).fetch_all(&mut *db).await.unwrap().is_empty());
    assert_eq!(capitals.belonging_to(&none).fetch_optional(db).await.unwrap(), None);
}

async fn a_row_that_is_there_twice<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let capitals = Capital::bind_schema::<World<D>>();
    let japan = countries.find(1).fetch_one(&mut *db).await.unwrap();
    let groups = capitals.belonging_to(&[japan.clone(), japan]).fetch_grouped(db).await.unwrap();
    assert_eq!(names(&groups, |capital| &capital.name), [vec!["Tokyo"], vec![]]);
}

async fn rows_at_hand<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let cities = City::bind_schema::<World<D>>();
    let some = countries.select().filter(countries.name.ne("Bolivia"));
    let some = some.order_by(countries.country_id.asc()).fetch_all(&mut *db).await.unwrap();
    let all = cities.select().order_by(cities.name.asc()).fetch_all(db).await.unwrap();
    let groups = cities.belonging_to(&some).group(all).unwrap();
    assert_eq!(names(&groups, |city| &city.name), [vec!["Kyoto", "Osaka"], vec![], vec![]]);
}

/// A country without a code has no cities, and a city without a country is nobody's.
async fn keys_that_are_null<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let cities = City::bind_schema::<World<D>>();
    let nauru = countries.find(2).fetch_one(&mut *db).await.unwrap();
    check(db, cities.belonging_to(&nauru), []).await;
    let query = cities.belonging_to(std::slice::from_ref(&nauru));
    assert_eq!(query.to_sql().unwrap(), "", "no key, no statement");
    let query = cities.belonging_to(std::slice::from_ref(&nauru));
    assert_eq!(query.fetch_grouped(db).await.unwrap(), [[]]);
}

async fn enums_as_keys<D: Driver>(db: &mut D::Connection) {
    let styles = Style::bind_schema::<World<D>>();
    let poems = Poem::bind_schema::<World<D>>();
    let rows = [Genre::Novel, Genre::Poetry].map(|genre| NewStyle { genre });
    let all = styles.insert_many(rows).returning_all().fetch_all(&mut *db).await.unwrap();
    let rows = [("x", Genre::Poetry), ("y", Genre::Novel), ("z", Genre::Poetry)];
    let rows = rows.map(|(title, genre)| NewPoem::new(title, genre));
    poems.insert_many(rows).execute(&mut *db).await.unwrap();
    let query = poems.belonging_to(&all).order_by(poems.title.asc());
    let groups = query.fetch_grouped(db).await.unwrap();
    assert_eq!(names(&groups, |poem| &poem.title), [vec!["y"], vec!["x", "z"]]);
}

async fn a_table_with_itself<D: Driver>(db: &mut D::Connection) {
    let nodes = Node::bind_schema::<World<D>>();
    let rows = [(1, None), (2, Some(1)), (3, Some(1)), (4, Some(3))];
    let rows = rows.map(|(id, parent)| NewNode { id, parent });
    let all = nodes.insert_many(rows).returning_all().fetch_all(&mut *db).await.unwrap();
    let query = nodes.belonging_to(&all).order_by(nodes.id.asc());
    let ids: Vec<Vec<i64>> = query
        .fetch_grouped(db)
        .await
        .unwrap()
        .iter()
        .map(|group| group.iter().map(|node| node.id).collect())
        .collect();
    assert_eq!(ids, [vec![2, 3], vec![], vec![4], vec![]]);
}

/// More keys than SQLite takes binds: several statements there, one in PostgreSQL.
async fn more_keys_than_binds<D: Driver>(db: &mut D::Connection) {
    let nodes = Node::bind_schema::<World<D>>();
    let rows = [(1, None), (40_000, Some(1)), (40_001, Some(40_000))];
    let rows = rows.map(|(id, parent)| NewNode { id, parent });
    nodes.insert_many(rows).execute(&mut *db).await.unwrap();
    let all: Vec<Node> = (1..=40_000).map(|id| Node { id, parent: None }).collect();
    let query = || nodes.belonging_to(&all).filter(nodes.id.gt(1));
    let statements = query().to_sql().unwrap().split(";\n").count();
    let expected = match World::<D>::schema_ref().dialect() {
        polyschema::Dialect::Postgres => 1,
        polyschema::Dialect::Sqlite => 2,
    };
    assert_eq!(statements, expected);
    let groups = query().fetch_grouped(&mut *db).await.unwrap();
    assert_eq!(groups.len(), 40_000);
    assert_eq!(groups[0][0].id, 40_000);
    assert_eq!(groups[39_999][0].id, 40_001);
    assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 2);
}

/// A river as the base does not know its source.
async fn rows_of_a_base<D: Driver>(db: &mut D::Connection) {
    let countries = Country::bind_schema::<World<D>>();
    let all = countries.select().fetch_all(&mut *db).await.unwrap();
    let own = LocalRiver::bind_schema::<World<D>>();
    let row = NewLocalRiver { river: NewRiver::new("Shinano"), source: 1 };
    own.insert(row).execute(&mut *db).await.unwrap();
    let groups = own.belonging_to(&all).fetch_grouped(&mut *db).await.unwrap();
    assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 1);
    let base = River::bind_schema::<World<D>>();
    assert_eq!(base.belonging_to(&all).fetch_all(&mut *db).await.unwrap().len(), 1);
    let error = base.belonging_to(&all).fetch_grouped(db).await.unwrap_err();
    assert_eq!(error.to_string(), "a value cannot be bound: `River` has no field `source`");
}

#[test]
fn related_as_sql() {
    let countries = [1, 2].map(|country_id| Country {
        country_id,
        name: format!("c{country_id}"),
        code: Some("JPN".to_owned()),
    });
    insta::assert_snapshot!(
        sql!(World, Capital, |c| c.belonging_to(&countries).order_by(c.name.asc())),
        @r#"
        Postgres: SELECT "name", "country" FROM "world"."capitals" WHERE "country" = ANY($1) ORDER BY "capitals"."name"
        Sqlite:   SELECT "capitals"."name", "capitals"."country" FROM "world"."capitals" WHERE "capitals"."country" IN (?1, ?2) ORDER BY "capitals"."name"
        "#
    );
    insta::assert_snapshot!(
        sql!(World, City, |c| c.belonging_to(&countries)),
        @r#"
        Postgres: SELECT "name", "population", "country" FROM "world"."cities" WHERE "country" = ANY($1::bpchar[])
        Sqlite:   SELECT "cities"."name", "cities"."population", "cities"."country" FROM "world"."cities" WHERE "cities"."country" IN (?1)
        "#
    );
    let regions = [1, 2].map(|number| Region { genre: Genre::Essay, number });
    insta::assert_snapshot!(
        sql!(World, Town, |t| t.belonging_to(&regions)),
        @r#"
        Postgres: SELECT "name", "region_genre"::text, "region_number" FROM "world"."towns" WHERE ("region_number", "region_genre") IN (SELECT * FROM UNNEST($1, $2::text[]::"world"."genre"[]))
        Sqlite:   SELECT "towns"."name", "towns"."region_genre", "towns"."region_number" FROM "world"."towns" WHERE ("towns"."region_number", "towns"."region_genre") IN (VALUES (?1, ?2), (?3, ?4))
        "#
    );
}
