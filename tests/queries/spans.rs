//! A span for each statement: what its fields are, and when it is entered.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};

use futures_util::{StreamExt, TryStreamExt};
use polyschema::Dialect;
use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::reusable;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::common::both;
use crate::library::{
    Author, Library, NewAuthor, NewReview, authors, books, fill, new_author, new_review, reviews,
};

both!(Library, fill:
    spans_of_verbs, spans_of_several_statements, spans_of_errors, spans_of_other_names,
    spans_of_rows_known_at_run_time, spans_of_ddl, spans_are_entered_when_polled,
);

/// Keeps the spans of polyschema, and what is entered.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    all: Vec<KeptSpan>,
    entered: Vec<u64>,
    /// The spans in which events of sqlx came.
    events: Vec<Option<u64>>,
}

#[derive(Default)]
struct KeptSpan {
    fields: Fields,
    parent: Option<u64>,
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        self.0.insert(field.name(), text.trim_matches('"').to_owned());
    }
}

impl Spans {
    /// Listens in this thread.
    fn listen() -> (Self, DefaultGuard) {
        // With one listener alone, tracing asks that of whichever thread comes first whether anybody listens: another
        // test's thread, where nobody does (tracing-core 0.1, `Dispatchers::rebuilder`).
        static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Spans::default()));
        LazyLock::force(&SECOND);
        let spans = Self::default();
        let guard = tracing::subscriber::set_default(spans.clone());
        (spans, guard)
    }

    /// The spans since the last time: names, rows returned or affected, and what was wrong.
    fn take(&self) -> Vec<String> {
        let mut kept = self.0.lock().unwrap();
        assert!(kept.entered.is_empty(), "a span is entered, and never left");
        let shown = |span: &KeptSpan| {
            let field = |name| span.fields.0.get(name).map_or("", String::as_str);
            let mut shown = field("db.operation.name").to_owned();
            for part in ["db.namespace", "db.collection.name"] {
                if !field(part).is_empty() {
                    shown += &format!(" {}", field(part));
                }
            }
            for (field, value) in &span.fields.0 {
                if field.starts_with("db.response") || field.starts_with("error") {
                    let (_, last) = field.rsplit_once('.').unwrap();
                    shown += &format!(" {last}={value}");
                }
            }
            shown
        };
        let shown = kept.all.iter().map(shown).collect();
        *kept = Kept::default();
        shown
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        matches!(metadata.target(), "polyschema::query" | "sqlx::query")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        assert_eq!((span.metadata().level(), span.metadata().name()), (&Level::DEBUG, "statement"));
        let mut kept = self.0.lock().unwrap();
        let mut new = KeptSpan { parent: kept.entered.last().copied(), ..KeptSpan::default() };
        span.record(&mut new.fields);
        kept.all.push(new);
        Id::from_u64(kept.all.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut kept = self.0.lock().unwrap();
        values.record(&mut kept.all[span.into_u64() as usize - 1].fields);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        assert_eq!(event.metadata().target(), "sqlx::query");
        let mut kept = self.0.lock().unwrap();
        let span = kept.entered.last().copied();
        kept.events.push(span);
    }

    fn enter(&self, span: &Id) {
        self.0.lock().unwrap().entered.push(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        assert_eq!(self.0.lock().unwrap().entered.pop(), Some(span.into_u64()));
    }
}

async fn spans_of_verbs<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let (spans, _guard) = Spans::listen();
    let names = || a.select().order_by(a.name.asc()).columns(a.name);

    names().fetch_all(&mut *db).await.unwrap();
    names().fetch_one(&mut *db).await.unwrap();
    a.find(100).fetch_optional(&mut *db).await.unwrap();
    a.find(100).fetch_one(&mut *db).await.unwrap_err();
    assert_eq!(
        spans.take(),
        [
            "select library authors returned_rows=4",
            "select library authors returned_rows=1",
            "select library authors returned_rows=0",
            "select library authors returned_rows=0",
        ]
    );
    names().stream(&mut *db).try_collect::<Vec<_>>().await.unwrap();
    let mut stream = names().stream(&mut *db);
    stream.next().await.unwrap().unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    names().page(1).page_size(3).fetch_page(&mut *db).await.unwrap();
    a.select().keyset(a.name.asc()).page_size(2).fetch_page(&mut *db).await.unwrap();
    assert_eq!(
        spans.take(),
        [
            "select library authors returned_rows=4",
            "select library authors returned_rows=2",
            "select library authors returned_rows=3",
            "select library authors returned_rows=3",
        ]
    );
    let id = a.insert(NewAuthor::new("Eve")).returning(a.author_id);
    let id = id.fetch_one(&mut *db).await.unwrap();
    a.update().set(a.active, false).filter(a.author_id.ge(id)).execute(&mut *db).await.unwrap();
    a.delete_by_key(id).execute(&mut *db).await.unwrap();
    assert_eq!(
        spans.take(),
        [
            "insert library authors returned_rows=1",
            "update library authors affected_rows=1",
            "delete library authors affected_rows=1",
        ]
    );
    raw!("UPDATE {a} SET {a.score:bare} = 1").execute(&mut *db).await.unwrap();
    raw!("SELECT 1").on::<D>().rows::<i32>().fetch_one(&mut *db).await.unwrap();
    b.select().explain().fetch(&mut *db).await.unwrap();
    let query = reusable(|library, name| {
        let a = Author::bind::<Library<D>>(library);
        a.select().filter(a.name.eq(name))
    });
    query.unwrap().in_schema(&Library::<D>::schema_ref()).with("Bo").fetch_all(db).await.unwrap();
    let said = spans.take();
    assert_eq!(
        said,
        [
            "raw library authors affected_rows=4",
            "raw returned_rows=1",
            "explain library books returned_rows=1",
            "select library authors returned_rows=1",
        ]
    );
}

