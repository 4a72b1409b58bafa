//! The questions. Each names its source where an answer is not PostgreSQL's or SQLite's own.

use polyschema_core::Dialect;

use super::answers::create_reference_table;
use super::{
    AdvisoryLocks, AlterActions, ConcurrentIndexes, ConstraintNames, Engine, EngineKind,
    SchemaHook, SharedForeignKeys, TransactionalDdl, Version,
};

/// Since when CockroachDB commits before DDL (`autocommit_before_ddl`); source: its release notes of 25.1.
const COCKROACH_COMMITS: Version = Version { major: 25, minor: 1 };
/// Since when CockroachDB limits objects (`sql.schema.approx_max_object_count`); source: its release notes of 25.4.
const COCKROACH_LIMITS: Version = Version { major: 25, minor: 4 };
/// Since when YugabyteDB has advisory locks; source: its release notes of 2025.1.
const YUGABYTE_LOCKS: Version = Version { major: 2025, minor: 1 };
/// Since when Citus distributes schemas; source: its release notes of 12.0.
const CITUS_SCHEMAS: Version = Version { major: 12, minor: 0 };

impl Engine {
    /// The dialect that it speaks.
    pub const fn dialect(&self) -> Dialect {
        match self.kind {
            EngineKind::Postgres
            | EngineKind::Citus(_)
            | EngineKind::Cockroach(_)
            | EngineKind::Yugabyte(_) => Dialect::Postgres,
            EngineKind::Sqlite => Dialect::Sqlite,
        }
    }

    /// What a transaction takes back of changes to structure.
    ///
    /// Source: CockroachDB, "Online Schema Changes"; YugabyteDB, "Transactional DDL", which is off by default.
    pub const fn transactional_ddl(&self) -> TransactionalDdl {
        match self.kind {
            EngineKind::Postgres | EngineKind::Citus(_) | EngineKind::Sqlite => {
                TransactionalDdl::Full
            }
            EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => TransactionalDdl::PerStatement,
        }
    }

    /// Whether a change of structure commits the transaction that is open.
    ///
    /// Source: CockroachDB, `autocommit_before_ddl`, which is on since 25.1.
    pub fn ddl_commits(&self) -> bool {
        match self.kind {
            EngineKind::Cockroach(version) => version >= COCKROACH_COMMITS,
            EngineKind::Postgres
            | EngineKind::Citus(_)
            | EngineKind::Yugabyte(_)
            | EngineKind::Sqlite => false,
        }
    }

    /// What advisory locks hold off. In SQLite a transaction that writes is the lock.
    ///
    /// Source: CockroachDB, "PostgreSQL Compatibility" (the functions do nothing); YugabyteDB, "Advisory locks".
    pub fn advisory_locks(&self) -> AdvisoryLocks {
        match self.kind {
            EngineKind::Postgres => AdvisoryLocks::Database,
            EngineKind::Citus(_) => AdvisoryLocks::NodeLocal,
            EngineKind::Yugabyte(version) if version >= YUGABYTE_LOCKS => AdvisoryLocks::Database,
            EngineKind::Yugabyte(_) | EngineKind::Cockroach(_) | EngineKind::Sqlite => {
                AdvisoryLocks::None
            }
        }
    }

    /// The most statements of the runner's in one message.
    ///
    /// Citus refuses a second one (42601). A message is no transaction where DDL is not transactional.
    pub const fn statements_per_message(&self) -> usize {
        match self.kind {
            EngineKind::Postgres => Dialect::Postgres.statements_per_message(),
            EngineKind::Citus(_) | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => 1,
            EngineKind::Sqlite => Dialect::Sqlite.statements_per_message(),
        }
    }

