//! How a pool is made.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use crate::error::Result;
use crate::exec::DatabaseError;
use crate::exec::pool::SchemaPool;
use crate::exec::pool::comment::Comment;
use crate::exec::pool::lane_set::MOST_LANES;
use crate::exec::pool::memory::Budget;
use crate::exec::pooler::Pooler;

/// How a [`SchemaPool`] is made.
///
/// ```no_run
/// # async fn example() -> polyschema_core::Result<()> {
/// use polyschema_core::postgres::{Pooler, SchemaPoolOptions};
///
/// let pool = SchemaPoolOptions::new()
///     .pooler(Pooler::Transaction)
///     .max_connections(8)
///     .connect("postgres://localhost:6432/shop")
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "options do nothing until a pool is connected"]
pub struct SchemaPoolOptions {
    settings: Settings,
}

/// What the parts of a pool ask.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) pooler: Pooler,
    pub(super) max_connections: usize,
    pub(super) budget: Budget,
    pub(super) acquire_timeout: Duration,
    pub(super) max_lifetime: Duration,
    pub(super) comment: Option<Comment>,
}

impl Default for SchemaPoolOptions {
    fn default() -> Self {
        let settings = Settings {
            pooler: Pooler::None,
            max_connections: 10,
            budget: Budget::bytes(64 << 20),
            acquire_timeout: Duration::from_secs(30),
            max_lifetime: Duration::from_secs(30 * 60),
            comment: None,
        };
        Self { settings }
    }
}

impl SchemaPoolOptions {
    /// The server itself, 10 connections of 64 MB, 30 seconds to get one, 30 minutes to live.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what lies between the pool and the server.
    pub const fn pooler(mut self, pooler: Pooler) -> Self {
        self.settings.pooler = pooler;
        self
    }

    /// How many connections there are at most: 1 to 128.
    pub const fn max_connections(mut self, count: usize) -> Self {
        self.settings.max_connections = if count > MOST_LANES { MOST_LANES } else { count };
        self
    }

    /// How many bytes each session of the server may take: 64 MB, if nothing is said.
    ///
    /// Prepared statements and the session's knowledge of tables share it. What is seldom asked is not kept prepared,
    /// and a session that has reached it is replaced by a new one. Less than 6 MB is 6 MB. Not counted is what a
    /// running statement takes for itself (`work_mem`). Behind a pooler the sessions are the pooler's: there this
    /// limits the prepared statements alone.
    pub fn memory_per_connection(mut self, bytes: usize) -> Self {
        self.settings.budget = Budget::bytes(bytes);
        self
    }

    /// How long a statement waits for a connection.
    pub const fn acquire_timeout(mut self, limit: Duration) -> Self {
        self.settings.acquire_timeout = limit;
        self
    }

    /// How old a connection is when it is replaced.
    pub const fn max_lifetime(mut self, limit: Duration) -> Self {
        self.settings.max_lifetime = limit;
        self
    }

    /// Ends each statement with a comment that names its schema, and these tags: `/*app='shop',schema='acme'*/`.
    ///
    /// The server's log and `pg_stat_activity` show it. It is sqlcommenter's form: keys sorted, all percent-encoded,
    /// so that nothing in a name can end the comment. No value of a statement is in it.
    pub fn comment<'t>(mut self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        self.settings.comment = Some(Comment::new(tags));
        self
    }

    /// Opens a first connection to the URL (`postgres://..`).
    ///
    /// # Errors
    /// It is no URL, or the server cannot be reached or refuses the connection.
    pub async fn connect(self, url: &str) -> Result<SchemaPool> {
        let options = url.parse::<PgConnectOptions>();
        let options = options.map_err(|source| DatabaseError::new("connect", source))?;
        self.connect_with(options).await
    }

    /// Opens a first connection.
    ///
    /// # Errors
    /// The server cannot be reached or refuses the connection.
    pub async fn connect_with(self, options: PgConnectOptions) -> Result<SchemaPool> {
        let pool = self.connect_lazy_with(options);
        pool.test().await?;
        Ok(pool)
    }

    /// Opens no connection before one is needed.
    pub fn connect_lazy_with(self, options: PgConnectOptions) -> SchemaPool {
        SchemaPool::new(self.settings, options)
    }
}
