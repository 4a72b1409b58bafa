//! Tables in schemas that are generic, named at run time, mapped, seen by others, and of extended tables.

#![allow(missing_docs, reason = "these structs are the test")]

#[path = "../common/mod.rs"]
mod common;
mod extension;
mod generic;
mod map;
mod names;
mod reach;
mod world;

/// A test on each database of a function that is generic over it.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            #[tokio::test]
            async fn on_postgres() {
                let Some((_database, mut db)) = crate::world::on_postgres().await else { return };
                super::$test::<polyschema::Postgres>(&mut db).await;
            }

            #[tokio::test]
            async fn on_sqlite() {
                super::$test::<polyschema::Sqlite>(&mut crate::world::on_sqlite().await).await;
            }
        }
    )+};
}
use on_both;
