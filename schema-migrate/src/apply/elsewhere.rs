//! Histories of schemas that are renamed, dropped or looked at by others than the runner.

use futures_util::future::BoxFuture;
use polyschema_core::SchemaName;

use super::{ApplyError, Migrator, lock};
use crate::connection::{MigrateConnection, TextRow};
use crate::error::Result;
use crate::history::{self, HistoryTable, Place, State};

impl<C: MigrateConnection> Migrator<C> {
    /// The history table.
    pub const fn history_table(&self) -> &HistoryTable {
        &self.history
    }

    /// Takes the lock of a schema in the connection's transaction, or fails at once.
    pub(crate) async fn lock_now(&self, connection: &mut C, name: &SchemaName) -> Result<()> {
        match lock::of_transaction(connection, name).await? {
            true => Ok(()),
            false => {
                let (schema, waited) = (name.clone(), std::time::Duration::ZERO);
                Err(ApplyError::Locked { schema, waited }.into())
            }
        }
    }

    /// Has a history that schemas share call a schema by its new name; any other goes with its schema.
    pub(crate) async fn rename_history(
        &self,
        connection: &mut C,
        from: &SchemaName,
        to: &SchemaName,
    ) -> Result<()> {
        self.change_shared(connection, from, |place| history::rename_sql(place, to.as_str())).await
    }

    /// Has a history that schemas share forget a schema; any other is dropped with its schema.
    pub(crate) async fn forget_history(&self, connection: &mut C, name: &SchemaName) -> Result<()> {
        self.change_shared(connection, name, history::delete_all_sql).await
    }

    async fn change_shared(
        &self,
        connection: &mut C,
        name: &SchemaName,
        sql: impl Fn(&Place) -> String,
    ) -> Result<()> {
        let place = self.history.of(name, C::DIALECT)?;
        let failed = || ApplyError::database("write the history", name);
        if place.is_shared && history::is_there(connection, &place).await.map_err(failed())? {
            connection.send(&sql(&place)).await.map_err(failed())?;
        }
        Ok(())
    }

    /// Reads the history of a schema, row by row as texts.
    pub(crate) fn history_rows<'a>(
        &'a self,
        connection: &'a mut C,
        name: &'a SchemaName,
    ) -> BoxFuture<'a, Result<Vec<TextRow>>> {
        Box::pin(async move {
            let place = self.history.of(name, C::DIALECT)?;
            let failed = || ApplyError::database("look at the history", name);
            if !history::is_there(connection, &place).await.map_err(failed())? {
                return Ok(Vec::new());
            }
            let rows = connection.rows(&history::texts_sql(&place), &[]).await;
            Ok(rows.map_err(failed())?)
        })
    }

    /// Writes the history of a new schema as it was read.
    pub(crate) fn write_history<'a>(
        &'a self,
        connection: &'a mut C,
        name: &'a SchemaName,
        rows: &'a [TextRow],
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let place = self.history.of(name, C::DIALECT)?;
            let failed = || ApplyError::database("write the history", name);
            if !place.is_shared {
                history::create(connection, &place).await.map_err(failed())?;
            }
            for row in rows {
                let sql = history::insert_texts_sql(&place, row);
                connection.send(&sql).await.map_err(failed())?;
            }
            Ok(())
        })
    }

    /// The revisions that were interrupted, with their schemas.
    pub(crate) fn unfinished<'a>(
        &'a self,
        connection: &'a mut C,
        names: &'a [SchemaName],
    ) -> BoxFuture<'a, Result<Vec<(SchemaName, String)>>> {
        // Of one type, without which the compiler does not see that it can be sent to another thread.
        Box::pin(self.find_unfinished(connection, names))
    }

    async fn find_unfinished(
        &self,
        connection: &mut C,
        names: &[SchemaName],
    ) -> Result<Vec<(SchemaName, String)>> {
        let Some(first) = names.first() else { return Ok(Vec::new()) };
        let failed = || ApplyError::database("look at the history", first);
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            places.push(self.history.of(name, C::DIALECT)?);
        }
        let there = history::are_there(connection, &places.iter().collect::<Vec<_>>()).await;
        let there = there.map_err(failed())?;
        let with_table = names.iter().zip(&places).zip(there).filter(|(_, there)| *there);
        let (names, places): (Vec<&SchemaName>, Vec<&Place>) = with_table.map(|(of, _)| of).unzip();
        let histories = history::read_all(connection, &places).await.map_err(failed())?;
        let mut unfinished = Vec::new();
        for (name, entries) in names.into_iter().zip(histories) {
            let open = entries.into_iter().filter(|entry| entry.state != State::Done);
            unfinished.extend(open.map(|entry| (name.clone(), entry.revision)));
        }
        Ok(unfinished)
    }
}
