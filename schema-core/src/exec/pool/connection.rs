//! A connection of a pool, for who speaks to sqlx.

use std::ops::{Deref, DerefMut};

use sqlx::PgConnection;

use crate::error::Result;
use crate::exec::pool::held::Held;
use crate::exec::pool::{SchemaPool, refused};

/// A connection of a [`SchemaPool`], which is a [`PgConnection`] of sqlx until it is dropped.
///
/// What is sent through it is not the pool's any more. Whoever uses it
/// - sends in the way that is right for the pool's [`Pooler`](crate::postgres::Pooler): behind
///   [`Pooler::Transaction`](crate::postgres::Pooler::Transaction) unnamed (`persistent(false)`) and within a transaction;
/// - sets nothing in the session that stays (`SET`, session advisory locks, `LISTEN`, temporary tables), since the pool
///   resets nothing; `SET LOCAL` in a transaction is right everywhere;
/// - ends what it begins by `BEGIN` in raw SQL. Transactions of sqlx are ended by the pool.
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

    /// Closes the connection: the pool opens another. For who has set something that stays.
    pub fn close(self) {
        self.held.close();
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
        self.held.connection()
    }
}
