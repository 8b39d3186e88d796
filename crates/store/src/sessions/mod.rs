//! Sign-in attempts and browser sessions. Tokens are kept hashed: a stolen database opens no session.

mod queries;

use relais_rows::sessions as entity;

pub use queries::{LoginAttempt, NewSession, SignedIn};
