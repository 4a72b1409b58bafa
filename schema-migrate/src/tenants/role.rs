//! A database role of a tenant's own, for those who connect as the tenant.
//!
//! It has its schema, and reads what all tenants share as a member of one role for all of them: an entry for each
//! tenant at the shared tables would be looked through by every query.

use polyschema_core::ident::{Ident, quote, quote_literal};
use polyschema_core::{Dialect, SchemaName};
use sqlx::{Connection, PgConnection};

use super::handle::not_in_transaction;
use super::locked::quoted;
use super::registry::is_race;
use super::row::TenantRow;
use super::{TenantError, Tenants};
use crate::connection::MigrateConnection;
use crate::error::Result;

/// What a tenant's role is called, and whether somebody can log in as it.
///
/// Roles belong to the whole server, not to a database.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RoleOptions {
    name: Option<String>,
    password: Option<String>,
}

impl RoleOptions {
    /// A role that is called like the tenant, and as which nobody can log in.
    pub fn new() -> Self {
        Self::default()
    }

    /// Under another name, which it keeps when the tenant gets another one.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// With a password to log in.
    #[must_use]
    pub fn login(self, password: &str) -> Self {
        Self { password: Some(password.to_owned()), ..self }
    }

    fn of(&self, tenant: &SchemaName) -> Result<Ident> {
        let name = Ident::new(self.name.as_deref().unwrap_or(tenant.as_str()))?;
        name.check(Dialect::Postgres)?;
        Ok(name)
    }
}

/// The password is nobody's business.
impl std::fmt::Debug for RoleOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let login = self.password.is_some();
        f.debug_struct("RoleOptions").field("name", &self.name).field("login", &login).finish()
    }
}

impl Tenants {
    /// Gives a tenant that has none a database role of its own.
    ///
    /// The role may use the tenant's schema and read and write its tables, also those that the connection's user
    /// creates later, but for the history; and read the shared schemas. It finds its tables without their
    /// schema's name (`search_path`).
    ///
    /// # Errors
    /// [`TenantError::Unknown`], [`TenantError::HasRole`], [`TenantError::Database`] when the connection's user may
    /// not create roles, or the role exists. Then nothing is changed.
    pub async fn give_role(
        &self,
        connection: &mut PgConnection,
        name: &str,
        options: &RoleOptions,
    ) -> Result<TenantRow> {
        options.of(&self.check(name)?)?;
        not_in_transaction(connection, "change")?;
        // The readers' role is for others, too, and is made only where there is somebody to give it to.
        let unknown = || TenantError::Unknown { name: name.to_owned() };
        self.registry.get(connection, name).await?.ok_or_else(unknown)?;
        let readers = self.ensure_readers(connection).await?;
        let (mut transaction, row) = self.begin_alone(connection, "change", name).await?;
        if let Some(role) = row.role {
            return Err(TenantError::HasRole { name: name.to_owned(), role }.into());
        }
        let row = self.make_role(&mut transaction, &row.name, options, &readers).await?;
        transaction.commit().await.map_err(TenantError::database("change", name))?;
        Ok(row)
    }

