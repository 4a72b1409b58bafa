//! Fleets for the tests.

use polyschema_core::{Dialect, SchemaName};
use polyschema_migrate::apply::{Allow, Migrator};
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::fleet::{Fleet, FleetEvent, FleetMember, FleetReport, Status};
use polyschema_migrate::migration::{NewRevision, NewScript, RevisionId, RevisionKey, Revisions};
use polyschema_test_support::PostgresDatabase;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;

pub fn id(id: &str) -> RevisionId {
    RevisionId::new(id).expect("the id is valid")
}

/// A revision of a schema with one parent, or none (`""`).
pub fn revision(schema: &str, name: &str, parent: &str, upgrade: &str) -> NewRevision {
    let mut revision = NewRevision::new(schema, id(name), "a test");
    revision.parents = parent.split_whitespace().map(id).collect();
    revision.upgrade = NewScript::new(upgrade);
    revision
}

/// A shared schema, and tenants with a table that references it and one more column in each revision.
pub fn world() -> Vec<NewRevision> {
    let mut first = revision(
        "tenant",
        "0001_create",
        "",
        "CREATE SCHEMA :\"tenant\";\n\
        CREATE TABLE :\"tenant\".orders (id bigint PRIMARY KEY, country text);\n\
        ALTER TABLE :\"tenant\".orders ADD CONSTRAINT orders_country_fkey \
            FOREIGN KEY (country) REFERENCES :\"shared\".countries (name)",
    );
    first.downgrade =
        Some(NewScript::new("DROP TABLE :\"tenant\".orders;\nDROP SCHEMA :\"tenant\""));
    first.depends = vec![RevisionKey { schema: "shared".to_owned(), id: id("0001_shared") }];
    let mut second = revision(
        "tenant",
        "0002_note",
        "0001_create",
        "ALTER TABLE :\"tenant\".orders ADD note text",
    );
    second.downgrade = Some(NewScript::new("ALTER TABLE :\"tenant\".orders DROP note"));
    vec![
        revision(
            "shared",
            "0001_shared",
            "",
            "CREATE SCHEMA :\"shared\";\nCREATE TABLE :\"shared\".countries (name text PRIMARY KEY)",
        ),
        first,
        second,
    ]
}

pub fn migrator(revisions: &[NewRevision]) -> Migrator<PgConnection> {
    let build =
        |revision: &NewRevision| revision.build(Dialect::Postgres).expect("it is well formed");
    let revisions = Revisions::new(revisions.iter().map(build).collect()).expect("they fit");
    let names = revisions.names(Dialect::Postgres).expect("the names are valid");
    Migrator::new(revisions, names).allow(Allow::everything())
}

pub fn fleet(url: &str, revisions: &[NewRevision]) -> Fleet {
    Fleet::new(migrator(revisions), "tenant", address(url))
}

pub fn address(url: &str) -> PgConnectOptions {
    url.parse().expect("the tests' address is one")
}

pub fn member(name: &str) -> FleetMember {
    FleetMember::new(SchemaName::new(name, Dialect::Postgres).expect("the name is valid"))
}

/// `t_0001`, `t_0002` and so on.
pub fn members(count: usize) -> Vec<FleetMember> {
    (1..=count).map(|at| member(&format!("t_{at:04}"))).collect()
}

/// The members of a status.
pub fn of(report: &FleetReport, status: Status) -> Vec<&str> {
    let members = report.members.iter().filter(|one| one.status == status);
    members.map(|one| one.tenant.as_str()).collect()
}

pub fn nobody(_: &FleetEvent<'_>) {}

/// What a query says, as one text.
pub async fn value(connection: &mut PgConnection, sql: &str) -> String {
    let rows = connection.rows(sql, &[]).await.expect("the query is valid");
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}

/// The names of the schemas that have a column `note`.
pub async fn with_note(db: &PostgresDatabase) -> Vec<String> {
    let mut connection = db.connect().await;
    let sql = "SELECT n.nspname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE c.relname = 'orders' AND a.attname = 'note' AND NOT a.attisdropped ORDER BY 1";
    let rows = connection.rows(sql, &[]).await.expect("the query is valid");
    rows.into_iter().flatten().flatten().collect()
}
