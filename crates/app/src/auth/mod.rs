//! Coming in and going out: sign-in by the provider, sessions, memberships, keys of organisations.

mod api_key;
mod bearer;
mod login_attempt;
mod move_provider;
mod session;
mod sign_in;
mod switch_membership;
mod token;

pub use api_key::{create_api_key, find_api_key, list_api_keys, revoke_api_key};
pub use bearer::find_bearer;
pub use login_attempt::{LoginAttempt, begin_login, take_login_attempt};
pub use move_provider::move_provider;
pub use relais_store::members::AgentClaims;
pub use session::{LastSeen, Presence, Session, end_session, find_session};
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use switch_membership::{Membership, list_memberships, switch_membership};
pub use token::{SessionToken, token_hash};
