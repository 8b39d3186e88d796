//! Sign-in of agents: an OpenID Connect relying party for ProConnect or a local provider.
//!
//! Code flow with PKCE S256 only; `state` and `nonce` of 256 bits, single use, bound to the browser; exact issuer;
//! algorithm pinned by configuration. What a certified library still leaves to its user (assurance, missing `kid`,
//! `azp`, signed userinfo, the organisation's number) is checked here. Rules and their sources: RFC 9700, RFC 9207,
//! OpenID Connect Core, ASVS 5.0 chapters 9 and 10.
//!
//! `begin` gives an address and a [`LoginAttempt`] to store; `finish` takes the attempt out of the store and gives
//! an [`Identity`]. Nothing here writes anything, decides rights or knows the application's accounts.

mod attempt;
mod callback;
pub mod config;
mod encryption;
mod error;
mod id_token;
mod identity;
mod logout;
mod provider;
mod sign_in;
mod token_endpoint;
mod userinfo;

pub use attempt::{ATTEMPT_LIFE, LoginAttempt, ReturnTo, StepUp};
pub use callback::Callback;
pub use encryption::{DecryptionKeys, NotAKey};
pub use error::{OidcError, TokenKind};
pub use identity::Identity;
pub use logout::LogoutStart;
pub(crate) use provider::{KeyError, Provider};
pub use relais_domain::assurance::Assurance;
pub use sign_in::{BeginLogin, LoginStart, RelyingParty};
