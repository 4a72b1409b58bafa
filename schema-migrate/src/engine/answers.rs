//! The answers to capability questions.

use polyschema_core::ident::{quote, quote_literal_for};
use polyschema_core::{Dialect, SchemaName};

/// What a transaction takes back of changes to structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransactionalDdl {
    /// All of them.
    Full,
    /// None: each statement is atomic by itself.
    PerStatement,
}

/// What advisory locks hold off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AdvisoryLocks {
    /// Nothing: there are none, or the functions do nothing.
    None,
    /// Whoever asks on the same node, so that all who change structure must go to one.
    NodeLocal,
    /// Whoever asks in the same database.
    Database,
}

/// What one `ALTER TABLE` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlterActions {
    /// Any number of actions.
    Any,
    /// Any number, but one `ADD CONSTRAINT`, and nothing beside it.
    OneConstraint,
    /// One action.
    One,
}

/// What `CREATE INDEX CONCURRENTLY` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConcurrentIndexes {
    /// Nothing: there is no such statement.
    None,
    /// It lets others write.
    Built,
    /// It lets others write, as does every other `CREATE INDEX`.
    Always,
}

/// What a foreign key of a tenant may reference in a shared schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SharedForeignKeys {
    /// Any table.
    Any,
    /// A reference table: one that is copied to every node.
    ReferenceTables,
    /// None.
    None,
}

/// What an error says of the constraint that was violated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConstraintNames {
    /// Its name.
    Exact,
    /// Its name with the number of a shard behind it, and in the message only.
    Suffixed,
    /// Nothing.
    Absent,
}

/// Where the tables of a logical schema are to lie, on an engine of several nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    /// Where the statements put them.
    #[default]
    AsWritten,
    /// All tables of the schema together on one node, of those that there are: a tenant.
    OneNode,
    /// A copy on every node: what tenants share.
    EveryNode,
}

/// What goes around `CREATE SCHEMA`, in its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaHook {
    /// The statement before it.
    pub before: &'static str,
    /// What the schema is then, as errors call it.
    pub what: &'static str,
    pub(super) verify: &'static str,
}

impl SchemaHook {
    /// The query after it, which has a row if the schema is what it is to be.
    pub fn verify_sql(&self, schema: &SchemaName) -> String {
        let mut sql = self.verify.to_owned();
        quote_literal_for(Dialect::Postgres, schema.as_str(), &mut sql);
        sql
    }
}

/// The statement that copies a table to every node of Citus.
pub(super) fn create_reference_table(schema: &str, table: &str) -> String {
    let mut name = String::new();
    quote(schema, &mut name);
    name.push('.');
    quote(table, &mut name);
    let mut sql = "SELECT pg_catalog.create_reference_table(".to_owned();
    quote_literal_for(Dialect::Postgres, &name, &mut sql);
    sql.push(')');
    sql
}
