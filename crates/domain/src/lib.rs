//! The rules of Relais, pure: no async, SQL, HTTP, clock or randomness of its own.
//!
//! One folder an aggregate (`person`, `organisation`, `agreement`, `referral`, …); around them typed
//! ids, injected time and randomness, parsed text, and `access`, the one function that decides who may do what.

pub mod actor;
pub mod clock;
pub mod code;
pub mod ids;
pub mod random;
