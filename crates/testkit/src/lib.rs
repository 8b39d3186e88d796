//! What tests start around the product: databases of their own, clocks that stand still, chance that repeats, and a
//! provider that lies.

pub mod provider;

pub use relais_testdb::{self as db, World, fixed};
