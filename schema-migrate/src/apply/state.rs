//! Where each schema stands.

use std::collections::{BTreeMap, BTreeSet};

use polyschema_core::SchemaName;

use super::refused::Refused;
use super::replaced::{self, in_place};
use super::{ApplyError, Direction, Migrator};
use crate::connection::MigrateConnection;
use crate::error::Result;
use crate::history::{self, Entry, Place, State};
use crate::migration::{Applied, RevisionId, RevisionKey, Targets};

/// Where a schema stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct SchemaState {
    /// The schema's name in the database.
    #[serde(serialize_with = "as_text")]
    pub physical: SchemaName,
    /// The applied revisions that no other stands on.
    pub heads: Vec<RevisionId>,
    /// The history, in the order in which it was written.
    pub entries: Vec<Entry>,
    /// Whether there is a table for the history.
    #[serde(skip)]
    pub(super) has_history: bool,
    /// Whether the history names revisions that another took the place of.
    #[serde(skip)]
    pub(super) is_behind: bool,
}

fn as_text<S: serde::Serializer>(name: &SchemaName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name.as_str())
}

impl<C: MigrateConnection> Migrator<C> {
    /// Reads where each schema stands, by its logical name; one that does not exist yet stands nowhere.
    ///
    /// # Errors
    /// [`ApplyError::Database`], [`ApplyError::SameName`].
    pub async fn current(&self, connection: &mut C) -> Result<BTreeMap<String, SchemaState>> {
        self.check_names()?;
        let mut places = Vec::with_capacity(self.names.len());
        for physical in self.names.values() {
            places.push((physical, self.history.of(physical, C::DIALECT)?));
        }
        let histories = read(connection, &places).await?;
        let mut states = BTreeMap::new();
        for ((schema, physical), entries) in self.names.iter().zip(histories) {
            let has_history = entries.is_some();
            let entries = entries.unwrap_or_default();
            let (entries, is_behind, heads) = match self.revisions.schemas().get(schema) {
                Some(revisions) => {
                    let (entries, is_behind) = in_place(entries, revisions);
                    let done = ids(&entries, |state| state == State::Done);
                    (entries, is_behind, revisions.heads_of(&done))
                }
                None => (entries, false, Vec::new()),
            };
            let physical = physical.clone();
            let state = SchemaState { physical, heads, entries, has_history, is_behind };
            states.insert(schema.clone(), state);
        }
        Ok(states)
    }

    /// What an upgrade to the targets would apply, in order.
    ///
    /// # Errors
    /// As of [`current`](Self::current); [`RevisionError`](crate::migration::RevisionError) for a target
    /// that cannot be resolved.
    pub async fn pending(&self, connection: &mut C, targets: &Targets) -> Result<Vec<RevisionKey>> {
        let states = self.current(connection).await?;
        self.path(Direction::Upgrade, targets, &applied(&states, Direction::Upgrade))
    }

    /// Compares the history with the revisions' files.
    ///
    /// # Errors
    /// [`ApplyError::Refused`] with all that differs: a revision that was edited after it was applied, that
    /// has no files any more, or that was interrupted.
    pub async fn verify(&self, connection: &mut C) -> Result<()> {
        let states = self.current(connection).await?;
        let mut refused = self.differences(&states);
        refused.extend(self.interrupted(&states, |_| true));
        match refused.is_empty() {
            true => Ok(()),
            false => Err(ApplyError::Refused(refused).into()),
        }
    }

    /// The way from where the schemas stand to the targets.
    pub(super) fn path(
        &self,
        direction: Direction,
        targets: &Targets,
        applied: &Applied,
    ) -> Result<Vec<RevisionKey>> {
        let targets = targets.resolve(self.names.keys().map(String::as_str), &self.revisions)?;
        Ok(match direction {
            Direction::Upgrade => self.revisions.upgrade_path(&targets, applied)?,
            Direction::Downgrade => self.revisions.downgrade_path(&targets, applied)?,
        })
    }

