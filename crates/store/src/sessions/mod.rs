//! Sign-in attempts and browser sessions. Tokens are kept hashed: a stolen database opens no session.

pub(crate) mod entity;
mod queries;

pub use queries::{LoginAttempt, NewSession, SignedIn};
