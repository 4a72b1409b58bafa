//! Views and materialized views.

use crate::ident::Ident;
use crate::metadata::{IndexDef, QualifiedName};

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ViewDef {
    /// The name.
    pub name: QualifiedName,
    /// Whether its rows are stored.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub materialized: bool,
    /// The query, in SQL.
    pub definition: String,
    /// The indexes of a materialized view.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub indexes: Vec<IndexDef>,
    /// The comment.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

impl ViewDef {
    /// A view whose rows are not stored.
    pub fn new(name: QualifiedName, definition: impl Into<String>) -> Self {
        let definition = definition.into();
        Self { name, materialized: false, definition, indexes: Vec::new(), comment: None }
    }

    /// The name of something else in the view's schema.
    pub fn sibling(&self, name: &Ident) -> QualifiedName {
        QualifiedName::new(self.name.schema.clone(), name.clone())
    }
}
