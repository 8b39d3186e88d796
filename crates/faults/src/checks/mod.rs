//! What must hold at every moment, whatever happened: acknowledged acts are there, no act is there by half, nobody's
//! notice is lost or told twice.

mod acts;
mod messages;

pub use acts::{check_acknowledged, check_whole};
pub use messages::{check_mails, check_messages, check_settled};
