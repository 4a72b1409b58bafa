//! How many members stand at which version.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use sqlx::{Connection, PgConnection};

use super::outcome::words;
use super::{Fleet, FleetMember};
use crate::apply::Direction;
use crate::error::Result;
use crate::migration::{RevisionId, RevisionKey, Target, Targets};

/// Where the members of a fleet stand.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FleetStatus {
    /// What is pending in the schemas that the members share.
    pub shared: Vec<RevisionKey>,
    /// The versions that there are, in the order of their revisions' ids.
    pub versions: Vec<FleetVersion>,
    /// The members whose history is not what the revisions say, or cannot be read; and why.
    pub refused: BTreeMap<String, String>,
}

/// A version, and who stands at it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FleetVersion {
    /// The applied revisions on which no other stands; none where nothing is applied.
    pub heads: Vec<RevisionId>,
    /// How many revisions lack to the heads.
    pub pending: usize,
    /// The members.
    pub tenants: Vec<String>,
}

impl Fleet {
    /// Looks where the members stand; nothing is changed.
    ///
    /// # Errors
    /// [`FleetError`](super::FleetError).
    pub async fn status(&self, members: &[FleetMember]) -> Result<FleetStatus> {
        self.check(members)?;
        let mut connections = self.open_to_look(members.len()).await?;
        let status = self.look(&mut connections, members).await;
        join_all(connections.into_iter().map(PgConnection::close)).await;
        status
    }

    async fn look(
        &self,
        connections: &mut [PgConnection],
        members: &[FleetMember],
    ) -> Result<FleetStatus> {
        let (direction, target) = (Direction::Upgrade, &Target::Heads);
        let standings = self.stand_now(connections, members, direction, target).await?;
        let shared = self.migrator.without(&self.schema);
        let shared = shared.pending(&mut connections[0], &Targets::all(Target::Heads)).await?;
        Ok(self.histogram(members, shared, &standings))
    }

    fn histogram(
        &self,
        members: &[FleetMember],
        shared: Vec<RevisionKey>,
        standings: &super::plan::Standings,
    ) -> FleetStatus {
        let mut versions: BTreeMap<String, FleetVersion> = BTreeMap::new();
        let mut refused = BTreeMap::new();
        for (at, member) in members.iter().enumerate() {
            let name = member.name.as_str().to_owned();
            match standings.way(at) {
                Some(Ok(planned)) => {
                    let heads = self.heads(planned.applied());
                    let pending = planned.path().iter().filter(|key| key.schema == self.schema);
                    let version = FleetVersion {
                        pending: pending.count(),
                        tenants: Vec::new(),
                        heads: heads.clone(),
                    };
                    versions.entry(words(&heads)).or_insert(version).tenants.push(name);
                }
                Some(Err(error)) => drop(refused.insert(name, error.to_string())),
                None => drop(refused.insert(name, super::plan::UNREADABLE.to_owned())),
            }
        }
        FleetStatus { shared, versions: versions.into_values().collect(), refused }
    }
}
