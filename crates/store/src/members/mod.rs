//! Agents, their memberships, and the invitations that make them.

mod absences;
mod invitations;
mod queries;

use relais_rows::members as entity;

pub use absences::{AbsenceRow, Begun, Load};
pub use queries::{AgentClaims, MemberRow};
