//! The functions of text.

use polyschema::exec::Driver;
use polyschema::expr::escape_like;
use polyschema::prelude::*;

use crate::common::{both, check, sql};
use crate::library::{Author, Library, authors, books, fill, new_author, reviews};

both!(Library, fill:
    functions, characters, absent_text, occurrences, empty_text, escaped_patterns, rows_in_one_text,
);

fn names<const N: usize>(names: [&str; N]) -> [String; N] {
    names.map(str::to_owned)
}

async fn functions<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let one = a.select().filter(a.name.eq("Ada"));
    let query = one.clone().columns((
        a.name.lower(),
        a.name.upper(),
        a.name.concat("!").concat(a.name),
        a.name.replace("A", "aa"),
        a.name.substring(2, 2),
    ));
    let [lower, upper, twice, replaced, part] = names(["ada", "ADA", "Ada!Ada", "aada", "da"]);
    check(db, query, [(lower, upper, twice, replaced, part)]).await;
    let padded = literal("  x ".to_owned());
    let query =
        one.columns((padded.clone().trim(), padded.clone().trim_start(), padded.trim_end()));
    let [both, start, end] = names(["x", "x ", "  x"]);
    check(db, query, [(both, start, end)]).await;
}

async fn characters<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    a.insert(new_author("Zoë É", None, 1.0, true)).execute(&mut *db).await.unwrap();
    let query = a.select().filter(a.name.length().gt(3));
    let query = query.columns((a.name.length(), a.name.position_of("É"), a.name.position_of("?")));
    check(db, query, [(5, 5, 0)]).await;
}

async fn absent_text<D: Driver>(db: &mut D::Connection) {
    let (a, b, r) = (authors::<D>(), books::<D>(), reviews::<D>());
    let query = r.select().order_by(r.reviewer.asc()).filter(r.book_id.eq(1));
    let query = query.columns((r.note.upper(), r.note.length(), r.reviewer.concat(r.note)));
    let present = (Some("OK".to_owned()), Some(2), Some("yok".to_owned()));
    check(db, query, [(None, None, None), present]).await;
    let query = a.select().left_join(b).filter(a.name.eq("Bo"));
    check(db, query.columns((b.title.length(), b.title.starts_with("E"))), [(None, None)]).await;
}

async fn occurrences<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let query = b.select().order_by(b.book_id.asc()).columns(b.title);
    check(db, query.clone().filter(b.title.contains("_")), names(["Notes_50%"])).await;
    check(db, query.clone().filter(b.title.ends_with("%")), names(["Notes_50%"])).await;
    check(db, query.clone().filter(b.title.ends_with("ers")), names(["Rivers"])).await;
    check(db, query.clone().filter(b.title.starts_with("notes")), []).await;
    check(db, query.clone().filter(b.title.starts_with("N")), names(["Notes_50%"])).await;
    check(db, query.filter(not(b.title.contains("e"))), []).await;
    let joined = b.select().join(a).filter(b.title.contains(a.name.substring(2, 1).lower()));
    check(db, joined.order_by(b.title.asc()).columns(b.title), names(["Lakes"])).await;
}

async fn empty_text<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let one = a.select().filter(a.name.eq("Ada"));
    let query =
        one.clone().columns((a.name.starts_with(""), a.name.ends_with(""), a.name.contains("")));
    check(db, query, [(true, true, true)]).await;
    let longer = "and Ada";
    let query = one.columns((
        a.name.starts_with(longer),
        a.name.ends_with(longer),
        a.name.contains(longer),
    ));
    check(db, query, [(false, false, false)]).await;
}

async fn escaped_patterns<D: Driver>(db: &mut D::Connection) {
    let b = books::<D>();
    let query = b.select().columns(b.title);
    let pattern = format!("%{}%", escape_like("s_50%"));
    check(db, query.clone().filter(b.title.like(pattern)), names(["Notes_50%"])).await;
    let pattern = format!("{}%", escape_like("Engine_"));
    check(db, query.filter(b.title.like(pattern)), []).await;
}

async fn rows_in_one_text<D: Driver>(db: &mut D::Connection) {
    let (b, r) = (books::<D>(), reviews::<D>());
    let notes = b.select().filter(b.book_id.eq(3)).columns(b.title.string_agg(", "));
    check(db, notes, [Some("Rivers".to_owned())]).await;
    let none = b.select().filter(b.book_id.eq(0)).columns(b.title.string_agg(", "));
    check(db, none, [None]).await;
    let query = r.select().group_by(r.reviewer).order_by(|reviewer| reviewer.asc());
    let query = query.columns(|reviewer| (reviewer, r.note.string_agg("; ").filter(r.stars.ge(3))));
    let [x, y, fine, ok] = names(["x", "y", "fine", "ok"]);
    check(db, query, [(x, Some(fine)), (y, Some(ok))]).await;
}

#[tokio::test]
async fn text_on_postgres() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    polyschema::Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    fill::<Postgres>(&mut db).await;
    let a = authors::<Postgres>();
    let query = a.select().filter(a.name.ilike("%A")).columns(a.name);
    check(&mut db, query, names(["Ada"])).await;
    let listed = a.name.string_agg(", ").order_by(a.born.desc().nulls_last());
    let query = a.select().columns((listed, count_all()));
    check(&mut db, query, [(Some("Dee, Cy, Ada, Bo".to_owned()), 4)]).await;
}

#[test]
fn text_as_sql() {
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().filter(a.name.starts_with("A").or(a.name.ends_with("e"))).columns((a.name.lower().length(), a.name.concat("?")))),
        @r#"
    Postgres: SELECT length(lower("name")), "name" || $1 FROM "library"."authors" WHERE starts_with("name", $2) OR substr("name", length("name") - length($3) + 1) = $4
    Sqlite:   SELECT length(lower("authors"."name")), "authors"."name" || ?1 FROM "library"."authors" WHERE instr("authors"."name", ?2) = 1 OR substr("authors"."name", length("authors"."name") - length(?3) + 1) = ?4
    "#
    );
    insta::assert_snapshot!(
        sql!(Library, Author, |a| a.select().columns(a.name.string_agg("; ").filter(a.active))),
        @r#"
    Postgres: SELECT string_agg("name", $1) FILTER (WHERE "active") FROM "library"."authors"
    Sqlite:   SELECT group_concat("authors"."name", ?1) FILTER (WHERE "authors"."active") FROM "library"."authors"
    "#
    );
}
