//! How many database queries a request costs. The store calls [`count_one`] before each query, through a plain
//! function it is given at start, so that it need not know of requests; outside a request the call does nothing.

use std::{cell::Cell, future::Future};

tokio::task_local! {
    static QUERIES: Cell<u32>;
}

/// Counts one query of the running request.
pub fn count_one() {
    let _ = QUERIES.try_with(|queries| queries.set(queries.get().saturating_add(1)));
}

/// Runs a future and tells how many queries it made.
pub async fn counted<F: Future>(future: F) -> (F::Output, u32) {
    QUERIES
        .scope(Cell::new(0), async {
            let output = future.await;
            (output, QUERIES.with(Cell::get))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn queries_are_counted_across_awaits_and_each_request_on_its_own() {
        count_one();
        let request = |times| async move {
            for _ in 0..times {
                count_one();
                tokio::task::yield_now().await;
            }
        };
        let (((), one), ((), two)) = tokio::join!(counted(request(3)), counted(request(5)));
        assert_eq!((one, two), (3, 5));
    }
}
