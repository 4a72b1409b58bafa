//! What the doctor finds: each kind has a code that does not change, and a severity.
//!
//! Invariant: a finding holds what was seen; the words for it are in `finding_words`.

use polyschema_core::postgres::Pooler;

use crate::engine::Engine;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It was looked at, and is well.
    Ok,
    /// It works; it is worth knowing.
    Note,
    /// Data may go to the wrong place, or what is asked for will fail.
    Unsafe,
}

/// How a pooler treats named statements.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Named {
    /// The server knew the statement by another name: the pooler follows it from session to session.
    Followed {
        /// The name in the server.
        name: String,
    },
    /// The server knew it by the client's name, which another client may have given to another statement.
    PassedOn,
    /// Another client's statement of the same name was in the way.
    Collided,
    /// It could not be seen.
    Unseen {
        /// Why not.
        why: String,
    },
}

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// Two clients had a server session each, and kept it; the server's port is the one of the URL.
    Direct,
    /// Sessions are kept, but the server says another port than the URL.
    OtherPort {
        /// The port of the URL.
        asked: u16,
        /// The port of the server; none where it was reached through a socket.
        listens: Option<u16>,
    },
    /// A pooler that says of itself that it keeps sessions.
    SessionPooler,
    /// A second client was not served as long as the first one was there.
    OneSession,
    /// Server sessions went from client to client, or the pooler says of itself that they do.
    TransactionPooler {
        /// How it treats named statements.
        named: Named,
    },
    /// A transaction was refused.
    NoTransactions {
        /// What was said.
        said: String,
    },
    /// The statements of one transaction reached two server sessions.
    SplitTransaction,
    /// A setting for one transaction was there after it.
    LocalSettingStays,
    /// The program sends in a way that is not safe here.
    WrongMode {
        /// What the program was told.
        told: Pooler,
        /// What is there.
        seen: Pooler,
    },
    /// The program sends in a way that costs more than it has to.
    CarefulMode {
        /// What the program was told.
        told: Pooler,
        /// What is there.
        seen: Pooler,
    },
    /// A session that was given to the doctor held what another client had left there.
    LeftBehind {
        /// What it was.
        what: Vec<String>,
    },
    /// A startup parameter that was refused, and left out.
    StartupRefused {
        /// Its name.
        parameter: String,
    },
    /// The pooler drops what a connection says in `options`.
    OptionsIgnored,
    /// The pooler's console told its settings.
    Console {
        /// What it says it is: `PgBouncer 1.18.0`.
        version: String,
        /// The mode of the database.
        mode: String,
        /// How many server sessions a user has in the database.
        pool_size: Option<u64>,
        /// How many named statements it follows; none where it knows no such setting.
        max_prepared_statements: Option<u64>,
    },
    /// The pooler has a console, and the user may not enter it.
    ConsoleClosed {
        /// What was said.
        said: String,
    },
    /// A pooler in session mode hands sessions on as they are.
    NoReset,
    /// More is to run at once than the pooler has server sessions for.
    SmallPool {
        /// How much is to run at once.
        parallel: u64,
        /// The pooler's sessions.
        pool_size: u64,
    },
    /// What answers.
    Server {
        /// The engine and its version.
        engine: Engine,
    },
    /// A version that nobody tries out.
    UntriedVersion {
        /// The engine and its version.
        engine: Engine,
    },
    /// An engine that speaks PostgreSQL's protocol, and can less.
    OtherEngine {
        /// The engine and its version.
        engine: Engine,
    },
    /// How many connections are free.
    Connections {
        /// Those that a role which is no superuser may still open.
        free: u64,
        /// The server's `max_connections`.
        max: u64,
    },
    /// More is to run at once than there are connections for.
    FewConnections {
        /// How much is to run at once.
        parallel: u64,
        /// Those that are free.
        free: u64,
        /// The server's `max_connections`.
        max: u64,
    },
    /// How much there is.
    Size {
        /// Schemas that are not the server's own.
        schemas: u64,
        /// Tables and partitioned tables in them.
        tables: u64,
    },
    /// What runs at once may need more locks than the server has room for.
    FewLocks {
        /// Locks that are needed: what runs at once, times the relations of the largest schema.
        needed: u64,
        /// The server's room: `max_locks_per_transaction` times its sessions.
        room: u64,
    },
    /// One transaction over all tables would need more locks than the server has room for.
    WholeDump {
        /// One for each relation.
        needed: u64,
        /// The server's room.
        room: u64,
    },
    /// Transactions that do nothing, and hold their locks.
    IdleInTransaction {
        /// How many.
        sessions: u64,
        /// For how long the longest, in seconds.
        seconds: u64,
    },
    /// The role's `search_path` is not the default.
    SearchPath {
        /// Its value.
        value: String,
    },
    /// Row security hides rows of tables from the role.
    RowSecurity {
        /// How many tables.
        tables: u64,
    },
    /// A backslash in a literal is an escape.
    EscapeStrings,
    /// The database does not keep text as UTF-8.
    Encoding {
        /// Its encoding.
        encoding: String,
    },
    /// The server takes no changes.
    ReadOnly {
        /// Whether it follows another server.
        follows: bool,
    },
    /// The direct URL leads to the same database, and keeps sessions.
    DirectUrl,
    /// The direct URL leads through a pooler that does not keep sessions.
    DirectUrlPooled,
    /// The direct URL leads to another database.
    DirectUrlElsewhere,
    /// There is no direct URL, and sessions are not kept.
    NoDirectUrl,
}

