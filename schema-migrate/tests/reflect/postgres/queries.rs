//! How many queries it takes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use polyschema_migrate::normalize::against;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber};

use super::{all, database, run};

/// Counts the statements that sqlx sends in this thread.
#[derive(Clone, Default)]
struct Statements(Arc<AtomicUsize>);

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What a piece of work sends.
async fn statements<T>(work: impl Future<Output = T>) -> (usize, T) {
    // With one listener alone, tracing asks that of whichever thread comes first whether anybody listens: another
    // test's thread, where nobody does (tracing-core 0.1, `Dispatchers::rebuilder`).
    static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Statements::default()));
    LazyLock::force(&SECOND);
    let statements = Statements::default();
    let _guard = tracing::subscriber::set_default(statements.clone());
    let result = work.await;
    (statements.0.load(Ordering::Relaxed), result)
}

fn schema(number: usize) -> String {
    format!(
        "CREATE SCHEMA s{number}; CREATE TYPE s{number}.mood AS ENUM ('happy');
        CREATE TABLE s{number}.a (id integer PRIMARY KEY, mood s{number}.mood DEFAULT 'happy', UNIQUE (mood),
            CONSTRAINT positive CHECK (id > 0 AND id < 9));
        CREATE TABLE s{number}.b (id integer REFERENCES s{number}.a, n serial); CREATE INDEX ON s{number}.b (id);
        CREATE VIEW s{number}.v AS SELECT id FROM s{number}.b;"
    )
}

#[tokio::test]
async fn as_many_for_one_schema_as_for_thirty() {
    let Some((_database, mut connection)) = database(&schema(0)).await else { return };
    let (of_one, one) = statements(all(&mut connection)).await;
    run(&mut connection, &(1..30).map(schema).collect::<String>()).await;
    let (of_thirty, thirty) = statements(all(&mut connection)).await;
    assert_eq!((one.catalog.tables().count(), thirty.catalog.tables().count()), (2, 60));
    assert_eq!(of_one, of_thirty);
    assert!((8..12).contains(&of_one), "{of_one}");

    let (of_the_same, _) =
        statements(against(&mut connection, &thirty.catalog, &thirty.catalog)).await;
    assert_eq!(of_the_same, 0, "there is nothing to ask");
    let dialect = thirty.catalog.dialect();
    let mut schemas = thirty.catalog.clone().into_schemas();
    for schema in schemas.values_mut() {
        if let Some(table) = schema.tables.get_mut("a") {
            table.checks[0].predicate = "(id > 0) and 9 > id".to_owned();
        }
    }
    let model = polyschema_core::Catalog::from_schemas(dialect, schemas.into_values()).unwrap();
    let (of_thirty_texts, normalized) =
        statements(against(&mut connection, &model, &thirty.catalog)).await;
    assert_eq!(normalized.unwrap().catalog, model, "`9 > id` is other words to the server, too");
    assert!((1..16).contains(&of_thirty_texts), "{of_thirty_texts}");
}
