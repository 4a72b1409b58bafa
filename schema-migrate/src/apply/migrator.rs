//! The migrator: revisions, the names of their schemas, and how they are to run.

use std::collections::BTreeMap;
use std::sync::Arc;

use polyschema_core::SchemaName;

use super::hook::{BoxFuture, Event, Hook, RustMigration};
use super::{Allow, ApplyError, Timeouts};
use crate::connection::MigrateConnection;
use crate::engine::{Engine, Placement};
use crate::error::Result;
use crate::history::HistoryTable;
use crate::migration::{Names, Revisions};

/// Applies revisions to the schemas of a database.
///
/// A clone is cheap: `migrator.clone().bind("tenant", "tenant_7")?` has the same revisions for another schema.
///
/// ```no_run
/// # use polyschema_migrate::apply::{Allow, Migrator};
/// # use polyschema_migrate::migration::{Revisions, Target, Targets};
/// # use polyschema_core::Dialect;
/// # #[cfg(feature = "postgres")]
/// # async fn run(connection: &mut sqlx::PgConnection) -> polyschema_migrate::error::Result<()> {
/// let revisions = Revisions::read("migrations".as_ref(), Dialect::Postgres)?;
/// let names = revisions.names(Dialect::Postgres)?;
/// let migrator = Migrator::new(revisions, names);
/// let report = migrator.upgrade(connection, &Targets::all(Target::Head)).await?;
/// for revision in &report.revisions {
///     println!("{}: {} ms", revision.key, revision.duration_ms);
/// }
/// # Ok(()) }
/// ```
pub struct Migrator<C: MigrateConnection> {
    pub(super) revisions: Arc<Revisions>,
    pub(super) names: Names,
    pub(super) history: HistoryTable,
    pub(super) timeouts: Timeouts,
    pub(super) allow: Allow,
    pub(super) rust: BTreeMap<String, RustMigration<C>>,
    pub(super) engine: Option<Engine>,
    pub(super) placements: BTreeMap<String, Placement>,
    hooks: Vec<Hook<C>>,
}

impl<C: MigrateConnection> Migrator<C> {
    /// Revisions, and the name in the database of each schema that they are to be applied to.
    ///
    /// A schema without a name is not touched.
    pub fn new(revisions: Revisions, names: Names) -> Self {
        Self {
            revisions: Arc::new(revisions),
            names,
            history: HistoryTable::default(),
            timeouts: Timeouts::default(),
            allow: Allow::nothing(),
            rust: BTreeMap::new(),
            engine: None,
            placements: BTreeMap::new(),
            hooks: Vec::new(),
        }
    }

    /// Gives a schema a name, instead of the one that it had: the same revisions, another schema.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name).
    pub fn bind(mut self, schema: &str, name: &str) -> Result<Self> {
        self.names.insert(schema.to_owned(), SchemaName::new(name, C::DIALECT)?);
        Ok(self)
    }

    /// Has the history in another table.
    #[must_use]
    pub fn history(self, history: HistoryTable) -> Self {
        Self { history, ..self }
    }

    /// Sets how long it waits.
    #[must_use]
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Sets what may be destroyed; nothing, when it is not called.
    #[must_use]
    pub fn allow(self, allow: Allow) -> Self {
        Self { allow, ..self }
    }

    /// Says what answers at the other end, so that connections are not asked, and scripts are written for it.
    #[must_use]
    pub fn engine(self, engine: Engine) -> Self {
        Self { engine: Some(engine), ..self }
    }

    /// Says where the tables of a logical schema are to lie, where the engine has several nodes.
    #[must_use]
    pub fn place(mut self, schema: &str, placement: Placement) -> Self {
        self.placements.insert(schema.to_owned(), placement);
        self
    }

    /// Registers the Rust function that headers name (`-- rust: fill_dishes`).
    ///
    /// It gets the connection, in the revision's transaction, and the name that the schema has in the
    /// database. Where the revision is not transactional it has a transaction of its own.
    #[must_use]
    pub fn rust<F>(mut self, name: &str, function: F) -> Self
    where
        F: for<'a> Fn(&'a mut C, &'a SchemaName) -> BoxFuture<'a> + Send + Sync + 'static,
    {
        self.rust.insert(name.to_owned(), Arc::new(function));
        self
    }

    /// Calls a function for each [`Event`]; an error of it ends the run.
    #[must_use]
    pub fn hook<F>(mut self, hook: F) -> Self
    where
        F: for<'a> Fn(&'a Event<'a>, &'a mut C) -> BoxFuture<'a> + Send + Sync + 'static,
    {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// The revisions.
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }

    /// The names of the schemas.
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// How long it waits.
    pub const fn limits(&self) -> Timeouts {
        self.timeouts
    }

    /// Whether there is anybody to [`tell`](Self::tell).
    pub(super) fn is_watched(&self) -> bool {
        !self.hooks.is_empty()
    }

    pub(super) async fn tell(
        &self,
        event: &Event<'_>,
        connection: &mut C,
    ) -> Result<(), ApplyError> {
        for hook in &self.hooks {
            hook(event, connection).await.map_err(ApplyError::Hook)?;
        }
        Ok(())
    }
}

// Derived, it would ask for a connection that can be cloned.
impl<C: MigrateConnection> Clone for Migrator<C> {
    fn clone(&self) -> Self {
        Self {
            revisions: self.revisions.clone(),
            names: self.names.clone(),
            history: self.history.clone(),
            timeouts: self.timeouts,
            allow: self.allow.clone(),
            rust: self.rust.clone(),
            engine: self.engine,
            placements: self.placements.clone(),
            hooks: self.hooks.clone(),
        }
    }
}
