//! Targets: what the command line and callers say of how far to go, in Alembic's words.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{RevisionError, Revisions};
use crate::model::is_word;

/// How far a schema is upgraded or downgraded.
///
/// As text: `head`, `heads`, `base`, `+2`, `-1`, an id, the unambiguous beginning of one, a label,
/// `0002_add_dish+1`, `0002_add_dish-1`, `label@head`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Nothing is applied.
    Base,
    /// The only head.
    Head,
    /// All heads.
    Heads,
    /// The only head among what stands on a revision.
    HeadOf(String),
    /// So many steps from where the schema stands, or from a revision.
    Steps {
        /// The revision's id, the beginning of its id, or its label.
        from: Option<String>,
        /// Forward, or back when negative.
        steps: i32,
    },
    /// A revision's id, the beginning of its id, or its label.
    Revision(String),
}

impl FromStr for Target {
    type Err = RevisionError;

    /// # Errors
    /// [`RevisionError::Id`], for a text that is no target.
    fn from_str(text: &str) -> Result<Self, RevisionError> {
        let invalid = || RevisionError::Id { id: text.to_owned() };
        match text {
            "base" => return Ok(Self::Base),
            "head" => return Ok(Self::Head),
            "heads" => return Ok(Self::Heads),
            _ => {}
        }
        if let Some(name) = text.strip_suffix("@head") {
            return if is_word(name) { Ok(Self::HeadOf(name.to_owned())) } else { Err(invalid()) };
        }
        if let Some(at) = text.find(['+', '-']) {
            let steps: i32 = text[at..].parse().map_err(|_| invalid())?;
            let from = match &text[..at] {
                "" => None,
                name if is_word(name) => Some(name.to_owned()),
                _ => return Err(invalid()),
            };
            return Ok(Self::Steps { from, steps });
        }
        if is_word(text) { Ok(Self::Revision(text.to_owned())) } else { Err(invalid()) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base => f.write_str("base"),
            Self::Head => f.write_str("head"),
            Self::Heads => f.write_str("heads"),
            Self::HeadOf(name) => write!(f, "{name}@head"),
            Self::Steps { from, steps } => {
                write!(f, "{}{steps:+}", from.as_deref().unwrap_or_default())
            }
            Self::Revision(name) => f.write_str(name),
        }
    }
}

/// The target of each schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    all: Option<Target>,
    schemas: BTreeMap<String, Target>,
}

impl Targets {
    /// One target for all schemas.
    pub const fn all(target: Target) -> Self {
        Self { all: Some(target), schemas: BTreeMap::new() }
    }

    /// A target for one schema alone. Others are touched only as far as its revisions depend on theirs.
    pub fn only(schema: &str, target: Target) -> Self {
        Self { all: None, schemas: BTreeMap::from([(schema.to_owned(), target)]) }
    }

    /// A target for one schema more, instead of the one that it had.
    #[must_use]
    pub fn and(mut self, schema: &str, target: Target) -> Self {
        self.schemas.insert(schema.to_owned(), target);
        self
    }

    /// The targets by schema, of those that have revisions.
    pub(crate) fn resolve<'a>(
        &self,
        schemas: impl IntoIterator<Item = &'a str>,
        revisions: &Revisions,
    ) -> Result<BTreeMap<String, Target>, RevisionError> {
        let mut targets = BTreeMap::new();
        if let Some(target) = &self.all {
            let known = schemas.into_iter().filter(|name| revisions.schemas().contains_key(*name));
            targets.extend(known.map(|name| (name.to_owned(), target.clone())));
        }
        for (name, target) in &self.schemas {
            revisions.schema(name)?;
            targets.insert(name.clone(), target.clone());
        }
        Ok(targets)
    }
}
