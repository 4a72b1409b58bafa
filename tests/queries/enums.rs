//! The enum of one schema beside that of another, in one statement: two types to PostgreSQL.

use std::marker::PhantomData;

use polyschema::Catalog;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{check, check_changed, in_both};

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
pub enum Mood {
    Happy,
    Sad,
    Calm,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "pets", abstract)]
pub struct Pet {
    #[column(primary_key)]
    pub name: String,
    pub mood: Mood,
    pub was: Option<Mood>,
}

#[derive(Schema)]
#[schema(name = "den", database = D, tables(Pet))]
pub struct Den<D>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "zoo", database = D, tables(Pet), sees(Den<D>))]
pub struct Zoo<D>(PhantomData<D>);

polyschema::alias!(All);

fn den<D: Driver>() -> BoundTable<Pet, Den<D>> {
    Pet::bind_schema()
}

fn zoo<D: Driver>() -> BoundTable<Pet, Zoo<D>> {
    Pet::bind_schema()
}

async fn fill<D: Driver>(db: &mut D::Connection) {
    let pet = |name: &str, mood, was| NewPet { name: name.to_owned(), mood, was };
    let rows = [
        pet("Kim", Mood::Happy, None),
        pet("Max", Mood::Sad, Some(Mood::Happy)),
        pet("Tom", Mood::Calm, Some(Mood::Calm)),
    ];
    den::<D>().insert_many(rows).execute(&mut *db).await.unwrap();
    let rows = [pet("Leo", Mood::Sad, None), pet("Max", Mood::Happy, Some(Mood::Sad))];
    zoo::<D>().insert_many(rows).execute(db).await.unwrap();
}

/// Makes a test for each database, in which both schemas are filled.
macro_rules! tests {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            use super::*;

            #[tokio::test]
            async fn on_postgres() {
                let Some(database) = polyschema_test_support::postgres().await else { return };
                let mut db = database.connect().await;
                let catalog = Catalog::of::<(Den<Postgres>, Zoo<Postgres>)>().unwrap();
                catalog.create_all(&mut db).await.unwrap();
                fill::<Postgres>(&mut db).await;
                super::$test::<Postgres>(&mut db).await;
            }

            #[tokio::test]
            async fn on_sqlite() {
                use polyschema::sqlite::{Location, attach};

                let mut db = polyschema_test_support::sqlite().await;
                let memory = Location::Memory;
                attach(&mut db, &Den::<Sqlite>::schema_ref(), &memory).await.unwrap();
                attach(&mut db, &Zoo::<Sqlite>::schema_ref(), &memory).await.unwrap();
                let catalog = Catalog::of::<(Den<Sqlite>, Zoo<Sqlite>)>().unwrap();
                catalog.create_all(&mut db).await.unwrap();
                fill::<Sqlite>(&mut db).await;
                super::$test::<Sqlite>(&mut db).await;
            }
        }
    )+};
}

tests!(inserted, upserted, set, compared, looked_for, chosen, put_together, named);

type Row = (String, Mood, Option<Mood>);

fn rows<const N: usize>(rows: [(&str, Mood, Option<Mood>); N]) -> [Row; N] {
    rows.map(|(name, mood, was)| (name.to_owned(), mood, was))
}

async fn check_zoo<D: Driver, const N: usize>(
    db: &mut D::Connection,
    expected: [(&str, Mood, Option<Mood>); N],
) {
    let zoo = zoo::<D>();
    let query = zoo.select().order_by(zoo.name.asc()).columns((zoo.name, zoo.mood, zoo.was));
    check(db, query, rows(expected)).await;
}

