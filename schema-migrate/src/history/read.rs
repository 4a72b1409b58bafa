//! Reading histories: those of many schemas at once.

use polyschema_core::Dialect;
use polyschema_core::ident::quote;

use super::sql::literal;
use super::{Entry, Place, State};
use crate::connection::{MigrateConnection, TextRow};

/// As many tables are read by one query: each is locked while it is.
const TOGETHER: usize = 100;

/// As many tables are in one `UNION ALL`, where each message has one statement: what the server needs to plan it grows
/// faster than their number, and it plans less for statements of their own.
#[cfg(feature = "postgres")]
const IN_A_UNION: usize = 10;

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
    Ok(are_there(connection, &[place]).await? == [true])
}

/// Which of the tables exist.
pub(crate) async fn are_there<C: MigrateConnection>(
    connection: &mut C,
    places: &[&Place],
) -> sqlx::Result<Vec<bool>> {
    if C::DIALECT == Dialect::Sqlite {
        let mut there = Vec::with_capacity(places.len());
        for place in places {
            there.push(is_in_file(connection, place).await?);
        }
        return Ok(there);
    }
    let names: Vec<String> =
        places.iter().map(|place| literal(&place.table(), C::DIALECT)).collect();
    // By the server's own look-up: it costs the same in a database with ten tables and with ten thousand.
    let sql = format!(
        "SELECT CAST(at AS text) FROM unnest(CAST(ARRAY[{}] AS text[])) WITH ORDINALITY AS tables (name, at) \
        JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(name) AND c.relkind IN ('r', 'p')",
        names.join(", ")
    );
    let mut there = vec![false; places.len()];
    for at in connection.rows(&sql, &[]).await?.into_iter().flatten().flatten() {
        if let Some(there) = at.parse().ok().and_then(|at: usize| there.get_mut(at - 1)) {
            *there = true;
        }
    }
    Ok(there)
}

/// Whether an attached file has the table.
async fn is_in_file<C: MigrateConnection>(connection: &mut C, place: &Place) -> sqlx::Result<bool> {
    let (schema, table) = place.names();
    if !schema_exists(connection, schema).await? {
        return Ok(false);
    }
    let mut sql = String::from("SELECT name FROM ");
    quote(schema, &mut sql);
    sql.push_str(".sqlite_master WHERE type = 'table' AND lower(name) = lower($1)");
    Ok(!connection.rows(&sql, &[table]).await?.is_empty())
}

/// Whether a schema holds tables beside that of its history.
pub(crate) async fn holds_tables<C: MigrateConnection>(
    connection: &mut C,
    schema: &str,
    history: &Place,
) -> sqlx::Result<bool> {
    let sql = match C::DIALECT {
        Dialect::Postgres => String::from(
            "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c \
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
            WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f', 'm', 'S')",
        ),
        Dialect::Sqlite if !schema_exists(connection, schema).await? => return Ok(false),
        Dialect::Sqlite => {
            let mut sql = String::from("SELECT $1, name FROM ");
            quote(schema, &mut sql);
            sql.push_str(
                ".sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
            );
            sql
        }
    };
    let (place, table) = history.names();
    let is_history = |row: &TextRow| *row == [Some(place.to_owned()), Some(table.to_owned())];
    Ok(!connection.rows(&sql, &[schema]).await?.iter().all(is_history))
}

/// The rows about the schema, in the order in which they were written.
pub(crate) async fn read<C: MigrateConnection>(
    connection: &mut C,
    place: &Place,
) -> sqlx::Result<Vec<Entry>> {
    Ok(read_all(connection, &[place]).await?.pop().unwrap_or_default())
}

/// The rows about each schema; all of the tables exist.
pub(crate) async fn read_all<C: MigrateConnection>(
    connection: &mut C,
    places: &[&Place],
) -> sqlx::Result<Vec<Vec<Entry>>> {
    let mut histories = vec![Vec::new(); places.len()];
    for (places, histories) in places.chunks(TOGETHER).zip(histories.chunks_mut(TOGETHER)) {
        let all: Vec<String> =
            places.iter().enumerate().map(|(at, place)| rows(at, place)).collect();
        for row in connection.rows(&all.join(" UNION ALL "), &[]).await? {
            let (at, entry) = entry(row)?;
            if let Some(history) = histories.get_mut(at) {
                history.push(entry);
            }
        }
        for history in histories {
            in_order(history);
        }
    }
    Ok(histories)
}

