//! What the command line says of what goes wrong, and what to do next.

use std::path::PathBuf;
use std::process::ExitCode;

#[cfg(feature = "postgres")]
use polyschema_core::error::Listed;

use crate::apply::{ApplyError, Refused};
use crate::autogenerate::{AutogenerateError, spelled};
use crate::connection::Said;
use crate::diff::PossibleRename;
use crate::error::Error;
#[cfg(feature = "postgres")]
use crate::fleet::FleetError;
use crate::migration::RevisionError;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Outcome {
    Done,
    /// Changes are pending.
    Pending,
    /// It was done, and what it says is bad.
    #[cfg(feature = "postgres")]
    Bad,
    /// Somebody stopped it.
    #[cfg(feature = "postgres")]
    Interrupted,
}

impl Outcome {
    pub(super) fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Pending => ExitCode::from(3),
            #[cfg(feature = "postgres")]
            Self::Bad => ExitCode::FAILURE,
            // As a shell says of a program that SIGINT ended.
            #[cfg(feature = "postgres")]
            Self::Interrupted => ExitCode::from(130),
        }
    }
}

/// Why a verb failed.
#[doc(hidden)]
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Migrate(Error),
    #[error("{what}: {source}")]
    Io { what: &'static str, source: std::io::Error },
    #[error("`{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("JSON cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error("there is no directory `{}`", directory.display())]
    NoDirectory { directory: PathBuf },
    #[error("the revisions are in the program, and cannot be written")]
    Embedded,
    #[error("there is no schema `{name}` in this program{}; known: `{}`", Near(near), known.join("`, `"))]
    UnknownSchema { name: String, near: Option<String>, known: Vec<String> },
    #[error("there are no revisions")]
    NoRevisions,
    #[error("`{name}` is a revision of several schemas: `{}`", schemas.join("`, `"))]
    InSeveral { name: String, schemas: Vec<String> },
    #[error("which schema is it for? there are `{}`", .0.join("`, `"))]
    WhichSchema(Vec<String>),
    #[error("`{}` has no name of its own", .0.join("`, `"))]
    Unbound(Vec<String>),
    #[error(
        "a pooler lies between that does not keep sessions, and a session is needed for a lock"
    )]
    NoSession,
    #[error("it is not said where the database is")]
    NoUrl,
    #[error("`{shown}` is no URL of this kind of database; write {form}")]
    Url { shown: String, form: &'static str },
    #[cfg(feature = "postgres")]
    #[error("all schemas of this program have names, so it has no tenants")]
    NoTenants,
    #[cfg(feature = "postgres")]
    #[error("`--schema` names none that tenants have; theirs: {}", Listed(.0))]
    NotOfTenants(Vec<String>),
    #[cfg(feature = "postgres")]
    #[error("there is no tenant `{name}`, and no schema of that name")]
    NoTenant { name: String },
    #[cfg(feature = "postgres")]
    #[error("no tenant has a name like `{pattern}`")]
    NoMatch { pattern: String },
    #[cfg(feature = "postgres")]
    #[error("no tenant is in a group `{name}`{}; groups: {}", Near(near), Listed(known))]
    UnknownGroup { name: String, near: Option<String>, known: Vec<String> },
    #[cfg(feature = "postgres")]
    #[error("tenant `{name}` and its data would be dropped, and nothing was done")]
    Unconfirmed { name: String },
    #[cfg(feature = "postgres")]
    #[error("it is not said what is to be set")]
    NothingToSet,
    #[cfg(feature = "sqlite")]
    #[error("`{0}` is for PostgreSQL, and these models are for SQLite")]
    NeedsServer(&'static str),
    #[error("`{shown}` cannot be opened: {}", Said(source))]
    Connect { shown: String, source: sqlx::Error },
    #[error("data would be destroyed, and nothing was run:\n{}", .0.lines.join("\n"))]
    Destroys(Destroys),
    #[error("no editor is named")]
    NoEditor,
    #[error("the editor `{command}` ended with {status}")]
    Editor { command: String, status: std::process::ExitStatus },
    #[error("schema `{0}` has a name that no file can have")]
    NoFileName(String),
    #[error("schema `{schema}` would lie in `{}`, which is in use for another", file.display())]
    SharedFile { schema: String, file: PathBuf },
    #[error("`{text}` is no range; write `FROM:TO`")]
    Range { text: String },
    #[error("a script does not look at the database, so it must be told where that stands")]
    ScriptFrom,
}

/// What to do about a pooler that does not keep sessions.
const DIRECT_URL: &str =
    "give the server's own URL with `--direct-url`, or `POLYSCHEMA_DIRECT_URL`";

impl<E: Into<Error>> From<E> for CliError {
    fn from(error: E) -> Self {
        Self::Migrate(error.into())
    }
}

/// What was asked of the program, as far as hints name it again.
pub(super) struct Asked<'a> {
    pub(super) program: &'a str,
    /// The names that schemas were given.
    pub(super) bind: &'a [(String, String)],
    /// The schemas that are named at run time.
    pub(super) tenants: Vec<String>,
}

