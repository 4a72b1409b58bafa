//! SQLite's schemas: files attached to a connection under a name.
//!
//! Attaching is per connection, so each connection of a pool needs it: see [`Attach`].

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::refused;
use crate::dialect::{Dialect, Sqlite};
use crate::error::{Error, Result};
use crate::exec::span::Span;
use crate::ident::quote;
use crate::name::{SchemaName, SchemaRef};
use crate::schema::Schema;

/// Where a schema's data lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In memory, for this one connection: another connection that attaches the schema sees its own,
    /// empty one. Give a pool one connection (`max_connections(1)`), or a file.
    Memory,
    /// In a file, which is created when it does not exist.
    File(PathBuf),
}

impl Location {
    /// A file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }
}

/// Attaches a schema to a connection under its name.
///
/// Attaching it again from the same place does nothing. A commit that changes several files is atomic
/// only where none of them is in WAL mode.
///
/// # Errors
/// [`Error::Attach`] when the name is attached from elsewhere, when the connection has as many schemas
/// as SQLite allows, or when the path is not one; [`Error::Database`] when SQLite cannot open the file.
pub async fn attach<S: Schema<Database = Sqlite>>(
    connection: &mut SqliteConnection,
    schema: &SchemaRef<S>,
    location: &Location,
) -> Result<()> {
    attach_as(connection, schema.name(), location).await
}

/// Detaches a schema from a connection; does nothing when it is not attached.
///
/// # Errors
/// [`Error::Database`], while a statement or transaction uses the schema.
pub async fn detach<S: Schema<Database = Sqlite>>(
    connection: &mut SqliteConnection,
    schema: &SchemaRef<S>,
) -> Result<()> {
    let name = schema.name();
    if !attached(connection).await?.iter().any(|file| file.schema.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    let mut sql = String::from("DETACH DATABASE ");
    quote(name, &mut sql);
    let span = Span::new(Dialect::Sqlite, "detach", name, "");
    let detached = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection);
    let result = span.follow(detached, |_, _| {}).await;
    result.map_err(|source| refused("detach", None, source))?;
    Ok(())
}

/// Schemas to attach to every connection of a pool.
///
/// ```no_run
/// # use polyschema_core::sqlite::{Attach, Location};
/// # use polyschema_core::{Schema, Sqlite, StaticSchema};
/// # async fn open<Asia: StaticSchema + Schema<Database = Sqlite>, Europe: StaticSchema + Schema<Database = Sqlite>>()
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let pool = Attach::new()
///     .schema(&Asia::schema_ref(), Location::file("asia.db"))
///     .schema(&Europe::schema_ref(), Location::file("europe.db"))
///     .to_pool(sqlx::sqlite::SqlitePoolOptions::new())
///     .connect("sqlite:main.db")
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attach {
    schemas: Vec<(String, Location)>,
}

impl Attach {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self { schemas: Vec::new() }
    }

    /// Adds a schema.
    #[must_use]
    pub fn schema<S: Schema<Database = Sqlite>>(
        mut self,
        schema: &SchemaRef<S>,
        location: Location,
    ) -> Self {
        self.schemas.push((schema.name().to_owned(), location));
        self
    }

    /// Adds a schema by its name, where its type is not known.
    #[must_use]
    pub fn named(mut self, schema: &SchemaName, location: Location) -> Self {
        self.schemas.push((schema.as_str().to_owned(), location));
        self
    }

    /// Attaches them to one connection.
    ///
    /// # Errors
    /// As of [`attach`].
    pub async fn to(&self, connection: &mut SqliteConnection) -> Result<()> {
        for (name, location) in &self.schemas {
            attach_as(connection, name, location).await?;
        }
        Ok(())
    }

    /// Attaches them to every connection that a pool opens.
    ///
    /// It takes the place of `after_connect`; an application that has one of its own calls
    /// [`to`](Self::to) in it.
    pub fn to_pool(self, options: SqlitePoolOptions) -> SqlitePoolOptions {
        options.after_connect(move |connection, _| {
            let attach = self.clone();
            Box::pin(async move {
                attach
                    .to(connection)
                    .await
                    .map_err(|error| sqlx::Error::Configuration(error.into()))
            })
        })
    }
}