async fn inserted<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let into = (zoo.name, zoo.mood, zoo.was);
    let calm = den.select().filter(den.mood.eq(Mood::Calm)).columns((den.name, den.mood, den.was));
    check_changed(db, zoo.insert_from(into, calm), 1).await;
    // Of groups, of a choice, of a value, of nothing but a subquery; and of both schemas at once.
    let of_groups = den.select().group_by(den.name.concat("+"));
    let of_groups = of_groups.columns(|name| (name, literal(Mood::Sad), den.was.max()));
    check_changed(db, zoo.insert_from(into, of_groups), 3).await;
    let choice = case().when(den.was.is_null(), den.mood).otherwise(Mood::Calm);
    let happiest = den.select().filter(den.name.eq("Kim")).columns(den.mood).scalar();
    let of_choice = den.select().columns((den.name.concat("?"), choice, happiest));
    check_changed(db, zoo.insert_from(into, of_choice), 3).await;
    let own = zoo.select().filter(zoo.name.eq("Leo"));
    let own = own.columns((zoo.name.concat("!"), zoo.mood, zoo.was));
    let other = zoo.select().join_on(den, den.name.eq("Tom")).filter(zoo.name.eq("Leo"));
    let other = other.columns((den.name.concat("!"), den.mood, den.was));
    check_changed(db, zoo.insert_from(into, own.union(other)), 2).await;
    check_zoo::<D, _>(
        db,
        [
            ("Kim+", Mood::Sad, None),
            ("Kim?", Mood::Happy, Some(Mood::Happy)),
            ("Leo", Mood::Sad, None),
            ("Leo!", Mood::Sad, None),
            ("Max", Mood::Happy, Some(Mood::Sad)),
            ("Max+", Mood::Sad, Some(Mood::Happy)),
            ("Max?", Mood::Calm, Some(Mood::Happy)),
            ("Tom", Mood::Calm, Some(Mood::Calm)),
            ("Tom!", Mood::Calm, Some(Mood::Calm)),
            ("Tom+", Mood::Sad, Some(Mood::Calm)),
            ("Tom?", Mood::Calm, Some(Mood::Happy)),
        ],
    )
    .await;
}

async fn upserted<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let all = den.select().columns((den.name, den.mood));
    let insert = zoo.insert_from((zoo.name, zoo.mood), all).on_conflict(zoo.name);
    let upsert = insert.do_update_set(|row, new| row.set(zoo.mood, new.mood));
    check_changed(db, upsert, 3).await;
    check_zoo::<D, _>(
        db,
        [
            ("Kim", Mood::Happy, None),
            ("Leo", Mood::Sad, None),
            ("Max", Mood::Sad, Some(Mood::Sad)),
            ("Tom", Mood::Calm, None),
        ],
    )
    .await;
}

async fn set<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let update = zoo.update().join_on(den, den.name.eq(zoo.name));
    check_changed(db, update.set(zoo.mood, den.mood).set(zoo.was, den.was), 1).await;
    let toms = den.select().filter(den.name.eq("Tom")).columns(den.mood).scalar();
    check_changed(db, zoo.update().set(zoo.was, toms).filter(zoo.name.eq("Leo")), 1).await;
    check_zoo::<D, _>(
        db,
        [("Leo", Mood::Sad, Some(Mood::Calm)), ("Max", Mood::Sad, Some(Mood::Happy))],
    )
    .await;
}

async fn compared<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let alike = zoo.select().join_on(den, den.mood.eq(zoo.mood)).order_by(zoo.name.asc());
    let alike = alike.columns((zoo.name, den.name));
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    check(db, alike, [pair("Leo", "Max"), pair("Max", "Kim")]).await;
    let changed = zoo.select().join_on(den, den.name.eq(zoo.name).and(den.was.ne(zoo.mood)));
    check(db, changed.columns(zoo.name), names(&[])).await;
    let changed = zoo.select().join_on(den, den.name.eq(zoo.name));
    let changed = changed.filter(zoo.was.is_distinct_from(den.was).and(zoo.mood.ne(den.mood)));
    check(db, changed.columns(zoo.name), names(&["Max"])).await;
    let max = den.select().filter(den.name.eq("Max")).columns(den.mood);
    let as_max = zoo.select().filter(max.scalar().eq(zoo.mood)).columns(zoo.name);
    check(db, as_max, names(&["Leo"])).await;
    let first = den.select().filter(den.name.eq("Kim")).columns(den.mood);
    let happy = zoo.select().filter(first.scalar().eq(Mood::Happy)).order_by(zoo.name.asc());
    check(db, happy.columns(zoo.name), names(&["Leo", "Max"])).await;
    let between = zoo.select().join_on(den, zoo.mood.between(den.mood, den.mood));
    check(db, between.order_by(zoo.name.asc()).columns(zoo.name), names(&["Leo", "Max"])).await;
}

async fn looked_for<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let moods = den.select().filter(den.was.is_null()).columns(den.mood);
    let found = zoo.select().filter(zoo.mood.is_in(moods)).columns(zoo.name);
    check(db, found, ["Max".to_owned()]).await;
    let beside = zoo.select().join_on(den, den.name.eq("Max")).columns(den.mood);
    let either = zoo.select().filter(zoo.name.eq("Max")).columns(zoo.mood).union(beside);
    let found = zoo.select().filter(zoo.mood.is_in(either)).order_by(zoo.name.asc());
    check(db, found.columns(zoo.name), ["Leo".to_owned(), "Max".to_owned()]).await;
}

