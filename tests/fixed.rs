//! The constant SQL of a static schema is what the renderer writes for the same statement.
//!
//! A `SchemaMap` that gives a schema its own name forces the renderer.

#![allow(missing_docs, reason = "these structs are the test")]

use std::marker::PhantomData;

use polyschema::Postgres as Pg;
use polyschema::prelude::*;
use polyschema::query::{BindCount, Prepared, Statements};

#[derive(Debug, Clone, Copy, PartialEq, Eq, DbEnum)]
#[db_enum(name = "Mood \"m\" ü")]
pub enum Mood {
    Happy,
    Sad,
}

/// Names that need their quotes.
#[derive(Debug, Clone, Table)]
#[table(name = "sel\"ect", abstract, primary_key(größe, mood))]
pub struct Odd {
    #[column(name = "größe \"x\"")]
    pub größe: i32,
    #[column(name = "Table")]
    pub mood: Mood,
    #[column(name = "a;b--c")]
    pub text: Option<String>,
    #[column(name = "naïve 名前", varchar = 3)]
    pub name: String,
    #[column(char = 2)]
    pub code: String,
    #[column(generated = "1")]
    pub made: i32,
}

#[derive(Debug, Clone, Table)]
#[table(name = "keys", abstract, primary_key(a, b, c))]
pub struct Keys {
    pub a: i16,
    pub b: String,
    pub c: i64,
    pub mood: Option<Mood>,
}

/// Nothing can be updated, and nothing is left to a default.
#[derive(Debug, Clone, Table)]
#[table(name = "only_key", abstract)]
pub struct OnlyKey {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Debug, Clone, Table)]
#[table(name = "logs", abstract)]
pub struct NoKey {
    pub line: String,
    #[column(default = 3)]
    pub level: i16,
}

#[derive(Debug, Clone, Table)]
#[table(name = "base", abstract)]
pub struct Base {
    #[column(primary_key, identity)]
    pub id: i32,
    pub name: String,
}

#[derive(Debug, Clone, Table)]
#[table(schema = Strange)]
pub struct Extended {
    #[column(extends)]
    pub base: Base,
    pub more: Option<i64>,
}

/// A type that only PostgreSQL has.
#[derive(Debug, Clone, Table)]
#[table(name = "hosts", abstract)]
pub struct Host {
    #[column(primary_key, sql_type = "inet")]
    pub address: String,
    #[column(sql_type = "double precision")]
    pub load: f64,
    #[column(sql_type = "inet")]
    pub router: Option<String>,
    pub tags: Vec<String>,
}

macro_rules! wide {
    ($($column:ident)+) => {
        #[derive(Debug, Clone, Default, Table)]
        #[table(name = "wide", abstract)]
        pub struct Wide {
            #[column(primary_key)]
            pub id: i64,
            $(pub $column: Option<String>,)+
        }
    };
}

wide! {
    a_rather_long_name_of_a_column_0 a_rather_long_name_of_a_column_1 a_rather_long_name_of_a_column_2
    c03 c04 c05 c06 c07 c08 c09 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 c23 c24 c25 c26 c27 c28 c29
    c30 c31 c32 c33 c34 c35 c36 c37 c38 c39 c40 c41 c42 c43 c44 c45 c46 c47 c48 c49 c50 c51 c52 c53 c54 c55 c56
    c57 c58 c59
}

#[derive(Schema)]
#[schema(name = "str\"ange ß", database = D, tables(Odd, Keys, OnlyKey, NoKey, Extended, Wide))]
pub struct Strange<D = Sqlite>(PhantomData<D>);

#[derive(Schema)]
#[schema(name = "network", database = Postgres, tables(Host))]
pub struct Network;

/// The one statement, with its binds counted.
#[track_caller]
fn prepared<Q: Statement>(statement: Q, map: Option<&SchemaMap>) -> Prepared<BindCount> {
    match statement.prepare(map).unwrap() {
        Statements::One(one) => one,
        Statements::Several(all) => panic!("{} statements", all.len()),
    }
}

