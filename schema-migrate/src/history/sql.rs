//! The statements that change the history table.

use polyschema_core::Dialect;
use polyschema_core::ident::quote_literal_for;
#[cfg(feature = "postgres")]
use polyschema_core::ident::{Ident, quote};

use super::{Entry, Place, State};
use crate::connection::MigrateConnection;

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

/// Writes a row; the database fills in when and by whom.
pub(crate) async fn insert<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    entry: &Entry,
) -> sqlx::Result<()> {
    connection.send(&insert_sql(place, entry)).await
}

/// The statement that writes a row.
pub(crate) fn insert_sql(place: &Place, entry: &Entry) -> String {
    insert_with(place, entry, &parents(place, entry), &entry.duration_ms.to_string())
}

/// The statement that writes a row at the end of the transaction that did its work; how long that took, the
/// database knows where it can.
pub(crate) fn insert_at_end_sql(place: &Place, entry: &Entry) -> String {
    match place.dialect {
        Dialect::Postgres => insert_with(place, entry, &parents(place, entry), SINCE_BEGUN),
        Dialect::Sqlite => insert_sql(place, entry),
    }
}

/// The same, which PostgreSQL refuses, with [`NOT_NEXT`], unless the revision is the next one: its parents are done,
/// and of itself there is no row. Where transactions share a message, their beginnings are marked.
pub(crate) fn insert_next_sql(place: &Place, entry: &Entry, is_marked: bool) -> String {
    // Null, where one of them is not done.
    let done = |parent: &String| {
        let id = literal(parent, place.dialect);
        format!(
            "(SELECT {id} FROM {} WHERE revision = {id} AND state = '{}'{} LIMIT 1)",
            place.table(),
            State::Done.word(),
            place.and_about(),
        )
    };
    let parents = match entry.parents.is_empty() {
        true => parents(place, entry),
        false => entry.parents.iter().map(done).collect::<Vec<_>>().join(" || ' ' || "),
    };
    let duration_ms = if is_marked { SINCE_MARKED } else { SINCE_BEGUN };
    insert_with(place, entry, &parents, duration_ms)
}

/// How PostgreSQL refuses a row that is there already, and one without parents.
pub(crate) const NOT_NEXT: [&str; 2] = ["23505", "23502"];

/// The milliseconds since PostgreSQL's transaction began.
const SINCE_BEGUN: &str = "CAST(1000 * EXTRACT(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) AS bigint)";

/// What a `SELECT` begins with that marks the beginning of a transaction: all of one message have begun with it, as
/// PostgreSQL counts.
pub(crate) const MARK_BEGUN: &str = "pg_catalog.set_config('polyschema.begun', CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp()) AS text), true), ";

/// The milliseconds since it was marked.
const SINCE_MARKED: &str = "CAST(1000 * (EXTRACT(epoch FROM pg_catalog.clock_timestamp()) - CAST(pg_catalog.current_setting('polyschema.begun') AS numeric)) AS bigint)";

fn parents(place: &Place, entry: &Entry) -> String {
    literal(&entry.parents.join(" "), place.dialect)
}

fn insert_with(place: &Place, entry: &Entry, parents: &str, duration_ms: &str) -> String {
    let text = |text: &str| literal(text, place.dialect);
    format!(
        "INSERT INTO {} (schema_name, revision, parents, checksum, state, step, steps, duration_ms) \
        VALUES ({}, {}, {parents}, {}, {}, {}, {}, {duration_ms})",
        place.table(),
        text(&place.about),
        text(&entry.revision),
        text(&entry.checksum),
        text(entry.state.word()),
        entry.step,
        entry.steps,
    )
}

/// A text as the database reads it, with whatever setting.
pub(super) fn literal(text: &str, dialect: Dialect) -> String {
    let mut sql = String::new();
    quote_literal_for(dialect, text, &mut sql);
    sql
}

/// Writes down how far a revision is.
pub(crate) async fn set_progress<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    entry: &Entry,
) -> sqlx::Result<()> {
    let sql = format!(
        "UPDATE {} SET state = '{}', step = {}, duration_ms = {} WHERE revision = {}{}",
        place.table(),
        entry.state.word(),
        entry.step,
        entry.duration_ms,
        literal(&entry.revision, place.dialect),
        place.and_about(),
    );
    connection.send(&sql).await
}

/// Removes a row.
pub(crate) async fn delete<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
    revision: &str,
) -> sqlx::Result<()> {
    connection.send(&delete_sql(place, revision)).await
}

/// The statement that removes a row.
pub(crate) fn delete_sql(place: &Place, revision: &str) -> String {
    let revision = literal(revision, place.dialect);
    format!("DELETE FROM {} WHERE revision = {revision}{}", place.table(), place.and_about())
}

/// The statement that gives the rows about a schema its new name.
#[cfg(feature = "postgres")]
pub(crate) fn rename_sql(place: &Place, to: &str) -> String {
    let to = literal(to, place.dialect);
    format!("UPDATE {} SET schema_name = {to} WHERE true{}", place.table(), place.and_about())
}

/// The statement that removes all rows about a schema.
#[cfg(feature = "postgres")]
pub(crate) fn delete_all_sql(place: &Place) -> String {
    format!("DELETE FROM {} WHERE true{}", place.table(), place.and_about())
}

/// The query of the schemas that a shared table has rows of.
#[cfg(feature = "postgres")]
pub(crate) fn schemas_sql(schema: &Ident, table: &Ident) -> String {
    let mut sql = String::from("SELECT DISTINCT schema_name AS name FROM ");
    quote(schema.as_str(), &mut sql);
    sql.push('.');
    quote(table.as_str(), &mut sql);
    sql
}

/// All columns of a row but the schema's name.
#[cfg(feature = "postgres")]
const COLUMNS: [&str; 9] = [
    "revision",
    "parents",
    "checksum",
    "state",
    "step",
    "steps",
    "applied_at",
    "applied_by",
    "duration_ms",
];

/// The query of the rows about a schema, each column as PostgreSQL writes it.
#[cfg(feature = "postgres")]
pub(crate) fn texts_sql(place: &Place) -> String {
    let text = |column: &str| match column {
        "applied_at" => "CAST(applied_at AT TIME ZONE 'UTC' AS text) || '+00'".to_owned(),
        _ => format!("CAST({column} AS text)"),
    };
    let columns = COLUMNS.map(text).join(", ");
    let table = place.table();
    format!(
        "SELECT {columns} FROM {table} WHERE true{} ORDER BY applied_at, revision",
        place.and_about()
    )
}

/// The statement that writes such a row about a schema.
#[cfg(feature = "postgres")]
pub(crate) fn insert_texts_sql(place: &Place, row: &[Option<String>]) -> String {
    let about = Some(place.about.clone());
    let value = |cell: &Option<String>| match cell {
        Some(text) => literal(text, place.dialect),
        None => "NULL".to_owned(),
    };
    let values: Vec<String> = [&about].into_iter().chain(row).map(value).collect();
    let (table, columns) = (place.table(), COLUMNS.join(", "));
    format!("INSERT INTO {table} (schema_name, {columns}) VALUES ({})", values.join(", "))
}