/// For each schema, a text that is the same for two only where their histories say the same, but for when,
/// by whom and how fast; nothing where the server does not let it be read. At most so many statements are sent in a
/// message.
#[cfg(feature = "postgres")]
pub(crate) async fn fingerprints(
    connection: &mut sqlx::PgConnection,
    places: &[Place],
    most: usize,
) -> sqlx::Result<Vec<Option<String>>> {
    let all: Vec<usize> = (0..places.len()).collect();
    let mut fingerprints = vec![Some(String::new()); places.len()];
    for together in all.chunks(TOGETHER) {
        // Where all tables are there, and can be read, nobody need be asked about them.
        if try_fingerprints(connection, places, together, most, &mut fingerprints).await? {
            continue;
        }
        let own: Vec<&Place> = together.iter().map(|at| &places[*at]).collect();
        let there = are_there(connection, &own).await?;
        let tables = together.iter().zip(there).filter(|(_, there)| *there);
        let tables: Vec<usize> = tables.map(|(at, _)| *at).collect();
        if try_fingerprints(connection, places, &tables, most, &mut fingerprints).await? {
            continue;
        }
        // One that cannot be read keeps no other back.
        for at in tables {
            if !try_fingerprints(connection, places, &[at], most, &mut fingerprints).await? {
                fingerprints[at] = None;
            }
        }
    }
    Ok(fingerprints)
}

/// Reads fingerprints, and says whether the server let it.
#[cfg(feature = "postgres")]
async fn try_fingerprints(
    connection: &mut sqlx::PgConnection,
    places: &[Place],
    tables: &[usize],
    most: usize,
    fingerprints: &mut [Option<String>],
) -> sqlx::Result<bool> {
    let of = |at: &usize| {
        format!(
            "SELECT '{at}', pg_catalog.sum(pg_catalog.hashtextextended(revision || state || checksum, step))::text \
            FROM {} WHERE true{}",
            places[*at].table(),
            places[*at].and_about()
        )
    };
    let union = |tables: &[usize]| tables.iter().map(of).collect::<Vec<_>>().join(" UNION ALL ");
    let together = if most > 1 { 1 } else { IN_A_UNION };
    let statements: Vec<String> = tables.chunks(together).map(union).collect();
    for message in statements.chunks(most) {
        let rows = match connection.rows(&message.join(";\n"), &[]).await {
            Ok(rows) => rows,
            Err(error) if error.as_database_error().is_some() => return Ok(false),
            Err(error) => return Err(error),
        };
        for row in rows {
            let mut cells = row.into_iter().map(Option::unwrap_or_default);
            let (at, text) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if let Some(own) = at.parse().ok().and_then(|at: usize| fingerprints.get_mut(at)) {
                // Other than where there is no table.
                *own = Some(format!("of {text}"));
            }
        }
    }
    Ok(true)
}

/// The rows about the schema as texts, with its number before them.
fn rows(at: usize, place: &Place) -> String {
    let applied_at = match place.dialect {
        Dialect::Postgres => {
            "to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        }
        Dialect::Sqlite => "applied_at",
    };
    format!(
        "SELECT '{at}', revision, parents, checksum, state, CAST(step AS text), CAST(steps AS text), \
        {applied_at}, applied_by, CAST(duration_ms AS text) FROM {} WHERE true{}",
        place.table(),
        place.and_about()
    )
}

/// The order in which they were written, to the microsecond, of which people see the milliseconds.
fn in_order(history: &mut [Entry]) {
    history.sort_by(|one, other| {
        (&one.applied_at, &one.revision).cmp(&(&other.applied_at, &other.revision))
    });
    for Entry { applied_at, .. } in history {
        if let Some(point) = applied_at.find('.').filter(|_| applied_at.ends_with('Z')) {
            applied_at.truncate(point + 4);
            applied_at.push('Z');
        }
    }
}

fn entry(row: TextRow) -> sqlx::Result<(usize, Entry)> {
    let mut cells = row.into_iter().map(Option::unwrap_or_default);
    let mut next = || cells.next().unwrap_or_default();
    let invalid = |what: &str, text: &str| {
        sqlx::Error::Decode(format!("`{text}` is no {what} of a history").into())
    };
    let number = |text: String| text.parse::<u64>().map_err(|_| invalid("number", &text));
    let place = number(next())? as usize;
    let (revision, parents, checksum) = (next(), next(), next());
    let word = next();
    let state = State::ALL.into_iter().find(|state| state.word() == word);
    let entry = Entry {
        revision,
        parents: parents.split_whitespace().map(str::to_owned).collect(),
        checksum,
        state: state.ok_or_else(|| invalid("state", &word))?,
        step: number(next())? as usize,
        steps: number(next())? as usize,
        applied_at: next(),
        applied_by: next(),
        duration_ms: number(next())?,
    };
    Ok((place, entry))
}
