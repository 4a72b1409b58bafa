//! Drift of a fleet: what members hold beside what their own revisions made of them, in one sweep.
//!
//! Members are reflected many at a time, and compared in full once for all that hold the same at the same version.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesOrdered;
use polyschema_core::Catalog;
use polyschema_core::ident::Ident;
use sqlx::{Connection, PgConnection};

use super::canonical::fingerprint;
use super::failure::Failure;
use super::outcome::words;
use super::plan::UNREADABLE;
use super::{Fleet, FleetMember};
use crate::autogenerate::{Proposal, promised};
use crate::diff::{Diff, Scope};
use crate::engine::Engine;
use crate::error::Result;
use crate::migration::RevisionId;
use crate::normalize::against;
use crate::plan::Fingerprint;
use crate::reflect::{Which, reflect};

/// So many members are reflected together by each connection.
const TOGETHER: usize = 250;

/// What members hold beside what their revisions made of them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FleetDrift {
    /// How many members are what their revisions made of them.
    pub clean: usize,
    /// The others by what differs, in the order of their first members.
    pub drifted: Vec<DriftedMembers>,
    /// The members that could not be compared, and why.
    pub refused: BTreeMap<String, String>,
}

/// Members of one version that differ from it in the same.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct DriftedMembers {
    /// The applied revisions on which no other stands.
    pub version: Vec<RevisionId>,
    /// The members.
    pub tenants: Vec<String>,
    /// What would make the first of them what its revisions say.
    pub diff: Diff,
}

/// What is known of those that hold the same at the same version.
#[derive(Debug, Clone)]
enum Known {
    Clean,
    /// The place among those that drifted.
    Drifted(usize),
    Refused(String),
}

impl Fleet {
    /// Compares each member with what the revisions that it has made of it; nothing is changed.
    ///
    /// A revision's snapshot says what it made. The scope says what counts, as for one schema; it need not name the
    /// table of the history.
    ///
    /// # Errors
    /// [`FleetError`](super::FleetError); [`ReflectError`](crate::reflect::ReflectError), when the connection fails.
    pub async fn drift(&self, members: &[FleetMember], scope: &Scope) -> Result<FleetDrift> {
        self.check(members)?;
        let scope = scope.clone().history_table(self.migrator.history_table().name().as_str());
        let mut connections = self.open_to_look(members.len()).await?;
        let mut sweep = Sweep {
            fleet: self,
            scope: &scope,
            shared: self.shared_heads(&mut connections[0]).await?,
            known: BTreeMap::new(),
            found: FleetDrift { clean: 0, drifted: Vec::new(), refused: BTreeMap::new() },
        };
        let engine = self.migrator.engine_of(&mut connections[0]).await?;
        let versions = self.versions(&mut connections, engine, members).await?;
        let mut parts = members.chunks(TOGETHER).zip(versions.chunks(TOGETHER));
        // While one part is compared here, the server reads others.
        let mut reading = FuturesOrdered::new();
        let mut idle = connections;
        loop {
            for (members, versions) in parts.by_ref().take(idle.len()) {
                let connection = idle.pop();
                reading.extend(connection.map(|connection| read(connection, members, versions)));
            }
            let Some(read) = reading.try_next().await? else { break };
            let Part { mut connection, members, versions, held } = read;
            sweep.look(&mut connection, members, versions, held).await?;
            idle.push(connection);
        }
        join_all(idle.into_iter().map(PgConnection::close)).await;
        Ok(sweep.found)
    }

    /// The heads of the shared schemas.
    async fn shared_heads(
        &self,
        connection: &mut PgConnection,
    ) -> Result<Vec<(String, Vec<RevisionId>)>> {
        let states = self.migrator.without(&self.schema).current(connection).await?;
        Ok(states.into_iter().map(|(schema, state)| (schema, state.heads)).collect())
    }

    /// The heads of each member, or why they are not known.
    async fn versions(
        &self,
        connections: &mut [PgConnection],
        engine: Engine,
        members: &[FleetMember],
    ) -> Result<Vec<Version>> {
        let fingerprints = self.fingerprints(connections, engine, members).await?;
        let connection = &mut connections[0];
        let mut known: BTreeMap<String, Version> = BTreeMap::new();
        let mut versions = Vec::with_capacity(members.len());
        for (member, fingerprint) in members.iter().zip(fingerprints) {
            let Some(fingerprint) = fingerprint else {
                versions.push(Err(UNREADABLE.to_owned()));
                continue;
            };
            let version = match known.get(&fingerprint) {
                Some(version) => version.clone(),
                None => {
                    let version = self.version(connection, engine, member).await?;
                    known.insert(fingerprint, version.clone());
                    version
                }
            };
            versions.push(version);
        }
        Ok(versions)
    }

    async fn version(
        &self,
        connection: &mut PgConnection,
        engine: Engine,
        member: &FleetMember,
    ) -> Result<Version> {
        let migrator = self.bound(member)?;
        if let Err(error) = migrator.verify(connection).await {
            return match Failure::of(&error, &engine) {
                Failure::Lost => Err(error),
                // A history that says what it must not, or that somebody has locked, is its member's alone.
                Failure::Busy | Failure::Refused | Failure::Failed => Ok(Err(error.to_string())),
            };
        }
        let state = migrator.current(connection).await?.remove(&self.schema);
        Ok(Ok(state.map(|state| state.heads).unwrap_or_default()))
    }
}