/// That a statement has the same text and as many binds when it is rendered.
#[track_caller]
fn check_same<S: Schema, Q: Statement>(name: &str, statement: impl Fn() -> Q) {
    let map = SchemaMap::new().with::<S>(name).unwrap();
    let fixed = prepared(statement(), None);
    let rendered = prepared(statement(), Some(&map));
    assert_eq!(*fixed.sql, *rendered.sql);
    assert_eq!(fixed.binds, rendered.binds);
    assert_eq!(fixed.about.schema, rendered.about.schema);
}

/// That a statement's text is a constant, and the same when it is rendered.
#[track_caller]
fn check_constant<S: Schema, Q: Statement>(name: &str, statement: impl Fn() -> Q) {
    let fixed = prepared(statement(), None);
    assert!(
        matches!(fixed.sql, polyschema::query::SqlText::Constant(_)),
        "no constant: {}",
        &*fixed.sql
    );
    check_same::<S, Q>(name, statement);
}

const STRANGE: &str = "str\"ange ß";

fn odd() -> Odd {
    let (text, name, code) = (None, String::new(), String::new());
    Odd { größe: 1, mood: Mood::Sad, text, name, code, made: 1 }
}

fn check_odd<D: Database>() {
    let t = Odd::bind_schema::<Strange<D>>();
    let new = || NewOdd::new(1, Mood::Sad, "x", "y");
    check_constant::<Strange<D>, _>(STRANGE, || t.select());
    check_constant::<Strange<D>, _>(STRANGE, || t.find((1, Mood::Happy)));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(new()));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(new()).returning_all());
    check_constant::<Strange<D>, _>(STRANGE, || t.update_by_key(&odd()));
    check_constant::<Strange<D>, _>(STRANGE, || t.delete_by_key((1, Mood::Happy)));
    check_same::<Strange<D>, _>(STRANGE, || t.insert_many([new()]));
    check_same::<Strange<D>, _>(STRANGE, || t.insert(new()).returning((t.mood, t.größe)));
}

#[test]
fn names_that_need_quotes() {
    check_odd::<Pg>();
    check_odd::<Sqlite>();
}

fn check_keys<D: Database>() {
    let t = Keys::bind_schema::<Strange<D>>();
    let row = Keys { a: 1, b: "x".into(), c: 2, mood: None };
    check_constant::<Strange<D>, _>(STRANGE, || t.select());
    check_constant::<Strange<D>, _>(STRANGE, || t.find((1, "x", 2)));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(NewKeys::new(1_i16, "x", 2)));
    check_constant::<Strange<D>, _>(STRANGE, || t.update_by_key(&row));
    check_constant::<Strange<D>, _>(STRANGE, || t.delete_by_key((1, "x", 2)));
}

#[test]
fn composite_keys() {
    check_keys::<Pg>();
    check_keys::<Sqlite>();
}

fn check_small<D: Database>() {
    let t = OnlyKey::bind_schema::<Strange<D>>();
    check_constant::<Strange<D>, _>(STRANGE, || t.select());
    check_constant::<Strange<D>, _>(STRANGE, || t.find(1));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(NewOnlyKey::new(1)).returning_all());
    check_constant::<Strange<D>, _>(STRANGE, || t.delete_by_key(1));
    let error = t.update_by_key(&OnlyKey { id: 1 }).to_sql().unwrap_err().to_string();
    let expected = "update of `only_key` has nothing to set: every column is part of the key or filled by the database";
    assert_eq!(error, expected);
    let t = NoKey::bind_schema::<Strange<D>>();
    check_constant::<Strange<D>, _>(STRANGE, || t.select());
    check_same::<Strange<D>, _>(STRANGE, || t.insert(NewNoKey::new("x")));
    check_same::<Strange<D>, _>(STRANGE, || t.insert(NewNoKey::new("x")).returning_all());
}

#[test]
fn tables_with_little_to_say() {
    check_small::<Pg>();
    check_small::<Sqlite>();
}

