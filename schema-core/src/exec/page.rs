//! The verb of pages.

use crate::exec::driver::{Driver, Executor};
use crate::exec::run::Fetch;
use crate::exec::sending::Sending;
use crate::query::{Builder, Paged, Statement, Turn};

type DatabaseOf<P> = <<P as Paged>::Query as Statement>::Database;

/// Sends a query for a page.
pub trait FetchPage: Builder {
    /// The page.
    ///
    /// # Errors
    /// [`Error::Cursor`](crate::Error::Cursor) when a cursor is of another order, before anything is sent; else as
    /// [`Fetch::fetch_all`].
    fn fetch_page<'c, E>(self, executor: E) -> Sending<'c, Self::Page>
    where
        Self: Paged<Query: 'c, Turn: 'c> + 'c,
        DatabaseOf<Self>: Driver,
        E: Executor<'c, DatabaseOf<Self>>,
    {
        match self.open() {
            Ok((query, turn)) => {
                let rows = query.fetch_all(executor);
                Sending::new(async move { Ok(turn.page(rows.await?)) })
            }
            Err(error) => Sending::new(std::future::ready(Err(error))),
        }
    }
}

impl<B: Builder> FetchPage for B {}
