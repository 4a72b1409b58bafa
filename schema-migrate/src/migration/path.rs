//! Ways through the revisions of all schemas: what to apply or take back, in order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::revisions::before;
use super::{Revision, RevisionError, RevisionId, Revisions, Target};

/// A revision of one of the schemas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RevisionKey {
    /// The logical schema.
    pub schema: String,
    /// The revision.
    pub id: RevisionId,
}

impl fmt::Display for RevisionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.schema, self.id)
    }
}

/// The applied revisions of each schema, by logical name.
pub type Applied = BTreeMap<String, BTreeSet<RevisionId>>;

impl Revisions {
    /// What is to be applied, in order, so that each schema is at its target; with what it depends on.
    ///
    /// # Errors
    /// [`RevisionError`], for a target that cannot be resolved.
    pub fn upgrade_path(
        &self,
        targets: &BTreeMap<String, Target>,
        applied: &Applied,
    ) -> Result<Vec<RevisionKey>, RevisionError> {
        let mut goals = BTreeSet::new();
        for (name, target) in targets {
            let goal = self.schema(name)?.goal(target, of(applied, name))?;
            goals.extend(goal.into_iter().map(|id| RevisionKey { schema: name.clone(), id }));
        }
        let needed = self.needed(goals);
        let is_pending = |revision: &&Revision| {
            needed.contains(revision.key()) && !is_applied(applied, revision.key())
        };
        Ok(self.in_order().filter(is_pending).map(|revision| revision.key().clone()).collect())
    }

    /// The revisions, and all that they need, of other schemas too.
    pub(crate) fn needed(
        &self,
        by: impl IntoIterator<Item = RevisionKey>,
    ) -> BTreeSet<RevisionKey> {
        let mut needed: BTreeSet<RevisionKey> = by.into_iter().collect();
        // Each stands behind what it needs, so that one pass from the end finds it all.
        for revision in self.in_order().rev() {
            if needed.contains(revision.key()) {
                needed.extend(before(revision));
            }
        }
        needed
    }

    /// What is to be taken back, in order, so that each schema is at its target; with what depends on it.
    ///
    /// # Errors
    /// [`RevisionError`], for a target that cannot be resolved.
    pub fn downgrade_path(
        &self,
        targets: &BTreeMap<String, Target>,
        applied: &Applied,
    ) -> Result<Vec<RevisionKey>, RevisionError> {
        let mut back = BTreeSet::new();
        for (name, target) in targets {
            let revisions = self.schema(name)?.taken_back(target, of(applied, name))?;
            back.extend(revisions.into_iter().map(|id| RevisionKey { schema: name.clone(), id }));
        }
        for revision in self.in_order() {
            if is_applied(applied, revision.key())
                && before(revision).any(|key| back.contains(&key))
            {
                back.insert(revision.key().clone());
            }
        }
        let order = self.in_order().rev().map(Revision::key);
        Ok(order.filter(|key| back.contains(key)).cloned().collect())
    }
}

fn of<'a>(applied: &'a Applied, schema: &str) -> &'a BTreeSet<RevisionId> {
    static NONE: BTreeSet<RevisionId> = BTreeSet::new();
    applied.get(schema).unwrap_or(&NONE)
}

fn is_applied(applied: &Applied, key: &RevisionKey) -> bool {
    of(applied, &key.schema).contains(&key.id)
}
