//! What is asked of new revisions, and the revisions that come of it.

use std::collections::BTreeMap;

use polyschema_core::Dialect;

use super::proposal::Proposal;
use super::{AutogenerateError, Base};
use crate::error::{Error, Result};
use crate::migration::{NewRevision, Revision, RevisionError, RevisionId, RevisionKey, Revisions};
use crate::plan::Form;

/// What is asked of new revisions.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What they do, in one line.
    pub message: String,
    /// A name for each, as a target.
    pub label: Option<String>,
    /// Revisions of other schemas that must be applied before.
    pub depends: Vec<RevisionKey>,
    /// The registered Rust function that runs after the SQL.
    pub rust: Option<String>,
    /// Which statements it prefers.
    pub form: Form,
}

/// The id of a new revision of a schema.
pub(super) fn next_id(revisions: &Revisions, schema: &str, message: &str) -> RevisionId {
    match revisions.schemas().get(schema) {
        Some(of_schema) => RevisionId::next(of_schema.ids(), message),
        None => RevisionId::next([], message),
    }
}

/// A revision of a schema whose SQL is to be written by hand. What the schema holds stays what it is at the
/// revision before, so it has no snapshot.
///
/// # Errors
/// [`RevisionError`].
pub fn blank(
    request: &Request,
    schema: &str,
    base: &Base,
    revisions: &Revisions,
    dialect: Dialect,
) -> Result<Revision> {
    let id = next_id(revisions, schema, &request.message);
    let mut new = NewRevision::new(schema, id, &request.message);
    new.parents.clone_from(&base.parents);
    new.label.clone_from(&request.label);
    new.depends.clone_from(&request.depends);
    new.upgrade.rust.clone_from(&request.rust);
    new.downgrade = Some(crate::migration::NewScript::new(""));
    let revision = new.build(dialect)?;
    check(revisions, std::slice::from_ref(&revision))?;
    Ok(revision)
}

/// A revision for each proposal that has changes, all of them checked together with those that there are.
///
/// # Errors
/// [`AutogenerateError::Cycle`]; [`RevisionError`].
pub fn revisions(
    request: &Request,
    proposals: &[Proposal],
    revisions: &Revisions,
) -> Result<Vec<Revision>> {
    let changed = || proposals.iter().filter(|proposal| !proposal.diff.is_empty());
    let ids: BTreeMap<&str, RevisionId> = changed()
        .map(|proposal| {
            (proposal.schema.as_str(), next_id(revisions, &proposal.schema, &request.message))
        })
        .collect();
    let mut made = Vec::new();
    for proposal in changed() {
        let mut new = NewRevision::new(
            &proposal.schema,
            ids[proposal.schema.as_str()].clone(),
            &request.message,
        );
        new.parents.clone_from(&proposal.parents);
        new.label.clone_from(&request.label);
        new.depends.clone_from(&request.depends);
        for key in depends(proposal, proposals, &ids, revisions) {
            if !new.depends.contains(&key) {
                new.depends.push(key);
            }
        }
        proposal.write(request, &mut new);
        made.push(new.build(proposal.dialect())?);
    }
    check(revisions, &made)?;
    Ok(made)
}

/// The revisions of other schemas that hold what the changes lead to: a new one where it makes or alters that,
/// else those at which the schema stands.
fn depends(
    proposal: &Proposal,
    proposals: &[Proposal],
    ids: &BTreeMap<&str, RevisionId>,
    revisions: &Revisions,
) -> Vec<RevisionKey> {
    let mut found = Vec::new();
    for reached in proposal.reaches() {
        let schema = reached.schema.as_str();
        let new = proposals
            .iter()
            .find(|other| other.schema == schema && other.touches(&reached))
            .and_then(|other| ids.get(other.schema.as_str()));
        match (new, revisions.schemas().get(schema)) {
            (Some(id), _) => found.push(RevisionKey { schema: schema.to_owned(), id: id.clone() }),
            (None, Some(of_schema)) => {
                let heads = of_schema.heads().into_iter();
                found.extend(heads.map(|head| head.key().clone()));
            }
            (None, None) => {}
        }
    }
    found
}

/// Checks new revisions together with those that there are.
fn check(revisions: &Revisions, new: &[Revision]) -> Result<()> {
    let all = revisions.in_order().chain(new).cloned().collect();
    match Revisions::new(all) {
        Ok(_) => Ok(()),
        Err(RevisionError::Cycle { .. }) => {
            let schemas = new.iter().map(|revision| revision.schema().to_owned()).collect();
            Err(Error::from(AutogenerateError::Cycle(schemas)))
        }
        Err(error) => Err(error.into()),
    }
}
