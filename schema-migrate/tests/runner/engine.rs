//! What answers at the other end of a connection, and how a run obeys it.
//!
//! What obeys Citus is tested against PostgreSQL with what a run looks at: the extension's row, the view of
//! distributed schemas, and the function that copies a table to every node.

use polyschema_core::Dialect;
use polyschema_migrate::apply::Migrator;
use polyschema_migrate::engine::{AdvisoryLocks, Engine, EngineKind, Placement, TransactionalDdl};
use polyschema_test_support::stand_in_for_citus;
use sqlx::PgConnection;

use crate::support::{Db, Postgres, migrator, on_both, revision, to, value, with_sql};

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

fn tenant_and_shared() -> Migrator<PgConnection> {
    let shared = |name: &str, parents, sql: &str| {
        let mut shared = revision(name, parents);
        shared.schema = "shared".to_owned();
        shared.upgrade = polyschema_migrate::migration::NewScript::new(sql);
        shared
    };
    let create = "CREATE SCHEMA :\"asia\";\n\
        CREATE TABLE :\"asia\".cities (country text PRIMARY KEY);\n\
        ALTER TABLE :\"asia\".cities ADD FOREIGN KEY (country) REFERENCES :\"shared\".countries (name)";
    let mut tenant = with_sql("0001_create", "", create, "DROP SCHEMA :\"asia\" CASCADE");
    let first =
        "CREATE SCHEMA :\"shared\";\nCREATE TABLE :\"shared\".countries (name text PRIMARY KEY)";
    let shared = shared("0001_shared", "", first);
    tenant.depends.push(crate::support::key("shared", "0001_shared"));
    migrator(&[shared, tenant])
        .place("asia", Placement::OneNode)
        .place("shared", Placement::EveryNode)
}

#[tokio::test]
async fn citus_distributes_tenants_and_copies_what_they_share() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    stand_in_for_citus(&mut connection, true).await;
    let engine = Engine::of(&mut connection).await.unwrap();
    assert!(matches!(engine.kind(), EngineKind::Citus(_)), "{engine}");
    assert!(engine.to_string().starts_with("Citus 13.2 on PostgreSQL "), "{engine}");
    let migrator = tenant_and_shared();
    migrator.upgrade(&mut connection, &to("head")).await.unwrap();
    assert_eq!(
        value(&mut connection, "SELECT string_agg(schema_name::text, ' ') FROM citus_schemas")
            .await,
        "asia"
    );
    let copied = value(&mut connection, "SELECT string_agg(name, ' ') FROM seen.tables").await;
    assert_eq!(copied, r#""shared"."countries""#);
}

#[tokio::test]
async fn a_schema_that_did_not_become_distributed_is_not_kept() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    stand_in_for_citus(&mut connection, false).await;
    let error = tenant_and_shared().upgrade(&mut connection, &to("head")).await.unwrap_err();
    let expected = "schema `asia` did not become a distributed schema; look at";
    assert!(error.to_string().starts_with(expected), "{error}");
    let there = "SELECT count(*)::text FROM pg_namespace WHERE nspname = 'asia'";
    assert_eq!(value(&mut connection, there).await, "0");
}

#[tokio::test]
async fn what_citus_refuses_is_refused_before_anything_runs() {
    let Some(db) = Postgres::fresh().await else { return };
    let mut connection = db.connect().await;
    stand_in_for_citus(&mut connection, true).await;
    let create = "CREATE SCHEMA :\"asia\" CREATE TABLE t (i int);\n\
        ALTER TABLE :\"asia\".t RENAME CONSTRAINT a TO b;\n\
        ALTER TABLE :\"asia\".t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;\n\
        ALTER TABLE :\"asia\".t ADD CHECK (i > 0), ADD COLUMN x text;\n\
        CREATE TABLE :\"asia\".u (n int GENERATED ALWAYS AS IDENTITY)";
    let migrator = migrator(&[with_sql("0001_create", "", create, "")]);
    let error = migrator.upgrade(&mut connection, &to("head")).await.unwrap_err().to_string();
    let lines: Vec<_> = error.lines().collect();
    assert_eq!(lines.len(), 5, "{error}");
    assert!(
        lines[1].starts_with(
            "asia/0001_create/upgrade.sql line 5: revision `0001_create` of `asia` renames a constraint, which Citus 13.2 on PostgreSQL "
        ) && lines[1].ends_with(" refuses; drop it, and add it under its new name"),
        "{error}"
    );
}
