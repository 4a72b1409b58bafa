//! Whether registry, schemas and histories agree.

use std::fmt;

use polyschema_core::{Dialect, SchemaName};
use sqlx::PgConnection;

use super::registry::bound;
use super::{TenantError, Tenants};
use crate::connection::TextRow;
use crate::error::{Error, Result};
use crate::history;

/// What is not as it should be, with what to do about it as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inconsistency {
    /// A row without a schema.
    NoSchema {
        /// The tenant.
        name: String,
    },
    /// A schema with a history of ours that is no tenant.
    NoTenant {
        /// The schema.
        name: String,
    },
    /// A tenant whose schema has no history.
    NoHistory {
        /// The tenant.
        name: String,
    },
    /// A tenant with a revision that was interrupted.
    Interrupted {
        /// The tenant.
        name: String,
        /// The revision.
        revision: String,
    },
    /// A tenant whose history cannot be read.
    Unreadable {
        /// The tenant.
        name: String,
        /// Why.
        why: String,
    },
    /// A tenant whose database role is not there.
    NoRole {
        /// The tenant.
        name: String,
        /// The role.
        role: String,
    },
    /// A row under a name that no tenant can have.
    Name {
        /// The name.
        name: String,
    },
}

impl fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSchema { name } => {
                write!(f, "tenant `{name}` has no schema; restore the schema, or forget the tenant")
            }
            Self::NoTenant { name } => write!(
                f,
                "schema `{name}` has a history of revisions and is no tenant; adopt it, or drop it"
            ),
            Self::NoHistory { name } => write!(
                f,
                "tenant `{name}` has no history of revisions; stamp it with the revision that it stands at, or drop it"
            ),
            Self::Interrupted { name, revision } => write!(
                f,
                "revision `{revision}` of tenant `{name}` was interrupted; upgrade the tenant to go on with it"
            ),
            Self::Unreadable { name, why } => write!(
                f,
                "the history of tenant `{name}` cannot be read; restore it, or stamp the tenant: {why}"
            ),
            Self::NoRole { name, role } => write!(
                f,
                "role `{role}` of tenant `{name}` does not exist; give the tenant a role again, or take it away"
            ),
            Self::Name { name } => {
                write!(f, "no tenant can be called `{name}`; delete its row from the registry")
            }
        }
    }
}

impl Tenants {
    /// Looks whether the registry, the schemas of the database and their histories agree, and changes nothing.
    ///
    /// Two queries over the catalog and the registry, and one for the histories of each 100 tenants.
    ///
    /// # Errors
    /// [`TenantError::Database`], [`TenantError::Registry`].
    pub async fn inspect(&self, connection: &mut PgConnection) -> Result<Vec<Inconsistency>> {
        self.registry.ensure(connection).await?;
        let failed = || TenantError::database("inspection of tenants", "");
        let rows = self.stand(connection).await.map_err(failed())?;
        let mut found = Vec::new();
        let mut with_history = Vec::new();
        for row in rows {
            let mut cells = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || cells.next().unwrap_or_default();
            let (name, role) = (next(), next());
            let [is_tenant, has_schema, has_history, has_role] = [(); 4].map(|()| next() == "true");
            let Ok(checked) = SchemaName::new(&name, Dialect::Postgres) else {
                found.extend(is_tenant.then(|| Inconsistency::Name { name: name.clone() }));
                continue;
            };
            let is_other = self.check(&name).is_err();
            match (is_tenant, has_schema, has_history) {
                (true, false, _) => found.push(Inconsistency::NoSchema { name: name.clone() }),
                (true, true, false) => found.push(Inconsistency::NoHistory { name: name.clone() }),
                (true, true, true) => with_history.push(checked),
                (false, _, true) if !is_other => {
                    found.push(Inconsistency::NoTenant { name: name.clone() });
                }
                (false, ..) => {}
            }
            if is_tenant && !role.is_empty() && !has_role {
                found.push(Inconsistency::NoRole { name, role });
            }
        }
        match self.migrator.unfinished(connection, &with_history).await {
            Ok(open) => found.extend(open.into_iter().map(interrupted)),
            Err(error) if is_of_history(&error) => {
                found.extend(self.look_at_each(connection, &with_history).await?);
            }
            Err(error) => return Err(error),
        }
        Ok(found)
    }

    /// Looks at the history of each by itself, so that one that cannot be read keeps no other from being looked at.
    async fn look_at_each(
        &self,
        connection: &mut PgConnection,
        names: &[SchemaName],
    ) -> Result<Vec<Inconsistency>> {
        let mut found = Vec::new();
        for name in names {
            match self.migrator.unfinished(connection, std::slice::from_ref(name)).await {
                Ok(open) => found.extend(open.into_iter().map(interrupted)),
                Err(error) if is_of_history(&error) => found.push(Inconsistency::Unreadable {
                    name: name.as_str().to_owned(),
                    why: error.to_string(),
                }),
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Tenants, and other schemas with a history: name, role, and whether it is a tenant, a schema, has a history
    /// and its role.
    async fn stand(&self, connection: &mut PgConnection) -> sqlx::Result<Vec<TextRow>> {
        let table = self.migrator.history_table();
        let histories = match table.schema() {
            None => "SELECT n.nspname::pg_catalog.text AS name FROM pg_catalog.pg_class c \
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                WHERE c.relname = $1 AND c.relkind IN ('r', 'p')"
                .to_owned(),
            Some(schema) => history::schemas_sql(schema, table.name()),
        };
        let sql = format!(
            "SELECT COALESCE(t.name, h.name), t.role_name, (t.name IS NOT NULL)::pg_catalog.text, \
            (n.oid IS NOT NULL)::pg_catalog.text, (h.name IS NOT NULL)::pg_catalog.text, \
            (r.oid IS NOT NULL)::pg_catalog.text \
            FROM {} t FULL JOIN ({histories}) h ON h.name COLLATE pg_catalog.\"C\" = t.name \
            LEFT JOIN pg_catalog.pg_namespace n ON n.nspname::pg_catalog.text = COALESCE(t.name, h.name) \
            LEFT JOIN pg_catalog.pg_roles r ON r.rolname = t.role_name \
            WHERE $1 <> '' ORDER BY 1",
            self.registry.name()
        );
        bound(connection, &sql, &[table.name().as_str()]).await
    }
}

fn interrupted((name, revision): (SchemaName, String)) -> Inconsistency {
    Inconsistency::Interrupted { name: name.as_str().to_owned(), revision }
}

/// Whether an error comes of what a history is, and not of the connection.
fn is_of_history(error: &Error) -> bool {
    let Error::Apply(error) = error else { return false };
    matches!(error.driver(), Some(sqlx::Error::Database(_) | sqlx::Error::Decode(_)))
}
