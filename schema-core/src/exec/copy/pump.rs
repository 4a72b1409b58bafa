//! A stream out of a future that hands out items on its way: what owns a connection, and borrows it too.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;

type Queue<T> = Arc<Mutex<VecDeque<T>>>;

/// Where the future leaves its items.
pub(super) struct Sender<T>(Queue<T>);

impl<T> Sender<T> {
    /// Hands out items; goes on when they are taken.
    pub(super) async fn send(&self, items: impl IntoIterator<Item = T>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(items);
        // The stream polls again by itself as soon as the items are taken.
        poll_fn(|_| match self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }
}

/// The items of a future, as long as it runs.
pub(super) struct Pump<'c, T> {
    items: Queue<T>,
    future: Option<BoxFuture<'c, ()>>,
}

impl<'c, T: Send + 'c> Pump<'c, T> {
    pub(super) fn new<F>(run: impl FnOnce(Sender<T>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'c,
    {
        let items = Queue::default();
        let future = run(Sender(Arc::clone(&items)));
        Self { items, future: Some(Box::pin(future)) }
    }

    fn next(&self) -> Option<T> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl<'c, T: Send + 'c> Stream for Pump<'c, T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let this = self.get_mut();
        if let Some(item) = this.next() {
            return Poll::Ready(Some(item));
        }
        if let Some(future) = &mut this.future
            && future.as_mut().poll(context).is_ready()
        {
            this.future = None;
        }
        match this.next() {
            Some(item) => Poll::Ready(Some(item)),
            None if this.future.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}
