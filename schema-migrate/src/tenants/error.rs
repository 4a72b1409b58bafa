//! What can go wrong with tenants.

use std::path::PathBuf;

use polyschema_core::QualifiedName;
use polyschema_core::error::Listed;

use crate::connection::Said;

/// Why something could not be done to a tenant. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TenantError {
    /// A name that the registry has.
    #[error("tenant `{name}` exists already; choose another name")]
    Exists {
        /// The name.
        name: String,
    },
    /// A name that a schema has which is no tenant.
    #[error("schema `{name}` exists already and is no tenant; adopt it, or choose another name")]
    SchemaExists {
        /// The name.
        name: String,
    },
    /// The name of a schema that tenants share, or of the registry's own.
    #[error("schema `{name}` is what tenants share, or has their registry; choose another name")]
    Taken {
        /// The name.
        name: String,
    },
    /// A name that the registry has not.
    #[error("there is no tenant `{name}`; create it, or adopt its schema")]
    Unknown {
        /// The name.
        name: String,
    },
    /// A tenant without its schema, or a schema that is to be adopted and is not there.
    #[error("tenant `{name}` has no schema; restore the schema, or forget the tenant")]
    NoSchema {
        /// The name.
        name: String,
    },
    /// A drop that was not confirmed with the tenant's name.
    #[error(
        "drop of tenant `{name}` was confirmed with `{said}`; confirm it with the tenant's own name"
    )]
    Unconfirmed {
        /// The tenant.
        name: String,
        /// What was said.
        said: String,
    },
    /// A tenant that other schemas reference.
    #[error(
        "tenant `{name}` is referenced from other schemas: {}; drop that first, or drop the tenant with what references it",
        Listed(by)
    )]
    Referenced {
        /// The tenant.
        name: String,
        /// What references it, in the server's words.
        by: Vec<String>,
    },
    /// A tenant that is in use, or a shared table.
    #[error(
        "{} waited too long for others ({}); end their transactions, or try again later",
        done(doing, name),
        Said(source)
    )]
    InUse {
        /// What was done.
        doing: &'static str,
        /// The tenant; empty for all of them.
        name: String,
        /// The driver's error.
        source: sqlx::Error,
    },
    /// A tenant that has a role already.
    #[error("tenant `{name}` has the role `{role}` already; take that away first")]
    HasRole {
        /// The tenant.
        name: String,
        /// Its role.
        role: String,
    },
    /// A word that is no state.
    #[error("`{state}` is no state of a tenant; known: `active`, `idle`, `suspended`")]
    State {
        /// The word.
        state: String,
    },
    /// A name in the registry that no tenant can have, which somebody else wrote there.
    #[error(
        "the registry has a row that cannot be a tenant's: {source}; delete the row of `{name}`"
    )]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: Box<polyschema_core::Error>,
    },
    /// Metadata in the registry that cannot be read.
    #[error("metadata of tenant `{name}` cannot be read: {source}")]
    Metadata {
        /// The tenant.
        name: String,
        /// Why.
        source: serde_json::Error,
    },
    /// A table in the place of the registry that is something else.
    #[error(
        "`{table}` is no registry of tenants that this release knows ({found}); choose another table, or use the release that made it"
    )]
    Registry {
        /// The table.
        table: String,
        /// What its comment says.
        found: String,
    },
    /// A schema that holds what cannot be copied.
    #[error(
        "tenant `{name}` holds what cannot be copied: {}; drop that first, or copy the tenant with `pg_dump`",
        what.join(", ")
    )]
    NotCopied {
        /// The tenant.
        name: String,
        /// What it is, the objects' names in backticks.
        what: Vec<String>,
    },
    /// Files that are not what was exported.
    #[error("`{}` is no tenant that can be imported: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        why: String,
    },
    /// An imported row that references a row of another schema, which is not there.
    #[error(
        "table `{referencing}` references a row that `{referenced}` has not: {said}; insert it there, and import the tenant again"
    )]
    MissingRow {
        /// The tenant's table.
        referencing: Box<QualifiedName>,
        /// The table that the row is to be in.
        referenced: Box<QualifiedName>,
        /// Which row it is, in the server's words.
        said: String,
        /// The driver's error.
        source: sqlx::Error,
    },
    /// A file that cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A statement that the server refused.
    #[error("{} failed: {}", done(doing, name), Said(source))]
    Database {
        /// What was done.
        doing: &'static str,
        /// The tenant; empty for all of them.
        name: String,
        /// The driver's error, with the server's own words.
        source: sqlx::Error,
    },
    /// A connection with a transaction of its own.
    #[error("the connection is in a transaction; commit it before, {doing} has one of its own")]
    InTransaction {
        /// What was to be done.
        doing: &'static str,
    },
}

impl TenantError {
    /// The error of a statement.
    pub(super) fn database(
        doing: &'static str,
        name: &str,
    ) -> impl FnOnce(sqlx::Error) -> crate::error::Error + use<> {
        let name = name.to_owned();
        move |source| {
            let in_use = code(&source).as_deref() == Some("55P03");
            match in_use {
                true => Self::InUse { doing, name, source },
                false => Self::Database { doing, name, source },
            }
            .into()
        }
    }
}

/// What was done, to a tenant or to all of them.
fn done(doing: &str, name: &str) -> String {
    match name.is_empty() {
        true => doing.to_owned(),
        false => format!("{doing} of tenant `{name}`"),
    }
}

/// The SQLSTATE of a refusal.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(Into::into)
}
