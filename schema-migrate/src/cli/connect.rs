//! From a URL to a connection that has all schemas.

use std::future::Future;
use std::path::PathBuf;

use polyschema_core::{Database, SchemaName};

use super::context::Context;
use super::error::{CliError, Outcome};
use super::server_args::{DoctorArguments, FleetVerb, TenantVerb};
use crate::connection::MigrateConnection;
use crate::normalize::NormalizeConnection;
use crate::reflect::ReflectConnection;

/// A kind of database that the command line works with.
#[diagnostic::on_unimplemented(
    message = "the command line knows no driver of `{Self}`",
    label = "turn on the feature of polyschema that is called like the database"
)]
pub trait CommandDatabase: Database + Sized {
    /// Its connection.
    type Connection: CommandConnection;

    /// Whether a connection keeps its session of the server, as locks and settings need it.
    #[doc(hidden)]
    fn keeps_session(context: &Context<'_, Self>) -> impl Future<Output = Result<bool, CliError>>;

    /// Refuses to make a schema under a name that is to be a tenant's, and is none.
    #[doc(hidden)]
    fn check_tenant(
        context: &Context<'_, Self>,
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), CliError>>;

    /// Does what needs a server.
    #[doc(hidden)]
    fn on_server(
        context: &Context<'_, Self>,
        verb: &ServerVerb<'_>,
    ) -> impl Future<Output = Result<Outcome, CliError>>;
}

/// A verb that needs a server.
#[doc(hidden)]
#[derive(Debug)]
pub enum ServerVerb<'a> {
    Doctor(&'a DoctorArguments),
    Tenant(&'a TenantVerb),
    Fleet(&'a FleetVerb),
}

/// A connection that the command line opens.
pub trait CommandConnection:
    MigrateConnection + ReflectConnection + NormalizeConnection + Sized
{
    #[doc(hidden)]
    fn open(place: &Place<'_>) -> impl Future<Output = Result<Self, CliError>>;
}

/// What is opened.
#[doc(hidden)]
#[derive(Debug)]
#[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only SQLite has files"))]
pub struct Place<'a> {
    pub(super) url: &'a str,
    /// The schemas, each with its file where one is named.
    pub(super) schemas: Vec<(SchemaName, Option<PathBuf>)>,
    /// Whether what is not there is made: files of SQLite.
    pub(super) creates: bool,
}

#[cfg(feature = "postgres")]
pub(super) mod postgres {
    use std::str::FromStr;

    use polyschema_core::Postgres;
    use sqlx::postgres::{PgConnectOptions, PgConnection};
    use sqlx::{ConnectOptions, Connection};

    use super::{
        CliError, CommandConnection, CommandDatabase, Context, Outcome, Place, ServerVerb,
    };
    use crate::cli::{doctor, family, fleet, tenant};
    use crate::doctor::keeps_session;

    impl CommandDatabase for Postgres {
        type Connection = PgConnection;

        async fn keeps_session(context: &Context<'_, Self>) -> Result<bool, CliError> {
            Ok(keeps_session(&options(context.direct_url()?)?).await?)
        }

        async fn check_tenant(
            context: &Context<'_, Self>,
            connection: &mut PgConnection,
        ) -> Result<(), CliError> {
            family::check_tenant(context, connection).await
        }

        async fn on_server(
            context: &Context<'_, Self>,
            verb: &ServerVerb<'_>,
        ) -> Result<Outcome, CliError> {
            match verb {
                ServerVerb::Doctor(arguments) => doctor::doctor(context, arguments).await,
                ServerVerb::Tenant(verb) => tenant::tenant(context, verb).await,
                ServerVerb::Fleet(verb) => fleet::fleet(context, verb).await,
            }
        }
    }

    impl CommandConnection for PgConnection {
        async fn open(place: &Place<'_>) -> Result<Self, CliError> {
            let refused = |source| CliError::connect(place.url, source);
            Self::connect_with(&options(place.url)?).await.map_err(refused)
        }
    }

    /// What a URL says.
    pub(in crate::cli) fn options(url: &str) -> Result<PgConnectOptions, CliError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(CliError::url(url, "`postgres://user@host/database`"));
        }
        let options = PgConnectOptions::from_str(url);
        let options = options.map_err(|source| CliError::connect(url, source))?;
        Ok(options.disable_statement_logging())
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::path::{Path, PathBuf};
    use std::str::FromStr;

    use polyschema_core::Sqlite;
    use polyschema_core::sqlite::{Attach, Location};
    use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
    use sqlx::{ConnectOptions, Connection};

    use super::{
        CliError, CommandConnection, CommandDatabase, Context, Outcome, Place, ServerVerb,
    };

    impl CommandDatabase for Sqlite {
        type Connection = SqliteConnection;

        async fn keeps_session(_: &Context<'_, Self>) -> Result<bool, CliError> {
            Ok(true)
        }

        async fn check_tenant(
            _: &Context<'_, Self>,
            _: &mut SqliteConnection,
        ) -> Result<(), CliError> {
            Ok(())
        }

        async fn on_server(
            _: &Context<'_, Self>,
            verb: &ServerVerb<'_>,
        ) -> Result<Outcome, CliError> {
            Err(CliError::NeedsServer(match verb {
                ServerVerb::Doctor(_) => "doctor",
                ServerVerb::Tenant(_) => "tenant",
                ServerVerb::Fleet(_) => "fleet",
            }))
        }
    }

    impl CommandConnection for SqliteConnection {
        async fn open(place: &Place<'_>) -> Result<Self, CliError> {
            if !place.url.starts_with("sqlite:") {
                return Err(CliError::url(place.url, "`sqlite:file.db`"));
            }
            let refused = |source| CliError::connect(place.url, source);
            let options = SqliteConnectOptions::from_str(place.url).map_err(refused)?;
            let in_memory = place.url.contains(":memory:") || place.url.contains("mode=memory");
            let main = options.get_filename().to_owned();
            let options = options.create_if_missing(place.creates).disable_statement_logging();
            let mut connection = Self::connect_with(&options).await.map_err(refused)?;
            let mut attach = Attach::new();
            let mut taken = vec![main.clone()];
            for (schema, file) in &place.schemas {
                let file = match file {
                    Some(file) => Some(file.clone()),
                    None if in_memory => None,
                    None => Some(beside(&main, schema.as_str())?),
                };
                if let Some(file) = &file {
                    // SQLite would wait for the lock that the same connection has.
                    if taken.iter().any(|other| is_same(other, file)) {
                        let (schema, file) = (schema.as_str().to_owned(), file.clone());
                        return Err(CliError::SharedFile { schema, file });
                    }
                    taken.push(file.clone());
                }
                attach = attach.named(schema, location(file, place.creates));
            }
            attach.to(&mut connection).await?;
            Ok(connection)
        }
    }

    fn is_same(one: &Path, other: &Path) -> bool {
        let resolved = |path: &Path| path.canonicalize().ok();
        one == other || resolved(one).is_some_and(|one| resolved(other) == Some(one))
    }

    /// A name may come from anywhere, and must not lead anywhere.
    fn beside(main: &Path, schema: &str) -> Result<PathBuf, CliError> {
        match schema.contains(std::path::is_separator) {
            true => Err(CliError::NoFileName(schema.to_owned())),
            false => Ok(main.with_file_name(format!("{schema}.db"))),
        }
    }

    /// A file that is only looked at is not made: one that is not there is an empty schema.
    fn location(file: Option<PathBuf>, creates: bool) -> Location {
        match file {
            Some(file) if creates || file.exists() => Location::file(file),
            _ => Location::Memory,
        }
    }
}
