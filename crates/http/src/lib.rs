//! The edge both interfaces share: sign-in, bearer tokens, the layers around every request, and what makes a repeated
//! one act once.

pub mod actor;
pub mod bearer;
pub mod can;
pub mod edge;
pub mod gate;
pub mod jws;
pub mod live;
pub mod oidc;
pub mod once;
pub mod outgoing;
pub mod secret;
pub mod sign_in;