/// What a run would destroy.
#[derive(Debug, Default)]
pub struct Destroys {
    /// What happens, and where it is written.
    pub(super) lines: Vec<String>,
    /// What is to be allowed.
    pub(super) names: Vec<String>,
}

impl CliError {
    pub(super) fn url(url: &str, form: &'static str) -> Self {
        Self::Url { shown: without_password(url), form }
    }

    pub(super) fn connect(url: &str, source: sqlx::Error) -> Self {
        Self::Connect { shown: without_password(url), source }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::UnknownSchema { .. }
            | Self::InSeveral { .. }
            | Self::WhichSchema(_)
            | Self::Unbound(_)
            | Self::NoUrl
            | Self::Url { .. }
            | Self::NoEditor
            | Self::NoFileName(_)
            | Self::SharedFile { .. }
            | Self::Range { .. }
            | Self::ScriptFrom => 2,
            #[cfg(feature = "postgres")]
            Self::NoTenants
            | Self::NotOfTenants(_)
            | Self::NoTenant { .. }
            | Self::NoMatch { .. }
            | Self::UnknownGroup { .. }
            | Self::Unconfirmed { .. }
            | Self::NothingToSet => 2,
            #[cfg(feature = "postgres")]
            Self::Migrate(Error::Fleet(
                FleetError::NoMember { .. } | FleetError::Pattern { .. },
            )) => 2,
            #[cfg(feature = "sqlite")]
            Self::NeedsServer(_) => 2,
            _ => 1,
        })
    }

    /// What to do next, in words of the command line.
    pub(super) fn hint(&self, asked: &Asked<'_>) -> Option<String> {
        let program = asked.program;
        let hint = match self {
            Self::NoDirectory { .. } => {
                format!("`{program} init` makes it; `--directory` names another")
            }
            Self::Embedded => "name the directory of their files with `--directory`".to_owned(),
            Self::NoRevisions => {
                format!("`{program} revision --autogenerate -m create` writes the first")
            }
            Self::InSeveral { name, schemas } => {
                format!("say which with `--schema {}`, or `{}={name}`", schemas[0], schemas[0])
            }
            Self::WhichSchema(schemas) => format!("add `--schema {}`", schemas[0]),
            Self::Unbound(schemas) => format!(
                "it is named at run time: `--bind {}=NAME` says how; `--schema` leaves it out",
                schemas[0]
            ),
            #[cfg(feature = "postgres")]
            Self::NoTenants => {
                "tenants are schemas of a type without `name = ..` in `#[schema]`".to_owned()
            }
            #[cfg(feature = "postgres")]
            Self::NoTenant { name } => {
                format!("`{program} tenant create {}` creates it", shell(name))
            }
            #[cfg(feature = "postgres")]
            Self::Unconfirmed { .. } => "to let it go, add `--yes`".to_owned(),
            #[cfg(feature = "postgres")]
            Self::NothingToSet => "add `--group`, `--no-group` or `--metadata`".to_owned(),
            Self::NoSession => DIRECT_URL.to_owned(),
            Self::NoUrl => "set `DATABASE_URL`, or add `--database-url`".to_owned(),
            Self::Connect { source: sqlx::Error::Io(_), .. } => {
                "is the server running, and are host and port right?".to_owned()
            }
            Self::Connect { shown, .. } if shown.starts_with("sqlite:") => {
                format!("is the path right? `{program} upgrade` makes a file that is not there")
            }
            Self::Destroys(Destroys { names, .. }) => {
                let flags: Vec<String> =
                    names.iter().map(|name| format!("--allow {}", shell(name))).collect();
                format!("to let it go, add {}", flags.join(" "))
            }
            Self::SharedFile { .. } => {
                "give each a file of its own with `--attach SCHEMA=FILE`".to_owned()
            }
            Self::NoFileName(_) => "say where it is with `--attach SCHEMA=FILE`".to_owned(),
            Self::NoEditor => "set `VISUAL` or `EDITOR`".to_owned(),
            #[cfg(feature = "postgres")]
            Self::NoMatch { .. } | Self::UnknownGroup { .. } => {
                format!("`{program} tenant list` shows names and groups")
            }
            #[cfg(feature = "postgres")]
            Self::NotOfTenants(_) => "leave `--schema` out".to_owned(),
            Self::ScriptFrom => "write the range: `FROM:TO`, as in `0002:base`".to_owned(),
            Self::Migrate(error) => return of_migration(error, asked),
            _ => return None,
        };
        Some(hint)
    }
}

