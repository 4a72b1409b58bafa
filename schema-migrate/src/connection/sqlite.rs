//! SQLite's connection.

use polyschema_core::Dialect;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::{MigrateConnection, Refusal, RefusedStatement, TextRow, sealed};

impl sealed::Sealed for SqliteConnection {}

impl MigrateConnection for SqliteConnection {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn send(&mut self, sql: &str) -> sqlx::Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(self).await?;
        Ok(())
    }

    async fn send_all<'a>(
        &'a mut self,
        statements: &'a [&'a str],
        _most: usize,
    ) -> Result<(), RefusedStatement> {
        for (at, sql) in statements.iter().enumerate() {
            let sent = self.send(sql).await;
            sent.map_err(|source| RefusedStatement { at, ran: at, before: 0, source })?;
        }
        Ok(())
    }

    async fn rows<'a>(
        &'a mut self,
        sql: &'a str,
        binds: &'a [&'a str],
    ) -> sqlx::Result<Vec<TextRow>> {
        let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
        for bind in binds {
            query = query.bind((*bind).to_owned());
        }
        let rows = query.fetch_all(self).await?;
        // SQLite writes a value of any type as text.
        let cells = |row| {
            let row: &sqlx::sqlite::SqliteRow = row;
            (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()
        };
        rows.iter().map(cells).collect()
    }

    fn refusal(error: &sqlx::Error) -> Refusal {
        Refusal::of_driver(error)
    }
}
