//! Creating tenants: the row, the schema by its revisions, and its history, in one transaction.

use std::time::Instant;

use polyschema_core::SchemaName;
use sqlx::PgConnection;

use super::error::code;
use super::handle::not_in_transaction;
use super::registry::is_race;
use super::row::{COLUMNS, TenantRow};
use super::{RoleOptions, TenantError, TenantState, Tenants};
use crate::apply::{FreshPlan, begin_when_free};
use crate::connection::MigrateConnection;
use crate::error::{Error, Result};
use crate::migration::Target;

/// How tenants are created: at the newest revision, active, in no group.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateOptions {
    pub(super) target: Target,
    pub(super) state: TenantState,
    pub(super) group: Option<String>,
    pub(super) metadata: serde_json::Value,
    pub(super) role: Option<RoleOptions>,
}

/// What is the same for all that are created at once.
struct Plan {
    schema: FreshPlan,
    /// The role of those who read the shared schemas, where the tenants get roles.
    readers: Option<String>,
}

impl Default for CreateOptions {
    fn default() -> Self {
        Self {
            target: Target::Heads,
            state: TenantState::Active,
            group: None,
            metadata: serde_json::Value::Object(serde_json::Map::new()),
            role: None,
        }
    }
}

impl CreateOptions {
    /// At another revision than the newest.
    #[must_use]
    pub fn at(self, target: Target) -> Self {
        Self { target, ..self }
    }

    /// In a state.
    #[must_use]
    pub fn state(self, state: TenantState) -> Self {
        Self { state, ..self }
    }

    /// In a group.
    #[must_use]
    pub fn group(self, group: &str) -> Self {
        Self { group: Some(group.to_owned()), ..self }
    }

    /// With JSON of the application's own.
    #[must_use]
    pub fn metadata(self, metadata: serde_json::Value) -> Self {
        Self { metadata, ..self }
    }

    /// With a database role of its own, as of [`Tenants::give_role`].
    #[must_use]
    pub fn role(self, role: RoleOptions) -> Self {
        Self { role: Some(role), ..self }
    }
}

impl Tenants {
    /// Creates a tenant.
    ///
    /// The row, the schema with all that its revisions make, and its history are one transaction. Of several
    /// who create one name, one does. Indexes that a revision builds concurrently are built in their plain
    /// form, because nobody uses a schema that is not there yet.
    ///
    /// A foreign key to a shared table keeps its writers waiting until the transaction ends, so a lock is
    /// waited for a second at most, and the whole tried again until the migrator's own limit is over.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name) for a name that no schema can have, before the database is
    /// asked; [`TenantError::Exists`], [`TenantError::SchemaExists`];
    /// [`ApplyError::Behind`](crate::apply::ApplyError::Behind), and those of
    /// [`Migrator::upgrade`](crate::apply::Migrator::upgrade). Then nothing is created.
    pub async fn create(
        &self,
        connection: &mut PgConnection,
        name: &str,
        options: &CreateOptions,
    ) -> Result<TenantRow> {
        let name = self.check(name)?;
        let plan = self.plan(connection, &name, options).await?;
        self.create_planned(connection, &name, options, &plan).await
    }

    /// Creates tenants one after another, each in a transaction of its own, and plans once for all.
    ///
    /// All names are checked before anything is created. The first one that fails ends it, and those before it
    /// are done.
    ///
    /// # Errors
    /// As of [`create`](Self::create).
    pub async fn create_many(
        &self,
        connection: &mut PgConnection,
        names: &[impl AsRef<str> + Sync],
        options: &CreateOptions,
    ) -> Result<Vec<TenantRow>> {
        let names: Result<Vec<SchemaName>> =
            names.iter().map(|name| self.check(name.as_ref())).collect();
        let names = names?;
        let Some(first) = names.first() else { return Ok(Vec::new()) };
        let plan = self.plan(connection, first, options).await?;
        let mut created = Vec::with_capacity(names.len());
        for name in &names {
            created.push(self.create_planned(connection, name, options, &plan).await?);
        }
        Ok(created)
    }

    async fn plan(
        &self,
        connection: &mut PgConnection,
        first: &SchemaName,
        options: &CreateOptions,
    ) -> Result<Plan> {
        not_in_transaction(connection, "creation")?;
        self.registry.ensure(connection).await?;
        self.migrator.prepare_history(connection, first).await?;
        let readers = match &options.role {
            Some(_) => Some(self.ensure_readers(connection).await?),
            None => None,
        };
        let schema = self.migrator.plan_fresh(connection, &self.schema, &options.target).await?;
        Ok(Plan { schema, readers })
    }

