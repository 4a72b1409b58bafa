//! What a database does not keep is refused, and nothing is written in its place.

use polyschema::Error;
use polyschema::exec::Driver;
use polyschema::prelude::*;

use crate::common::{both, check};

#[derive(Debug, Clone, Default, PartialEq, Table)]
#[table(name = "things", abstract)]
pub struct Thing {
    #[column(primary_key, char = 5)]
    pub code: String,
    pub ratio: Option<f64>,
    pub part: Option<f32>,
    #[column(varchar = 3)]
    pub name: Option<String>,
    pub small: Option<i16>,
}

#[derive(Schema)]
#[schema(name = "limits", database = D, tables(Thing))]
pub struct Limits<D>(std::marker::PhantomData<D>);

both!(Limits, nothing: nan, nul_in_text, too_long, padded_keys, patterns_on_padded_text);

async fn nothing<D: Driver>(_: &mut D::Connection) {}

fn things<D: Driver>() -> BoundTable<Thing, Limits<D>> {
    Thing::bind_schema()
}

fn thing(code: &str) -> NewThing {
    NewThing::new(code)
}

async fn nan<D: Driver>(db: &mut D::Connection) {
    let t = things::<D>();
    let rows = || {
        [
            NewThing { ratio: Some(f64::NAN), ..thing("a") },
            NewThing { part: Some(f32::NAN), ..thing("b") },
        ]
    };
    for row in rows() {
        match t.insert(row).execute(&mut *db).await {
            Ok(changed) => assert_eq!((changed, D::DIALECT), (1, polyschema::Dialect::Postgres)),
            Err(Error::Bind { why }) => assert_eq!(why, "SQLite has no NaN: it would store NULL"),
            Err(error) => panic!("{error}"),
        }
    }
    check(db, t.select().filter(t.ratio.is_null()).filter(t.part.is_null()), []).await;
}

async fn nul_in_text<D: Driver>(db: &mut D::Connection) {
    let t = things::<D>();
    let row = NewThing { name: Some("\0".to_owned()), ..thing("a") };
    match t.insert(row).returning(t.name).fetch_one(&mut *db).await {
        Ok(name) => assert_eq!(name.as_deref(), Some("\0")),
        Err(error) => {
            assert!(matches!(error, Error::Database(_)), "{error}");
            check(db, t.select(), []).await;
        }
    }
}

async fn too_long<D: Driver>(db: &mut D::Connection) {
    let t = things::<D>();
    let row = NewThing { name: Some("four".to_owned()), ..thing("a") };
    t.insert(row).execute(&mut *db).await.unwrap_err();
    t.insert(thing("123456")).execute(&mut *db).await.unwrap_err();
    t.insert(thing("a")).execute(&mut *db).await.unwrap();
    t.update().set(t.name, "four").all_rows().execute(&mut *db).await.unwrap_err();
    check(db, t.select().columns(t.name), [None]).await;
}

/// PostgreSQL pads `char(5)`; what was read finds its row, and so does what was written.
async fn padded_keys<D: Driver>(db: &mut D::Connection) {
    let t = things::<D>();
    let mut row = t.insert(thing("ab")).returning_all().fetch_one(&mut *db).await.unwrap();
    assert_eq!(row.code.trim_end(), "ab");
    let found = [t.find("ab"), t.find(&row.code)];
    for find in found {
        assert_eq!(find.fetch_one(&mut *db).await.unwrap(), row);
    }
    for code in ["ab", &*row.code] {
        check(db, t.select().filter(t.code.eq(code)), [row.clone()]).await;
        check(db, t.select().filter(t.code.is_in([code, "x"])), [row.clone()]).await;
        check(db, t.select().filter(t.code.between(code, code)), [row.clone()]).await;
        check(db, t.select().filter(t.code.ne(code)), []).await;
    }
    row.small = Some(7);
    assert_eq!(t.update_by_key(&row).execute(&mut *db).await.unwrap(), 1);
    assert_eq!(t.delete_by_key(&row.code).execute(&mut *db).await.unwrap(), 1);
}

async fn patterns_on_padded_text<D: Driver>(db: &mut D::Connection) {
    let t = things::<D>();
    t.insert(thing("ab")).execute(&mut *db).await.unwrap();
    check(db, t.select().filter(t.code.like("a%")).columns(count_all()), [1]).await;
    check(db, t.select().filter(t.code.like("%c%")).columns(count_all()), [0]).await;
    check(db, t.select().filter(t.code.not_like("b%")).columns(count_all()), [1]).await;
}
