//! Databases and revisions for the tests.

use std::path::{Path, PathBuf};

use polyschema_core::Dialect;
use polyschema_migrate::apply::Migrator;
use polyschema_migrate::connection::MigrateConnection;
use polyschema_migrate::migration::{
    NewRevision, NewScript, Revision, RevisionId, RevisionKey, Revisions, Target, Targets,
};
use polyschema_test_support::{PostgresDatabase, postgres};
use sqlx::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// A database of a test.
pub trait Db: Sized {
    type C: MigrateConnection;
    const DIALECT: Dialect;
    /// What the first revision of a schema begins with.
    const CREATE_SCHEMA: &'static str;
    /// What the last downgrade ends with.
    const DROP_SCHEMA: &'static str;

    /// `None` when there is no server.
    async fn fresh() -> Option<Self>;

    /// A connection, on SQLite with the schemas attached.
    async fn connect(&self) -> Self::C;

    /// What another process needs to connect.
    fn address(&self) -> String;
}

pub struct Postgres(pub PostgresDatabase);

impl Db for Postgres {
    type C = PgConnection;
    const DIALECT: Dialect = Dialect::Postgres;
    const CREATE_SCHEMA: &'static str = "CREATE SCHEMA :\"asia\";\n";
    const DROP_SCHEMA: &'static str = "DROP SCHEMA :\"asia\";\n";

    async fn fresh() -> Option<Self> {
        postgres().await.map(Self)
    }

    async fn connect(&self) -> PgConnection {
        self.0.connect().await
    }

    fn address(&self) -> String {
        self.0.url.clone()
    }
}

pub struct Sqlite(pub TempDir);

impl Db for Sqlite {
    type C = SqliteConnection;
    const DIALECT: Dialect = Dialect::Sqlite;
    const CREATE_SCHEMA: &'static str = "";
    const DROP_SCHEMA: &'static str = "";

    async fn fresh() -> Option<Self> {
        Some(Self(TempDir::new().expect("a directory")))
    }

    async fn connect(&self) -> SqliteConnection {
        open_sqlite(self.0.path()).await
    }

    fn address(&self) -> String {
        self.0.path().to_str().expect("the path is UTF-8").to_owned()
    }
}

/// A connection with the files of a directory as schemas.
pub async fn open_sqlite(directory: &Path) -> SqliteConnection {
    let url = format!("sqlite:{}?mode=rwc", directory.join("main.db").display());
    let mut connection = SqliteConnection::connect(&url).await.expect("SQLite opens");
    for schema in ["asia", "europe", "shared", "ops"] {
        let file = directory.join(format!("{schema}.db"));
        let sql = format!("ATTACH DATABASE '{}' AS {schema}", file.display());
        connection.send(&sql).await.expect("the file can be attached");
        // A database of a test need not survive the machine.
        let sql = format!("PRAGMA {schema}.synchronous = OFF");
        connection.send(&sql).await.expect("the setting is known");
    }
    connection
}

/// Makes the tests of functions that are generic over the database.
macro_rules! on_both {
    ($($name:ident)*) => { $(
        mod $name {
            #[tokio::test]
            async fn postgres() {
                if let Some(db) = <$crate::support::Postgres as $crate::support::Db>::fresh().await {
                    super::tests::$name(db).await;
                }
            }

            #[tokio::test]
            async fn sqlite() {
                if let Some(db) = <$crate::support::Sqlite as $crate::support::Db>::fresh().await {
                    super::tests::$name(db).await;
                }
            }
        }
    )* };
}
pub(crate) use on_both;

pub fn id(id: &str) -> RevisionId {
    RevisionId::new(id).expect("the id is valid")
}

pub fn key(schema: &str, revision: &str) -> RevisionKey {
    RevisionKey { schema: schema.to_owned(), id: id(revision) }
}

/// A revision of `asia` with parents (`"0001_a 0002_b"`).
pub fn revision(name: &str, parents: &str) -> NewRevision {
    let mut revision = NewRevision::new("asia", id(name), "a test");
    revision.parents = parents.split_whitespace().map(id).collect();
    revision
}

/// A revision of `asia` with SQL for both directions.
pub fn with_sql(name: &str, parents: &str, upgrade: &str, downgrade: &str) -> NewRevision {
    let mut revision = revision(name, parents);
    revision.upgrade = NewScript::new(upgrade);
    revision.downgrade = Some(NewScript::new(downgrade));
    revision
}

pub fn build(dialect: Dialect, revisions: &[NewRevision]) -> Vec<Revision> {
    revisions.iter().map(|revision| revision.build(dialect).expect("it is well formed")).collect()
}

pub fn migrator<C: MigrateConnection>(revisions: &[NewRevision]) -> Migrator<C> {
    let revisions = Revisions::new(build(C::DIALECT, revisions)).expect("the revisions fit");
    let names = revisions.names(C::DIALECT).expect("the names are valid");
    Migrator::new(revisions, names)
}

pub fn to(target: &str) -> Targets {
    Targets::all(target.parse::<Target>().expect("it is a target"))
}

/// The first cell of what a query returns.
pub async fn value<C: MigrateConnection>(connection: &mut C, sql: &str) -> String {
    let rows = connection.rows(sql, &[]).await.expect("the query is valid");
    rows.into_iter().flatten().flatten().next().unwrap_or_default()
}

/// The applied revisions of `asia`, with what is not done.
pub async fn applied<C: MigrateConnection>(
    migrator: &Migrator<C>,
    connection: &mut C,
) -> Vec<String> {
    let states = migrator.current(connection).await.expect("the history can be read");
    let name = |entry: &polyschema_migrate::history::Entry| match entry.state {
        polyschema_migrate::history::State::Done => entry.revision.clone(),
        state => format!("{} {state} {}/{}", entry.revision, entry.step, entry.steps),
    };
    states["asia"].entries.iter().map(name).collect()
}

/// Two revisions that create a table and fill a column of it.
pub fn world<D: Db>() -> Vec<NewRevision> {
    let create = format!(
        "{}CREATE TABLE :\"asia\".countries (name varchar(100) PRIMARY KEY);\n\
        INSERT INTO :\"asia\".countries VALUES ('Japan'), ('India')",
        D::CREATE_SCHEMA
    );
    let drop = format!("DROP TABLE :\"asia\".countries;\n{}", D::DROP_SCHEMA);
    vec![
        with_sql("0001_create", "", &create, &drop),
        with_sql(
            "0002_add_dish",
            "0001_create",
            "-- step: add column asia.countries.dish\n\
            ALTER TABLE :\"asia\".countries ADD COLUMN dish text;\n\
            UPDATE :\"asia\".countries SET dish = 'sushi' WHERE name = 'Japan'",
            "ALTER TABLE :\"asia\".countries DROP COLUMN dish",
        ),
    ]
}

pub fn write_file(directory: &Path, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = directory.join(path);
    std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a file");
    path
}
