//! The future that every verb returns.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::future::BoxFuture;

use crate::error::Result;

/// A statement on its way: a future of what the verb returns.
///
/// It is boxed, since `impl Future` in a trait makes three errors of one wrong executor; and it has a name,
/// since an `.await` of it costs its user's compiler a sixth less than one of the box.
#[must_use = "a statement is not sent until it is awaited"]
pub struct Sending<'c, T>(BoxFuture<'c, Result<T>>);

impl<'c, T> Sending<'c, T> {
    pub(super) fn new(future: impl Future<Output = Result<T>> + Send + 'c) -> Self {
        Self(Box::pin(future))
    }

    pub(super) const fn boxed(future: BoxFuture<'c, Result<T>>) -> Self {
        Self(future)
    }
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        self.get_mut().0.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
