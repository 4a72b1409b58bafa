//! Hostile names and values: the database afterwards has the expected objects and rows, and no others.

#![allow(missing_docs, reason = "these structs are the test")]

mod common;

use std::marker::PhantomData;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::sqlite::{Location, attach, detach};
use polyschema::{Catalog, Dialect, Error};
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::strategy::{Just, ValueTree};
use proptest::test_runner::TestRunner;
use sqlx::{PgConnection, Row, SqliteConnection};

use common::both;

/// The table that nobody may touch.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "canary", abstract)]
pub struct Canary {
    #[column(primary_key)]
    pub id: i32,
    pub song: String,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "notes", abstract)]
pub struct Note {
    #[column(primary_key, identity)]
    pub id: i32,
    #[column(unique)]
    pub text: String,
    pub more: Option<String>,
    pub mood: Mood,
}

/// Labels and a type's name with quotes in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
#[db_enum(name = "mood\"; DROP TABLE canary; --")]
pub enum Mood {
    #[db_enum(rename = "'; DROP TABLE canary; --")]
    Angry,
    #[db_enum(rename = "\\'")]
    Sly,
}

/// Identifiers that need their quotes.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Select \"from\" größe; DROP TABLE canary; -- x 63 bytes xxxxxxx",
    abstract,
    primary_key(select, upper),
    unique(spaced, name = "un\"ique; --"),
    check("\"UPPER\" > 0", name = "check ' \" name"),
    index(quoted, name = "index \"x\" '; --")
)]
pub struct Hostile {
    #[column(name = "select")]
    pub select: i32,
    #[column(name = "UPPER")]
    pub upper: i32,
    #[column(name = "two words ")]
    pub spaced: String,
    #[column(name = "\"quoted\" ' ; --", default = "'; DROP TABLE canary; --")]
    pub quoted: String,
    #[column(name = "größe 名前 🦀 $1 ?1 {} %s xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    pub long: Option<Mood>,
}

#[derive(Schema)]
#[schema(name = "main schema", database = D, tables(Canary, Note, Hostile))]
pub struct Target<D>(PhantomData<D>);

#[derive(Schema)]
#[schema(database = D, tables(Note))]
pub struct Tenant<D>(PhantomData<D>);

both!(Target, sing: hostile_values, hostile_patterns, hostile_identifiers);

fn canary<D: Driver>() -> BoundTable<Canary, Target<D>> {
    Canary::bind_schema()
}

async fn sing<D: Driver>(db: &mut D::Connection) {
    let new = NewCanary { id: 1, song: "tweet".to_owned() };
    canary::<D>().insert(new).execute(db).await.unwrap();
}

async fn check_canary<D: Driver>(db: &mut D::Connection) {
    let all = canary::<D>().select().fetch_all(db).await.unwrap();
    assert_eq!(all, [Canary { id: 1, song: "tweet".to_owned() }]);
}

/// Any text without NUL, and what attacks are made of.
fn hostile() -> impl Strategy<Value = String> {
    let attack = prop_oneof![
        Just("'; DROP TABLE canary; --"),
        Just("\"; DROP TABLE \"main schema\".canary; --"),
        Just("' OR '1'='1"),
        Just("\\'; DELETE FROM canary; --"),
        Just("$1"),
        Just("?1"),
        Just("%' OR 1=1 --"),
        Just("$$; DROP SCHEMA \"main schema\" CASCADE; $$"),
        Just("/*"),
        Just("\u{2019}\u{ff07}"),
    ];
    let mixed = (any::<String>(), attack, any::<String>());
    let mixed = mixed.prop_map(|(before, attack, after)| format!("{before}{attack}{after}"));
    prop_oneof![any::<String>(), mixed].prop_map(|text| text.replace('\0', "0"))
}

fn some_of(count: usize) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| hostile().new_tree(&mut runner).unwrap().current()).collect()
}

