//! Counts the statements of one request, so that the request line and the tests can bound them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

tokio::task_local! {
    static CURRENT: Arc<Statements>;
}

/// The statements sent while one future ran.
#[derive(Debug, Default)]
pub struct Statements {
    count: AtomicU64,
    micros: AtomicU64,
}

impl Statements {
    /// How many statements were sent.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// How long the database took for them, in microseconds.
    #[must_use]
    pub fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }
}

/// Runs `work` with a counter of its own; BEGIN and COMMIT are not statements.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, Arc<Statements>) {
    let statements = Arc::new(Statements::default());
    let result = CURRENT.scope(Arc::clone(&statements), work).await;
    (result, statements)
}

/// Lets `work`, about to run in a task of its own, count into the counter of the request it belongs to.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    counted_by(counter(), work)
}

/// The counter of the request that asks.
pub(crate) fn counter() -> Arc<Statements> {
    CURRENT.try_with(Arc::clone).unwrap_or_default()
}

/// Lets `work` count into this counter.
pub(crate) fn counted_by<T>(
    statements: Arc<Statements>,
    work: impl Future<Output = T>,
) -> impl Future<Output = T> {
    CURRENT.scope(statements, work)
}

pub(crate) fn count(elapsed: Duration) {
    let _ = CURRENT.try_with(|statements| {
        statements.count.fetch_add(1, Ordering::Relaxed);
        statements
            .micros
            .fetch_add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    });
}