/// Rows that take several statements, in one transaction.
async fn spans_of_several_statements<D: Driver>(db: &mut D::Connection) {
    let r = reviews::<D>();
    let rows = (0..10_000).map(|i| new_review(2, &format!("reviewer {i}"), 1, Some("fine")));
    let (spans, _guard) = Spans::listen();
    let rows: Vec<NewReview> = rows.collect();
    r.insert_many(rows).execute(&mut *db).await.unwrap();
    let said = spans.take();
    let count = |span: &String| {
        let (operation, rows) = span.split_once(" affected_rows=").unwrap();
        assert_eq!(operation, "insert library reviews");
        rows.parse::<u64>().unwrap()
    };
    assert_eq!(said.iter().map(count).sum::<u64>(), 10_000);
    assert_eq!(said.len() > 1, Library::<D>::schema_ref().dialect() == Dialect::Sqlite);
}

/// An error is told by its code: its text can hold values.
async fn spans_of_errors<D: Driver>(db: &mut D::Connection) {
    let (a, b) = (authors::<D>(), books::<D>());
    let dialect = Library::<D>::schema_ref().dialect();
    let (spans, _guard) = Spans::listen();
    a.insert(NewAuthor::new("Ada")).execute(&mut *db).await.unwrap_err();
    for span in &spans.0.lock().unwrap().all {
        let fields = &span.fields.0;
        assert!(fields.values().all(|value| !value.contains("Ada")), "{fields:?}");
        assert_eq!(fields["otel.status_code"], "ERROR");
    }
    let code = match dialect {
        Dialect::Postgres => "23505",
        Dialect::Sqlite => "2067",
    };
    assert_eq!(spans.take(), [format!("insert library authors status_code={code} type={code}")]);
    // A row that does not fit, in a stream and in a list.
    let query = raw!("SELECT NULL FROM {b}").rows::<i32>();
    query.clone().fetch_all(&mut *db).await.unwrap_err();
    let mut stream = query.stream(&mut *db);
    stream.next().await.unwrap().unwrap_err();
    drop(stream);
    assert_eq!(
        spans.take(),
        ["raw library books type=decode", "raw library books returned_rows=0 type=decode"]
    );
    // What is wrong before anything is sent has no span.
    a.select().page(0).fetch_page(&mut *db).await.unwrap_err();
    assert!(spans.take().is_empty());
}