    /// What one `ALTER TABLE` takes.
    pub const fn alter_actions(&self) -> AlterActions {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => {
                AlterActions::Any
            }
            EngineKind::Citus(_) => AlterActions::OneConstraint,
            EngineKind::Sqlite => AlterActions::One,
        }
    }

    /// Whether a column that is added can be an identity, or have the type `serial`.
    pub const fn adds_identity_columns(&self) -> bool {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => true,
            EngineKind::Citus(_) | EngineKind::Sqlite => false,
        }
    }

    /// Whether an identity can be of another type than `bigint`.
    pub const fn has_small_identities(&self) -> bool {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => true,
            EngineKind::Citus(_) | EngineKind::Sqlite => false,
        }
    }

    /// Whether there is `RENAME CONSTRAINT`.
    pub const fn renames_constraints(&self) -> bool {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => true,
            EngineKind::Citus(_) | EngineKind::Sqlite => false,
        }
    }

    /// Whether two connections can change the structure of two schemas at the same time.
    ///
    /// Source: YugabyteDB, "Concurrent DDL" (one at a time in a database).
    pub const fn has_concurrent_ddl(&self) -> bool {
        match self.kind {
            EngineKind::Postgres | EngineKind::Citus(_) | EngineKind::Cockroach(_) => true,
            EngineKind::Yugabyte(_) | EngineKind::Sqlite => false,
        }
    }

    /// Whether a constraint can be added without a look at the rows (`NOT VALID`).
    pub const fn has_not_valid(&self) -> bool {
        match self.kind {
            EngineKind::Postgres
            | EngineKind::Citus(_)
            | EngineKind::Cockroach(_)
            | EngineKind::Yugabyte(_) => true,
            EngineKind::Sqlite => false,
        }
    }

    /// What `CREATE INDEX CONCURRENTLY` does.
    ///
    /// Source: CockroachDB and YugabyteDB, "CREATE INDEX".
    pub const fn concurrent_indexes(&self) -> ConcurrentIndexes {
        match self.kind {
            EngineKind::Postgres | EngineKind::Citus(_) => ConcurrentIndexes::Built,
            EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => ConcurrentIndexes::Always,
            EngineKind::Sqlite => ConcurrentIndexes::None,
        }
    }

    /// What goes around the creation of a schema whose tables are to lie together on one node of several.
    ///
    /// Source: Citus, "Schema-based sharding". Where the setting is off the schema becomes a local one without
    /// a word, so it is looked at.
    pub fn schema_hook(&self) -> Option<SchemaHook> {
        match self.kind {
            EngineKind::Citus(version) if version >= CITUS_SCHEMAS => Some(SchemaHook {
                before: "SET LOCAL citus.enable_schema_based_sharding TO on",
                what: "a distributed schema",
                // The view's name is a `regnamespace`, the text of which is quoted where SQL needs it.
                verify: "SELECT 'yes' FROM pg_catalog.citus_schemas s \
                    JOIN pg_catalog.pg_namespace n ON n.oid = s.schema_name WHERE n.nspname = ",
            }),
            EngineKind::Citus(_)
            | EngineKind::Postgres
            | EngineKind::Cockroach(_)
            | EngineKind::Yugabyte(_)
            | EngineKind::Sqlite => None,
        }
    }

    /// The statement after the creation of a table that is to lie on every node.
    ///
    /// Source: Citus, "create_reference_table".
    pub fn share_table_sql(&self, schema: &str, table: &str) -> Option<String> {
        match self.kind {
            EngineKind::Citus(_) => Some(create_reference_table(schema, table)),
            EngineKind::Postgres
            | EngineKind::Cockroach(_)
            | EngineKind::Yugabyte(_)
            | EngineKind::Sqlite => None,
        }
    }

    /// What a foreign key of a tenant may reference in a shared schema.
    pub const fn shared_foreign_keys(&self) -> SharedForeignKeys {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => {
                SharedForeignKeys::Any
            }
            EngineKind::Citus(_) => SharedForeignKeys::ReferenceTables,
            EngineKind::Sqlite => SharedForeignKeys::None,
        }
    }

    /// What an error says of the constraint that was violated.
    pub const fn constraint_names(&self) -> ConstraintNames {
        match self.kind {
            EngineKind::Postgres | EngineKind::Cockroach(_) | EngineKind::Yugabyte(_) => {
                ConstraintNames::Exact
            }
            EngineKind::Citus(_) => ConstraintNames::Suffixed,
            EngineKind::Sqlite => ConstraintNames::Absent,
        }
    }

    /// The longest identifier in bytes; `None` where there is no limit.
    pub const fn identifier_limit(&self) -> Option<usize> {
        self.dialect().identifier_limit()
    }

    /// About how many tables, indexes, types and schemas it holds by default; `None` where there is no limit.
    ///
    /// Source: CockroachDB, `sql.schema.approx_max_object_count`.
    pub fn most_objects(&self) -> Option<usize> {
        match self.kind {
            EngineKind::Cockroach(version) if version >= COCKROACH_LIMITS => Some(20_000),
            EngineKind::Cockroach(_)
            | EngineKind::Postgres
            | EngineKind::Citus(_)
            | EngineKind::Yugabyte(_)
            | EngineKind::Sqlite => None,
        }
    }

    /// The codes of errors after which the same may be tried again: a lock that was not to be had in time, a
    /// deadlock, a transaction that came in the way of another.
    ///
    /// Source: PostgreSQL manual, appendix A; SQLite, "Result and Error Codes" (SQLITE_BUSY and its kinds).
    pub const fn retryable_states(&self) -> &'static [&'static str] {
        match self.kind {
            EngineKind::Postgres
            | EngineKind::Citus(_)
            | EngineKind::Cockroach(_)
            | EngineKind::Yugabyte(_) => &["55P03", "40001", "40P01"],
            EngineKind::Sqlite => &["5", "261", "517"],
        }
    }
}
