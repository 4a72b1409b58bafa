//! A connection of a pool, for who speaks to sqlx.

use std::ops::{Deref, DerefMut};

use sqlx::PgConnection;

use crate::error::Result;
use crate::exec::pool::held::Held;
use crate::exec::pool::{SchemaPool, refused};

/// A connection of a [`SchemaPool`], which is a [`PgConnection`] of sqlx until it is dropped.
///
/// What is sent through it is not the pool's any more. Behind [`Pooler::Transaction`](crate::postgres::Pooler::Transaction) it is to
/// be unnamed (`persistent(false)`) and within a transaction, and nothing may be set there that stays. Once it was used, the
/// connection is closed when it is dropped, and the pool opens another: what was set, begun or given up goes with it.
#[derive(Debug)]
pub struct SchemaConnection {
    held: Held,
}

impl SchemaConnection {
    pub(super) async fn acquire(pool: &SchemaPool, schema: &str) -> Result<Self> {
        let acquired = pool.lanes.acquire(&pool.lanes.want_schema(schema)).await;
        let held = acquired.map_err(|source| refused("acquire", schema, source))?;
        Ok(Self { held })
    }

    /// The connection for statements of the library's own, which leave nothing behind.
    #[doc(hidden)]
    pub fn own(&mut self) -> &mut PgConnection {
        self.held.connection()
    }
}

impl Deref for SchemaConnection {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.held.peek()
    }
}

impl DerefMut for SchemaConnection {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.held.lend()
    }
}
