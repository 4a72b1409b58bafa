//! Random models in PostgreSQL: what is reflected of them is the model, in the server's words.

use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::normalize::against;
use polyschema_migrate::reflect::{Which, reflect};
use polyschema_test_support::postgres;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::PgConnection;

use crate::support::random_catalog;

#[test]
fn random_models() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Some(database) = runtime.block_on(postgres()) else { return };
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(40) });
    let run = runner.run(&random_catalog(Dialect::Postgres), |catalog| {
        let (found, model) = runtime
            .block_on(async { created_and_dropped(&mut database.connect().await, &catalog).await });
        for name in catalog.schemas().keys() {
            prop_assert_eq!(&found.schemas()[name], &model.schemas()[name]);
        }
        Ok(())
    });
    run.unwrap();
}

/// What the database holds of a catalog, and the catalog in its words.
async fn created_and_dropped(
    connection: &mut PgConnection,
    catalog: &Catalog,
) -> (Catalog, Catalog) {
    catalog.create_all(&mut *connection).await.expect("the catalog can be created");
    let reflected = reflect(connection, &Which::All).await.expect("the database can be reflected");
    assert_eq!(reflected.unsupported, []);
    let normalized = against(connection, catalog, &reflected.catalog).await.expect("it compares");
    assert_eq!(normalized.refused, []);
    let dropped = catalog.drop_all(&mut *connection).await.expect("the catalog can be dropped");
    assert_eq!(dropped.kept_schemas, [""; 0]);
    (reflected.catalog, normalized.catalog)
}
