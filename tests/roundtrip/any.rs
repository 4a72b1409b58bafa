//! Any text, bytes and numbers.

use polyschema::exec::Driver;
use polyschema::prelude::*;
use proptest::prelude::{Strategy, any, prop};
use proptest::strategy::ValueTree;

use crate::common::both;

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "anything", abstract)]
pub struct Anything {
    #[column(primary_key, identity)]
    pub id: i32,
    pub text: String,
    pub bytes: Vec<u8>,
    pub number: i64,
    pub float: f64,
}

#[derive(Schema)]
#[schema(name = "anything", database = D, tables(Anything))]
pub struct Whole<D>(std::marker::PhantomData<D>);

both!(Whole, nothing: any_values);

async fn nothing<D: Driver>(_: &mut D::Connection) {}

/// Rows without what a database cannot keep: NUL in PostgreSQL's text, NaN in SQLite.
fn rows() -> impl Strategy<Value = Vec<NewAnything>> {
    let text = any::<String>().prop_map(|text| text.replace('\0', "0"));
    let float = any::<f64>().prop_filter("no NaN", |float| !float.is_nan());
    let row = (text, any::<Vec<u8>>(), any::<i64>(), float);
    let row =
        row.prop_map(|(text, bytes, number, float)| NewAnything { text, bytes, number, float });
    prop::collection::vec(row, 1..40)
}

async fn any_values<D: Driver>(db: &mut D::Connection) {
    let t = Anything::bind_schema::<Whole<D>>();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..50 {
        let given = rows().new_tree(&mut runner).unwrap().current();
        let stored =
            t.insert_many(given.clone()).returning_all().fetch_all(&mut *db).await.unwrap();
        assert_eq!(stored.len(), given.len());
        for (given, stored) in given.iter().zip(&stored) {
            assert_eq!((&given.text, &given.bytes), (&stored.text, &stored.bytes));
            assert_eq!((given.number, given.float), (stored.number, stored.float));
            let all = t.text.eq(&stored.text).and(t.bytes.eq(&*stored.bytes));
            let all = all.and(t.number.eq(stored.number)).and(t.float.eq(stored.float));
            let found = t.select().filter(all).filter(t.id.eq(stored.id));
            assert_eq!(found.fetch_one(&mut *db).await.unwrap(), *stored);
        }
    }
}
