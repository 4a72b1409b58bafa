//! A row of the registry.

use std::fmt;
use std::str::FromStr;

use polyschema_core::{Dialect, SchemaName};

use super::TenantError;
use crate::connection::TextRow;
use crate::error::Result;

/// A tenant, as the registry has it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TenantRow {
    /// The name of its schema, which is its own.
    #[serde(serialize_with = "as_text")]
    pub name: SchemaName,
    /// Whether it is served.
    pub state: TenantState,
    /// The group in which it is upgraded.
    pub group: Option<String>,
    /// What the application keeps of it: any JSON.
    pub metadata: serde_json::Value,
    /// The database role that sees this tenant alone, where it has one.
    pub role: Option<String>,
    /// When it was created, in UTC (`2026-01-31T23:59:59.999Z`).
    pub created_at: String,
    /// When its row was changed last, in UTC.
    pub updated_at: String,
}

/// Whether a tenant is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TenantState {
    /// It is in use.
    Active,
    /// Nobody uses it for now: it may lack the newest revisions, which it gets when it is activated.
    Idle,
    /// It is kept from its users.
    Suspended,
}

impl TenantState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Idle, Self::Suspended];

    /// The word of the registry.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Idle => "idle",
            Self::Suspended => "suspended",
        }
    }
}

impl fmt::Display for TenantState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for TenantState {
    type Err = TenantError;

    /// # Errors
    /// [`TenantError::State`].
    fn from_str(word: &str) -> Result<Self, TenantError> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| TenantError::State { state: word.to_owned() })
    }
}

/// What a query of rows selects, in the order in which they are read.
pub(super) const COLUMNS: &str = "name, state, group_name, CAST(metadata AS pg_catalog.text), role_name, \
    pg_catalog.to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), \
    pg_catalog.to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";

impl TenantRow {
    /// Reads [`COLUMNS`].
    pub(super) fn read(row: TextRow) -> Result<Self> {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let name = next().unwrap_or_default();
        let name = SchemaName::new(&name, Dialect::Postgres)
            .map_err(|source| TenantError::Name { name, source: Box::new(source) })?;
        let state = next().unwrap_or_default().parse()?;
        let group = next();
        let metadata = serde_json::from_str(&next().unwrap_or_default())
            .map_err(|source| TenantError::Metadata { name: name.as_str().to_owned(), source })?;
        let role = next();
        let (created_at, updated_at) = (next().unwrap_or_default(), next().unwrap_or_default());
        Ok(Self { name, state, group, metadata, role, created_at, updated_at })
    }
}

fn as_text<S: serde::Serializer>(name: &SchemaName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name.as_str())
}
