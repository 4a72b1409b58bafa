//! Tenants with their schemas: what all operations have in common.

use std::time::Duration;

use polyschema_core::{Dialect, SchemaName};
use sqlx::{Connection, PgConnection};

use super::registry::bound;
use super::{Registry, TenantError, TenantRow, TenantState};
use crate::apply::{Direction, Migrator, Report, Timeouts};
use crate::error::Result;
use crate::migration::{Target, Targets};

/// A statement waits no longer than this for a lock that others hold, because others wait behind it.
const SHORT: Duration = Duration::from_secs(1);

/// A row where the schema is there.
const SCHEMA: &str =
    "SELECT nspname::pg_catalog.text FROM pg_catalog.pg_namespace WHERE nspname = $1";

/// The tenants of a schema type without a name: their registry, and the revisions that make their schemas.
///
/// Each operation has a transaction of its own, so the connection is to be in none.
///
/// ```no_run
/// # use polyschema_migrate::apply::Migrator;
/// # use polyschema_migrate::tenants::{CreateOptions, Tenants};
/// # async fn run(migrator: Migrator<sqlx::PgConnection>, connection: &mut sqlx::PgConnection) -> polyschema_migrate::error::Result<()> {
/// let tenants = Tenants::new(migrator, "tenant")?;
/// let acme = tenants.create(connection, "acme", &CreateOptions::default()).await?;
/// println!("{} is {}", acme.name.as_str(), acme.state);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Tenants {
    pub(super) migrator: Migrator<PgConnection>,
    pub(super) schema: String,
    pub(super) registry: Registry,
}

impl Tenants {
    /// The tenants whose schemas a migrator makes from the revisions of a logical schema.
    ///
    /// The migrator has the names of all other schemas that the revisions need, and no name for this one. On an
    /// engine of several nodes each tenant lies on one of them, and what they share on all.
    ///
    /// # Errors
    /// [`RevisionError::UnknownSchema`](crate::migration::RevisionError::UnknownSchema).
    pub fn new(migrator: Migrator<PgConnection>, schema: &str) -> Result<Self> {
        migrator.revisions().schema(schema)?;
        let migrator = migrator.with_tenants(schema);
        Ok(Self { migrator, schema: schema.to_owned(), registry: Registry::default() })
    }

    /// Has the registry in another table.
    #[must_use]
    pub fn with_registry(self, registry: Registry) -> Self {
        Self { registry, ..self }
    }

    /// The registry, which reads and changes rows alone.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The migrator.
    pub const fn migrator(&self) -> &Migrator<PgConnection> {
        &self.migrator
    }

    /// The logical name of the tenants' schema, as its revisions have it.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Has a tenant be active: it gets the revisions that it lacks first.
    ///
    /// # Errors
    /// [`TenantError::Unknown`]; [`TenantError::NoSchema`] for one that lost its schema, which would come back
    /// without its rows, also where it loses it meanwhile; those of [`Migrator::upgrade`], after which the tenant is
    /// in the state that it was in.
    pub async fn activate(&self, connection: &mut PgConnection, name: &str) -> Result<Report> {
        not_in_transaction(connection, "activation")?;
        let tenant = self.with_schema(connection, "activation", name).await?;
        let migrator = self.migrator.clone().bind(&self.schema, tenant.name.as_str())?;
        let engine = migrator.engine_of(connection).await?;
        let (direction, targets) = (Direction::Upgrade, Targets::only(&self.schema, Target::Heads));
        let planned =
            migrator.planned(connection, engine, &self.schema, direction, &targets).await?;
        if planned.applied().is_empty() {
            // Who drops a tenant takes its history along, and the upgrade would begin with its schema.
            self.with_schema(connection, "activation", name).await?;
        }
        let mut report = Report::new(direction);
        migrator.go_planned(connection, &planned, &mut report).await?;
        let active = TenantState::Active;
        self.registry.set_state(connection, "activation", name, active).await?;
        Ok(report)
    }

    /// A tenant that has its schema.
    async fn with_schema(
        &self,
        connection: &mut PgConnection,
        doing: &'static str,
        name: &str,
    ) -> Result<TenantRow> {
        let unknown = || TenantError::Unknown { name: name.to_owned() };
        let tenant = self.registry.get(connection, name).await?.ok_or_else(unknown)?;
        let there = bound(connection, SCHEMA, &[name]).await;
        match there.map_err(TenantError::database(doing, name))?.is_empty() {
            true => Err(TenantError::NoSchema { name: name.to_owned() }.into()),
            false => Ok(tenant),
        }
    }

    /// A name that a tenant can have; nothing is asked of the database.
    pub(crate) fn check(&self, name: &str) -> Result<SchemaName> {
        let name = SchemaName::new(name, Dialect::Postgres)?;
        let taken = self
            .migrator
            .names()
            .iter()
            .any(|(schema, physical)| *schema != self.schema && *physical == name);
        match taken || name.as_str() == self.registry.schema().as_str() {
            true => Err(TenantError::Taken { name: name.as_str().to_owned() }.into()),
            false => Ok(name),
        }
    }

    /// The migrator's limits, with a short one for locks.
    pub(super) fn timeouts(&self) -> Timeouts {
        let timeouts = self.migrator.limits();
        let lock = timeouts.lock.map_or(SHORT, |lock| lock.min(SHORT));
        Timeouts { lock: Some(lock), ..timeouts }
    }
}

/// Refuses a connection that is in a transaction.
pub(super) fn not_in_transaction(
    connection: &PgConnection,
    doing: &'static str,
) -> Result<(), TenantError> {
    match connection.is_in_transaction() {
        true => Err(TenantError::InTransaction { doing }),
        false => Ok(()),
    }
}