/// A schema that cannot be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachError {
    /// The name is taken by another file.
    Elsewhere {
        /// The schema.
        schema: String,
        /// What is attached under its name; empty for a database in memory.
        file: String,
    },
    /// The connection has as many schemas as SQLite allows.
    TooMany {
        /// The schema.
        schema: String,
        /// What is attached already.
        attached: Vec<String>,
    },
    /// A path that SQLite cannot take: empty, or not UTF-8.
    Path {
        /// The schema.
        schema: String,
        /// The path.
        path: PathBuf,
    },
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere { schema, file } if file.is_empty() => write!(
                f,
                "schema `{schema}` is attached to this connection already, as a database in memory; detach it first"
            ),
            Self::Elsewhere { schema, file } => write!(
                f,
                "schema `{schema}` is attached to this connection already, from `{file}`; detach it first"
            ),
            Self::TooMany { schema, attached } => write!(
                f,
                "schema `{schema}` cannot be attached: SQLite allows no more than the {} schemas that this connection has; detach one of {}",
                attached.len(),
                crate::error::Listed(attached)
            ),
            Self::Path { schema, path } => write!(
                f,
                "schema `{schema}` cannot be attached from `{}`; the path must be valid UTF-8 and not empty",
                path.display()
            ),
        }
    }
}

impl std::error::Error for AttachError {}

/// What a connection has attached.
pub(super) struct Attached {
    pub(super) schema: String,
    /// The absolute path; empty for a database in memory.
    file: String,
}

/// All schemas of a connection, `main` and `temp` too.
pub(super) async fn attached(connection: &mut SqliteConnection) -> Result<Vec<Attached>> {
    let reading = |source| refused("look at what is attached", None, source);
    let rows = sqlx::query("SELECT name, file FROM pragma_database_list ORDER BY seq")
        .fetch_all(connection)
        .await
        .map_err(reading)?;
    let mut all = Vec::new();
    for row in rows {
        let schema = row.try_get(0).map_err(reading)?;
        let file = row.try_get::<Option<String>, _>(1).map_err(reading)?.unwrap_or_default();
        all.push(Attached { schema, file });
    }
    Ok(all)
}

async fn attach_as(
    connection: &mut SqliteConnection,
    schema: &str,
    location: &Location,
) -> Result<()> {
    let place = place(schema, location)?;
    let all = attached(connection).await?;
    if let Some(there) = all.iter().find(|there| there.schema.eq_ignore_ascii_case(schema)) {
        if is_same(there, location) {
            return Ok(());
        }
        let (schema, file) = (schema.to_owned(), there.file.clone());
        return Err(AttachError::Elsewhere { schema, file }.into());
    }
    let mut sql = String::from("ATTACH DATABASE ?1 AS ");
    quote(schema, &mut sql);
    let query = sqlx::query(AssertSqlSafe(sql)).bind(place).persistent(false);
    let span = Span::new(Dialect::Sqlite, "attach", schema, "");
    let Err(source) = span.follow(query.execute(connection), |_, _| {}).await else {
        return Ok(());
    };
    let message = source.as_database_error().map(|error| error.message().to_owned());
    if message.is_some_and(|message| message.contains("too many attached databases")) {
        let own = |name: &String| name != "main" && name != "temp";
        let attached = all.into_iter().map(|there| there.schema).filter(own).collect();
        return Err(AttachError::TooMany { schema: schema.to_owned(), attached }.into());
    }
    let mut error = refused("attach", None, source);
    if let Error::Database(error) = &mut error {
        error.schema = Some(schema.to_owned());
    }
    Err(error)
}

/// What SQLite is told: a URI with a mode, because a connection to a database in memory would without
/// one open every attached file in memory too. Source: SQLite, "Uniform Resource Identifiers".
fn place(schema: &str, location: &Location) -> Result<String, AttachError> {
    let path = match location {
        Location::Memory => return Ok(":memory:".to_owned()),
        Location::File(path) => path,
    };
    let invalid = || AttachError::Path { schema: schema.to_owned(), path: path.clone() };
    let absolute = std::path::absolute(path).map_err(|_| invalid())?;
    let text = absolute.to_str().ok_or_else(invalid)?;
    // The mode `rwc` is refused where the connection itself may not create files; an empty file is an
    // empty database. When it cannot be created, SQLite says so.
    std::fs::OpenOptions::new().append(true).create(true).open(path).ok();
    let mut uri = String::from("file://");
    if cfg!(windows) {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?mode=rw&cache=private");
    Ok(uri)
}

fn is_same(there: &Attached, location: &Location) -> bool {
    match location {
        Location::Memory => there.file.is_empty(),
        Location::File(path) => {
            let canonical = |path: &Path| std::fs::canonicalize(path).ok();
            canonical(path).is_some_and(|path| canonical(Path::new(&there.file)) == Some(path))
        }
    }
}
