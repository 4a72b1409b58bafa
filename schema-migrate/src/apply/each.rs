//! Many schemas under one set of revisions: what is the same for them is found out once.

use std::collections::BTreeMap;
use std::pin::Pin;

use polyschema_core::SchemaName;

use super::{ApplyError, Direction, Migrator, Report};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::history;
use crate::migration::Targets;

impl<C: MigrateConnection> Migrator<C> {
    /// Upgrades a schema under each of these names, one after another.
    ///
    /// It does what [`bind`](Self::bind) and [`upgrade`](Self::upgrade) do for each name, but reads all
    /// histories together, and plans once for those that say the same. What can be refused is refused before
    /// any of the schemas is changed. The first one that fails ends the run, and those before it are done.
    ///
    /// # Errors
    /// As of [`upgrade`](Self::upgrade).
    pub async fn upgrade_each(
        &self,
        connection: &mut C,
        schema: &str,
        names: &[SchemaName],
        targets: &Targets,
    ) -> Result<Report> {
        self.boxed_each(connection, schema, names, targets).await
    }

    /// A future of one type, without which the compiler does not see that it can be sent to another thread.
    fn boxed_each<'a>(
        &'a self,
        connection: &'a mut C,
        schema: &'a str,
        names: &'a [SchemaName],
        targets: &'a Targets,
    ) -> Pin<Box<dyn Future<Output = Result<Report>> + Send + 'a>> {
        Box::pin(self.each(connection, schema, names, targets))
    }

    async fn each(
        &self,
        connection: &mut C,
        schema: &str,
        names: &[SchemaName],
        targets: &Targets,
    ) -> Result<Report> {
        const DIRECTION: Direction = Direction::Upgrade;
        let mut report = Report { direction: DIRECTION, revisions: Vec::new() };
        let Some(first) = names.first() else { return Ok(report) };
        let (mut migrators, mut places) = (Vec::new(), Vec::new());
        for name in names {
            let migrator = self.clone().bind(schema, name.as_str())?;
            migrator.check_names()?;
            places.push(self.history.of(name, C::DIALECT)?);
            migrators.push(migrator);
        }
        let fingerprints = history::fingerprints(connection, &places).await;
        let fingerprints =
            fingerprints.map_err(ApplyError::database("look at the history", first))?;
        let mut ways = BTreeMap::new();
        for (migrator, fingerprint) in migrators.iter().zip(&fingerprints) {
            if !ways.contains_key(fingerprint) {
                let (way, refused) = migrator.find_way(connection, DIRECTION, targets).await?;
                let empty = migrator.empty(connection, DIRECTION, &way).await?;
                migrator.prepare(DIRECTION, &way.path, &empty, refused)?;
                ways.insert(fingerprint, (way, empty));
            }
        }
        let mut all_empty = Vec::new();
        for (migrator, fingerprint) in migrators.iter().zip(&fingerprints) {
            let (way, of_first) = &ways[fingerprint];
            let empty = migrator.empty(connection, DIRECTION, way).await?;
            if empty != *of_first {
                migrator.prepare(DIRECTION, &way.path, &empty, Vec::new())?;
            }
            all_empty.push(empty);
        }
        for ((migrator, fingerprint), empty) in migrators.iter().zip(&fingerprints).zip(&all_empty)
        {
            let (way, _) = &ways[fingerprint];
            let prepared = migrator.prepare(DIRECTION, &way.path, empty, Vec::new())?;
            let run = migrator.go(connection, DIRECTION, way, prepared).await?;
            report.revisions.extend(run.revisions);
        }
        Ok(report)
    }
}
