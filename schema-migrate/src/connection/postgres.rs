//! PostgreSQL's connection.

use polyschema_core::Dialect;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition, PgRow};
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{MigrateConnection, Refusal, TextRow, sealed};

impl sealed::Sealed for PgConnection {}

impl MigrateConnection for PgConnection {
    const DIALECT: Dialect = Dialect::Postgres;

    /// With the simple protocol: one round trip, and nothing stays behind in the server session.
    async fn send(&mut self, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self).await?;
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
        let position = match server.position() {
            Some(PgErrorPosition::Original(position)) => Some(position),
            Some(PgErrorPosition::Internal { .. }) | None => None,
        };
        let (detail, hint) = (server.detail().map(str::to_owned), server.hint().map(str::to_owned));
        Refusal { detail, hint, position, ..general }
    }
}

fn cells(row: &PgRow) -> sqlx::Result<TextRow> {
    (0..row.len()).map(|at| row.try_get(at)).collect()
}
