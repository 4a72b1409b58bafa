//! Random models in PostgreSQL: all but the texts, which the server words anew.

use polyschema_core::metadata::{Fill, IndexOn, TableDef};
use polyschema_core::{Catalog, Dialect};
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
        let found = runtime
            .block_on(async { created_and_dropped(&mut database.connect().await, &catalog).await });
        let shape = |catalog: &Catalog| -> Vec<String> {
            catalog.tables().flat_map(|table| shape(table.def())).collect()
        };
        prop_assert_eq!(shape(&found), shape(&catalog));
        for (name, schema) in catalog.schemas() {
            prop_assert_eq!(&found.schemas()[name].enums, &schema.enums);
        }
        Ok(())
    });
    run.unwrap();
}

async fn created_and_dropped(connection: &mut PgConnection, catalog: &Catalog) -> Catalog {
    catalog.create_all(&mut *connection).await.expect("the catalog can be created");
    let reflected = reflect(connection, &Which::All).await.expect("the database can be reflected");
    assert_eq!(reflected.unsupported, []);
    let dropped = catalog.drop_all(&mut *connection).await.expect("the catalog can be dropped");
    assert_eq!(dropped.kept_schemas, [""; 0]);
    reflected.catalog
}

/// A table without its texts, a line for each part.
fn shape(table: &TableDef) -> Vec<String> {
    let mut table = table.clone();
    table.sort_by_name();
    let mut lines = vec![format!("{} {:?} {:?}", table.name, table.comment, table.primary_key)];
    for column in &table.columns {
        let fill = match &column.fill {
            None => "nothing",
            Some(Fill::Default(_) | Fill::DefaultSql(_)) => "default",
            Some(Fill::Identity(_)) => "identity",
            Some(_) => "generated",
        };
        let (name, sql_type) = (column.name.as_str(), &column.sql_type);
        let (nullable, collation) = (column.nullable, &column.collation);
        lines.push(format!(
            "{name} {sql_type} {nullable} {fill} {collation:?} {:?}",
            column.comment
        ));
    }
    lines.extend(table.unique.iter().map(|unique| format!("{unique:?}")));
    lines.extend(table.foreign_keys.iter().map(|key| format!("{key:?}")));
    lines.extend(table.checks.iter().map(|check| check.name.as_str().to_owned()));
    for index in &table.indexes {
        let keys = index.keys.iter().map(|key| match &key.on {
            IndexOn::Column(name) => format!("{name:?} {}", key.descending),
            IndexOn::Expression(_) => format!("expression {}", key.descending),
        });
        let (keys, partial) = (keys.collect::<Vec<_>>(), index.predicate.is_some());
        lines.push(format!("{:?} {} {keys:?} {partial}", index.name, index.unique));
    }
    lines
}
