//! What tests start around the product: databases of their own, clocks that stand still, chance that repeats, and a
//! provider that lies.

pub mod db;
pub mod fixed;
pub mod provider;