    /// Takes a tenant's role away, and drops it.
    ///
    /// # Errors
    /// [`TenantError::Unknown`], [`TenantError::Database`] when the role owns or may do something elsewhere.
    pub async fn take_role(&self, connection: &mut PgConnection, name: &str) -> Result<()> {
        let (mut transaction, row) = self.begin_alone(connection, "change", name).await?;
        let failed = || TenantError::database("change", name);
        if let Some(role) = &row.role {
            let sql = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolname = $1";
            let is_there = !transaction.rows(sql, &[role]).await.map_err(failed())?.is_empty();
            let revoked = if is_there { revoke_sql(&row.name, role) } else { Vec::new() };
            for sql in revoked.into_iter().chain([drop_sql(role)]) {
                transaction.send(&sql).await.map_err(failed())?;
            }
            self.set_role(&mut transaction, name, "").await?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(())
    }

    /// Creates the role of a tenant, in the connection's transaction.
    pub(super) async fn make_role(
        &self,
        connection: &mut PgConnection,
        name: &SchemaName,
        options: &RoleOptions,
        readers: &str,
    ) -> Result<TenantRow> {
        let role = options.of(name)?;
        let history = self.migrator.history_table();
        let history = history.schema().is_none().then(|| history.name().as_str());
        for sql in create_sql(name, &role, options.password.as_deref(), readers, history) {
            let made = connection.send(&sql).await;
            made.map_err(TenantError::database("creation of the role", name.as_str()))?;
        }
        self.set_role(connection, name.as_str(), role.as_str()).await
    }

    async fn set_role(
        &self,
        connection: &mut PgConnection,
        name: &str,
        role: &str,
    ) -> Result<TenantRow> {
        let sql = format!(
            "UPDATE {} SET role_name = NULLIF($2, ''), updated_at = pg_catalog.clock_timestamp() \
            WHERE name = $1 RETURNING {}",
            self.registry.name(),
            super::row::COLUMNS
        );
        let rows = connection.rows(&sql, &[name, role]).await;
        let row = rows.map_err(TenantError::database("change", name))?.into_iter().next();
        TenantRow::read(row.ok_or_else(|| TenantError::Unknown { name: name.to_owned() })?)
    }

    /// Creates the role of all who read the shared schemas, and returns its name.
    pub(super) async fn ensure_readers(&self, connection: &mut PgConnection) -> Result<String> {
        let failed = || TenantError::database("creation of the readers' role", "");
        let sql = "SELECT pg_catalog.left(pg_catalog.current_database(), 55) || '_tenants', \
            EXISTS (SELECT FROM pg_catalog.pg_roles \
            WHERE rolname = pg_catalog.left(pg_catalog.current_database(), 55) || '_tenants')::text";
        let rows = connection.rows(sql, &[]).await.map_err(failed())?;
        let mut cells = rows.into_iter().flatten().flatten();
        let (role, exists) = (cells.next().unwrap_or_default(), cells.next());
        if exists.as_deref() == Some("true") {
            return Ok(role);
        }
        let mut transaction = connection.begin().await.map_err(failed())?;
        let created = create_readers(&mut transaction, &role, &self.shared()).await;
        match created {
            Ok(()) => transaction.commit().await.map_err(failed())?,
            // Somebody else creates it at the same time.
            Err(error) if is_race(&error) => transaction.rollback().await.map_err(failed())?,
            Err(error) => return Err(failed()(error)),
        }
        Ok(role)
    }

    /// The schemas that are not the tenants' own.
    fn shared(&self) -> Vec<&SchemaName> {
        let names = self.migrator.names().iter();
        names.filter(|(schema, _)| **schema != self.schema).map(|(_, name)| name).collect()
    }
}

async fn create_readers(
    connection: &mut PgConnection,
    role: &str,
    shared: &[&SchemaName],
) -> sqlx::Result<()> {
    let role = delimited(role);
    connection.send(&format!("CREATE ROLE {role} NOLOGIN")).await?;
    for schema in shared.iter().map(|schema| quoted(schema)) {
        for sql in [
            format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
            format!("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}"),
            format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}"),
        ] {
            connection.send(&sql).await?;
        }
    }
    Ok(())
}

/// Creates a role, and gives it what a tenant may do.
fn create_sql(
    schema: &SchemaName,
    role: &Ident,
    password: Option<&str>,
    readers: &str,
    history: Option<&str>,
) -> Vec<String> {
    let (schema, role, readers) = (quoted(schema), delimited(role.as_str()), delimited(readers));
    let mut create = format!("CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT ");
    match password {
        None => create.push_str("NOLOGIN"),
        Some(password) => {
            create.push_str("LOGIN PASSWORD ");
            quote_literal(password, &mut create);
        }
    }
    let tables = "SELECT, INSERT, UPDATE, DELETE";
    let mut statements = vec![
        create,
        format!("GRANT {readers} TO {role}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
        format!("GRANT {tables} ON ALL TABLES IN SCHEMA {schema} TO {role}"),
        format!("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {tables} ON TABLES TO {role}"),
        format!(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}"
        ),
        search_path_sql(&role, &schema),
    ];
    if let Some(history) = history {
        let table = delimited(history);
        statements.push(format!("REVOKE INSERT, UPDATE, DELETE ON {schema}.{table} FROM {role}"));
    }
    statements
}

/// Takes what a role may do in a schema, without which it cannot be dropped.
fn revoke_sql(schema: &SchemaName, role: &str) -> Vec<String> {
    let (schema, role) = (quoted(schema), delimited(role));
    vec![
        format!("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}"),
        format!("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}"),
        format!("REVOKE ALL ON SCHEMA {schema} FROM {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON SEQUENCES FROM {role}"),
    ]
}

pub(super) fn drop_sql(role: &str) -> String {
    format!("DROP ROLE IF EXISTS {}", delimited(role))
}

/// What a role needs when its tenant gets another name.
pub(super) fn rename_sql(role: &str, from: &SchemaName, to: &SchemaName) -> (String, Vec<String>) {
    let schema = quoted(to);
    match role == from.as_str() {
        true => {
            let rename = format!("ALTER ROLE {} RENAME TO {schema}", delimited(role));
            (to.as_str().to_owned(), vec![rename, search_path_sql(&schema, &schema)])
        }
        false => (role.to_owned(), vec![search_path_sql(&delimited(role), &schema)]),
    }
}

fn search_path_sql(role: &str, schema: &str) -> String {
    format!("ALTER ROLE {role} SET search_path = {schema}")
}

fn delimited(name: &str) -> String {
    let mut sql = String::new();
    quote(name, &mut sql);
    sql
}
