//! The files that are attached to an SQLite connection, as a catalog.
//!
//! SQLite keeps of each object the statement that made it, and reads no more itself. So two queries a
//! file are enough, and all that pragmas leave out is there: the names of constraints, checks, what is
//! deferred. Source: SQLite, "The Schema Table".

mod clause;
mod create_index;
mod create_table;
mod create_view;
mod foreign_key;
mod schema;
mod table;
mod types;

use polyschema_core::Catalog;
use polyschema_core::dialect::Dialect;
use polyschema_core::ident::{Ident, quote};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::{ReflectConnection, ReflectError, Reflected, Which};
use schema::{Object, Schema};

impl ReflectConnection for SqliteConnection {
    /// The transaction is never committed: it only holds what the queries see together.
    async fn reflect(&mut self, which: &Which) -> Result<Reflected, ReflectError> {
        let mut transaction = self.begin().await.map_err(reading("the transaction"))?;
        let reflected = read(&mut transaction, which).await;
        transaction.rollback().await.map_err(reading("the transaction"))?;
        reflected
    }
}

async fn read(connection: &mut SqliteConnection, which: &Which) -> Result<Reflected, ReflectError> {
    let (mut schemas, mut unsupported) = (Vec::new(), Vec::new());
    for name in names(connection, which).await? {
        let objects = objects(connection, &name).await?;
        let shadows = if objects.iter().any(Object::is_virtual_table) {
            shadow_tables(connection, &name).await?
        } else {
            Vec::new()
        };
        let Schema { def, unsupported: more } = schema::read(name, &objects, &shadows);
        schemas.push(def);
        unsupported.extend(more);
    }
    unsupported.sort();
    Ok(Reflected { catalog: Catalog::from_schemas(Dialect::Sqlite, schemas)?, unsupported })
}

/// The schemas to read: under the names that they were asked for, or are attached under.
async fn names(
    connection: &mut SqliteConnection,
    which: &Which,
) -> Result<Vec<Ident>, ReflectError> {
    let rows = sqlx::query("SELECT name FROM pragma_database_list ORDER BY seq")
        .fetch_all(connection)
        .await
        .map_err(reading("the schemas"))?;
    let attached = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>();
    let attached = attached.map_err(reading("the schemas"))?;
    Ok(match which {
        Which::All => {
            let names = attached.iter().filter(|name| *name != "temp");
            names.filter_map(|name| Ident::new(name).ok()).collect()
        }
        Which::Schemas(asked) => {
            let is_attached =
                |name: &&Ident| attached.iter().any(|one| one.eq_ignore_ascii_case(name.as_str()));
            asked.iter().filter(is_attached).cloned().collect()
        }
    })
}

/// What a file holds, in the order in which it was made. Objects of SQLite's own are no part of it.
async fn objects(
    connection: &mut SqliteConnection,
    schema: &Ident,
) -> Result<Vec<Object>, ReflectError> {
    let mut sql = String::from("SELECT type, name, tbl_name, sql FROM ");
    quote(schema.as_str(), &mut sql);
    sql.push_str(".sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid");
    let query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    let rows = query.fetch_all(connection).await.map_err(reading("the objects"))?;
    let object = |row: &sqlx::sqlite::SqliteRow| {
        Ok(Object {
            kind: row.try_get(0)?,
            name: row.try_get(1)?,
            table: row.try_get(2)?,
            sql: row.try_get(3)?,
        })
    };
    rows.iter().map(object).collect::<Result<_, _>>().map_err(reading("the objects"))
}

/// The tables in which virtual tables keep their rows.
async fn shadow_tables(
    connection: &mut SqliteConnection,
    schema: &Ident,
) -> Result<Vec<String>, ReflectError> {
    let sql =
        "SELECT name FROM pragma_table_list WHERE schema = ?1 COLLATE NOCASE AND type = 'shadow'";
    let rows = sqlx::query(sql).bind(schema.as_str()).fetch_all(connection).await;
    let rows = rows.map_err(reading("the virtual tables"))?;
    let names = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>();
    names.map_err(reading("the virtual tables"))
}

fn reading(what: &'static str) -> impl Fn(sqlx::Error) -> ReflectError {
    move |source| ReflectError::Database { what, source }
}
