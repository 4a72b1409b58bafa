//! `FOR UPDATE` and its like: a query that locks the rows that it reads.

use crate::ast::{self, LockStrength, LockWait};
use crate::column::SourceKey;
use crate::dialect::RowLocks;
use crate::error::Result;
use crate::expr::Reads;
use crate::query::join::JoinTable;
use crate::query::prepared::{Builder, Query, Rows, Statement, Statements};
use crate::query::select::Select;
use crate::schema::Schema;
use crate::schema_map::SchemaMap;
use crate::value::ColumnWriter;

/// A query that locks the rows that it reads until the transaction ends.
#[derive(Debug)]
#[must_use = "a query does nothing until it is sent"]
pub struct Locked<S, F, O> {
    select: Select<S, F, O>,
}

macro_rules! strengths {
    ($($(#[$doc:meta])* $method:ident => $strength:ident;)*) => {
        impl<S: Schema, F, O> Select<S, F, O> {
            $($(#[$doc])*
            pub fn $method(self) -> Locked<S, F, O>
            where
                S::Database: RowLocks,
            {
                let mut select = self.retyped();
                let (strength, of, wait) = (LockStrength::$strength, Vec::new(), LockWait::Wait);
                select.select.lock = Some(ast::Lock { strength, of, wait });
                Locked { select }
            })*
        }
    };
}

strengths! {
    /// `FOR UPDATE`: others can neither change nor lock the rows. PostgreSQL only.
    for_update => Update;
    /// `FOR NO KEY UPDATE`: as `FOR UPDATE`, but others may reference the rows. PostgreSQL only.
    for_no_key_update => NoKeyUpdate;
    /// `FOR SHARE`: others can lock the rows so too, and not change them. PostgreSQL only.
    for_share => Share;
    /// `FOR KEY SHARE`: others can change all but the rows' keys. PostgreSQL only.
    for_key_share => KeyShare;
}

impl<S, F, O> Locked<S, F, O> {
    /// Leaves out rows that others have locked.
    pub fn skip_locked(self) -> Self {
        self.with(|lock| lock.wait = LockWait::Skip)
    }

    /// Fails where others have locked a row.
    pub fn nowait(self) -> Self {
        self.with(|lock| lock.wait = LockWait::Fail)
    }

    /// Locks the rows of this table alone, and of those named so before.
    pub fn of<J, I>(self, _table: J) -> Self
    where
        J: JoinTable,
        F: Reads<J::Source, J::Schema, I>,
    {
        self.with(|lock| lock.of.push(SourceKey::of::<J::Source, J::Schema>()))
    }

    fn with(mut self, change: impl FnOnce(&mut ast::Lock)) -> Self {
        self.select.select.lock.as_mut().map(change);
        self
    }
}

impl<S: Schema, F, O> Statement for Locked<S, F, O>
where
    Select<S, F, O>: Statement<Database = S::Database>,
{
    type Database = S::Database;

    fn prepare<B: ColumnWriter>(self, map: Option<&SchemaMap>) -> Result<Statements<B>> {
        self.select.prepare(map)
    }
}

impl<S: Schema, F, O: Rows> Query for Locked<S, F, O>
where
    Self: Statement,
{
    type Rows = O;
}

impl<S, F, O> Builder for Locked<S, F, O> {}
