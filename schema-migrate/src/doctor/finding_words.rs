//! Findings in words: what was seen, and what to do.

use std::fmt;

use polyschema_core::postgres::Pooler;

use super::finding::{Finding, Named};

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct => f.write_str("nothing was seen between here and the server: two clients kept a session each"),
            Self::OtherPort { asked, listens: Some(listens) } => write!(
                f,
                "the URL says port {asked}, the server says {listens}: a pooler in session mode, or a forwarded port"
            ),
            Self::OtherPort { asked, listens: None } => write!(
                f,
                "the URL says port {asked}, the server was reached through a socket: a pooler in session mode"
            ),
            Self::SessionPooler => f.write_str("a pooler in session mode: a client keeps its session until it leaves"),
            Self::OneSession => f.write_str("a second client was not served until the first one had left"),
            Self::TransactionPooler { named } => {
                write!(f, "a pooler in transaction mode, which gives sessions from client to client; {named}")
            }
            Self::NoTransactions { said } => write!(f, "a transaction was refused: {said}"),
            Self::SplitTransaction => f.write_str("statements of one transaction reached two server sessions"),
            Self::LocalSettingStays => f.write_str("what `SET LOCAL` set in a transaction was there after it"),
            Self::WrongMode { told, seen } => write!(
                f,
                "the program sends as for `{told}`, and this is `{seen}`: {}",
                harm(*told, *seen)
            ),
            Self::CarefulMode { told, seen } => {
                write!(f, "the program sends as for `{told}`, and this is `{seen}`: safe, but dearer than it has to be")
            }
            Self::LeftBehind { what } => write!(f, "another client left in the session: {}", what.join(", ")),
            Self::StartupRefused { parameter } => {
                write!(f, "the pooler refuses the startup parameter `{parameter}`, without which sqlx does not connect")
            }
            Self::OptionsIgnored => {
                f.write_str("the pooler drops the startup parameter `options`: a `search_path` in a URL has no effect")
            }
            Self::Console { version, mode, pool_size, max_prepared_statements } => {
                write!(f, "{version}, pool_mode = {mode}")?;
                if let Some(size) = pool_size {
                    write!(f, ", {} for a user and database", counted(*size, "session"))?;
                }
                match max_prepared_statements {
                    Some(most) => write!(f, ", max_prepared_statements = {most}"),
                    None => Ok(()),
                }
            }
            Self::ConsoleClosed { said } => {
                write!(f, "a console answers for the database `pgbouncer`, and does not let this user in: {said}")
            }
            Self::NoReset => f.write_str("`server_reset_query` is empty: what one client sets, the next one finds"),
            Self::SmallPool { parallel, pool_size } => {
                write!(f, "{parallel} are to run at once, and the pooler has {}: the others wait", counted(*pool_size, "session"))
            }
            Self::Server { engine } => write!(f, "{engine}"),
            Self::UntriedVersion { engine } => write!(f, "{engine}, on which polyschema is not tried"),
            Self::OtherEngine { engine } => write!(f, "{engine} can less than PostgreSQL"),
            Self::Connections { free, max } => write!(f, "{free} of {max} connections are free"),
            Self::FewConnections { parallel, free, max } => {
                write!(f, "{parallel} are to run at once, and {free} of {max} connections are free")
            }
            Self::Size { schemas, tables } => write!(f, "{} with {}", counted(*schemas, "schema"), counted(*tables, "table")),
            Self::FewLocks { needed, room } => {
                write!(f, "what is to run at once may need {needed} locks, and the server has room for {room}")
            }
            Self::WholeDump { needed, room } => write!(
                f,
                "one transaction over all {needed} relations, like pg_dump's, needs more locks than the {room} there is room for"
            ),
            Self::IdleInTransaction { sessions, seconds } => {
                write!(f, "sessions that are idle in a transaction and hold their locks: {sessions}, the longest for {seconds} s")
            }
            Self::SearchPath { value } => write!(f, "the `search_path` of this role is `{value}`"),
            Self::RowSecurity { tables } => write!(f, "row security hides rows of {tables} tables from this role"),
            Self::EscapeStrings => {
                f.write_str("`standard_conforming_strings` is off: a backslash in a literal is an escape")
            }
            Self::Encoding { encoding } => write!(f, "the database keeps text as {encoding}, not as UTF8"),
            Self::ReadOnly { follows: true } => f.write_str("the server follows another one, and takes no changes"),
            Self::ReadOnly { follows: false } => f.write_str("transactions of this role are read-only"),
            Self::DirectUrl => f.write_str("the direct URL leads to the same database, and keeps its session"),
            Self::DirectUrlPooled => f.write_str("the direct URL leads through a pooler that does not keep sessions"),
            Self::DirectUrlElsewhere => f.write_str("the direct URL leads to another database"),
            Self::NoDirectUrl => f.write_str("sessions are not kept, and there is no direct URL"),
        }
    }
}