    async fn create_planned(
        &self,
        connection: &mut PgConnection,
        name: &SchemaName,
        options: &CreateOptions,
        plan: &Plan,
    ) -> Result<TenantRow> {
        let since = Instant::now();
        loop {
            let created = self.create_once(connection, name, options, plan).await;
            let limit = self.migrator.limits().lock;
            match created {
                Err(error) if limit.is_some_and(|limit| since.elapsed() > limit) => {
                    return Err(error);
                }
                Err(error) if may_pass(&error) => {}
                created => return created,
            }
        }
    }

    async fn create_once(
        &self,
        connection: &mut PgConnection,
        name: &SchemaName,
        options: &CreateOptions,
        plan: &Plan,
    ) -> Result<TenantRow> {
        let mut transaction =
            begin_when_free(connection, name, &self.timeouts(), plan.schema.engine).await?;
        let mut row = self.insert_new(&mut transaction, name, options).await?;
        let made = self.migrator.make_fresh(&mut *transaction, &plan.schema, name).await;
        made.map_err(|error| match refused(&error).is_some_and(is_race_for_schema) {
            true => TenantError::SchemaExists { name: name.as_str().to_owned() }.into(),
            false => error,
        })?;
        if let (Some(role), Some(readers)) = (&options.role, &plan.readers) {
            row = self.make_role(&mut transaction, name, role, readers).await?;
        }
        let committed = transaction.commit().await;
        committed.map_err(TenantError::database("creation", name.as_str()))?;
        Ok(row)
    }

    /// Writes the row of a tenant whose schema is not there.
    pub(super) async fn insert_new(
        &self,
        connection: &mut PgConnection,
        name: &SchemaName,
        options: &CreateOptions,
    ) -> Result<TenantRow> {
        let row = self.insert(connection, name, options).await?;
        let sql = "SELECT nspname::pg_catalog.text FROM pg_catalog.pg_namespace WHERE nspname = $1";
        let there = connection.rows(sql, &[name.as_str()]).await;
        match there.map_err(TenantError::database("creation", name.as_str()))?.is_empty() {
            true => Ok(row),
            false => Err(TenantError::SchemaExists { name: name.as_str().to_owned() }.into()),
        }
    }

    /// Writes a row, in the connection's transaction.
    pub(super) async fn insert(
        &self,
        connection: &mut PgConnection,
        name: &SchemaName,
        options: &CreateOptions,
    ) -> Result<TenantRow> {
        let sql = format!(
            "INSERT INTO {} (name, state, group_name, metadata) \
            VALUES ($1, $2, NULLIF($3, ''), CAST($4 AS pg_catalog.jsonb)) \
            ON CONFLICT DO NOTHING RETURNING {COLUMNS}",
            self.registry.name()
        );
        let group = options.group.as_deref().unwrap_or_default();
        let metadata = options.metadata.to_string();
        let binds = [name.as_str(), options.state.word(), group, &metadata];
        let rows = connection.rows(&sql, &binds).await;
        let rows = rows.map_err(TenantError::database("creation", name.as_str()))?;
        match rows.into_iter().next() {
            Some(row) => TenantRow::read(row),
            None => Err(TenantError::Exists { name: name.as_str().to_owned() }.into()),
        }
    }
}

/// The server's refusal behind an error.
fn refused(error: &Error) -> Option<&sqlx::Error> {
    match error {
        Error::Tenants(error) => match &**error {
            TenantError::InUse { source, .. } | TenantError::Database { source, .. } => {
                Some(source)
            }
            _ => None,
        },
        Error::Apply(error) => error.driver(),
        _ => None,
    }
}

/// Whether the schema was created by somebody else meanwhile.
fn is_race_for_schema(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    is_race(error)
        && (code(error).as_deref() == Some("42P06")
            || constraint == Some("pg_namespace_nspname_index"))
}

/// Whether another attempt may go better: a lock that others hold, a deadlock, a conflict.
fn may_pass(error: &Error) -> bool {
    let code = refused(error).and_then(code);
    code.is_some_and(|code| ["55P03", "40P01", "40001"].contains(&code.as_str()))
}
