//! PgBouncer's console, where it lets us in.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::ask::{ask, leave};
use super::between::Between;
use super::finding::{Finding, Named};
use crate::connection::Said;

/// What the console told.
#[derive(Debug, Default)]
pub(super) struct Console {
    /// What it says it is; none where nobody was let in.
    pub(super) version: Option<String>,
    /// The mode of the database, for this user.
    pub(super) mode: Option<String>,
    pub(super) pool_size: Option<u64>,
    pub(super) findings: Vec<Finding>,
}

impl Console {
    /// What was seen, beside what the console says: in a large pool two clients may meet no other's session.
    pub(super) fn with(&self, seen: Between) -> Between {
        match (seen, self.mode.as_deref()) {
            (Between::Kept, Some("transaction")) => Between::Shared(Named::Unseen {
                why: "no other client's session was met".to_owned(),
            }),
            (seen, _) => seen,
        }
    }
}

/// Asks for what is set. A console that is not there, or closed, is no error.
pub(super) async fn look(options: &PgConnectOptions) -> Console {
    let mut console = Console::default();
    let mut connection = match PgConnection::connect_with(&options.clone().database("pgbouncer"))
        .await
    {
        Ok(connection) => connection,
        Err(error) => {
            // PostgreSQL says that there is no such database, or who may not enter it; a pooler speaks of the protocol.
            let code = error.as_database_error().and_then(|error| error.code());
            if code.as_deref() == Some("08P01") {
                console.findings.push(Finding::ConsoleClosed { said: Said(&error).to_string() });
            }
            return console;
        }
    };
    // What a console refuses is not known then, and not said.
    read(&mut connection, options, &mut console).await.ok();
    leave(connection).await;
    console
}

async fn read(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
    console: &mut Console,
) -> sqlx::Result<()> {
    let version = ask(connection, "SHOW VERSION").await?;
    let Some(version) = version.into_iter().flatten().flatten().next() else { return Ok(()) };
    let mut settings = BTreeMap::new();
    for row in ask(connection, "SHOW CONFIG").await? {
        if let [Some(key), value, ..] = row.as_slice() {
            settings.insert(key.clone(), value.clone().unwrap_or_default());
        }
    }
    let name = options.get_database().unwrap_or_else(|| options.get_username());
    let database = named_row(connection, "SHOW DATABASES", name).await?;
    let user = named_row(connection, "SHOW USERS", options.get_username()).await?;
    let setting = |name: &str| settings.get(name).cloned().filter(|value| !value.is_empty());
    let own = |row: &BTreeMap<String, String>, name: &str| row.get(name).cloned();
    let mode = own(&user, "pool_mode").or_else(|| own(&database, "pool_mode"));
    let mode = mode.or_else(|| setting("pool_mode")).unwrap_or_default();
    let pool_size = own(&database, "pool_size").or_else(|| setting("default_pool_size"));
    console.pool_size = pool_size.and_then(|size| size.parse().ok());
    if mode == "session" && setting("server_reset_query").is_none() {
        console.findings.push(Finding::NoReset);
    }
    let ignored = setting("ignore_startup_parameters").unwrap_or_default();
    if ignored.split(',').any(|parameter| parameter.trim() == "options") {
        console.findings.push(Finding::OptionsIgnored);
    }
    console.findings.insert(
        0,
        Finding::Console {
            version: version.clone(),
            mode: mode.clone(),
            pool_size: console.pool_size,
            max_prepared_statements: setting("max_prepared_statements")
                .and_then(|most| most.parse().ok()),
        },
    );
    (console.version, console.mode) = (Some(version), Some(mode));
    Ok(())
}

/// The row of that name, by its columns, without those that are empty.
async fn named_row(
    connection: &mut PgConnection,
    sql: &'static str,
    name: &str,
) -> sqlx::Result<BTreeMap<String, String>> {
    use sqlx::{Column, Row};

    for row in sqlx::raw_sql(sql).fetch_all(connection).await? {
        let values = super::ask::texts(&row)?;
        let columns = row.columns().iter().map(|column| column.name().to_owned());
        let row: BTreeMap<String, String> =
            columns.zip(values).filter_map(|(column, value)| Some((column, value?))).collect();
        if row.get("name").is_some_and(|other| other == name) {
            return Ok(row.into_iter().filter(|(_, value)| !value.is_empty()).collect());
        }
    }
    Ok(BTreeMap::new())
}
