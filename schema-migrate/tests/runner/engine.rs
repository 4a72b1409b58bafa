//! What answers at the other end of a connection.

use polyschema_core::Dialect;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::engine::{AdvisoryLocks, Engine, EngineKind, TransactionalDdl};

use crate::support::{Db, Postgres, on_both};

on_both! {
    the_server_says_what_it_is
}

mod tests {
    use super::*;

    pub async fn the_server_says_what_it_is<D: Db>(db: D) {
        let engine = Engine::of(&mut db.connect().await).await.unwrap();
        assert_eq!(engine.dialect(), D::DIALECT);
        let locks = match D::DIALECT {
            Dialect::Postgres => AdvisoryLocks::Database,
            Dialect::Sqlite => AdvisoryLocks::None,
        };
        assert_eq!(engine.advisory_locks(), locks);
        assert_eq!(engine.transactional_ddl(), TransactionalDdl::Full);
        assert!(!engine.ddl_commits());
        let plain = Engine::of_dialect(D::DIALECT);
        assert_eq!(engine.kind(), plain.kind());
        assert!(engine.version() >= plain.version(), "{engine}");
    }
}

/// An extension by that name is enough: nobody looks further.
#[tokio::test]
async fn the_extension_makes_it_citus() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    connection.send("SET allow_system_table_mods = on").await.unwrap();
    connection
        .send(
            "INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) \
            VALUES (99999, 'citus', 10, 11, false, '13.2-1')",
        )
        .await
        .unwrap();
    let engine = Engine::of(&mut connection).await.unwrap();
    assert!(matches!(engine.kind(), EngineKind::Citus(_)), "{engine}");
    assert!(engine.to_string().starts_with("Citus 13.2 on PostgreSQL "), "{engine}");
    assert_eq!(engine.statements_per_message(), 1);
}
