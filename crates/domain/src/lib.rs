//! The rules of Relais, pure: no async, SQL, HTTP, clock or randomness of its own.
//!
//! One folder an aggregate (`person`, `organisation`, `agreement`, `referral`, `mandate`, …); around them typed
//! ids, injected time and randomness, parsed text (`relais_text`), and `access`, the one function that decides who may do what.

#![deny(clippy::wildcard_enum_match_arm)]

pub use relais_text::{self as text, code, codes};

pub mod access;
pub mod actor;
pub mod agreement;
pub mod assurance;
pub mod calendar;
pub mod clock;
pub mod code_set;
pub mod contact;
pub mod directory;
pub mod ids;
pub mod mandate;
pub mod need;
pub mod number;
pub mod organisation;
pub mod person;
pub mod random;
pub mod record;
pub mod referral;