async fn chosen<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let query = zoo.select().join_on(den, den.name.eq("Tom")).order_by(zoo.name.asc());
    let choice = case().when(zoo.name.eq("Max"), den.mood).otherwise(zoo.mood);
    let query = query.columns((zoo.was.coalesce(den.mood), choice, zoo.was.nullif(den.mood)));
    let expected = [(Mood::Calm, Mood::Sad, None), (Mood::Sad, Mood::Calm, Some(Mood::Sad))];
    check(db, query, expected).await;
}

async fn put_together<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let other = zoo.select().join_on(den, den.name.eq("Tom")).columns((den.name, den.mood));
    let both = zoo.select().columns((zoo.name, zoo.mood)).union(other);
    let both = both.order_by(|columns| columns.0.asc());
    let expected = [("Leo", Mood::Sad), ("Max", Mood::Happy), ("Tom", Mood::Calm)];
    check(db, both, expected.map(|(name, mood)| (name.to_owned(), mood))).await;
}

async fn named<D: Driver>(db: &mut D::Connection) {
    let (den, zoo) = (den::<D>(), zoo::<D>());
    let other = zoo.select().join_on(den, den.name.ne("Max")).columns((den.name, den.mood));
    let all = zoo.select().columns((zoo.name, zoo.mood)).union(other).named::<All>();
    let (name, mood) = *all;
    let calm = all.select().filter(mood.ne(Mood::Sad)).order_by(name.asc());
    let expected = [("Kim", Mood::Happy), ("Max", Mood::Happy), ("Tom", Mood::Calm)];
    let calm = calm.columns((name, mood));
    check(db, calm, expected.map(|(name, mood)| (name.to_owned(), mood))).await;
    let alike = zoo.select().join_on(&all, mood.eq(zoo.mood).and(name.ne(zoo.name)));
    check(db, alike.columns((zoo.name, name)), [("Max".to_owned(), "Kim".to_owned())]).await;
    // Each step finds the pets of the den that were as those found before are.
    let first = zoo.select().filter(zoo.name.eq("Max")).columns((zoo.name, zoo.mood));
    let found = first.recursive_distinct::<All, _>(|found| {
        let (_, mood) = **found;
        found.select().join_on(den, den.was.eq(mood)).columns((den.name, den.mood))
    });
    let (name, mood) = *found;
    let found = found.select().order_by(name.asc()).columns((name, mood));
    let expected = [("Max", Mood::Happy), ("Max", Mood::Sad)];
    let mut rows = found.fetch_all(db).await.unwrap();
    rows.sort_by_key(|(_, mood)| *mood as u8);
    assert_eq!(rows, expected.map(|(name, mood)| (name.to_owned(), mood)));
}

#[test]
fn enums_of_two_schemas_as_sql() {
    fn insert<D: Driver>() -> String {
        let (den, zoo) = (den::<D>(), zoo::<D>());
        let source = den.select().columns((den.name, den.mood));
        zoo.insert_from((zoo.name, zoo.mood), source).to_sql().unwrap()
    }
    fn compare<D: Driver>() -> String {
        let (den, zoo) = (den::<D>(), zoo::<D>());
        let query = zoo.select().join_on(den, den.mood.eq(zoo.mood).and(den.was.eq(Mood::Sad)));
        query.columns(zoo.mood).to_sql().unwrap()
    }
    insta::assert_snapshot!(in_both(&insert::<Postgres>(), &insert::<Sqlite>()), @r#"
    Postgres: INSERT INTO "zoo"."pets" ("name", "mood") SELECT "t2"."name", "t2"."mood"::text::"zoo"."mood" FROM "den"."pets" AS "t2"
    Sqlite:   INSERT INTO "zoo"."pets" ("name", "mood") SELECT "t2"."name", "t2"."mood" FROM "den"."pets" AS "t2"
    "#);
    insta::assert_snapshot!(in_both(&compare::<Postgres>(), &compare::<Sqlite>()), @r#"
    Postgres: SELECT "pets"."mood"::text FROM "zoo"."pets" JOIN "den"."pets" AS "t2" ON "t2"."mood" = "pets"."mood"::text::"den"."mood" AND "t2"."was" = $1::text::"den"."mood"
    Sqlite:   SELECT "pets"."mood" FROM "zoo"."pets" JOIN "den"."pets" AS "t2" ON "t2"."mood" = "pets"."mood" AND "t2"."was" = ?1
    "#);
}
