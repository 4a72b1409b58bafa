//! Random questions of random rows: what a database answers through the library is what nested loops and
//! three-valued logic in Rust answer.
//!
//! The seed is fixed, so that a run repeats the one before.

#![allow(missing_docs, reason = "these structs are the test")]

mod ask;
mod oracle;
mod typed;
mod world;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tokio::runtime::Runtime;

use crate::world::World;

/// Asks so many times ten questions.
fn check<D: Driver>(runtime: &Runtime, db: &mut D::Connection, cases: u32) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let db = std::cell::RefCell::new(db);
    let with_rows = std::cell::Cell::new(0);
    let checked = runner.run(&(world::data(), vec(ask::ask(), 10)), |(data, asks)| {
        let db = &mut **db.borrow_mut();
        runtime.block_on(async {
            world::fill::<D>(db, &data).await;
            for ask in &asks {
                let answer = typed::answer::<D>(db, ask).await;
                let answer = answer.map_err(|error| {
                    TestCaseError::fail(format!("{ask:?}\n  of {data:?}: {error}"))
                })?;
                let expected = oracle::answer(&data, ask);
                if answer != expected {
                    return Err(TestCaseError::fail(format!(
                        "{ask:?}\n  of       {data:?}\n  got      {answer:?}\n  expected {expected:?}"
                    )));
                }
                with_rows.set(with_rows.get() + u32::from(!answer.is_empty()));
            }
            Ok(())
        })
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
    // Questions that nothing answers would prove little.
    assert!(with_rows.get() > 4 * cases, "{} of {} answers have rows", with_rows.get(), 10 * cases);
}

#[test]
fn random_queries_on_sqlite() {
    let runtime = Runtime::new().unwrap();
    let mut connection = runtime.block_on(async {
        let mut connection = polyschema_test_support::sqlite().await;
        let schema = World::<Sqlite>::schema_ref();
        let location = polyschema::sqlite::Location::Memory;
        polyschema::sqlite::attach(&mut connection, &schema, &location).await.unwrap();
        let catalog = Catalog::of::<World<Sqlite>>().unwrap();
        catalog.create_all(&mut connection).await.unwrap();
        connection
    });
    check::<Sqlite>(&runtime, &mut connection, 600);
}

#[test]
fn random_queries_on_postgres() {
    let runtime = Runtime::new().unwrap();
    let Some(database) = runtime.block_on(polyschema_test_support::postgres()) else { return };
    let mut connection = runtime.block_on(async {
        let mut connection = database.connect().await;
        let catalog = Catalog::of::<World<Postgres>>().unwrap();
        catalog.create_all(&mut connection).await.unwrap();
        connection
    });
    check::<Postgres>(&runtime, &mut connection, 60);
}
