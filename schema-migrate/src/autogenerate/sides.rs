//! What the revisions make of the schemas: the side from which a new revision starts.

use std::collections::BTreeSet;

use polyschema_core::ident::Ident;
use polyschema_core::metadata::SchemaDef;
use polyschema_core::{Catalog, Dialect};

use super::AutogenerateError;
use crate::error::Result;
use crate::migration::{Revision, RevisionId, Revisions, SchemaRevisions};

/// Where a new revision of a schema starts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Base {
    /// The revision that it stands on; none for the first.
    pub parents: Vec<RevisionId>,
    /// What the schema holds there; without the schema where nothing was revised yet.
    pub catalog: Catalog,
}

/// Where a new revision of a schema starts: at its head, or at the revision that is named.
///
/// # Errors
/// [`AutogenerateError::SeveralHeads`]; [`RevisionError`](crate::migration::RevisionError) for a name of no
/// revision, or for a snapshot that cannot be read.
pub fn base(
    revisions: &Revisions,
    schema: &str,
    head: Option<&str>,
    dialect: Dialect,
) -> Result<Base> {
    let nothing = || Ok(Base { parents: Vec::new(), catalog: Catalog::from_schemas(dialect, [])? });
    let Some(revisions) = revisions.schemas().get(schema) else { return nothing() };
    let head = match head {
        Some(name) => revisions.find(name)?,
        None => match revisions.heads()[..] {
            [] => return nothing(),
            [head] => head,
            ref several => {
                let heads = several.iter().map(|head| head.id().clone()).collect();
                let schema = schema.to_owned();
                return Err(AutogenerateError::SeveralHeads { schema, heads }.into());
            }
        },
    };
    let catalog = catalog_at(revisions, head, dialect)?;
    Ok(Base { parents: vec![head.id().clone()], catalog })
}

/// What a schema holds at a revision: its snapshot, or that of the revision that it stands on.
///
/// # Errors
/// [`AutogenerateError::NoSnapshot`]; [`RevisionError::Snapshot`](crate::migration::RevisionError::Snapshot).
pub fn catalog_at(
    revisions: &SchemaRevisions,
    revision: &Revision,
    dialect: Dialect,
) -> Result<Catalog> {
    let mut at = revision;
    loop {
        if let Some(snapshot) = at.snapshot()? {
            return Ok(snapshot);
        }
        at = match at.parents() {
            [] => return Ok(Catalog::from_schemas(dialect, [])?),
            [parent] => match revisions.get(parent) {
                Some(parent) => parent,
                None => unreachable!("the parents of a revision are there"),
            },
            _ => {
                let (schema, id) = (at.schema().to_owned(), at.id().clone());
                return Err(AutogenerateError::NoSnapshot { schema, id }.into());
            }
        };
    }
}

/// What schemas hold at some of their revisions, each a head of what is applied; under logical names.
///
/// # Errors
/// As of [`catalog_at`]; [`AutogenerateError::SeveralHeads`].
pub fn promised(
    revisions: &Revisions,
    applied: &[(String, Vec<RevisionId>)],
    dialect: Dialect,
) -> Result<Catalog> {
    let mut schemas: Vec<SchemaDef> = Vec::new();
    let mut seen: BTreeSet<Ident> = BTreeSet::new();
    for (schema, heads) in applied {
        let [head] = &heads[..] else {
            if heads.is_empty() {
                continue;
            }
            let (schema, heads) = (schema.clone(), heads.clone());
            return Err(AutogenerateError::SeveralHeads { schema, heads }.into());
        };
        let of_schema = revisions.schema(schema)?;
        let catalog = catalog_at(of_schema, of_schema.find(head.as_str())?, dialect)?;
        for (name, def) in catalog.into_schemas() {
            if seen.insert(name) {
                schemas.push(def);
            }
        }
    }
    Ok(Catalog::from_schemas(dialect, schemas)?)
}