impl Finding {
    /// Its code, which stays as it is: `transaction-pooler`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::OtherPort { .. } => "other-port",
            Self::SessionPooler => "session-pooler",
            Self::OneSession => "one-session",
            Self::TransactionPooler { .. } => "transaction-pooler",
            Self::NoTransactions { .. } => "no-transactions",
            Self::SplitTransaction => "split-transaction",
            Self::LocalSettingStays => "local-setting-stays",
            Self::WrongMode { .. } => "wrong-mode",
            Self::CarefulMode { .. } => "careful-mode",
            Self::LeftBehind { .. } => "left-behind",
            Self::StartupRefused { .. } => "startup-refused",
            Self::OptionsIgnored => "options-ignored",
            Self::Console { .. } => "console",
            Self::ConsoleClosed { .. } => "console-closed",
            Self::NoReset => "no-reset",
            Self::SmallPool { .. } => "small-pool",
            Self::Server { .. } => "server",
            Self::UntriedVersion { .. } => "untried-version",
            Self::OtherEngine { .. } => "other-engine",
            Self::Connections { .. } => "connections",
            Self::FewConnections { .. } => "few-connections",
            Self::Size { .. } => "size",
            Self::FewLocks { .. } => "few-locks",
            Self::WholeDump { .. } => "whole-dump",
            Self::IdleInTransaction { .. } => "idle-in-transaction",
            Self::SearchPath { .. } => "search-path",
            Self::RowSecurity { .. } => "row-security",
            Self::EscapeStrings => "escape-strings",
            Self::Encoding { .. } => "encoding",
            Self::ReadOnly { .. } => "read-only",
            Self::DirectUrl => "direct-url",
            Self::DirectUrlPooled => "direct-url-pooled",
            Self::DirectUrlElsewhere => "direct-url-elsewhere",
            Self::NoDirectUrl => "no-direct-url",
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Direct
            | Self::SessionPooler
            | Self::Console { .. }
            | Self::Server { .. }
            | Self::Connections { .. }
            | Self::Size { .. }
            | Self::DirectUrl => Severity::Ok,
            Self::Encoding { encoding } if encoding != "SQL_ASCII" => Severity::Note,
            Self::OtherPort { .. }
            | Self::OneSession
            | Self::TransactionPooler { .. }
            | Self::CarefulMode { .. }
            | Self::OptionsIgnored
            | Self::ConsoleClosed { .. }
            | Self::SmallPool { .. }
            | Self::UntriedVersion { .. }
            | Self::OtherEngine { .. }
            | Self::WholeDump { .. }
            | Self::IdleInTransaction { .. }
            | Self::SearchPath { .. }
            | Self::RowSecurity { .. }
            | Self::NoDirectUrl => Severity::Note,
            Self::NoTransactions { .. }
            | Self::SplitTransaction
            | Self::LocalSettingStays
            | Self::WrongMode { .. }
            | Self::LeftBehind { .. }
            | Self::StartupRefused { .. }
            | Self::NoReset
            | Self::FewConnections { .. }
            | Self::FewLocks { .. }
            | Self::EscapeStrings
            | Self::Encoding { .. }
            | Self::ReadOnly { .. }
            | Self::DirectUrlPooled
            | Self::DirectUrlElsewhere => Severity::Unsafe,
        }
    }
}
