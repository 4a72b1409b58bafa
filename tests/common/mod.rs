//! One test body for both databases, and checks that say where they were called.

#![allow(dead_code, unused_macros, unused_imports, reason = "each test binary uses a part")]

use std::fmt::Debug;
use std::future::Future;
use std::panic::Location;

use polyschema::exec::Driver;
use polyschema::prelude::*;
use polyschema::query::{Query, Rows};

/// Makes a test for each database of functions that are generic over it.
///
/// Each gets a database of its own in which the schema is created, and `$fill` has run.
macro_rules! both {
    ($schema:ident, $fill:ident: $($test:ident),+ $(,)?) => {$(
        mod $test {
            use super::*;

            #[tokio::test]
            async fn on_postgres() {
                let Some(database) = polyschema_test_support::postgres().await else { return };
                let mut connection = database.connect().await;
                let catalog = polyschema::Catalog::of::<$schema<Postgres>>().unwrap();
                catalog.create_all(&mut connection).await.unwrap();
                $fill::<Postgres>(&mut connection).await;
                super::$test::<Postgres>(&mut connection).await;
            }

            #[tokio::test]
            async fn on_sqlite() {
                let mut connection = polyschema_test_support::sqlite().await;
                let schema = $schema::<Sqlite>::schema_ref();
                let location = polyschema::sqlite::Location::Memory;
                polyschema::sqlite::attach(&mut connection, &schema, &location).await.unwrap();
                let catalog = polyschema::Catalog::of::<$schema<Sqlite>>().unwrap();
                catalog.create_all(&mut connection).await.unwrap();
                $fill::<Sqlite>(&mut connection).await;
                super::$test::<Sqlite>(&mut connection).await;
            }
        }
    )+};
}
pub(crate) use both;

/// The SQL of a statement in both dialects: one line where only the sign of the placeholders differs.
macro_rules! sql {
    ($schema:ident, $table:ident, |$bound:ident| $statement:expr) => {{
        let postgres = {
            let $bound = $table::bind_schema::<$schema<Postgres>>();
            $statement.to_sql().unwrap()
        };
        let sqlite = {
            let $bound = $table::bind_schema::<$schema<Sqlite>>();
            $statement.to_sql().unwrap()
        };
        $crate::common::in_both(&postgres, &sqlite)
    }};
}
pub(crate) use sql;

pub fn in_both(postgres: &str, sqlite: &str) -> String {
    if sqlite.replace('?', "$") == postgres {
        return postgres.to_owned();
    }
    format!("Postgres: {postgres}\nSqlite:   {sqlite}")
}

/// That a query returns these rows, in this order.
#[track_caller]
pub fn check<'c, D, Q>(
    db: &'c mut D::Connection,
    query: Q,
    expected: impl IntoIterator<Item = <Q::Rows as Rows>::Row>,
) -> impl Future<Output = ()> + 'c
where
    D: Driver,
    Q: Query<Database = D, Rows: Rows<Row: PartialEq + Debug>> + 'c,
{
    let at = Location::caller();
    let expected: Vec<_> = expected.into_iter().collect();
    async move {
        let rows = query.fetch_all(db).await.unwrap_or_else(|error| panic!("{at}: {error}"));
        assert!(rows == expected, "{at}:\n  got      {rows:?}\n  expected {expected:?}");
    }
}

/// That a statement changes so many rows.
#[track_caller]
pub fn check_changed<'c, D, Q>(
    db: &'c mut D::Connection,
    statement: Q,
    expected: u64,
) -> impl Future<Output = ()> + 'c
where
    D: Driver,
    Q: Statement<Database = D> + 'c,
{
    let at = Location::caller();
    async move {
        let changed = statement.execute(db).await.unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(changed, expected, "{at}");
    }
}
