//! Dropping a tenant: its schema with all that is in it, its history, its role and its row.

use sqlx::{Connection, PgConnection};

use super::locked::quoted;
use super::role::drop_sql as drop_role;
use super::{TenantError, Tenants};
use crate::connection::MigrateConnection;
use crate::error::Result;

/// How a tenant is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropOptions {
    confirmed: String,
    with_references: bool,
}

impl DropOptions {
    /// A drop that somebody confirmed by saying the tenant's name, so that none happens by accident.
    pub fn confirmed(name: &str) -> Self {
        Self { confirmed: name.to_owned(), with_references: false }
    }

    /// Drops what in other schemas references the tenant, too: foreign keys, views.
    #[must_use]
    pub fn with_references(self) -> Self {
        Self { with_references: true, ..self }
    }
}

/// What `DROP .. CASCADE` would drop in other schemas. Source: PostgreSQL manual, `pg_depend`.
const REFERENCES: &str = "
WITH RECURSIVE own AS (
    SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1
), dropped (class, object, part) AS (
    SELECT CAST('pg_catalog.pg_namespace' AS pg_catalog.regclass)::pg_catalog.oid, oid, 0 FROM own
    UNION
    SELECT d.classid, d.objid, d.objsubid FROM dropped o JOIN pg_catalog.pg_depend d
    ON d.refclassid = o.class AND d.refobjid = o.object AND (o.part = 0 OR d.refobjsubid = o.part)
), placed AS (
    SELECT class, object, part, COALESCE(
        (SELECT relnamespace FROM pg_catalog.pg_class WHERE oid = object AND class = 'pg_catalog.pg_class'::pg_catalog.regclass),
        (SELECT typnamespace FROM pg_catalog.pg_type WHERE oid = object AND class = 'pg_catalog.pg_type'::pg_catalog.regclass),
        (SELECT pronamespace FROM pg_catalog.pg_proc WHERE oid = object AND class = 'pg_catalog.pg_proc'::pg_catalog.regclass),
        (SELECT connamespace FROM pg_catalog.pg_constraint WHERE oid = object AND class = 'pg_catalog.pg_constraint'::pg_catalog.regclass),
        (SELECT r.relnamespace FROM pg_catalog.pg_rewrite x JOIN pg_catalog.pg_class r ON r.oid = x.ev_class
            WHERE x.oid = object AND class = 'pg_catalog.pg_rewrite'::pg_catalog.regclass),
        (SELECT r.relnamespace FROM pg_catalog.pg_attrdef x JOIN pg_catalog.pg_class r ON r.oid = x.adrelid
            WHERE x.oid = object AND class = 'pg_catalog.pg_attrdef'::pg_catalog.regclass),
        (SELECT r.relnamespace FROM pg_catalog.pg_policy x JOIN pg_catalog.pg_class r ON r.oid = x.polrelid
            WHERE x.oid = object AND class = 'pg_catalog.pg_policy'::pg_catalog.regclass),
        (SELECT r.relnamespace FROM pg_catalog.pg_trigger x JOIN pg_catalog.pg_class r ON r.oid = x.tgrelid
            WHERE x.oid = object AND NOT x.tgisinternal AND class = 'pg_catalog.pg_trigger'::pg_catalog.regclass)
    ) AS place FROM dropped
)
SELECT pg_catalog.pg_describe_object(class, object, part) FROM placed
WHERE place NOT IN (SELECT oid FROM own) AND place <> 'pg_toast'::pg_catalog.regnamespace ORDER BY 1";

impl Tenants {
    /// Drops a tenant with all that it holds, in one transaction.
    ///
    /// What others have begun in the tenant's tables is waited for, but no longer than a second.
    ///
    /// # Errors
    /// [`TenantError::Unconfirmed`], before the database is asked; [`TenantError::Unknown`],
    /// [`TenantError::Referenced`], [`TenantError::InUse`]. Then nothing is dropped.
    pub async fn drop(
        &self,
        connection: &mut PgConnection,
        name: &str,
        options: &DropOptions,
    ) -> Result<()> {
        let unconfirmed = options.confirmed != name;
        if unconfirmed {
            let (name, said) = (name.to_owned(), options.confirmed.clone());
            return Err(TenantError::Unconfirmed { name, said }.into());
        }
        let (mut transaction, row) = self.begin_alone(connection, "drop", name).await?;
        let failed = || TenantError::database("drop", name);
        if !options.with_references {
            let by = transaction.rows(REFERENCES, &[name]).await.map_err(failed())?;
            let by: Vec<String> = by.into_iter().flatten().flatten().collect();
            if !by.is_empty() {
                return Err(TenantError::Referenced { name: name.to_owned(), by }.into());
            }
        }
        // A tenant that lost its schema goes, too.
        let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(&row.name));
        transaction.send(&sql).await.map_err(failed())?;
        if let Some(role) = &row.role {
            transaction.send(&drop_role(role)).await.map_err(failed())?;
        }
        self.migrator.forget_history(&mut *transaction, &row.name).await?;
        self.delete_row(&mut transaction, name).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(())
    }

    /// Removes a tenant's row, and leaves everything else as it is: for a tenant that has lost its schema, or a
    /// schema that is to be no tenant any more.
    ///
    /// # Errors
    /// [`TenantError::Unknown`], [`TenantError::Database`].
    pub async fn forget(&self, connection: &mut PgConnection, name: &str) -> Result<()> {
        let unknown = || TenantError::Unknown { name: name.to_owned() };
        if name.contains('\0') {
            return Err(unknown().into());
        }
        self.registry.ensure(connection).await?;
        let failed = || TenantError::database("forgetting", name);
        let mut transaction = connection.begin().await.map_err(failed())?;
        let gone = self.delete_row(&mut transaction, name).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        match gone {
            true => Ok(()),
            false => Err(unknown().into()),
        }
    }

    /// Deletes a row, and says whether there was one.
    async fn delete_row(&self, connection: &mut PgConnection, name: &str) -> sqlx::Result<bool> {
        let sql = format!("DELETE FROM {} WHERE name = $1 RETURNING name", self.registry.name());
        Ok(!connection.rows(&sql, &[name]).await?.is_empty())
    }
}
