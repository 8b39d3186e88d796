//! The demonstration: its network, its fictitious people and its own identity provider.
//!
//! Only `relais demo` reaches this crate; `relais serve` never does.

pub mod network;
pub mod persons;
pub mod provider;