fn check_extension<D: Database>() {
    let (base, whole) = (Base::bind_schema::<Strange<D>>(), Extended::bind_schema::<Strange<D>>());
    let row = Base { id: 1, name: String::new() };
    let extended = Extended { base: row.clone(), more: None };
    let new = NewExtended { base: NewBase::new("x"), more: None };
    check_constant::<Strange<D>, _>(STRANGE, || base.select());
    check_constant::<Strange<D>, _>(STRANGE, || base.find(1));
    check_constant::<Strange<D>, _>(STRANGE, || base.insert(NewBase::new("x")).returning_all());
    check_constant::<Strange<D>, _>(STRANGE, || base.update_by_key(&row));
    check_constant::<Strange<D>, _>(STRANGE, || base.delete_by_key(1));
    check_constant::<Strange<D>, _>(STRANGE, || whole.select());
    check_constant::<Strange<D>, _>(STRANGE, || whole.find(1));
    check_constant::<Strange<D>, _>(STRANGE, || whole.insert(new.clone()).returning_all());
    check_constant::<Strange<D>, _>(STRANGE, || whole.update_by_key(&extended));
}

#[test]
fn bases_and_extensions() {
    check_extension::<Pg>();
    check_extension::<Sqlite>();
}

fn check_wide<D: Database>() {
    let t = Wide::bind_schema::<Strange<D>>();
    check_constant::<Strange<D>, _>(STRANGE, || t.select());
    check_constant::<Strange<D>, _>(STRANGE, || t.find(1));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(NewWide::new(1)));
    check_constant::<Strange<D>, _>(STRANGE, || t.insert(NewWide::new(1)).returning_all());
    check_constant::<Strange<D>, _>(STRANGE, || t.update_by_key(&Wide::default()));
    check_constant::<Strange<D>, _>(STRANGE, || t.delete_by_key(1));
}

#[test]
fn many_columns() {
    check_wide::<Pg>();
    check_wide::<Sqlite>();
}

#[test]
fn types_written_out() {
    let t = Host::bind_schema::<Network>();
    let row = Host { address: String::new(), load: 0.0, router: None, tags: Vec::new() };
    let new = || NewHost::new("::1", 0.5, ["x".to_owned()]);
    check_constant::<Network, _>("network", || t.select());
    check_constant::<Network, _>("network", || t.find("::1"));
    check_constant::<Network, _>("network", || t.insert(new()).returning_all());
    check_constant::<Network, _>("network", || t.update_by_key(&row));
    check_constant::<Network, _>("network", || t.delete_by_key("::1"));
    insta::assert_snapshot!(
        t.insert(new()).returning_all().to_sql().unwrap(),
        @r#"INSERT INTO "network"."hosts" ("address", "load", "router", "tags") VALUES ($1::text::inet, $2, $3::text::inet, $4) RETURNING "address"::text, "load", "router"::text, "tags""#
    );
}

#[test]
fn constants_in_full() {
    let (postgres, sqlite) =
        (Odd::bind_schema::<Strange<Pg>>(), Odd::bind_schema::<Strange<Sqlite>>());
    insta::assert_snapshot!(
        postgres.find((1, Mood::Sad)).to_sql().unwrap(),
        @r#"SELECT "größe ""x""", "Table"::text, "a;b--c", "naïve 名前", "code", "made" FROM "str""ange ß"."sel""ect" WHERE "größe ""x""" = $1 AND "Table" = $2::text::"str""ange ß"."Mood ""m"" ü""#
    );
    insta::assert_snapshot!(
        sqlite.find((1, Mood::Sad)).to_sql().unwrap(),
        @r#"SELECT "sel""ect"."größe ""x""", "sel""ect"."Table", "sel""ect"."a;b--c", "sel""ect"."naïve 名前", "sel""ect"."code", "sel""ect"."made" FROM "str""ange ß"."sel""ect" WHERE "sel""ect"."größe ""x""" = ?1 AND "sel""ect"."Table" = ?2"#
    );
    insta::assert_snapshot!(
        postgres.update_by_key(&odd()).to_sql().unwrap(),
        @r#"UPDATE "str""ange ß"."sel""ect" SET "a;b--c" = $1, "naïve 名前" = $2, "code" = $3::bpchar WHERE "größe ""x""" = $4 AND "Table" = $5::text::"str""ange ß"."Mood ""m"" ü""#
    );
}
