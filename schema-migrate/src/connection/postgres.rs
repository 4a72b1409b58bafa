//! PostgreSQL's connection.

use futures_util::StreamExt;
use polyschema_core::Dialect;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgRow};
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{MigrateConnection, Refusal, RefusedStatement, TextRow, sealed};

impl sealed::Sealed for PgConnection {}

impl MigrateConnection for PgConnection {
    const DIALECT: Dialect = Dialect::Postgres;

    /// With the simple protocol: one round trip, and nothing stays behind in the server session.
    async fn send(&mut self, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self).await?;
        Ok(())
    }

    async fn send_all<'a>(
        &'a mut self,
        statements: &'a [&'a str],
        most: usize,
    ) -> Result<(), RefusedStatement> {
        for (chunk, together) in statements.chunks(most).enumerate() {
            let sent = send_together(self, together).await;
            sent.map_err(|refused| RefusedStatement {
                at: chunk * most + refused.at,
                ran: chunk * most + refused.ran,
                ..refused
            })?;
        }
        Ok(())
    }

    async fn rows<'a>(
        &'a mut self,
        sql: &'a str,
        binds: &'a [&'a str],
    ) -> sqlx::Result<Vec<TextRow>> {
        // Without binds the simple protocol does: one round trip instead of two.
        if binds.is_empty() {
            let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(self).await?;
            return rows.iter().map(cells).collect();
        }
        let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
        for bind in binds {
            query = query.bind((*bind).to_owned());
        }
        let rows = query.fetch_all(self).await?;
        rows.iter().map(cells).collect()
    }

    fn refusal(error: &sqlx::Error) -> Refusal {
        let general = Refusal::of_driver(error);
        let server = error.as_database_error();
        let Some(server) = server.and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        else {
            return general;
        };
        let position = position(server);
        let (detail, hint) = (server.detail().map(str::to_owned), server.hint().map(str::to_owned));
        Refusal { detail, hint, position, ..general }
    }
}

/// Between the statements of a message. A comment at the end of one ends with its line.
const SEPARATOR: &str = "\n;\n";

async fn send_together(
    connection: &mut PgConnection,
    statements: &[&str],
) -> Result<(), RefusedStatement> {
    let sql = statements.join(SEPARATOR);
    let mut message = sqlx::raw_sql(AssertSqlSafe(sql)).execute_many(connection);
    let mut done = 0;
    let refused = |at: usize, ran: usize, source| {
        let length = |sql: &&str| sql.chars().count() + SEPARATOR.len();
        RefusedStatement { at, ran, before: statements[..at].iter().map(length).sum(), source }
    };
    while let Some(result) = message.next().await {
        match result {
            Ok(_) => done += 1,
            Err(source) => {
                // A fault of syntax is found before the first statement runs.
                let faulty = fault_at(&source).and_then(|at| holder(statements, at));
                let next = done.min(statements.len() - 1);
                return Err(refused(faulty.unwrap_or(next), done, source));
            }
        }
    }
    match done < statements.len() {
        // The server reads a literal otherwise than we do.
        true => {
            let message = "the statement was read as a part of the one before".to_owned();
            Err(refused(done, done, sqlx::Error::Protocol(message)))
        }
        false => Ok(()),
    }
}

/// Which of the statements in a message has a character, from 1.
fn holder(statements: &[&str], character: usize) -> Option<usize> {
    let mut end = 0;
    statements.iter().position(|sql| {
        end += sql.chars().count() + SEPARATOR.len();
        character <= end
    })
}

fn fault_at(error: &sqlx::Error) -> Option<usize> {
    position(error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?)
}

/// The character of the message that the server points at, from 1.
fn position(error: &PgDatabaseError) -> Option<usize> {
    match error.position()? {
        PgErrorPosition::Original(position) => Some(position),
        PgErrorPosition::Internal { .. } => None,
    }
}

fn cells(row: &PgRow) -> sqlx::Result<TextRow> {
    (0..row.len()).map(|at| row.try_get(at)).collect()
}