/// In every place where a value can stand.
async fn hostile_values<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Target<D>>();
    for text in some_of(100) {
        n.delete().all_rows().execute(&mut *db).await.unwrap();
        let new = || NewNote { more: Some(text.clone()), ..NewNote::new(&*text, Mood::Angry) };
        let row = n.insert(new()).returning_all().fetch_one(&mut *db).await.unwrap();
        assert_eq!((&row.text, row.more.as_ref(), row.mood), (&text, Some(&text), Mood::Angry));
        let upsert = n.insert(new()).on_conflict(n.text).do_update(n.more).returning(n.id);
        assert_eq!(upsert.fetch_all(&mut *db).await.unwrap(), [row.id]);
        let other = format!("{text}x");
        let all = n.select().order_by(n.text.eq(&*text).desc());
        for query in [
            all.clone().filter(n.text.eq(&text)).filter(n.text.ne(&other)),
            all.clone().filter(n.text.is_in([&text, &other])),
            all.clone().filter(n.more.is_not_distinct_from(&text)),
            all.clone().filter(n.text.between(&text, &text)).filter(n.text.le(&text)),
            all.filter(n.mood.eq(Mood::Angry)).filter(n.mood.ne(Mood::Sly)),
        ] {
            assert_eq!(query.fetch_one(&mut *db).await.unwrap(), row);
        }
        assert_eq!(n.delete().filter(n.text.eq(&other)).execute(&mut *db).await.unwrap(), 0);
        let update = n.update().set(n.more, &text).set(n.mood, Mood::Sly).filter(n.more.eq(&text));
        assert_eq!(
            update.returning(n.more).fetch_all(&mut *db).await.unwrap(),
            [Some(text.clone())]
        );
        assert_eq!(n.update_by_key(&row).execute(&mut *db).await.unwrap(), 1);
        let gone = n.delete().filter(n.text.eq(&text)).returning_all();
        assert_eq!(gone.fetch_all(&mut *db).await.unwrap(), [row]);
    }
    check_canary::<D>(db).await;
}

/// A pattern of which every character is made ordinary finds the text itself, and any other is only a pattern.
async fn hostile_patterns<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Target<D>>();
    for text in some_of(100) {
        n.delete().all_rows().execute(&mut *db).await.unwrap();
        n.insert(NewNote::new(&*text, Mood::Sly)).execute(&mut *db).await.unwrap();
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let found = n.select().filter(n.text.like(&escaped)).columns(n.text);
        assert_eq!(found.fetch_one(&mut *db).await.unwrap(), text, "{escaped}");
        let not = n.select().filter(n.text.not_like(escaped)).columns(count_all());
        assert_eq!(not.fetch_one(&mut *db).await.unwrap(), 0);
        // PostgreSQL refuses a pattern that ends in a single backslash; nothing worse.
        let result = n.select().filter(n.text.like(&text)).fetch_all(&mut *db).await;
        assert!(matches!(result, Ok(_) | Err(Error::Database(_))));
    }
    check_canary::<D>(db).await;
}

async fn hostile_identifiers<D: Driver>(db: &mut D::Connection) {
    let h = Hostile::bind_schema::<Target<D>>();
    let new = |select: i32| NewHostile {
        long: Some(Mood::Sly),
        ..NewHostile::new(select, 1, select.to_string())
    };
    let row = h.insert(new(1)).returning_all().fetch_one(&mut *db).await.unwrap();
    assert_eq!((&*row.quoted, row.long), ("'; DROP TABLE canary; --", Some(Mood::Sly)));
    assert_eq!(h.find((1, 1)).fetch_one(&mut *db).await.unwrap(), row);
    assert_eq!(h.insert_many([new(2), new(3)]).execute(&mut *db).await.unwrap(), 2);
    let upsert = h.insert(new(2)).on_conflict((h.select, h.upper)).do_update((h.quoted, h.long));
    assert_eq!(upsert.execute(&mut *db).await.unwrap(), 1);
    assert_eq!(h.update_by_key(&row).execute(&mut *db).await.unwrap(), 1);
    let update =
        h.update().set(h.quoted, h.spaced).filter(h.long.eq(Mood::Sly)).returning(h.quoted);
    assert_eq!(update.fetch_all(&mut *db).await.unwrap().len(), 3);
    polyschema::alias!(Other, "other\"; DROP TABLE canary; --");
    let other = h.alias::<Other>();
    let query =
        h.select().left_join_on(other, h.select.lt(other.select)).order_by(other.spaced.desc());
    let query = query.filter(h.long.is_in([Mood::Sly])).columns((h.spaced, other.long, other));
    assert_eq!(query.fetch_all(&mut *db).await.unwrap().len(), 4);
    assert_eq!(
        h.select().columns(h.long.max()).fetch_one(&mut *db).await.unwrap(),
        Some(Mood::Sly)
    );
    for refused in
        [new(1), NewHostile { upper: 0, ..new(9) }, NewHostile { spaced: "1".into(), ..new(9) }]
    {
        let error = h.insert(refused).execute(&mut *db).await.unwrap_err();
        assert!(matches!(error, Error::Database(_)), "{error}");
    }
    assert_eq!(h.delete_by_key((1, 1)).execute(&mut *db).await.unwrap(), 1);
    check_canary::<D>(db).await;
    Catalog::of::<Target<D>>().unwrap().drop_all(&mut *db).await.unwrap();
    canary::<D>().select().fetch_all(db).await.unwrap_err();
}

