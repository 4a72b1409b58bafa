//! Random pairs of catalogs, in real databases.

use polyschema_core::metadata::SqlType;
use polyschema_core::{Catalog, Dialect};
use polyschema_migrate::plan::Form;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::cases::Case;
use super::databases::{Database, check_case, looks_at_rows};
use super::support::random_catalog;

/// How many pairs each database gets; more with `PROPTEST_CASES` in the environment.
fn pairs(usual: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    Config { cases: cases.unwrap_or(usual), failure_persistence: None, ..Config::default() }
}

fn case(dialect: Dialect, (from, to): (Catalog, Catalog)) -> Case {
    Case { name: "random".to_owned(), dialect, since: 0, from, to }
}

fn pair(dialect: Dialect) -> impl Strategy<Value = (Catalog, Catalog)> {
    let catalog = || random_catalog(dialect).prop_map(without_foreign_keys_of_arrays);
    (catalog(), catalog())
}

/// PostgreSQL creates a foreign key from `text[]` to `varchar(5)[]` with its table, but cannot validate it:
/// "cannot determine element type of "anyarray" argument".
fn without_foreign_keys_of_arrays(catalog: Catalog) -> Catalog {
    let dialect = catalog.dialect();
    let mut schemas = catalog.into_schemas();
    for table in schemas.values_mut().flat_map(|schema| schema.tables.values_mut()) {
        let columns = table.columns.clone();
        table.foreign_keys.retain(|key| {
            let of_key = columns.iter().filter(|column| key.columns.contains(&column.name));
            !of_key.into_iter().any(|column| matches!(column.sql_type, SqlType::Array(_)))
        });
    }
    Catalog::from_schemas(dialect, schemas.into_values()).unwrap()
}

fn check<D: Database>(database: &mut D, dialect: Dialect, config: Config, form: Form) {
    let cell = std::cell::RefCell::new(database);
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&pair(dialect), |pair| {
        let case = case(dialect, pair);
        let mut database = cell.borrow_mut();
        tokio::task::block_in_place(|| {
            let run = check_case(&mut **database, &case, form, looks_at_rows);
            tokio::runtime::Handle::current().block_on(run)
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn postgres_gets_from_any_catalog_to_any_other() {
    let Some(server) = polyschema_test_support::postgres().await else { return };
    let mut connection = server.connect().await;
    check(&mut connection, Dialect::Postgres, pairs(8), Form::Direct);
    check(&mut connection, Dialect::Postgres, pairs(8), Form::Online);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sqlite_gets_from_any_catalog_to_any_other() {
    let mut connection = polyschema_test_support::sqlite().await;
    check(&mut connection, Dialect::Sqlite, pairs(24), Form::Direct);
}
