//! A pool for the statements of many schemas, correct behind each [`Pooler`].
//!
//! It opens its connections by itself: sqlx's pool asks the server a question whenever a connection comes back, which
//! costs as much as a statement, and knows nothing of schemas. Invariant: no session state is ever set.

mod comment;
mod connection;
mod executor;
mod held;
mod lane_set;
mod lanes;
mod memory;
mod options;
mod settle;
mod sketch;
mod status;
mod transaction;

pub use connection::SchemaConnection;
pub(in crate::exec) use held::Held;
pub use options::SchemaPoolOptions;
pub use status::PoolStatus;
pub use transaction::SchemaTransaction;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::PgConnectOptions;
use sqlx_core::rt;

use crate::error::{Error, Result};
use crate::exec::DatabaseError;
use crate::exec::pooler::Pooler;
use crate::name::SchemaRef;
use crate::schema::Schema;

use held::Session;
use lanes::{Lanes, Want};
use options::Settings;

/// A pool of connections to PostgreSQL for the statements of many schemas.
///
/// `&pool` is an executor. A statement goes to one of the connections that know its schema, named where it is asked for
/// often and unnamed where it is not, and in the way that is right for the pool's [`Pooler`]. A clone is the same pool.
///
/// A future that is dropped leaves its statement done or not done, as a whole. Nothing is ever sent twice: after an error
/// of the connection, it is for the program to know whether it asks again.
///
/// It lives within the runtime that sqlx is compiled for, and must be dropped there, as sqlx's own.
#[derive(Clone)]
pub struct SchemaPool {
    lanes: Arc<Lanes>,
}

impl SchemaPool {
    fn new(settings: Settings, connect: PgConnectOptions) -> Self {
        Self { lanes: Arc::new(Lanes::new(settings, connect)) }
    }

    /// Connects, and lets the connection rest.
    async fn test(&self) -> Result<()> {
        let want = Want { schema: 0, table: 0, statement: None, length: 0 };
        let held = self.lanes.acquire(&want).await;
        held.map(drop).map_err(|source| DatabaseError::new("connect", source).into())
    }

    /// Begins a transaction in a schema.
    ///
    /// # Errors
    /// [`Error::Database`] when no connection is free in time, or the server cannot be reached.
    pub async fn begin<S: Schema>(&self, schema: &SchemaRef<S>) -> Result<SchemaTransaction> {
        SchemaTransaction::begin(self, schema.name()).await
    }

    /// Takes a connection out of the pool for sqlx, one of those that know the schema.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub async fn acquire<S: Schema>(&self, schema: &SchemaRef<S>) -> Result<SchemaConnection> {
        SchemaConnection::acquire(self, schema.name()).await
    }

    /// What lies between the pool and the server.
    pub fn pooler(&self) -> Pooler {
        self.lanes.settings.pooler
    }

    /// What it is doing.
    pub fn status(&self) -> PoolStatus {
        self.lanes.status()
    }

    /// Lets no more statements in, and waits until all connections are closed. Who waits for one gets an error.
    pub async fn close(&self) {
        /// A server that is gone is not waited for.
        const LIMIT: Duration = Duration::from_secs(5);
        let (resting, all_closed) = self.lanes.close();
        for connection in resting.into_iter().map(Session::into_connection) {
            // The connection ends either way.
            rt::timeout(LIMIT, connection.close()).await.ok();
        }
        // The pool keeps the other side until all are closed.
        all_closed.await.ok();
    }

    /// Whether it has been closed.
    pub fn is_closed(&self) -> bool {
        self.lanes.is_closed()
    }
}

/// The error of something that is about a schema as a whole.
fn refused(operation: &'static str, schema: &str, source: sqlx::Error) -> Error {
    let schema = (!schema.is_empty()).then(|| schema.to_owned());
    DatabaseError { schema, ..DatabaseError::new(operation, source) }.into()
}

impl fmt::Debug for SchemaPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SchemaPool")
            .field("pooler", &self.pooler())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