/// Schema names that a database takes: not its own, not too long, not the one of the canary.
fn schema_names(dialect: Dialect) -> Vec<String> {
    let taken = |name: &String| {
        polyschema::SchemaName::new(name, dialect).is_ok()
            && !name.eq_ignore_ascii_case("main schema")
    };
    let mut cut = some_of(60);
    for name in &mut cut {
        while name.len() > 63 {
            name.pop();
        }
    }
    let mut names: Vec<String> = cut.into_iter().filter(taken).collect();
    names.sort();
    names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    names
}

async fn check_tenant<D: Driver>(db: &mut D::Connection, tenant: &SchemaRef<Tenant<D>>) {
    let n = Note::bind(tenant);
    let row = n.insert(NewNote::new("x", Mood::Sly)).returning_all().fetch_one(&mut *db).await;
    assert_eq!(row.unwrap().mood, Mood::Sly);
    assert_eq!(n.select().columns(count_all()).fetch_one(&mut *db).await.unwrap(), 1);
    let error = n.insert(NewNote::new("x", Mood::Sly)).execute(&mut *db).await.unwrap_err();
    let Error::Database(error) = error else { panic!("{error}") };
    assert_eq!(error.schema.as_deref(), Some(tenant.name()));
    // The same through a map, from a schema of another name.
    let map = SchemaMap::new().with::<Target<D>>(tenant.name()).unwrap();
    let mapped = Note::bind_schema::<Target<D>>();
    let update = mapped.update().set(mapped.more, tenant.name()).all_rows().with_schema_map(&map);
    assert_eq!(update.execute(&mut *db).await.unwrap(), 1);
    let more = n.select().columns(n.more).fetch_one(db).await.unwrap();
    assert_eq!(more.as_deref(), Some(tenant.name()));
}

async fn schemas(db: &mut PgConnection) -> Vec<String> {
    let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema') ORDER BY nspname COLLATE \"C\"";
    sqlx::query(sql).fetch_all(db).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn hostile_schema_names_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let db: &mut PgConnection = &mut database.connect().await;
    Catalog::of::<Target<Postgres>>().unwrap().create_all(&mut *db).await.unwrap();
    sing::<Postgres>(db).await;
    let names = schema_names(Dialect::Postgres);
    assert!(names.len() > 30, "{names:?}");
    for name in &names {
        let tenant = Tenant::<Postgres>::named(name).unwrap();
        Catalog::of_schema(&tenant).unwrap().create_all(&mut *db).await.unwrap();
        check_tenant(db, &tenant).await;
    }
    let mut expected = [&names[..], &["main schema".to_owned()]].concat();
    expected.sort();
    assert_eq!(schemas(db).await, expected);
    for name in &names {
        let tenant = Tenant::<Postgres>::named(name).unwrap();
        Catalog::of_schema(&tenant).unwrap().drop_all(&mut *db).await.unwrap();
    }
    assert_eq!(schemas(db).await, ["main schema"]);
    check_canary::<Postgres>(db).await;
}

#[tokio::test]
async fn hostile_schema_names_on_sqlite() {
    let db: &mut SqliteConnection = &mut polyschema_test_support::sqlite().await;
    attach(db, &Target::<Sqlite>::schema_ref(), &Location::Memory).await.unwrap();
    Catalog::of::<Target<Sqlite>>().unwrap().create_all(&mut *db).await.unwrap();
    sing::<Sqlite>(db).await;
    for name in schema_names(Dialect::Sqlite) {
        let tenant = Tenant::<Sqlite>::named(&name).unwrap();
        attach(db, &tenant, &Location::Memory).await.unwrap();
        Catalog::of_schema(&tenant).unwrap().create_all(&mut *db).await.unwrap();
        check_tenant(db, &tenant).await;
        let attached = "SELECT name FROM pragma_database_list WHERE name <> 'main' ORDER BY seq";
        let attached = sqlx::query(attached).fetch_all(&mut *db).await.unwrap();
        let attached: Vec<String> = attached.iter().map(|row| row.get(0)).collect();
        assert_eq!(attached, ["main schema", &name]);
        detach(db, &tenant).await.unwrap();
    }
    check_canary::<Sqlite>(db).await;
}
