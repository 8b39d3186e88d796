//! Sealed envelopes and the keys that open them: the whole of cryptographic erasure.
//!
//! This crate knows bytes and contexts, never rows, clocks or networks. Purpose, map and invariants: `README.md`.

#[cfg(test)]
mod binding_tests;
pub mod context;
pub mod derived;
pub mod document;
#[cfg(test)]
mod document_tests;
mod encode;
mod entropy;
pub mod envelope;
mod hierarchy;
mod key;
pub mod keystore;
pub mod sealing;
mod suite;
#[cfg(test)]
mod vector_tests;

pub use entropy::Entropy;
pub use key::Dek;
