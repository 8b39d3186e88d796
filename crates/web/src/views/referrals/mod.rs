//! C5: referrals received and sent, and the sheet of one, in each of its states.

mod lists;
mod sheet;

pub use self::{
    lists::{Inbox, SentList},
    sheet::{ReferralSheet, SheetAction, Side, Stage},
};
