//! What tests start around the product: databases of their own, clocks that stand still, chance that repeats, a
//! provider that lies, and the whole application as it is served.

#![expect(clippy::panic, clippy::expect_used, reason = "a kit fails the test at the line that went wrong")]

pub mod app;
pub mod provider;

pub use app::TestApp;
pub use relais_testdb::{self as db, World, fixed};
