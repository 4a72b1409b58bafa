//! The revisions of one schema as a graph: heads, bases, branches, and the order of the history.

use std::collections::{BTreeMap, BTreeSet};

use super::{Revision, RevisionId};

/// The revisions of one schema, each behind its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaRevisions {
    schema: String,
    revisions: BTreeMap<RevisionId, Revision>,
    order: Vec<RevisionId>,
}

impl SchemaRevisions {
    pub(super) fn new(schema: &str) -> Self {
        Self { schema: schema.to_owned(), revisions: BTreeMap::new(), order: Vec::new() }
    }

    /// Adds a revision behind those that there are.
    pub(super) fn push(&mut self, revision: Revision) {
        self.order.push(revision.id().clone());
        self.revisions.insert(revision.id().clone(), revision);
    }

    /// The logical schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// A revision by its id.
    pub fn get(&self, id: &RevisionId) -> Option<&Revision> {
        self.revisions.get(id)
    }

    /// The ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &RevisionId> {
        self.revisions.keys()
    }

    /// The revisions in the order of the history: each behind its parents.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.order.iter().filter_map(|id| self.revisions.get(id))
    }

    /// The revisions that nothing stands on.
    pub fn heads(&self) -> Vec<&Revision> {
        let all = self.revisions.keys().cloned().collect();
        self.heads_of(&all).into_iter().filter_map(|id| self.revisions.get(&id)).collect()
    }

    /// The revisions that stand on nothing.
    pub fn bases(&self) -> Vec<&Revision> {
        self.in_order().filter(|revision| revision.parents().is_empty()).collect()
    }

    /// The revisions that several stand on.
    pub fn branches(&self) -> Vec<&Revision> {
        self.in_order().filter(|revision| self.children(revision.id()).len() > 1).collect()
    }

    /// The revisions that stand on one, in the order of the history.
    pub fn children(&self, id: &RevisionId) -> Vec<&Revision> {
        self.in_order().filter(|revision| revision.parents().contains(id)).collect()
    }

    /// Those of some revisions that no other of them stands on, in the order of the history.
    pub fn heads_of(&self, some: &BTreeSet<RevisionId>) -> Vec<RevisionId> {
        let parents: BTreeSet<&RevisionId> =
            some.iter().filter_map(|id| self.get(id)).flat_map(Revision::parents).collect();
        let is_head = |id: &&RevisionId| some.contains(*id) && !parents.contains(*id);
        self.order.iter().filter(is_head).cloned().collect()
    }

    /// The revisions, and all that they stand on.
    pub(crate) fn ancestors<'a>(
        &self,
        of: impl IntoIterator<Item = &'a RevisionId>,
    ) -> BTreeSet<RevisionId> {
        let mut found: BTreeSet<RevisionId> = of.into_iter().cloned().collect();
        // Each stands behind its parents, so that one pass from the end finds them all.
        for revision in self.in_order().rev() {
            if found.contains(revision.id()) {
                found.extend(revision.parents().iter().cloned());
            }
        }
        found
    }

    /// What stands on a revision, and on that, without the revision itself.
    pub(crate) fn descendants(&self, of: &RevisionId) -> BTreeSet<RevisionId> {
        let mut found = BTreeSet::from([of.clone()]);
        for revision in self.in_order() {
            if revision.parents().iter().any(|parent| found.contains(parent)) {
                found.insert(revision.id().clone());
            }
        }
        found.remove(of);
        found
    }
}
