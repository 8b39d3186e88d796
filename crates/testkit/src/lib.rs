//! What tests start around the product: clocks that stand still, chance that repeats, and a provider that lies.

pub mod fixed;
pub mod provider;
