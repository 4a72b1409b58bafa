//! The statements of the history table.

use polyschema_core::Dialect;
use polyschema_core::ident::{quote, quote_literal};

use super::{Entry, Place, State};
use crate::connection::{MigrateConnection, TextRow};

/// Whether a schema exists, or is attached.
pub(crate) async fn schema_exists<C: MigrateConnection>(
    connection: &mut C,
    schema: &str,
) -> sqlx::Result<bool> {
    let sql = match C::DIALECT {
        Dialect::Postgres => "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname = $1",
        Dialect::Sqlite => "SELECT name FROM pragma_database_list WHERE lower(name) = lower($1)",
    };
    Ok(!connection.rows(sql, &[schema]).await?.is_empty())
}

/// Whether the table exists.
pub(crate) async fn is_there<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
) -> sqlx::Result<bool> {
    let (schema, name) = (place.schema.as_str(), place.name.as_str());
    let rows = match C::DIALECT {
        Dialect::Postgres => {
            let sql = "SELECT c.relname::text FROM pg_catalog.pg_class c \
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')";
            connection.rows(sql, &[schema, name]).await?
        }
        Dialect::Sqlite => {
            if !schema_exists(connection, schema).await? {
                return Ok(false);
            }
            let mut sql = String::from("SELECT name FROM ");
            quote(schema, &mut sql);
            sql.push_str(".sqlite_master WHERE type = 'table' AND lower(name) = lower($1)");
            connection.rows(&sql, &[name]).await?
        }
    };
    Ok(!rows.is_empty())
}

/// The statement that creates the table.
pub(crate) fn create_sql(place: &Place) -> String {
    let table = place.table();
    match place.dialect {
        Dialect::Postgres => format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    \
            schema_name text NOT NULL,\n    \
            revision text NOT NULL,\n    \
            parents text NOT NULL,\n    \
            checksum text NOT NULL,\n    \
            state text NOT NULL,\n    \
            step bigint NOT NULL,\n    \
            steps bigint NOT NULL,\n    \
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),\n    \
            applied_by text NOT NULL DEFAULT session_user,\n    \
            duration_ms bigint NOT NULL,\n    \
            PRIMARY KEY (schema_name, revision)\n)"
        ),
        Dialect::Sqlite => format!(
            "CREATE TABLE IF NOT EXISTS {table} (\n    \
            schema_name TEXT NOT NULL,\n    \
            revision TEXT NOT NULL,\n    \
            parents TEXT NOT NULL,\n    \
            checksum TEXT NOT NULL,\n    \
            state TEXT NOT NULL,\n    \
            step INTEGER NOT NULL,\n    \
            steps INTEGER NOT NULL,\n    \
            applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),\n    \
            applied_by TEXT NOT NULL DEFAULT '',\n    \
            duration_ms INTEGER NOT NULL,\n    \
            PRIMARY KEY (schema_name, revision)\n) STRICT"
        ),
    }
}

pub(crate) async fn create<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
) -> sqlx::Result<()> {
    connection.send(&create_sql(place)).await
}

/// The statement that drops the table.
pub(crate) fn drop_sql(place: &Place) -> String {
    format!("DROP TABLE {}", place.table())
}

pub(crate) async fn drop_table<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
) -> sqlx::Result<()> {
    connection.send(&drop_sql(place)).await
}

/// The rows about the schema, in the order in which they were written.
pub(crate) async fn read<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
) -> sqlx::Result<Vec<Entry>> {
    let at = match C::DIALECT {
        Dialect::Postgres => {
            "to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
        }
        Dialect::Sqlite => "applied_at",
    };
    let (of_schema, binds) = of_schema(place, 1);
    let sql = format!(
        "SELECT revision, parents, checksum, state, CAST(step AS text), CAST(steps AS text), {at}, \
        applied_by, CAST(duration_ms AS text) FROM {} WHERE {of_schema} ORDER BY applied_at, revision",
        place.table(),
    );
    let rows = connection.rows(&sql, &binds).await?;
    rows.into_iter().map(entry).collect()
}

/// The condition for the rows about the schema, with one bind if it has one.
///
/// A table in the schema itself goes with it when it gets another name, so that all of its rows are
/// about it.
fn of_schema(place: &Place, placeholder: usize) -> (String, Vec<&str>) {
    if place.is_shared {
        (format!("schema_name = ${placeholder}"), vec![&place.about])
    } else {
        ("true".to_owned(), Vec::new())
    }
}