fn of_migration(error: &Error, asked: &Asked<'_>) -> Option<String> {
    let program = asked.program;
    match error {
        Error::Autogenerate(AutogenerateError::SeveralHeads { schema, heads }) => Some(format!(
            "`{program} merge --schema {schema}` joins them; `--head {}` goes on from one",
            heads[0]
        )),
        Error::Autogenerate(AutogenerateError::Questions(questions)) => Some(flags(questions)),
        Error::Revision(RevisionError::SeveralHeads { schema, .. }) => {
            Some(format!("`{program} merge --schema {schema}` joins them"))
        }
        Error::Revision(RevisionError::UnknownTarget { schema, .. }) => Some(format!(
            "`{program} history --schema {schema}` lists them; `--schema` says which schema is meant"
        )),
        Error::Revision(RevisionError::UnknownSchema { .. }) => {
            Some(format!("`{program} revision --autogenerate -m create` writes the first"))
        }
        Error::Apply(error) => of_run(error, asked),
        #[cfg(feature = "postgres")]
        Error::Fleet(FleetError::NoSession { .. }) => Some(DIRECT_URL.to_owned()),
        _ => None,
    }
}

fn of_run(error: &ApplyError, asked: &Asked<'_>) -> Option<String> {
    match error {
        ApplyError::Refused(all) => all.iter().find_map(|refused| match refused {
            Refused::Edited { key, .. } => {
                Some(format!("`{}` accepts them as they are", asked.stamp(&key.schema)))
            }
            Refused::Unregistered { function, .. } => {
                Some(format!("in the program: `Cli::new().data_migration(\"{function}\", ..)`"))
            }
            Refused::NoSql { .. } => Some("leave out `--sql`".to_owned()),
            _ => None,
        }),
        ApplyError::NoSession { .. } => Some(DIRECT_URL.to_owned()),
        ApplyError::Step(step) => match step.statement.as_ref()?.refusal.code.as_deref()? {
            "42501" => Some(
                "log in as a role that owns the objects; to create schemas it needs \
                `GRANT CREATE ON DATABASE`"
                    .to_owned(),
            ),
            "55P03" => Some(
                "others hold the lock: try again, or wait longer with `--lock-timeout`".to_owned(),
            ),
            "57014" => Some("allow more with `--statement-timeout`".to_owned()),
            _ => None,
        },
        _ => None,
    }
}

impl Asked<'_> {
    /// The command that stamps what a schema stands for where it stands: itself, or all of its tenants.
    fn stamp(&self, schema: &str) -> String {
        let Self { program, bind, tenants } = self;
        if let Some((_, name)) = bind.iter().find(|(bound, _)| bound == schema) {
            let bound = shell(&format!("{schema}={name}"));
            return format!("{program} stamp +0 --schema {schema} --bind {bound}");
        }
        match &tenants[..] {
            [only] if only == schema => format!("{program} fleet stamp +0"),
            all if all.iter().any(|one| one == schema) => {
                format!("{program} fleet stamp +0 --schema {schema}")
            }
            _ => format!("{program} stamp +0 --schema {schema}"),
        }
    }
}

/// The flags that answer questions.
fn flags(questions: &[PossibleRename]) -> String {
    let said: Vec<String> = questions
        .iter()
        .map(|question| {
            let (old, new) = spelled(&question.rename);
            format!("--rename {}", shell(&format!("{old}={new}")))
        })
        .collect();
    format!("add {} if so, or `--no-rename`", said.join(" "))
}

/// A word as a shell takes it.
pub(super) fn shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.=:/".contains(c);
    match word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// A URL that can be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, query) = rest.split_once('?').map_or((rest, ""), |(place, query)| (place, query));
    let place = match place.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{user}@{host}")
        }
        None => place.to_owned(),
    };
    let query = match query.contains("password") {
        _ if query.is_empty() => String::new(),
        true => "?..".to_owned(),
        false => format!("?{query}"),
    };
    format!("{scheme}://{place}{query}")
}

struct Near<'a>(&'a Option<String>);

impl std::fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        let shown = |url, expected| assert_eq!(without_password(url), expected);
        shown("postgres://me:secret@host/db", "postgres://me@host/db");
        shown("postgres://me@host/db?sslmode=off", "postgres://me@host/db?sslmode=off");
        shown("postgres://host/db?password=secret", "postgres://host/db?..");
        shown("postgres://me:p@ss@host/db", "postgres://me@host/db");
        shown("sqlite:world.db", "sqlite:world.db");
    }

    #[test]
    fn flags_can_be_typed_as_they_are() {
        assert_eq!(shell("asia.countries=nations"), "asia.countries=nations");
        assert_eq!(shell("asia.mood.it's=ok"), r"'asia.mood.it'\''s=ok'");
    }
}
