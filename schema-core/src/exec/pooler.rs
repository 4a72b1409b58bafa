//! What lies between the program and PostgreSQL, and how statements are sent safely through it.
//!
//! A pooler in transaction mode gives each transaction another session of the server. A statement takes several
//! messages (Parse, Bind, Execute), and where they reach two sessions, the second answers with what the first one of
//! its own clients left there: **another schema's row, without an error**.
//!
//! Invariant: the methods are the table of docs/pools.md; nothing else in the library compares a pooler.

use std::fmt;

/// What lies between the program and PostgreSQL.
///
/// | | named statement | unnamed statement | session state |
/// |---|---|---|---|
/// | [`None`](Self::None), [`Session`](Self::Session) | anywhere | anywhere | kept |
/// | [`TransactionNamed`](Self::TransactionNamed) | anywhere | in `BEGIN .. COMMIT` | leaks to other clients |
/// | [`Transaction`](Self::Transaction) | never | in `BEGIN .. COMMIT` | leaks to other clients |
///
/// A named statement is what sqlx calls persistent: it stays prepared in a session. An unnamed one is gone with the
/// next. Text without binds, sent by the simple protocol (`sqlx::raw_sql`), is one message and safe anywhere.
///
/// The mode is that of the pooler's database entry. Where it is not known, [`Transaction`](Self::Transaction) is right
/// everywhere; it only costs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Pooler {
    /// Nothing: the server itself.
    #[default]
    None,
    /// A pooler that gives a client one session of the server until it disconnects.
    Session,
    /// A pooler in transaction mode that follows named statements: PgBouncer 1.21 and later with
    /// `max_prepared_statements` above 0, PgDog, Supavisor 2 and others that say so.
    TransactionNamed,
    /// A pooler in transaction mode that does not: PgBouncer before 1.21, or with `max_prepared_statements = 0`.
    Transaction,
}

impl Pooler {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::None, Self::Session, Self::TransactionNamed, Self::Transaction];

    /// Whether a client keeps its session of the server between transactions, with all that is set there: settings,
    /// session advisory locks, `LISTEN`, temporary tables, `WITH HOLD` cursors.
    pub const fn keeps_session(self) -> bool {
        match self {
            Self::None | Self::Session => true,
            Self::TransactionNamed | Self::Transaction => false,
        }
    }

    /// Whether a statement may be sent named (sqlx: persistent). Where it may, it may outside of a transaction, too.
    pub const fn takes_named(self) -> bool {
        match self {
            Self::None | Self::Session | Self::TransactionNamed => true,
            Self::Transaction => false,
        }
    }

    /// Whether an unnamed statement may be sent outside of a transaction; within one it may be everywhere.
    pub const fn takes_unnamed_alone(self) -> bool {
        self.keeps_session()
    }

    /// The word for it: `none`, `session`, `transaction-named`, `transaction`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Session => "session",
            Self::TransactionNamed => "transaction-named",
            Self::Transaction => "transaction",
        }
    }
}

impl fmt::Display for Pooler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
