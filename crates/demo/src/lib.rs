//! The demonstration: its network, its fictitious people and its own identity provider.
//!
//! Only `relais demo` reaches this crate; `relais serve` never does.

pub mod clock;
pub mod network;
pub mod persons;
pub mod provider;
pub mod seed;
pub mod story;

/// The seed of the demonstration's people and their story, so that it is the same on every machine.
pub const SEED: u64 = 29_019;
