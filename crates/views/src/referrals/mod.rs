//! C5: referrals received and sent, and the sheet of one, in each of its states.

mod acts;
mod lists;
mod sheet;
mod turns;

pub use self::{
    acts::{ActForm, RejectForm, WithdrawForm},
    lists::{EndedList, Filter, Inbox, Part, SentList},
    sheet::{ReferralSheet, SheetAction, Side, Stage},
    turns::{
        AnswerForm, AssignForm, CancelForm, CompleteForm, ErrorForm, HoldForm, OutcomeForm, ReopenForm,
        ResumeForm,
    },
};
