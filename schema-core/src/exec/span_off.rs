//! What stands in the place of `span` without the feature `tracing`: nothing happens.

use std::task::Poll;

use futures_core::future::BoxFuture;

use crate::dialect::Dialect;
use crate::error::Result;
use crate::query::About;

#[derive(Debug, Clone)]
pub struct Span;

impl Span {
    pub(super) const fn of(_: Dialect, _: &About) -> Self {
        Self
    }

    pub(super) const fn new(_: Dialect, _: &str, _: &str, _: &str) -> Self {
        Self
    }

    pub(super) fn within<T>(&self, run: impl FnOnce() -> T) -> T {
        run()
    }

    pub(super) fn follow<'c, F, T: 'c, E: 'c>(
        self,
        future: F,
        _: fn(&Self, &T),
    ) -> BoxFuture<'c, Result<T, E>>
    where
        F: Future<Output = Result<T, E>> + Send + 'c,
    {
        Box::pin(future)
    }

    pub(super) const fn returned(&self, _: usize) {}

    pub(super) const fn affected(&self, _: u64) {}

    pub(super) const fn of_rows(self) -> RowsSpan {
        RowsSpan
    }
}

#[derive(Debug)]
pub(super) struct RowsSpan;

impl RowsSpan {
    pub(super) fn next<T>(
        &mut self,
        next: impl FnOnce() -> Poll<Option<Result<T>>>,
    ) -> Poll<Option<Result<T>>> {
        next()
    }
}