fn entry(row: TextRow) -> sqlx::Result<Entry> {
    let mut cells = row.into_iter().map(Option::unwrap_or_default);
    let mut next = || cells.next().unwrap_or_default();
    let invalid = |what: &str, text: &str| {
        sqlx::Error::Decode(format!("`{text}` is no {what} of a history").into())
    };
    let number = |text: String| text.parse().map_err(|_| invalid("number", &text));
    let (revision, parents, checksum) = (next(), next(), next());
    let word = next();
    let state = State::ALL.into_iter().find(|state| state.word() == word);
    Ok(Entry {
        revision,
        parents: parents.split_whitespace().map(str::to_owned).collect(),
        checksum,
        state: state.ok_or_else(|| invalid("state", &word))?,
        step: number(next())? as usize,
        steps: number(next())? as usize,
        applied_at: next(),
        applied_by: next(),
        duration_ms: number(next())?,
    })
}

/// Writes a row; the database fills in when and by whom.
pub(crate) async fn insert<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    entry: &Entry,
) -> sqlx::Result<()> {
    let values = values(place, entry);
    let placeholders: Vec<String> = (1..=values.len()).map(|at| format!("${at}")).collect();
    let binds: Vec<&str> = values.iter().map(String::as_str).collect();
    connection.rows(&insert_with(place, &placeholders), &binds).await?;
    Ok(())
}

/// The statement that writes a row, for a script.
pub(crate) fn insert_sql(place: &Place, entry: &Entry) -> String {
    let literals: Vec<String> = values(place, entry).iter().map(|value| literal(value)).collect();
    insert_with(place, &literals)
}

fn insert_with(place: &Place, values: &[String]) -> String {
    let mut sql = format!(
        "INSERT INTO {} (schema_name, revision, parents, checksum, state, step, steps, duration_ms) VALUES (",
        place.table()
    );
    for (at, value) in values.iter().enumerate() {
        let separator = if at == 0 { "" } else { ", " };
        if at < 5 {
            sql.extend([separator, value]);
        } else {
            sql.extend([separator, "CAST(", value, " AS bigint)"]);
        }
    }
    sql.push(')');
    sql
}

fn values(place: &Place, entry: &Entry) -> [String; 8] {
    [
        place.about.clone(),
        entry.revision.clone(),
        entry.parents.join(" "),
        entry.checksum.clone(),
        entry.state.word().to_owned(),
        entry.step.to_string(),
        entry.steps.to_string(),
        entry.duration_ms.to_string(),
    ]
}

fn literal(text: &str) -> String {
    let mut sql = String::new();
    quote_literal(text, &mut sql);
    sql
}

/// Writes down how far a revision is.
pub(crate) async fn set_progress<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    entry: &Entry,
) -> sqlx::Result<()> {
    let (of_schema, about) = of_schema(place, 5);
    let sql = format!(
        "UPDATE {} SET state = $1, step = CAST($2 AS bigint), duration_ms = CAST($3 AS bigint) \
        WHERE revision = $4 AND {of_schema}",
        place.table(),
    );
    let (step, duration) = (entry.step.to_string(), entry.duration_ms.to_string());
    let mut binds = vec![entry.state.word(), &step, &duration, &entry.revision];
    binds.extend(about);
    connection.rows(&sql, &binds).await?;
    Ok(())
}

/// Removes a row.
pub(crate) async fn delete<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    revision: &str,
) -> sqlx::Result<()> {
    let (of_schema, about) = of_schema(place, 2);
    let sql = format!("DELETE FROM {} WHERE revision = $1 AND {of_schema}", place.table());
    let mut binds = vec![revision];
    binds.extend(about);
    connection.rows(&sql, &binds).await?;
    Ok(())
}

/// The statement that removes a row, for a script.
pub(crate) fn delete_sql(place: &Place, revision: &str) -> String {
    let (table, revision) = (place.table(), literal(revision));
    if place.is_shared {
        let about = literal(&place.about);
        return format!(
            "DELETE FROM {table} WHERE revision = {revision} AND schema_name = {about}"
        );
    }
    format!("DELETE FROM {table} WHERE revision = {revision}")
}
