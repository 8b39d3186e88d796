//! Referrals: from a need to an outcome. One use case a file; `work` holds what they share.

mod accept;
mod acknowledge;
mod agreement_text;
mod cancel;
mod claim;
mod complete;
mod content;
mod day;
mod end_ground;
mod find;
mod follow;
mod give_reason;
mod hold;
mod lists;
mod mark_error;
mod offered;
mod record_agreement;
mod redirect;
mod reject;
mod reopen;
mod send;
mod show;
mod start;
mod start_again;
mod start_work;
mod strike;
mod tell_outcome;
mod version;
mod withdraw;
pub(crate) mod work;
mod write;

pub use relais_store::{
    notices::Notice,
    referrals::{InboxCount, Note, Order, ReferralContent, ReferralLine, Turn},
};

pub use accept::accept_referral;
pub use acknowledge::acknowledge_referral;
pub use agreement_text::{RenderedText, show_agreement_text, told_as_seen};
pub use cancel::{cancel_referral, confirm_cancel};
pub use claim::{assign_referral, claim_referral, list_colleagues, release_referral};
pub(crate) use claim::{may_have_in_hand, pass_on, release_hands_of};
pub use complete::complete_referral;
pub use day::{Block, Day, NoticeCursor, ROWS_A_BLOCK, list_notices, see_notice, show_day};
pub use end_ground::GROUND_ENDED;
pub(crate) use end_ground::end_ground;
pub use find::find_referral;
pub use follow::{follow_inbox, follow_referral};
pub use give_reason::give_referral_reason;
pub use hold::{HoldInput, hold_referral, resume_referral};
pub use lists::{
    Cursor, Inbox, InboxLine, SentBlock, SentLine, list_ended, list_inbox, list_sent, list_sent_block,
    show_inbox,
};
pub(crate) use lists::{find_ground, on_sheet};
pub use mark_error::mark_referral_error;
pub use record_agreement::{Answer, RecordAgreement, record_agreement};
pub use reject::{RejectInput, list_right_services, reject_referral};
pub use reopen::reopen_referral;
pub use send::send_referral;
pub use show::{AgreementView, Colleague, HistoryItem, ReferralView, show_referral};
pub use start::{StartReferral, start_referral};
pub use start_again::{Attempt, start_again};
pub use start_work::start_work;
pub(crate) use strike::strike;
pub use tell_outcome::{record_person_answer, record_sender_outcome};
pub use version::referral_version;
pub use withdraw::withdraw_consent;
pub use work::{AGREEMENT_ENDED, Saved};
pub use write::{choose_items, choose_service, write_need};
