//! A stream out of a future that hands out items on its way: what owns a connection, and borrows it too.

use std::collections::VecDeque;
use std::future::{Future, poll_fn, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::future::BoxFuture;

type Queue<T> = Arc<Mutex<VecDeque<T>>>;

/// Takes the items of a future.
pub(super) trait Taker<T> {
    /// Takes one.
    fn take(&mut self, item: T);

    /// Waits until there is room for more.
    fn room(&mut self) -> impl Future<Output = ()> + Send;
}

/// There is always room.
impl<T: Send> Taker<T> for Vec<T> {
    fn take(&mut self, item: T) {
        self.push(item);
    }

    fn room(&mut self) -> impl Future<Output = ()> + Send {
        ready(())
    }
}

/// Hands the items out one by one, as the stream is read.
pub(super) struct Sender<T>(Queue<T>);

impl<T> Sender<T> {
    pub(super) fn send(&self, item: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(item);
    }
}

impl<T: Send, E: Send> Taker<T> for Sender<Result<T, E>> {
    fn take(&mut self, item: T) {
        self.send(Ok(item));
    }

    fn room(&mut self) -> impl Future<Output = ()> + Send {
        // The stream polls again by itself as soon as the items are taken.
        poll_fn(|_| match self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
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
