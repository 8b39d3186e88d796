//! The JSON interface: the same acts as the pages, for the software of organisations.
//!
//! [`router`] shows every route on one screen; each handler's signature shows its permission. Bodies are read
//! strictly (an unknown field is refused), refusals are problem documents (RFC 9457), versions are ETags, and a
//! repeated `Idempotency-Key` acts once. The interface believes the `Authorization` header alone, never a cookie.

mod answer;
mod body;
mod codes;
mod cursor;
mod error;
mod idempotency;
mod openapi;
mod params;
mod problem;
mod router;
mod state;
mod texts;
mod v1;
mod version;

pub use openapi::openapi;
pub use problem::dress;
pub use router::{PREFIX, ROUTES, router};
