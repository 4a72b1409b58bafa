//! The diagnosis: everything that was found.

use polyschema_core::postgres::Pooler;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::finding::{Finding, Severity};
use crate::engine::Engine;

/// What the doctor found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// What lies between; `None` where nothing is safe, because transactions are refused.
    pub pooler: Option<Pooler>,
    /// The server, as far as it answered.
    pub server: ServerFacts,
    /// What was seen, from the near to the far.
    pub findings: Vec<Finding>,
}

/// The server in numbers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ServerFacts {
    /// What answers.
    #[serde(serialize_with = "displayed")]
    pub engine: Engine,
    /// `max_connections`.
    pub max_connections: u64,
    /// Connections that a role which is no superuser may still open.
    pub free_connections: u64,
    /// How many locks there is room for.
    pub lock_room: u64,
    /// Schemas that are not the server's own.
    pub schemas: u64,
    /// Tables in them.
    pub tables: u64,
    /// Tables, indexes and sequences of the schema that has most.
    pub largest_schema: u64,
}

impl Diagnosis {
    /// Whether something is unsafe.
    pub fn is_unsafe(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Unsafe)
    }
}

/// `"PostgreSQL 15.18"`.
fn displayed<S: Serializer>(engine: &Engine, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(engine)
}

/// `{"code": "direct", "severity": "ok", "seen": "..", "remedy": null}`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Finding", 4)?;
        map.serialize_field("code", self.code())?;
        map.serialize_field("severity", &self.severity())?;
        map.serialize_field("seen", &self.to_string())?;
        map.serialize_field("remedy", &self.remedy())?;
        map.end()
    }
}

impl Serialize for Diagnosis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Diagnosis", 4)?;
        map.serialize_field("pooler", &self.pooler.map(Pooler::name))?;
        map.serialize_field("is_unsafe", &self.is_unsafe())?;
        map.serialize_field("server", &self.server)?;
        map.serialize_field("findings", &self.findings)?;
        map.end()
    }
}
