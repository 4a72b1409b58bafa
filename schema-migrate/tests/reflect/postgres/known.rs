//! Databases that many know, or pieces of them: what is read of them creates them again.

use super::{all, database};

macro_rules! known {
    ($name:literal) => {
        include_str!(concat!("../../databases/postgres/", $name, ".sql"))
    };
}

/// Creates in an empty database what is read of another; what a catalog cannot express is there before.
async fn check_created_again(sql: &str) {
    let Some((_database, mut connection)) = database(sql).await else { return };
    let known = all(&mut connection).await.catalog;
    assert!(known.tables().count() > 5);
    let before = sql.split_once("-- end of what a catalog cannot express").map_or("", |(it, _)| it);
    let Some((_database, mut connection)) = database(before).await else { return };
    known.create_all(&mut connection).await.unwrap();
    let again = all(&mut connection).await.catalog;
    for (name, schema) in known.schemas() {
        assert_eq!(again.schemas().get(name), Some(schema));
    }
}

#[tokio::test]
async fn pagila() {
    check_created_again(known!("pagila")).await;
}

#[tokio::test]
async fn two_music_shops() {
    check_created_again(known!("shops")).await;
}

#[tokio::test]
async fn northwind() {
    check_created_again(known!("northwind")).await;
}

#[tokio::test]
async fn what_frameworks_make() {
    check_created_again(known!("frameworks")).await;
}

#[tokio::test]
async fn musicbrainz() {
    check_created_again(known!("musicbrainz")).await;
}