    /// What in the history is not what the files say.
    pub(super) fn differences(&self, states: &BTreeMap<String, SchemaState>) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (schema, state) in states {
            let Some(revisions) = self.revisions.schemas().get(schema) else { continue };
            for entry in &state.entries {
                let id = RevisionId::new(&entry.revision).ok();
                match id.and_then(|id| revisions.get(&id)) {
                    Some(revision) if revision.checksum() == entry.checksum => {}
                    Some(revision) => refused.push(Refused::Edited {
                        key: revision.key().clone(),
                        applied: entry.checksum.clone(),
                        now: revision.checksum().to_owned(),
                    }),
                    None => {
                        let (schema, revision) = (schema.clone(), entry.revision.clone());
                        let partly = replaced::partly(revisions, &revision);
                        refused.push(partly.unwrap_or(Refused::Lost { schema, revision }));
                    }
                }
            }
        }
        refused
    }

    /// The revisions that were interrupted, of some states.
    pub(super) fn interrupted(
        &self,
        states: &BTreeMap<String, SchemaState>,
        of: impl Fn(State) -> bool,
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (schema, state) in states {
            for entry in state.entries.iter().filter(|entry| entry.state != State::Done) {
                let Ok(id) = RevisionId::new(&entry.revision) else { continue };
                if of(entry.state) {
                    refused.push(Refused::Interrupted {
                        key: RevisionKey { schema: schema.clone(), id },
                        step: entry.step,
                        steps: entry.steps,
                        state: entry.state,
                    });
                }
            }
        }
        refused
    }

    /// Two schemas of one name would have one history.
    pub(super) fn check_names(&self) -> Result<(), ApplyError> {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (schema, physical) in &self.names {
            let name = match C::DIALECT.folds_schema_case() {
                true => physical.as_str().to_ascii_lowercase(),
                false => physical.as_str().to_owned(),
            };
            if let Some(first) = seen.insert(name, schema) {
                return Err(ApplyError::SameName {
                    first: first.to_owned(),
                    second: schema.clone(),
                    name: physical.clone(),
                });
            }
        }
        Ok(())
    }
}

/// The rows of each history; nothing, when there is no table, or another run drops it meanwhile.
async fn read<C: MigrateConnection>(
    connection: &mut C,
    places: &[(&SchemaName, Place)],
) -> Result<Vec<Option<Vec<Entry>>>, ApplyError> {
    let Some((first, _)) = places.first() else { return Ok(Vec::new()) };
    let looking = |schema| ApplyError::database("look at the history", schema);
    let all: Vec<&Place> = places.iter().map(|(_, place)| place).collect();
    let mut there = history::are_there(connection, &all).await.map_err(looking(first))?;
    loop {
        let tables: Vec<_> = places.iter().zip(&there).filter(|(_, there)| **there).collect();
        let these: Vec<&Place> = tables.iter().map(|((_, place), _)| place).collect();
        let source = match history::read_all(connection, &these).await {
            Ok(histories) => {
                let mut histories = histories.into_iter();
                let of = |there: &bool| if *there { histories.next() } else { None };
                return Ok(there.iter().map(of).collect());
            }
            Err(source) => source,
        };
        let now = history::are_there(connection, &all).await.map_err(looking(first))?;
        if now == there {
            // Whose table it is that cannot be read.
            for ((schema, place), _) in tables {
                history::read(connection, place).await.map_err(looking(schema))?;
            }
            return Err(looking(first)(source));
        }
        there = now;
    }
}

/// What counts as applied for those who go in a direction: what was interrupted on this way is not done.
pub(super) fn applied(states: &BTreeMap<String, SchemaState>, direction: Direction) -> Applied {
    let counts = |state| match direction {
        Direction::Upgrade => state == State::Done,
        Direction::Downgrade => matches!(state, State::Done | State::Downgrading),
    };
    states.iter().map(|(schema, state)| (schema.clone(), ids(&state.entries, counts))).collect()
}

fn ids(entries: &[Entry], of: impl Fn(State) -> bool) -> BTreeSet<RevisionId> {
    let of_state = entries.iter().filter(|entry| of(entry.state));
    of_state.filter_map(|entry| RevisionId::new(&entry.revision).ok()).collect()
}
