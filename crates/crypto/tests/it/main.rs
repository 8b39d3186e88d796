//! Tests of the crate from outside: what callers rely on.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in a test a failed expectation is the result"
)]

mod conformance;
mod files;
mod levels;
mod model;
mod races;
mod speed;
mod support;
