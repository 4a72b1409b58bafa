//! Histories of schemas that are renamed, dropped or looked at by others than the runner.

use futures_util::future::BoxFuture;
use polyschema_core::SchemaName;

use super::{ApplyError, Migrator};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::history::{self, HistoryTable, Place, State};

impl<C: MigrateConnection> Migrator<C> {
    /// The history table.
    pub const fn history_table(&self) -> &HistoryTable {
        &self.history
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
