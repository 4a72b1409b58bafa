//! Where the members stand, and the way of each, found once for all whose histories say the same.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use sqlx::PgConnection;

use super::failure::Failure;
use super::{Fleet, FleetError, FleetMember};
use crate::apply::{Direction, Migrator, Planned};
use crate::connection::MigrateConnection;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::history;
use crate::migration::{RevisionError, RevisionId, RevisionKey, Targets};

/// What a run would do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FleetPlan {
    /// Forward or back.
    pub direction: Direction,
    /// The members that have nothing to run.
    pub current: Vec<String>,
    /// The others by what they have to run, in the order of their first members.
    pub plans: Vec<PlannedMembers>,
    /// The members that are refused, and why.
    pub refused: Vec<(String, String)>,
}

/// Members that have the same to run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedMembers {
    /// The applied revisions on which no other stands.
    pub from: Vec<RevisionId>,
    /// What would run, in order.
    pub revisions: Vec<RevisionKey>,
    /// The members.
    pub tenants: Vec<String>,
    /// The SQL for the first of them.
    pub sql: String,
}

/// Where members stand, and their ways.
pub(super) struct Standings {
    /// One for each history that differs.
    pub(super) plans: Vec<Plan>,
    /// The plan of each member; `None` where its history could not be read.
    pub(super) of: Vec<Option<usize>>,
}

/// The way of members whose histories say the same.
pub(super) struct Plan {
    /// The way, or why there is none.
    pub(super) way: Result<Planned>,
}

impl Standings {
    /// The way of a member; nothing where it is not known.
    pub(super) fn way(&self, member: usize) -> Option<&Result<Planned>> {
        Some(&self.plans[self.of[member]?].way)
    }
}

impl Fleet {
    /// Looks where the members stand, and plans.
    pub(super) async fn stand(
        &self,
        connections: &mut [PgConnection],
        engine: Engine,
        members: &[FleetMember],
        direction: Direction,
        targets: &Targets,
    ) -> Result<Standings> {
        let fingerprints = self.fingerprints(connections, engine, members).await?;
        let connection = &mut connections[0];
        let there = match self.creates {
            true => None,
            false => Some(schemas(connection).await?),
        };
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        let mut standings = Standings { plans: Vec::new(), of: Vec::with_capacity(members.len()) };
        for (member, fingerprint) in members.iter().zip(&fingerprints) {
            if there.as_ref().is_some_and(|there| !there.contains(member.name.as_str())) {
                standings.of.push(Some(standings.plans.len()));
                let gone = FleetError::NoSchema(member.name.clone());
                standings.plans.push(Plan { way: Err(gone.into()) });
                continue;
            }
            let Some(fingerprint) = fingerprint else {
                standings.of.push(None);
                continue;
            };
            if let Some(plan) = known.get(&**fingerprint) {
                standings.of.push(Some(*plan));
                continue;
            }
            let migrator = self.bound(member)?;
            let way = migrator.planned(connection, engine, &self.schema, direction, targets).await;
            match way {
                // It is no member's fault.
                Err(Error::Revision(error @ RevisionError::UnknownTarget { .. })) => {
                    return Err(error.into());
                }
                Ok(planned) if !self.creates && planned.leads_to_nothing() => {
                    known.insert(fingerprint, standings.plans.len());
                    standings.of.push(Some(standings.plans.len()));
                    standings.plans.push(Plan { way: Err(FleetError::TakesSchema.into()) });
                }
                // Its own table is locked, say; another of the same history may be free.
                Err(error) if Failure::of(&error, &engine).is_passing() => standings.of.push(None),
                way => {
                    known.insert(fingerprint, standings.plans.len());
                    standings.of.push(Some(standings.plans.len()));
                    standings.plans.push(Plan { way });
                }
            }
        }
        Ok(standings)
    }

    /// Of each member's history a text that is the same for two only where their histories say the same; nothing
    /// where it cannot be read. The members are dealt to the connections in turn.
    pub(super) async fn fingerprints(
        &self,
        connections: &mut [PgConnection],
        engine: Engine,
        members: &[FleetMember],
    ) -> Result<Vec<Option<String>>> {
        let lanes = connections.len();
        let mut places = vec![Vec::new(); lanes];
        for (at, member) in members.iter().enumerate() {
            places[at % lanes].push(self.migrator.place_of(&member.name)?);
        }
        let most = engine.statements_per_message();
        let own = connections.iter_mut().zip(&places);
        let read = own.map(|(connection, places)| history::fingerprints(connection, places, most));
        let read = try_join_all(read).await;
        let read = read.map_err(FleetError::database("the look at the histories"))?;
        let mut read: Vec<_> = read.into_iter().map(Vec::into_iter).collect();
        Ok((0..members.len()).map(|at| read[at % lanes].next().flatten()).collect())
    }

