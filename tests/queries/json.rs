//! JSON documents.

use std::marker::PhantomData;

use polyschema::Json;
use polyschema::exec::Driver;
use polyschema::expr::JsonFunctions;
use polyschema::prelude::*;
use serde_json::{Value, json};

use crate::common::{both, check, sql};

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "notes", abstract)]
pub struct Note {
    #[column(primary_key, identity = "by_default")]
    pub id: i64,
    pub facts: Value,
    pub labels: Option<Json<Vec<String>>>,
}

#[derive(Schema)]
#[schema(name = "notes", database = D, tables(Note))]
pub struct Notes<D>(PhantomData<D>);

async fn fill<D: Driver>(db: &mut D::Connection) {
    let notes = Note::bind_schema::<Notes<D>>();
    let facts = json!({"name": "Biwa", "depth": 103.5, "deep": true, "rivers": ["Seta", "Yodo"]});
    let rows = [
        NewNote { id: 1.into(), facts, labels: Some(Json(vec!["lake".to_owned()])) },
        NewNote { id: 2.into(), facts: json!({"name": null}), labels: None },
    ];
    notes.insert_many(rows).execute(db).await.unwrap();
}

both!(Notes, fill: steps, absent_steps, in_filters);

async fn steps<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Notes<D>>();
    let query = n.select().filter(n.id.eq(1));
    let parts = (
        n.facts.get("name"),
        n.facts.get("depth"),
        n.facts.get("deep"),
        n.facts.get("rivers").get(1),
        n.labels.get(0),
    );
    let expected = (
        Some(json!("Biwa")),
        Some(json!(103.5)),
        Some(json!(true)),
        Some(json!("Yodo")),
        Some(json!("lake")),
    );
    check(db, query.columns(parts), [expected]).await;
}

async fn absent_steps<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Notes<D>>();
    let query = n.select().filter(n.id.eq(2));
    let parts = (n.facts.get("name"), n.facts.get("depth").get("x"), n.labels.get(0));
    check(db, query.columns(parts), [(Some(Value::Null), None, None)]).await;
}

async fn in_filters<D: Driver>(db: &mut D::Connection) {
    let n = Note::bind_schema::<Notes<D>>();
    let query = n.select().filter(n.facts.get("name").eq(json!("Biwa"))).columns(n.id);
    check(db, query, [1]).await;
    check(db, n.select().filter(n.facts.get("rivers").is_null()).columns(n.id), [2]).await;
}

#[tokio::test]
async fn json_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Notes<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let n = Note::bind_schema::<Notes<Postgres>>();
    let query = n.select().order_by(n.id.asc());
    let parts = (
        n.facts.get_text("name"),
        n.facts.get_text("deep"),
        n.facts.get_path(["rivers", "0"]),
        n.facts.get_path_text(["rivers", "0"]),
        n.facts.has_key("depth"),
        n.facts.contains_json(json!({"rivers": ["Yodo"]})),
        n.labels.contains_json(json!(["lake"])),
    );
    let text = |text: &str| Some(text.to_owned());
    let first =
        (text("Biwa"), text("true"), Some(json!("Seta")), text("Seta"), true, true, Some(true));
    let second = (None, None, None, None, false, false, None);
    check(&mut db, query.columns(parts), [first, second]).await;
}

#[test]
fn json_as_sql() {
    insta::assert_snapshot!(
        sql!(Notes, Note, |n| n.select().filter(n.facts.get("rivers").get(0).is_not_null()).columns(n.facts.get("name"))),
        @r#"
    Postgres: SELECT "facts" -> $1 FROM "notes"."notes" WHERE ("facts" -> $2) -> $3 IS NOT NULL
    Sqlite:   SELECT "notes"."facts" -> ?1 FROM "notes"."notes" WHERE ("notes"."facts" -> ?2) -> ?3 IS NOT NULL
    "#
    );
}
