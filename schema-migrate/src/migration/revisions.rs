//! The revisions of all schemas, checked as a whole.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::metadata::near::nearest;
use polyschema_core::{Dialect, SchemaName};

use super::{Names, Revision, RevisionError, RevisionId, RevisionKey, SchemaRevisions};

/// The revisions of all schemas: whatever they name is there, and none waits for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revisions {
    schemas: BTreeMap<String, SchemaRevisions>,
    order: Vec<RevisionKey>,
}

impl Revisions {
    /// The revisions that were built or read one by one.
    ///
    /// # Errors
    /// All faults at once, as [`RevisionError::Several`]: a parent or dependency that is not there, an
    /// id or label twice, revisions that wait for each other.
    pub fn new(revisions: Vec<Revision>) -> Result<Self, RevisionError> {
        Self::checked(revisions, Vec::new())
    }

    /// With faults that were found before; what a faulty file would have told is then not missed.
    pub(super) fn checked(
        revisions: Vec<Revision>,
        mut faults: Vec<RevisionError>,
    ) -> Result<Self, RevisionError> {
        let all_were_read = faults.is_empty();
        let mut by_key: BTreeMap<RevisionKey, Revision> = BTreeMap::new();
        for revision in revisions {
            let key = revision.key().clone();
            if by_key.insert(key.clone(), revision).is_some() {
                faults.push(RevisionError::Twice { schema: key.schema, id: key.id.to_string() });
            }
        }
        follow_replaced(&mut by_key, &mut faults);
        check_labels(&by_key, &mut faults);
        if all_were_read {
            check_names(&by_key, &mut faults);
        }
        let order = in_order(&by_key);
        if order.len() < by_key.len() && faults.is_empty() {
            let ordered: BTreeSet<&RevisionKey> = order.iter().collect();
            let waiting = by_key.keys().filter(|key| !ordered.contains(key));
            faults.push(RevisionError::Cycle {
                revisions: waiting.map(ToString::to_string).collect(),
            });
        }
        RevisionError::all(faults)?;
        let mut schemas: BTreeMap<String, SchemaRevisions> = BTreeMap::new();
        for key in &order {
            let Some(revision) = by_key.remove(key) else { continue };
            let schema = schemas.entry(key.schema.clone());
            schema.or_insert_with(|| SchemaRevisions::new(&key.schema)).push(revision);
        }
        Ok(Self { schemas, order })
    }

    /// The schemas, by logical name.
    pub const fn schemas(&self) -> &BTreeMap<String, SchemaRevisions> {
        &self.schemas
    }

    /// The revisions of a schema.
    ///
    /// # Errors
    /// [`RevisionError::UnknownSchema`].
    pub fn schema(&self, name: &str) -> Result<&SchemaRevisions, RevisionError> {
        self.schemas.get(name).ok_or_else(|| RevisionError::UnknownSchema {
            schema: name.to_owned(),
            known: self.schemas.keys().cloned().collect(),
        })
    }

    /// Each schema under its logical name, where all of them have that name in the database, too.
    ///
    /// # Errors
    /// [`Error::Name`](polyschema_core::Error::Name), when the database would not accept one.
    pub fn names(&self, dialect: Dialect) -> Result<Names, polyschema_core::Error> {
        let names = self.schemas.keys();
        names.map(|name| Ok((name.clone(), SchemaName::new(name, dialect)?))).collect()
    }

    /// A revision.
    pub fn get(&self, key: &RevisionKey) -> Option<&Revision> {
        self.schemas.get(&key.schema)?.get(&key.id)
    }

    /// All revisions: each behind its parents and what it depends on, else by schema and id.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.order.iter().filter_map(|key| self.get(key))
    }
}

/// What must be applied before a revision.
pub(super) fn before(revision: &Revision) -> impl Iterator<Item = RevisionKey> + '_ {
    let schema = revision.schema();
    let parents = revision.parents().iter();
    let parents = parents.map(move |id| RevisionKey { schema: schema.to_owned(), id: id.clone() });
    parents.chain(revision.depends().iter().cloned())
}

/// Each behind what must be applied before it; without those that wait for each other.
fn in_order(revisions: &BTreeMap<RevisionKey, Revision>) -> Vec<RevisionKey> {
    let mut waiting: BTreeMap<&RevisionKey, usize> = BTreeMap::new();
    let mut behind: BTreeMap<RevisionKey, Vec<&RevisionKey>> = BTreeMap::new();
    for (key, revision) in revisions {
        let before: BTreeSet<RevisionKey> = before(revision).collect();
        waiting.insert(key, before.len());
        for other in before {
            behind.entry(other).or_default().push(key);
        }
    }
    let ready = waiting.iter().filter(|(_, count)| **count == 0).map(|(key, _)| *key);
    let mut ready: BTreeSet<&RevisionKey> = ready.collect();
    let mut order = Vec::new();
    while let Some(key) = ready.pop_first() {
        for next in behind.get(key).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(next) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(next);
                }
            }
        }
        order.push(key.clone());
    }
    order
}

/// Has what names a revision that another took the place of name that one.
fn follow_replaced(
    revisions: &mut BTreeMap<RevisionKey, Revision>,
    faults: &mut Vec<RevisionError>,
) {
    let mut replaced: BTreeMap<RevisionKey, RevisionId> = BTreeMap::new();
    for (key, revision) in revisions.iter() {
        for id in revision.replaces() {
            let (schema, id) = (key.schema.clone(), id.clone());
            let old = RevisionKey { schema, id };
            if revisions.contains_key(&old) {
                let (by, key) = (key.id.clone(), old);
                faults.push(RevisionError::Replaced { schema: key.schema, id: key.id, by });
            } else {
                replaced.insert(old, key.id.clone());
            }
        }
    }
    for revision in revisions.values_mut() {
        revision.follow(|key| replaced.get(key).cloned());
    }
}

fn check_labels(revisions: &BTreeMap<RevisionKey, Revision>, faults: &mut Vec<RevisionError>) {
    let mut labels = BTreeMap::new();
    for (key, revision) in revisions {
        let Some(label) = revision.label() else { continue };
        if let Some(first) = labels.insert((&key.schema, label), key) {
            faults.push(RevisionError::LabelTwice {
                schema: key.schema.clone(),
                label: label.to_owned(),
                first: first.id.clone(),
                second: key.id.clone(),
            });
        }
    }
}

fn check_names(revisions: &BTreeMap<RevisionKey, Revision>, faults: &mut Vec<RevisionError>) {
    for (key, revision) in revisions {
        let (schema, id) = (&key.schema, &key.id);
        for parent in revision.parents() {
            if revisions.contains_key(&RevisionKey { schema: schema.clone(), id: parent.clone() }) {
                continue;
            }
            let siblings =
                revisions.keys().filter(|other| other.schema == *schema && other != &key);
            let near = nearest(parent.as_str(), siblings.map(|other| other.id.as_str()));
            let near = near.map(str::to_owned);
            let (schema, id, parent) = (schema.clone(), id.clone(), parent.clone());
            faults.push(RevisionError::MissingParent { schema, id, parent, near });
        }
        for on in revision.depends() {
            if revisions.contains_key(on) {
                continue;
            }
            let known: Vec<String> = revisions.keys().map(ToString::to_string).collect();
            let on = on.to_string();
            let near = nearest(&on, known.iter().map(String::as_str)).map(str::to_owned);
            let (schema, id) = (schema.clone(), id.clone());
            faults.push(RevisionError::MissingDependency { schema, id, on, near });
        }
    }
}