    /// The members' names must be their own.
    pub(super) fn check(&self, members: &[FleetMember]) -> Result<()> {
        let mut seen = BTreeMap::new();
        for (shared, name) in self.migrator.names() {
            if *shared != self.schema {
                seen.insert(name.as_str(), Some(shared));
            }
        }
        for member in members {
            let name = member.name.clone();
            match seen.insert(member.name.as_str(), None) {
                None => {}
                Some(None) => return Err(FleetError::Twice(name).into()),
                Some(Some(shared)) => {
                    return Err(FleetError::Shared { name, shared: shared.clone() }.into());
                }
            }
        }
        Ok(())
    }

    /// What the plan says to people.
    pub(super) fn shown(
        &self,
        members: &[FleetMember],
        direction: Direction,
        standings: &Standings,
    ) -> Result<FleetPlan> {
        let mut plan =
            FleetPlan { direction, current: Vec::new(), plans: Vec::new(), refused: Vec::new() };
        let mut shown: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, member) in members.iter().enumerate() {
            let name = member.name.as_str().to_owned();
            match standings.way(at) {
                Some(Ok(planned)) if planned.is_empty() => plan.current.push(name),
                Some(Ok(planned)) => {
                    let key = standings.of[at].unwrap_or_default();
                    if let Some(of_same) = shown.get(&key) {
                        plan.plans[*of_same].tenants.push(name);
                        continue;
                    }
                    shown.insert(key, plan.plans.len());
                    let mut sql = String::new();
                    self.bound(member)?.planned_script(planned, &mut sql)?;
                    plan.plans.push(PlannedMembers {
                        from: self.heads(planned.applied()),
                        revisions: planned.path().to_vec(),
                        tenants: vec![name],
                        sql,
                    });
                }
                Some(Err(error)) => plan.refused.push((name, error.to_string())),
                None => plan.refused.push((name, UNREADABLE.to_owned())),
            }
        }
        Ok(plan)
    }

    /// The SQL of all members.
    pub(super) fn scripts(&self, members: &[FleetMember], standings: &Standings) -> Result<String> {
        let mut script = String::new();
        for (at, member) in members.iter().enumerate() {
            match standings.way(at) {
                Some(Ok(planned)) => {
                    self.bound(member)?.planned_script(planned, &mut script)?;
                }
                Some(Err(_)) | None => {
                    // A comment must not end in a name's line feed.
                    let name = member.name.as_str().replace(['\n', '\r'], " ");
                    let why = match standings.way(at) {
                        Some(Err(error)) => error.to_string(),
                        _ => UNREADABLE.to_owned(),
                    };
                    script.push_str(&format!("-- schema {name} is left out:\n"));
                    why.lines().for_each(|line| script.extend(["-- ", line, "\n"]));
                    script.push('\n');
                }
            }
        }
        Ok(script)
    }

    /// Those of some revisions that no other of them stands on.
    pub(super) fn heads(&self, applied: &BTreeSet<RevisionId>) -> Vec<RevisionId> {
        let revisions = self.migrator.revisions().schemas().get(&self.schema);
        revisions.map(|revisions| revisions.heads_of(applied)).unwrap_or_default()
    }

    /// The migrator for a member.
    pub(super) fn bound(&self, member: &FleetMember) -> Result<Migrator<PgConnection>> {
        self.migrator.clone().bind(&self.schema, member.name.as_str())
    }
}

/// The names of all schemas.
async fn schemas(connection: &mut PgConnection) -> Result<BTreeSet<String>> {
    let sql = "SELECT nspname::pg_catalog.text FROM pg_catalog.pg_namespace";
    let rows = connection.rows(sql, &[]).await;
    let rows = rows.map_err(FleetError::database("the look at the schemas"))?;
    Ok(rows.into_iter().flatten().flatten().collect())
}

/// Why there is no way for a member whose history is not known.
pub(super) const UNREADABLE: &str = "its history cannot be read now; somebody has it locked, or the role lacks the right to read it";

impl Plan {
    /// Whether there is anything to run.
    pub(super) fn is_pending(&self) -> bool {
        self.way.as_ref().is_ok_and(|planned| !planned.is_empty())
    }
}
