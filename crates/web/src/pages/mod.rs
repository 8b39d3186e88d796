//! The handlers: each reads the request, calls one use case and shows a view. They decide nothing.

pub mod about;
pub mod absences;
pub mod contacts;
pub mod day;
pub mod directory;
pub mod entry;
pub mod inbox;
pub mod letter;
pub mod live;
pub mod members;
pub mod organisations;
mod paging;
pub mod person_forms;
pub mod persons;
pub mod places;
pub mod receipt;
pub mod refer;
pub mod refer_steps;
pub mod referral_acts;
mod referral_facts;
pub mod referral_hands;
pub mod referral_reason;
pub mod referral_sheet;
pub mod referral_turns;
pub mod referral_voices;
pub mod services;
pub mod sign_in;
