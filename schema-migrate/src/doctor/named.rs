//! Are named statements followed from session to session?
//!
//! A statement that this client named is looked up in the server, within one transaction. A pooler that follows
//! statements must give them names of its own, because two clients give the same ones; one that passes the
//! client's name on follows nothing. It is never run in another session: there the name could be that of another
//! client's statement, which would then run.

use sqlx::{Connection, PgConnection};

use super::ask::ask_one;
use super::finding::Named;
use crate::connection::Said;

/// Its text is looked for, so nobody else's may have it.
const STATEMENT: &str = "SELECT 'polyschema doctor' AS probe";
const IN_SERVER: &str = "SELECT s.name FROM pg_catalog.pg_prepared_statements s \
    WHERE s.statement = 'SELECT ''polyschema doctor'' AS probe'";
/// What sqlx names statements.
const OWN_PREFIX: &str = "sqlx_s_";

/// Looks how the server knows a named statement; within a transaction, which it may leave broken.
pub(super) async fn look(connection: &mut PgConnection) -> Named {
    let ran = sqlx::query(STATEMENT).persistent(true).execute(&mut *connection).await;
    let seen = match ran {
        Ok(_) => ask_one(connection, IN_SERVER).await,
        Err(error) if is_duplicate(&error) => return Named::Collided,
        Err(error) => Err(error),
    };
    let named = match seen {
        Ok(Some(name)) if name.starts_with(OWN_PREFIX) => Named::PassedOn,
        Ok(Some(name)) => Named::Followed { name },
        Ok(None) => Named::Unseen { why: "the server does not know it".to_owned() },
        Err(error) => return Named::Unseen { why: Said(&error).to_string() },
    };
    // Within the transaction: the session is the one that has it.
    match connection.clear_cached_statements().await {
        Ok(()) => named,
        Err(error) => Named::Unseen { why: Said(&error).to_string() },
    }
}

/// `duplicate_prepared_statement`.
fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).as_deref() == Some("42P05")
}
