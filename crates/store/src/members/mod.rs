//! Agents, their memberships, and the invitations that make them.

mod absences;
pub(crate) mod entity;
mod invitations;
mod queries;

pub use absences::{AbsenceRow, Begun, Load};
pub use queries::{AgentClaims, MemberRow};
