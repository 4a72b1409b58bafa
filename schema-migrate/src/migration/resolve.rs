//! Targets resolved within one schema: what is to be applied, and what is to be taken back.

use std::collections::BTreeSet;

use polyschema_core::metadata::near::nearest;

use super::{Revision, RevisionError, RevisionId, SchemaRevisions, Target};

/// Where to go from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl SchemaRevisions {
    /// A revision by its id, the unambiguous beginning of its id, or its label.
    ///
    /// # Errors
    /// [`RevisionError::UnknownTarget`] with a near name; [`RevisionError::Ambiguous`].
    pub fn find(&self, name: &str) -> Result<&Revision, RevisionError> {
        let exact =
            |revision: &&Revision| revision.id().as_str() == name || revision.label() == Some(name);
        if let Some(revision) = self.in_order().find(exact) {
            return Ok(revision);
        }
        let begins = |revision: &&Revision| revision.id().as_str().starts_with(name);
        let found: Vec<&Revision> = self.in_order().filter(begins).collect();
        match found[..] {
            [revision] => Ok(revision),
            [] => Err(self.unknown(name)),
            _ => Err(RevisionError::Ambiguous {
                schema: self.schema().to_owned(),
                target: name.to_owned(),
                ids: found.iter().map(|revision| revision.id().to_string()).collect(),
            }),
        }
    }

    /// What is to be applied for a target, without what it stands on.
    pub(crate) fn goal(
        &self,
        target: &Target,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<BTreeSet<RevisionId>, RevisionError> {
        let verb = "upgrade";
        match target {
            Target::Base => Err(RevisionError::Direction {
                target: target.to_string(),
                verb,
                instead: "downgrade to it",
            }),
            Target::Head => self.only_head(target, &self.ids().cloned().collect()),
            Target::Heads => Ok(self.heads().into_iter().map(|head| head.id().clone()).collect()),
            Target::Steps { from: None, steps } if *steps < 0 => Err(RevisionError::Direction {
                target: target.to_string(),
                verb,
                instead: "take `+1`, or downgrade",
            }),
            Target::Steps { from: None, steps } => {
                let mut goal = applied.clone();
                for _ in 0..*steps {
                    goal.insert(self.next(&goal, target)?);
                }
                Ok(goal)
            }
            Target::HeadOf(_) | Target::Steps { from: Some(_), .. } | Target::Revision(_) => {
                Ok(BTreeSet::from([self.revision_of(target)?]))
            }
        }
    }

    /// What is to be taken back for a target.
    pub(crate) fn taken_back(
        &self,
        target: &Target,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<BTreeSet<RevisionId>, RevisionError> {
        let direction = || RevisionError::Direction {
            target: target.to_string(),
            verb: "downgrade",
            instead: "take `-1`, `base` or a revision",
        };
        match target {
            Target::Base => Ok(applied.clone()),
            Target::Head | Target::Heads => Err(direction()),
            Target::Steps { from: None, steps } if *steps > 0 => Err(direction()),
            Target::Steps { from: None, steps } => {
                let mut left = applied.clone();
                for _ in 0..steps.unsigned_abs() {
                    let last = self.last(&left, target)?;
                    left.remove(&last);
                }
                Ok(applied.difference(&left).cloned().collect())
            }
            Target::HeadOf(_) | Target::Steps { from: Some(_), .. } | Target::Revision(_) => {
                let revision = self.revision_of(target)?;
                if !applied.contains(&revision) {
                    let why = format!("`{revision}` is not applied; see which are with `current`");
                    return Err(self.steps(target, why));
                }
                Ok(self.descendants(&revision).intersection(applied).cloned().collect())
            }
        }
    }

    /// The revisions that a target of `stamp` or of a script stands for; none for `base`.
    pub(crate) fn stands_for(
        &self,
        target: &Target,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<BTreeSet<RevisionId>, RevisionError> {
        match target {
            Target::Base => Ok(BTreeSet::new()),
            Target::Steps { from: None, steps } if *steps < 0 => {
                let back = self.taken_back(target, applied)?;
                Ok(applied.difference(&back).cloned().collect())
            }
            _ => self.goal(target, applied),
        }
    }

    /// The revision that a target names on its own.
    fn revision_of(&self, target: &Target) -> Result<RevisionId, RevisionError> {
        let (from, steps) = match target {
            Target::HeadOf(name) => {
                let base = self.find(name)?.id().clone();
                let mut above = self.descendants(&base);
                above.insert(base);
                let heads = self.only_head(target, &above)?;
                return heads.into_iter().next().ok_or_else(|| self.unknown(name));
            }
            Target::Steps { from: Some(from), steps } => (from, *steps),
            Target::Revision(name) => (name, 0),
            Target::Base | Target::Head | Target::Heads | Target::Steps { from: None, .. } => {
                return Err(self.unknown(&target.to_string()));
            }
        };
        let way = if steps < 0 { Way::Down } else { Way::Up };
        let mut at = self.find(from)?;
        for _ in 0..steps.unsigned_abs() {
            let next: Vec<&Revision> = match way {
                Way::Up => self.children(at.id()),
                Way::Down => at.parents().iter().filter_map(|id| self.get(id)).collect(),
            };
            at = self.only(&next, target)?;
        }
        Ok(at.id().clone())
    }

    fn only_head(
        &self,
        target: &Target,
        among: &BTreeSet<RevisionId>,
    ) -> Result<BTreeSet<RevisionId>, RevisionError> {
        let heads = self.heads_of(among);
        if heads.len() > 1 && !matches!(target, Target::Heads) {
            return Err(RevisionError::SeveralHeads {
                schema: self.schema().to_owned(),
                heads: heads.iter().map(ToString::to_string).collect(),
            });
        }
        Ok(heads.into_iter().collect())
    }

    /// The only revision that could be applied next.
    fn next(
        &self,
        applied: &BTreeSet<RevisionId>,
        target: &Target,
    ) -> Result<RevisionId, RevisionError> {
        let can = |revision: &&Revision| {
            !applied.contains(revision.id())
                && revision.parents().iter().all(|parent| applied.contains(parent))
        };
        let next: Vec<&Revision> = self.in_order().filter(can).collect();
        Ok(self.only(&next, target)?.id().clone())
    }

    /// The only revision that could be taken back next.
    fn last(
        &self,
        applied: &BTreeSet<RevisionId>,
        target: &Target,
    ) -> Result<RevisionId, RevisionError> {
        let heads = self.heads_of(applied);
        let heads: Vec<&Revision> = heads.iter().filter_map(|id| self.get(id)).collect();
        Ok(self.only(&heads, target)?.id().clone())
    }

    fn only<'a>(
        &self,
        candidates: &[&'a Revision],
        target: &Target,
    ) -> Result<&'a Revision, RevisionError> {
        match candidates {
            [revision] => Ok(revision),
            [] => {
                Err(self
                    .steps(target, "there are not so many revisions; take fewer steps".to_owned()))
            }
            several => {
                let ids: Vec<String> =
                    several.iter().map(|one| format!("`{}`", one.id())).collect();
                let why = format!("the next step could be {}; name the revision", ids.join(" or "));
                Err(self.steps(target, why))
            }
        }
    }

    fn steps(&self, target: &Target, why: String) -> RevisionError {
        RevisionError::Steps { schema: self.schema().to_owned(), target: target.to_string(), why }
    }

    fn unknown(&self, name: &str) -> RevisionError {
        let known =
            self.ids().map(RevisionId::as_str).chain(self.in_order().filter_map(Revision::label));
        RevisionError::UnknownTarget {
            schema: self.schema().to_owned(),
            target: name.to_owned(),
            near: nearest(name, known).map(str::to_owned),
        }
    }
}
