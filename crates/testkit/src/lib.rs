//! What tests start around the product: databases of their own, clocks that stand still, chance that repeats, a
//! provider that lies, a mail server that fails, and the whole application as it is served.

#![expect(clippy::panic, clippy::expect_used, reason = "a kit fails the test at the line that went wrong")]

pub mod app;
pub mod peers;
pub mod provider;

pub use app::TestApp;
pub use relais_testdb::{self as db, World, fixed};