impl Finding {
    /// What to do; nothing where all is well.
    pub fn remedy(&self) -> Option<String> {
        let remedy = match self {
            Self::Direct
            | Self::SessionPooler
            | Self::Console { .. }
            | Self::Server { .. }
            | Self::Connections { .. }
            | Self::Size { .. }
            | Self::DirectUrl => return None,
            Self::OtherPort { .. } => {
                "if it is a pooler, its mode must be `session`; its console would tell"
            }
            Self::OneSession => {
                "give the pooler more sessions (PgBouncer: `default_pool_size`), or look whose are in use"
            }
            Self::TransactionPooler { named: Named::Followed { .. } } => {
                "tell the program: `Pooler::TransactionNamed`; migrations take a direct URL"
            }
            Self::TransactionPooler { .. } => {
                "tell the program: `Pooler::Transaction`; or take PgBouncer 1.21 or later with \
                 `max_prepared_statements` above 0; migrations take a direct URL"
            }
            Self::NoTransactions { .. } => {
                "set the pooler to `pool_mode = transaction` or `session`: nothing of polyschema works without transactions"
            }
            Self::SplitTransaction | Self::LocalSettingStays => {
                "do not use this pooler: no client can be safe behind it"
            }
            Self::WrongMode { seen, .. } | Self::CarefulMode { seen, .. } => {
                return Some(format!("tell the program what is there: `Pooler::{seen:?}`"));
            }
            Self::LeftBehind { .. } => {
                "find the program that sets session state or prepares statements through the pooler; until then \
                 give it a pool of its own"
            }
            Self::StartupRefused { parameter } => {
                return Some(format!(
                    "PgBouncer: `ignore_startup_parameters = {parameter}`; in the program: `.extra_float_digits(None)`"
                ));
            }
            Self::OptionsIgnored => {
                "name schemas in SQL, as polyschema does, or `ALTER ROLE .. SET search_path`"
            }
            Self::ConsoleClosed { .. } => "PgBouncer: `stats_users` lets a user look",
            Self::NoReset => "PgBouncer: `server_reset_query = DISCARD ALL`",
            Self::SmallPool { .. } => "run less at once, or raise `default_pool_size`",
            Self::UntriedVersion { .. } => "use PostgreSQL 14 or later",
            Self::OtherEngine { .. } => {
                "the runner keeps to what it can; docs/fleets.md says what differs"
            }
            Self::FewConnections { .. } => {
                "run less at once, raise `max_connections`, or put a pooler between"
            }
            Self::FewLocks { .. } => "run less at once, or raise `max_locks_per_transaction`",
            Self::WholeDump { .. } => "dump schema by schema, or raise `max_locks_per_transaction`",
            Self::IdleInTransaction { .. } => {
                "a migration of the tables they touched waits for them: end them, or set `idle_in_transaction_session_timeout`"
            }
            Self::SearchPath { .. } => {
                "nothing of polyschema depends on it; SQL of your own that names no schema does"
            }
            Self::RowSecurity { .. } => {
                "fleet queries and exports see what this role sees: use the tables' owner, or BYPASSRLS"
            }
            Self::EscapeStrings => "`ALTER ROLE .. SET standard_conforming_strings = on`",
            Self::Encoding { .. } => {
                "create the database with `ENCODING 'UTF8'`: other encodings refuse, or do not check, characters"
            }
            Self::ReadOnly { .. } => "use the URL of the server that takes changes",
            Self::DirectUrlPooled => {
                "take the server's own host and port, or a pooler's entry with `pool_mode = session`"
            }
            Self::DirectUrlElsewhere => "both URLs must name one database of one server",
            Self::NoDirectUrl => {
                "give one with `--direct-url` or `POLYSCHEMA_DIRECT_URL`: revisions outside of a transaction need it"
            }
        };
        Some(remedy.to_owned())
    }
}

/// `1 table`, `2 tables`.
fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// What happens to who sends for one thing through another.
fn harm(told: Pooler, seen: Pooler) -> &'static str {
    match (told.takes_named() && !seen.takes_named(), told.keeps_session() && !seen.keeps_session())
    {
        (true, _) => {
            "statements may reach another client's, and return another tenant's rows without an error"
        }
        (_, true) => "what a session keeps is lost or goes to others",
        _ => "it is not what it was made for",
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Followed { name } => {
                write!(f, "named statements are followed (the server knows one as `{name}`)")
            }
            Self::PassedOn => f.write_str("named statements are not followed"),
            Self::Collided => f.write_str(
                "named statements are not followed, and another client's was in the way",
            ),
            Self::Unseen { why } => {
                write!(f, "whether named statements are followed was not seen ({why})")
            }
        }
    }
}
