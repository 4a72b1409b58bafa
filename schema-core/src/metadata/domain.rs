//! Domains: types with constraints of their own.

use crate::metadata::{CheckDef, QualifiedName, SqlType};

/// A domain. Source: PostgreSQL manual, `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DomainDef {
    /// The name.
    pub name: QualifiedName,
    /// The type beneath it.
    pub base: SqlType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// The default, in SQL.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub default: Option<String>,
    /// The collation's name.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub collation: Option<String>,
    /// The checks, over `VALUE`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub checks: Vec<CheckDef>,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

impl DomainDef {
    /// A domain that allows what its base allows.
    pub const fn new(name: QualifiedName, base: SqlType) -> Self {
        Self {
            name,
            base,
            nullable: true,
            default: None,
            collation: None,
            checks: Vec::new(),
            comment: None,
        }
    }
}
