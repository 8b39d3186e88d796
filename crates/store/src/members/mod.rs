//! Agents, their memberships, and the invitations that make them.

pub(crate) mod entity;
mod invitations;
mod queries;

pub use queries::{AgentClaims, MemberRow};
