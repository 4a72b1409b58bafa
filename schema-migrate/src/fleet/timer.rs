//! Waiting without a runtime: a thread sleeps, and wakes whoever waits.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

/// Ready after a while.
pub(super) struct Timer(Arc<Mutex<State>>);

enum State {
    Waiting(Option<Waker>),
    Over,
}

impl Timer {
    pub(super) fn after(duration: Duration) -> Self {
        let state = Arc::new(Mutex::new(State::Waiting(None)));
        let of_thread = state.clone();
        thread::spawn(move || {
            thread::sleep(duration);
            let mut state = of_thread.lock().unwrap_or_else(PoisonError::into_inner);
            if let State::Waiting(Some(waker)) = std::mem::replace(&mut *state, State::Over) {
                waker.wake();
            }
        });
        Self(state)
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Over => Poll::Ready(()),
            State::Waiting(waker) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