/// Members that have been read, and the connection that read them.
struct Part<'m> {
    connection: PgConnection,
    members: &'m [FleetMember],
    versions: &'m [Version],
    held: Catalog,
}

async fn read<'m>(
    mut connection: PgConnection,
    members: &'m [FleetMember],
    versions: &'m [Version],
) -> Result<Part<'m>> {
    let mut names = Vec::with_capacity(members.len());
    for member in members {
        names.push(Ident::new(member.name.as_str())?);
    }
    let held = reflect(&mut connection, &Which::Schemas(names)).await?.catalog;
    Ok(Part { connection, members, versions, held })
}

/// The heads of a member, or why they are not known.
type Version = Result<Vec<RevisionId>, String>;

/// A sweep on its way.
struct Sweep<'f> {
    fleet: &'f Fleet,
    scope: &'f Scope,
    shared: Vec<(String, Vec<RevisionId>)>,
    known: BTreeMap<(String, Option<Fingerprint>), Known>,
    found: FleetDrift,
}

impl Sweep<'_> {
    async fn look(
        &mut self,
        connection: &mut PgConnection,
        members: &[FleetMember],
        versions: &[Version],
        held: Catalog,
    ) -> Result<()> {
        let dialect = held.dialect();
        let mut schemas = held.into_schemas();
        let history = self.fleet.migrator.history_table().name().clone();
        for (member, version) in members.iter().zip(versions) {
            let name = member.name.as_str();
            let version = match version {
                Ok(version) => version,
                Err(why) => {
                    self.found.refused.insert(name.to_owned(), why.clone());
                    continue;
                }
            };
            let mut own = schemas.remove(name);
            if let Some(schema) = &mut own {
                schema.tables.remove(&history);
            }
            let key = (words(version), own.as_ref().map(fingerprint));
            let known = match self.known.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let known = match Catalog::from_schemas(dialect, own) {
                        Ok(held) => self.compare(connection, member, version, &held).await?,
                        // It needs something of another member, say.
                        Err(error) => Known::Refused(error.to_string()),
                    };
                    self.known.insert(key, known.clone());
                    known
                }
            };
            match known {
                Known::Clean => self.found.clean += 1,
                Known::Drifted(at) => self.found.drifted[at].tenants.push(name.to_owned()),
                Known::Refused(why) => drop(self.found.refused.insert(name.to_owned(), why)),
            }
        }
        Ok(())
    }

    /// Compares a member in full.
    async fn compare(
        &mut self,
        connection: &mut PgConnection,
        member: &FleetMember,
        version: &[RevisionId],
        held: &Catalog,
    ) -> Result<Known> {
        let name = member.name.as_str();
        let is_there = held.schemas().contains_key(name);
        if version.is_empty() {
            return Ok(match (is_there, self.fleet.creates) {
                (true, _) => {
                    Known::Refused("it has no history; stamp it, or upgrade it".to_owned())
                }
                (false, true) => Known::Clean,
                (false, false) => {
                    Known::Refused("its schema does not exist; restore it".to_owned())
                }
            });
        }
        if !is_there {
            return Ok(Known::Refused(
                "its schema does not exist, and its history does".to_owned(),
            ));
        }
        let wanted = match self.promised(member, version) {
            Ok(Some(wanted)) => wanted,
            Ok(None) => {
                let why = format!("no snapshot says what `{}` made of it", words(version));
                return Ok(Known::Refused(why));
            }
            Err(error) => return Ok(Known::Refused(error.to_string())),
        };
        let there = against(connection, &wanted, held).await?.catalog;
        let sides = (held, &there);
        let diff = Proposal::between(name, Vec::new(), sides, &wanted, self.scope, &[])?.diff;
        if diff.is_empty() {
            return Ok(Known::Clean);
        }
        self.found.drifted.push(DriftedMembers {
            version: version.to_vec(),
            tenants: Vec::new(),
            diff,
        });
        Ok(Known::Drifted(self.found.drifted.len() - 1))
    }

    /// What the revisions made of a member, under its own name and those of the shared schemas.
    fn promised(&self, member: &FleetMember, version: &[RevisionId]) -> Result<Option<Catalog>> {
        let fleet = self.fleet;
        let mut applied = self.shared.clone();
        applied.push((fleet.schema.clone(), version.to_vec()));
        let dialect = polyschema_core::Dialect::Postgres;
        let mut wanted = promised(fleet.migrator.revisions(), &applied, dialect)?;
        if !wanted.schemas().contains_key(&*fleet.schema) {
            return Ok(None);
        }
        for (logical, physical) in fleet.bound(member)?.names() {
            if wanted.schemas().contains_key(&**logical) && logical != physical.as_str() {
                wanted.rebind(logical, physical.as_str())?;
            }
        }
        Ok(Some(wanted))
    }
}
