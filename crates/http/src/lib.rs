//! The edge both interfaces share: sign-in, bearer tokens, and the layers around every request.

pub mod bearer;
pub mod edge;
pub mod jws;
pub mod oidc;
pub mod outgoing;
pub mod secret;
