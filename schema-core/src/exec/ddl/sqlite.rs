//! What exists in the files attached to an SQLite connection.

use std::collections::BTreeSet;

use futures_core::stream::BoxStream;
use sqlx::sqlite::SqliteQueryResult;
use sqlx::{AssertSqlSafe, Connection, Row, Sqlite, SqliteConnection, Transaction};

use super::attach::attached;
use super::{DdlDriver, DdlOutcome, Job, ddl_connections, refused};
use crate::ddl::Existing;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::ident::{Ident, quote};
use crate::metadata::{Catalog, CatalogError, QualifiedName};

impl DdlDriver for SqliteConnection {
    const DIALECT: Dialect = Dialect::Sqlite;

    /// `IMMEDIATE` locks all attached files at once, so that nobody comes in between looking and creating.
    async fn open(&mut self) -> sqlx::Result<Transaction<'_, Sqlite>> {
        if self.is_in_transaction() {
            self.begin().await
        } else {
            self.begin_with("BEGIN IMMEDIATE").await
        }
    }

    /// The transaction is the lock. Rows of tables that reference each other go one table after the
    /// other, so foreign keys are checked at the end.
    async fn lock(&mut self, _: &Catalog) -> Result<usize> {
        let pragma = sqlx::raw_sql("PRAGMA defer_foreign_keys = ON").execute(self);
        pragma.await.map_err(|source| refused("begin", None, source))?;
        Ok(Self::DIALECT.statements_per_message())
    }

    async fn existing(&mut self, catalog: &Catalog) -> Result<Existing> {
        let files = attached(self).await?;
        let mut existing = Existing::default();
        for schema in catalog.schemas().values() {
            let name = schema.name.as_str();
            if !files.iter().any(|file| file.schema.eq_ignore_ascii_case(name)) {
                return Err(CatalogError::NotAttached { schema: name.to_owned() }.into());
            }
            existing.schemas.insert(schema.name.clone());
            let present = objects(self, &schema.name).await?;
            let has = |kind: &str, name: &Ident| {
                present.contains(&(kind.to_owned(), name.as_str().to_ascii_lowercase()))
            };
            for table in schema.tables.values() {
                if has("table", &table.name.name) {
                    existing.tables.insert(table.name.clone());
                }
                for index in table.indexes.iter().filter(|index| has("index", &index.name)) {
                    let name = QualifiedName::new(schema.name.clone(), index.name.clone());
                    existing.indexes.insert(name);
                }
            }
            let views = schema.views.values().filter(|view| has("view", &view.name.name));
            existing.views.extend(views.map(|view| view.name.clone()));
        }
        Ok(existing)
    }

    /// Not asked: files are not dropped.
    async fn holding(&mut self, schemas: &[Ident]) -> Result<BTreeSet<Ident>> {
        Ok(schemas.iter().cloned().collect())
    }

    fn send(&mut self, sql: String) -> BoxStream<'_, sqlx::Result<SqliteQueryResult>> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(self)
    }

    /// SQLite's place is not passed on by sqlx.
    fn fault_at(_: &sqlx::Error) -> Option<usize> {
        None
    }
}

ddl_connections!(Sqlite, SqliteConnection);

/// Kind and name, in lower case, of what a file holds.
async fn objects(
    connection: &mut SqliteConnection,
    schema: &Ident,
) -> Result<BTreeSet<(String, String)>> {
    let mut sql = String::from("SELECT type, name FROM ");
    quote(schema.as_str(), &mut sql);
    sql.push_str(".sqlite_master");
    let reading = |source| refused("look at what exists", None, source);
    let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_all(connection).await;
    let mut objects = BTreeSet::new();
    for row in rows.map_err(reading)? {
        let kind: String = row.try_get(0).map_err(reading)?;
        let name: String = row.try_get(1).map_err(reading)?;
        objects.insert((kind, name.to_ascii_lowercase()));
    }
    Ok(objects)
}
