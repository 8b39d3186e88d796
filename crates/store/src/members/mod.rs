//! Agents, their memberships, and the invitations that make them.

pub(crate) mod entity;
mod queries;

pub use queries::{AgentClaims, InvitationRow, MemberRow, NewInvitation};
