//! What exists in a PostgreSQL database, and the lock on its schemas.

use std::collections::BTreeSet;

use futures_core::stream::BoxStream;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgQueryResult};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Row, Transaction};

use super::{
    DdlConnection, DdlDriver, DdlOutcome, Job, ddl_connections, lock_key, refused, run, sealed,
};
use crate::ddl::Existing;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::exec::pool::{SchemaPool, SchemaTransaction};
use crate::ident::Ident;
use crate::metadata::{Catalog, QualifiedName};

/// Everything that a plan asks about, of the schemas in `$1`: its kind, schema, name and constraint.
const EXISTING: &str = "\
    WITH schemas AS (\
        SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname = ANY($1::pg_catalog.text[])\
    ) \
    SELECT 'schema' AS kind, nspname::pg_catalog.text AS schema, '' AS name, '' AS part FROM schemas \
    UNION ALL \
    SELECT CASE WHEN c.relkind IN ('i', 'I') THEN 'index' WHEN c.relkind IN ('v', 'm') THEN 'view' \
        WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END, \
        s.nspname::pg_catalog.text, c.relname::pg_catalog.text, '' \
    FROM pg_catalog.pg_class c JOIN schemas s ON s.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'f', 'i', 'I', 'v', 'm', 'S') \
    UNION ALL \
    SELECT CASE WHEN t.typtype = 'e' THEN 'enum' ELSE 'domain' END, \
        s.nspname::pg_catalog.text, t.typname::pg_catalog.text, '' \
    FROM pg_catalog.pg_type t JOIN schemas s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd') \
    UNION ALL \
    SELECT 'constraint', s.nspname::pg_catalog.text, c.relname::pg_catalog.text, \
        k.conname::pg_catalog.text \
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid \
    JOIN schemas s ON s.oid = c.relnamespace WHERE k.contype IN ('f', 'c', 'u')";

/// The schemas in `$1` that something depends on: just what `DROP SCHEMA .. RESTRICT` asks.
const HOLDING: &str = "\
    SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n \
    WHERE n.nspname = ANY($1::pg_catalog.text[]) AND EXISTS (\
        SELECT FROM pg_catalog.pg_depend d \
        WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass \
            AND d.refobjid = n.oid AND d.deptype = 'n'\
    )";

/// In the order of the keys, so that two who lock several schemas do not wait for each other. A backslash in a
/// literal is one, until the transaction ends: the DDL of a catalog is written so. Citus takes one statement in a
/// message, and is known by its extension.
const LOCK: &str = "\
    SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus'), \
        pg_catalog.pg_advisory_xact_lock(key), \
        pg_catalog.set_config('standard_conforming_strings', 'on', true) \
    FROM pg_catalog.unnest($1::pg_catalog.int8[]) WITH ORDINALITY AS keys(key, position)";

impl DdlDriver for PgConnection {
    const DIALECT: Dialect = Dialect::Postgres;

    /// Each statement sees what others committed, whatever the session's own level is: who waited for the lock
    /// must find what the one before it did.
    async fn open(&mut self) -> sqlx::Result<Transaction<'_, Postgres>> {
        if self.is_in_transaction() {
            self.begin().await
        } else {
            self.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await
        }
    }

    async fn lock(&mut self, catalog: &Catalog) -> Result<usize> {
        let keys: BTreeSet<i64> = catalog.schemas().keys().map(lock_key).collect();
        let keys: Vec<i64> = keys.into_iter().collect();
        let locking = |source| refused("lock of schemas", None, source);
        let rows = sqlx::query(LOCK).bind(keys).persistent(false).fetch_all(self).await;
        let rows = rows.map_err(locking)?;
        let takes_one = match rows.first() {
            Some(row) => row.try_get(0).map_err(locking)?,
            None => false,
        };
        Ok(if takes_one { 1 } else { Self::DIALECT.statements_per_message() })
    }

    async fn existing(&mut self, catalog: &Catalog) -> Result<Existing> {
        let schemas: Vec<&str> = catalog.schemas().keys().map(Ident::as_str).collect();
        let rows = sqlx::query(EXISTING).bind(schemas).persistent(false).fetch_all(self).await;
        let mut existing = Existing::default();
        for row in rows.map_err(reading)? {
            let text = |position: usize| row.try_get::<String, _>(position).map_err(reading);
            let schema = Ident::new(text(1)?)?;
            let kind = text(0)?;
            if kind == "schema" {
                existing.schemas.insert(schema);
                continue;
            }
            let name = QualifiedName::new(schema, Ident::new(text(2)?)?);
            match kind.as_str() {
                "table" => drop(existing.tables.insert(name)),
                "index" => drop(existing.indexes.insert(name)),
                "view" => drop(existing.views.insert(name)),
                "sequence" => drop(existing.sequences.insert(name)),
                "enum" => drop(existing.enums.insert(name)),
                "domain" => drop(existing.domains.insert(name)),
                _ => drop(existing.constraints.insert((name, Ident::new(text(3)?)?))),
            }
        }
        Ok(existing)
    }

    async fn holding(&mut self, schemas: &[Ident]) -> Result<BTreeSet<Ident>> {
        let schemas: Vec<&str> = schemas.iter().map(Ident::as_str).collect();
        let rows = sqlx::query(HOLDING).bind(schemas).persistent(false).fetch_all(self).await;
        let mut holding = BTreeSet::new();
        for row in rows.map_err(reading)? {
            holding.insert(Ident::new(row.try_get::<String, _>(0).map_err(reading)?)?);
        }
        Ok(holding)
    }

    /// With the simple protocol: one round trip, and nothing stays behind in the server session.
    fn send(&mut self, sql: String) -> BoxStream<'_, sqlx::Result<PgQueryResult>> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(self)
    }

    fn fault_at(error: &sqlx::Error) -> Option<usize> {
        match error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.position()? {
            PgErrorPosition::Original(position) => position.checked_sub(1),
            PgErrorPosition::Internal { .. } => None,
        }
    }
}

ddl_connections!(Postgres, PgConnection);

impl sealed::Sealed for &SchemaPool {}

impl DdlConnection for &SchemaPool {
    async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
        let schema = catalog.schemas().keys().next().map_or("", Ident::as_str);
        let mut held =
            self.hold(schema).await.map_err(|source| refused("connect", None, source))?;
        let outcome = run(held.connection(), catalog, job).await?;
        held.done();
        Ok(outcome)
    }
}

impl sealed::Sealed for &mut SchemaTransaction {}

impl DdlConnection for &mut SchemaTransaction {
    async fn run(self, catalog: &Catalog, job: Job) -> Result<DdlOutcome> {
        run::<PgConnection>(self, catalog, job).await
    }
}

fn reading(source: sqlx::Error) -> crate::Error {
    refused("look at what exists", None, source)
}