/// The name that the database knows, and all fields.
async fn spans_of_other_names<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let (spans, _guard) = Spans::listen();
    let map = SchemaMap::new().with::<Library<D>>("attic").unwrap();
    a.select().with_schema_map(&map).fetch_all(db).await.unwrap_err();
    let kept = std::mem::take(&mut *spans.0.lock().unwrap());
    let mut fields = kept.all.into_iter().next().unwrap().fields.0;
    let code = fields.remove("error.type").unwrap();
    let (system, missing) = match Library::<D>::schema_ref().dialect() {
        Dialect::Postgres => ("postgresql", "42P01"),
        Dialect::Sqlite => ("sqlite", "1"),
    };
    assert_eq!(code, missing);
    let expected = [
        ("db.collection.name", "authors"),
        ("db.namespace", "attic"),
        ("db.operation.name", "select"),
        ("db.response.status_code", missing),
        ("db.system.name", system),
        ("otel.kind", "client"),
        ("otel.name", "select authors"),
        ("otel.status_code", "ERROR"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name, value.to_owned())).into());
}

async fn spans_of_rows_known_at_run_time<D: Driver>(db: &mut D::Connection) {
    let catalog = Catalog::of::<Library<D>>().unwrap();
    let reviews = catalog.table("library.reviews").unwrap();
    let (spans, _guard) = Spans::listen();
    let row = serde_json::json!({ "book_id": 2, "reviewer": "z", "stars": 4 });
    reviews.insert(&row).unwrap().execute::<D, _>(&mut *db).await.unwrap();
    reviews.select().fetch_all::<D, _>(db).await.unwrap();
    assert_eq!(
        spans.take(),
        ["insert library reviews affected_rows=1", "select library reviews returned_rows=4"]
    );
}

async fn spans_of_ddl<D: Driver>(db: &mut D::Connection)
where
    for<'c> &'c mut D::Connection: polyschema::exec::DdlConnection,
{
    let catalog = Catalog::of::<Library<D>>().unwrap();
    let (spans, _guard) = Spans::listen();
    let outcome = catalog.drop_all(&mut *db).await.unwrap();
    {
        let kept = spans.0.lock().unwrap();
        assert!(kept.all[1..].iter().all(|span| span.parent == Some(1)));
    }
    let said = spans.take();
    assert_eq!(said[0], "drop all");
    assert_eq!(said.len(), 1 + outcome.statements.len());
    assert!(said.contains(&"drop table library authors".to_owned()), "{said:?}");
    catalog.create_all(&mut *db).await.unwrap();
    let said = spans.take();
    assert_eq!(said[0], "create all");
    assert!(said.contains(&"create table library authors".to_owned()), "{said:?}");
}

/// What else runs between two polls runs outside of the span.
async fn spans_are_entered_when_polled<D: Driver>(db: &mut D::Connection) {
    let a = authors::<D>();
    let (spans, _guard) = Spans::listen();
    let inside = || !spans.0.lock().unwrap().entered.is_empty();
    let others = async {
        for _ in 0..10 {
            assert!(!inside());
            tokio::task::yield_now().await;
        }
    };
    let (rows, ()) = futures_util::future::join(a.select().fetch_all(&mut *db), others).await;
    assert_eq!(rows.unwrap().len(), 4);
    let mut stream = a.select().stream(&mut *db);
    while let Some(row) = stream.next().await {
        assert!(row.is_ok() && !inside());
    }
    drop(stream);
    // What sqlx says of a statement, it says inside; SQLite's worker says it in a thread of its own.
    let kept = std::mem::take(&mut *spans.0.lock().unwrap());
    if Library::<D>::schema_ref().dialect() == Dialect::Postgres {
        assert_eq!(kept.events, [Some(1), Some(2)]);
    }
}

#[tokio::test]
async fn spans_of_copies() {
    let Some(database) = polyschema_test_support::postgres().await else { return };
    let mut db = database.connect().await;
    Catalog::of::<Library<Postgres>>().unwrap().create_all(&mut db).await.unwrap();
    let a = authors::<Postgres>();
    let (spans, _guard) = Spans::listen();
    let rows = ["E", "F", "G"].map(|name| new_author(name, None, 1.0, true));
    a.copy_in(rows.clone()).execute(&mut db).await.unwrap();
    a.copy_out().fetch_all(&mut db).await.unwrap();
    a.copy_in(rows).execute(&mut db).await.unwrap_err();
    assert_eq!(
        spans.take(),
        [
            "copy library authors affected_rows=3",
            "copy library authors returned_rows=3",
            "copy library authors status_code=23505 type=23505",
        ]
    );
}
