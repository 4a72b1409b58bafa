//! Citus for tests: a coordinator, or PostgreSQL that refuses what Citus refuses.

use std::env;

use sqlx::{AssertSqlSafe, PgConnection};

use crate::PostgresDatabase;
use crate::postgres::{database_of, postgres};

/// A database of Citus, or of what stands in for it.
#[derive(Debug)]
pub struct CitusDatabase {
    /// The database.
    pub database: PostgresDatabase,
    /// Whether it is the thing itself.
    pub is_real: bool,
}

/// A fresh database on the coordinator that `POLYSCHEMA_CITUS_URL` names (a superuser's URL); where it names none, a
/// stand-in, which is said aloud. `None` as of [`postgres`].
///
/// The stand-in is a PostgreSQL database with the extension's row, the view of distributed schemas, and the function
/// that copies a table to every node (`seen.tables` has those); event triggers refuse what Citus refuses. It shows
/// that what is sent keeps to the rules that we know, not that the rules are all.
///
/// # Panics
/// As of [`postgres`]; the coordinator refuses.
pub async fn citus() -> Option<CitusDatabase> {
    if let Ok(url) = env::var("POLYSCHEMA_CITUS_URL") {
        let database = database_of(url, None).await;
        run(&mut database.connect().await, &["CREATE EXTENSION citus"]).await;
        return Some(CitusDatabase { database, is_real: true });
    }
    eprintln!("\n*** POLYSCHEMA_CITUS_URL is not set: PostgreSQL stands in for Citus ***\n");
    let database = postgres().await?;
    stand_in_for_citus(&mut database.connect().await, true).await;
    Some(CitusDatabase { database, is_real: false })
}

/// Makes an empty database of a superuser stand in for one of Citus, in which new schemas become distributed ones or,
/// as when somebody lacks the setting, do not.
///
/// # Panics
/// The server refuses.
pub async fn stand_in_for_citus(connection: &mut PgConnection, distributes: bool) {
    let setting = "current_setting('citus.enable_schema_based_sharding', true) = 'on'";
    let refuse = |condition: &str, what: &str, code: &str| {
        format!("IF {condition} THEN RAISE '{what}' USING ERRCODE = '{code}'; END IF;")
    };
    let one = refuse("query LIKE '%;%'", "cannot execute multiple utility events", "42601");
    let identity = refuse(
        "TG_TAG = 'ALTER TABLE' AND query ~* 'ADD (COLUMN )?.*(GENERATED .* AS IDENTITY|serial)'",
        "cannot execute ADD COLUMN commands involving identity columns",
        "0A000",
    );
    let rename =
        refuse("query ~* 'RENAME CONSTRAINT'", "renaming constraints is not supported", "0A000");
    let constraints = refuse(
        "TG_TAG = 'ALTER TABLE' AND query ~* 'ADD CONSTRAINT.*,\\s*ADD'",
        "cannot execute ADD CONSTRAINT command with other subcommands",
        "0A000",
    );
    let embedded = refuse(
        "TG_TAG = 'CREATE SCHEMA' AND query ~* '^\\s*CREATE SCHEMA.*CREATE'",
        "cannot create distributed schema with embedded objects",
        "0A000",
    );
    let function = format!(
        "CREATE FUNCTION seen.ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ \
         DECLARE query text := current_query(); BEGIN \
         {one} {identity} {rename} {constraints} {embedded} \
         IF TG_TAG = 'CREATE SCHEMA' AND {setting} AND {distributes} THEN \
         INSERT INTO seen.schemas SELECT objid FROM pg_event_trigger_ddl_commands(); END IF; END $$"
    );
    let all = [
        "SET allow_system_table_mods = on",
        "INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) \
            VALUES (99999, 'citus', 10, 11, false, '13.2-1')",
        "CREATE SCHEMA seen",
        "CREATE TABLE seen.schemas (id oid)",
        "CREATE TABLE seen.tables (name text)",
        "CREATE VIEW pg_catalog.citus_schemas AS SELECT id::regnamespace AS schema_name FROM seen.schemas",
        "CREATE FUNCTION pg_catalog.create_reference_table(name text) RETURNS void LANGUAGE sql \
            AS 'INSERT INTO seen.tables VALUES (name)'",
        &function,
        "CREATE EVENT TRIGGER ddl ON ddl_command_end EXECUTE FUNCTION seen.ddl()",
        "RESET allow_system_table_mods",
    ];
    run(connection, &all).await;
}

async fn run(connection: &mut PgConnection, statements: &[&str]) {
    for sql in statements {
        let sent = sqlx::raw_sql(AssertSqlSafe((*sql).to_owned())).execute(&mut *connection).await;
        sent.unwrap_or_else(|error| panic!("the tests' role is a superuser: {error}: {sql}"));
    }
}
