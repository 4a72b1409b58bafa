//! Heads joined in one revision, which holds what they are together.

use std::collections::BTreeSet;

use polyschema_core::{Catalog, Dialect};
use serde_json::Value;

use super::AutogenerateError;
use super::join::join;
use super::request::next_id;
use super::sides::catalog_at;
use crate::error::Result;
use crate::migration::{
    NewRevision, NewScript, Revision, RevisionError, RevisionId, Revisions, SchemaRevisions,
};

/// Heads joined in one revision.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Merge {
    /// The revision; its SQL is empty.
    pub revision: Revision,
    /// What several of the heads changed, and not alike: `schemas.asia.tables.countries.columns.name.sql_type`.
    /// The snapshot has it as the first head made it.
    pub conflicts: Vec<String>,
}

/// Joins heads of a schema: those that are named, or all.
///
/// # Errors
/// [`AutogenerateError::NothingToMerge`]; [`RevisionError`] for a name of no revision, or for a snapshot that
/// cannot be read.
pub fn merge(
    revisions: &Revisions,
    schema: &str,
    named: &[String],
    message: &str,
    dialect: Dialect,
) -> Result<Merge> {
    let of_schema = revisions.schema(schema)?;
    let mut heads: Vec<&Revision> = Vec::new();
    match named {
        [] => heads.extend(of_schema.heads()),
        names => {
            for name in names {
                let head = of_schema.find(name)?;
                if !heads.iter().any(|there| there.id() == head.id()) {
                    heads.push(head);
                }
            }
        }
    }
    if heads.len() < 2 {
        let (schema, heads) =
            (schema.to_owned(), heads.iter().map(|head| head.id().clone()).collect());
        return Err(AutogenerateError::NothingToMerge { schema, heads }.into());
    }
    let mut conflicts = Vec::new();
    let snapshot = snapshot(of_schema, &heads, dialect, &mut conflicts)?;
    let mut new = NewRevision::new(schema, next_id(revisions, schema, message), message);
    new.parents = heads.iter().map(|head| head.id().clone()).collect();
    new.downgrade = Some(NewScript::new(""));
    new.snapshot = Some(snapshot);
    Ok(Merge { revision: new.build(dialect)?, conflicts })
}

fn snapshot(
    revisions: &SchemaRevisions,
    heads: &[&Revision],
    dialect: Dialect,
    conflicts: &mut Vec<String>,
) -> Result<Catalog> {
    let invalid = |source| RevisionError::Snapshot {
        file: format!("the merge of {}", revisions.schema()),
        source,
    };
    let value = |catalog: &Catalog| serde_json::to_value(catalog).map_err(invalid);
    let mut joined = value(&catalog_at(revisions, heads[0], dialect)?)?;
    let mut joined_ids: BTreeSet<RevisionId> = revisions.ancestors([heads[0].id()]);
    for head in &heads[1..] {
        let own = revisions.ancestors([head.id()]);
        let common: BTreeSet<RevisionId> = joined_ids.intersection(&own).cloned().collect();
        let base = match revisions.heads_of(&common)[..] {
            [ref id] => match revisions.get(id) {
                Some(revision) => value(&catalog_at(revisions, revision, dialect)?)?,
                None => Value::Null,
            },
            _ => Value::Null,
        };
        let own_catalog = value(&catalog_at(revisions, head, dialect)?)?;
        joined = join(&base, &joined, &own_catalog, "", conflicts);
        joined_ids.extend(own);
    }
    Ok(serde_json::from_value(joined).map_err(invalid)?)
}
