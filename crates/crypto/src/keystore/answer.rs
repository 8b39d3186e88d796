//! One answer to one message, and waiting for it without a runtime: this crate names no async crate.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use super::error::KeyError;

enum Place<T> {
    Waiting(Option<Waker>),
    Answered(Result<T, KeyError>),
}

/// The side that answers. Dropped without an answer, the other side gets [`KeyError::Closed`].
pub(super) struct Answer<T>(Arc<Mutex<Place<T>>>);

/// The side that waits.
pub(super) struct Awaited<T>(Arc<Mutex<Place<T>>>);

/// A place for one answer.
pub(super) fn answer<T>() -> (Answer<T>, Awaited<T>) {
    let place = Arc::new(Mutex::new(Place::Waiting(None)));
    (Answer(Arc::clone(&place)), Awaited(place))
}

impl<T> Answer<T> {
    pub(super) fn send(self, result: Result<T, KeyError>) {
        self.put(result);
    }

    fn put(&self, result: Result<T, KeyError>) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Place::Waiting(waker) = &mut *place {
            let waker = waker.take();
            *place = Place::Answered(result);
            drop(place);
            waker.into_iter().for_each(Waker::wake);
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        self.put(Err(KeyError::Closed));
    }
}

impl<T> Future for Awaited<T> {
    type Output = Result<T, KeyError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *place, Place::Waiting(Some(context.waker().clone()))) {
            Place::Answered(result) => Poll::Ready(result),
            Place::Waiting(_) => Poll::Pending,
        }
    }
}

struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread, which sleeps between polls. For the store's own thread and for callers
/// without a runtime; never inside one.
pub fn wait<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Parked(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}
