//! `COPY` of PostgreSQL: rows in and out in its binary form, without a statement for each batch.
//!
//! Source: PostgreSQL manual, `COPY`, "Binary Format".

mod binary;
mod input;
mod output;
mod pump;
mod reader;

pub use input::CopyIn;
pub use output::{CopyOut, CopyQuery};

use std::ops::{Deref, DerefMut};

use futures_core::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::postgres::types::Oid;
use sqlx::{PgConnection, PgPool};

use crate::exec::pool::{self, SchemaPool, SchemaTransaction};
use crate::query::About;

/// What binary rows begin with: a signature, no flags, and no further header.
const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// A column of what is copied out: its type, and its name.
#[derive(Debug, Clone)]
struct CopyColumn {
    ty: Oid,
    name: String,
}

/// What copies go through: `&pool`, `&mut connection`, `&mut transaction`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot copy rows of PostgreSQL",
    label = "expected a pool, connection or transaction of PostgreSQL",
    note = "pass `&pool`, `&mut connection`, or `&mut transaction`"
)]
pub trait CopyExecutor<'c>: Send + Sized + 'c {
    #[doc(hidden)]
    fn hold(self, about: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>>;
}

/// A connection, as long as rows are copied.
///
/// sqlx does not end a copy that is left half-way, so that the connection is of no use then: a pool does not
/// get it back.
#[derive(Debug)]
#[doc(hidden)]
pub struct Held<'c> {
    link: Link<'c>,
    is_done: bool,
}

#[derive(Debug)]
enum Link<'c> {
    Connection(&'c mut PgConnection),
    Borrowed(&'c mut PoolConnection<sqlx::Postgres>),
    Owned(PoolConnection<sqlx::Postgres>),
    Transaction(&'c mut SchemaTransaction),
    /// `None` once it is given back.
    OfSchemas(Option<pool::Held>),
}

impl Held<'_> {
    /// The copy has come to its end.
    fn done(mut self) {
        self.is_done = true;
        if let Link::OfSchemas(held) = &mut self.link
            && let Some(held) = held.take()
        {
            held.done();
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        match &mut self.link {
            _ if self.is_done => {}
            Link::Connection(_) => {}
            Link::Transaction(transaction) => transaction.cut(),
            Link::Borrowed(connection) => connection.close_on_drop(),
            Link::Owned(connection) => connection.close_on_drop(),
            Link::OfSchemas(held) => drop(held.take().map(pool::Held::close)),
        }
    }
}

impl Deref for Held<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.link {
            Link::Connection(connection) => connection,
            Link::Transaction(transaction) => transaction,
            Link::Borrowed(connection) => connection,
            Link::Owned(connection) => connection,
            Link::OfSchemas(held) => held.as_ref().expect(HELD).peek(),
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.link {
            Link::Connection(connection) => connection,
            Link::Transaction(transaction) => transaction,
            Link::Borrowed(connection) => connection,
            Link::Owned(connection) => connection,
            Link::OfSchemas(held) => held.as_mut().expect(HELD).connection(),
        }
    }
}

/// Only `done` and `drop` give it back, and nobody has the link after them.
const HELD: &str = "a connection that copies is held";

fn ready<'c>(link: Link<'c>) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
    Box::pin(std::future::ready(Ok(Held { link, is_done: false })))
}

impl<'c> CopyExecutor<'c> for &'c mut PgConnection {
    fn hold(self, _: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        ready(Link::Connection(self))
    }
}

impl<'c> CopyExecutor<'c> for &'c mut sqlx::Transaction<'_, sqlx::Postgres> {
    fn hold(self, _: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        ready(Link::Connection(self))
    }
}

impl<'c> CopyExecutor<'c> for &'c mut PoolConnection<sqlx::Postgres> {
    fn hold(self, _: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        ready(Link::Borrowed(self))
    }
}

impl<'c> CopyExecutor<'c> for &'c PgPool {
    fn hold(self, _: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        Box::pin(
            async move { Ok(Held { link: Link::Owned(self.acquire().await?), is_done: false }) },
        )
    }
}

impl<'c> CopyExecutor<'c> for &'c mut SchemaTransaction {
    fn hold(self, _: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        match self.is_whole() {
            Ok(()) => ready(Link::Transaction(self)),
            Err(cut) => Box::pin(std::future::ready(Err(cut))),
        }
    }
}

impl<'c> CopyExecutor<'c> for &'c SchemaPool {
    fn hold(self, about: &About) -> BoxFuture<'c, sqlx::Result<Held<'c>>> {
        let schema = about.schema.clone();
        Box::pin(async move {
            let held = SchemaPool::hold(self, &schema).await?;
            Ok(Held { link: Link::OfSchemas(Some(held)), is_done: false })
        })
    }
}
