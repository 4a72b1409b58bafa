//! The verb of pages.

use futures_core::future::BoxFuture;

use crate::error::Result;
use crate::exec::driver::{Driver, Executor};
use crate::exec::run::Fetch;
use crate::query::{Builder, Paged, Statement, Turn};

type DatabaseOf<P> = <<P as Paged>::Query as Statement>::Database;

/// Sends a query for a page.
pub trait FetchPage: Builder {
    /// The page.
    ///
    /// # Errors
    /// [`Error::Cursor`](crate::Error::Cursor) when a cursor is of another order, before anything is sent; else as
    /// [`Fetch::fetch_all`].
    fn fetch_page<'c, E>(self, executor: E) -> BoxFuture<'c, Result<Self::Page>>
    where
        Self: Paged<Query: 'c, Turn: 'c> + 'c,
        DatabaseOf<Self>: Driver,
        E: Executor<'c, DatabaseOf<Self>>,
    {
        match self.open() {
            Ok((query, turn)) => {
                let rows = query.fetch_all(executor);
                Box::pin(async move { Ok(turn.page(rows.await?)) })
            }
            Err(error) => Box::pin(std::future::ready(Err(error))),
        }
    }
}

impl<B: Builder> FetchPage for B {}
