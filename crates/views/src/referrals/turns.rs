//! The forms of a referral's turns: hold, resume, reopen, error, its ends by a choice; a colleague's hands; the voices
//! on its outcome.

use relais_domain::referral::{CancelReason, ErrorReason, HoldReason, Outcome};
use serde::Serialize;

use crate::{Form, NavPlace, View, parts::Choice, referrals::ActForm};

/// Forms that ask for one of some choices: with the last word of their address and of their template, and a field that
/// is refused in a sample.
macro_rules! choice_forms {
    ($($(#[$doc:meta])* $name:ident, $act:literal, $field:literal, $sample:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize)]
        pub struct $name {
            /// The frame of the act.
            #[serde(flatten)]
            pub act: ActForm,
            /// What may be chosen.
            pub choices: Vec<Choice>,
        }

        impl View for $name {
            const TEMPLATE: &'static str = concat!("referrals/", $act, ".html");
            const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

            fn samples() -> Vec<(&'static str, Self)> {
                let page = |form| Self { act: ActForm::sample(form, $act), choices: $sample };
                let refused = Form::new().refused($field, "choice.required");
                vec![("new", page(Form::new())), ("refused", page(refused))]
            }
        }
    )+};
}

choice_forms! {
    /// Ends with an outcome. Fields: `outcome`, `note`.
    CompleteForm, "complete", "outcome", outcomes();
    /// The sender takes it back. Fields: `reason`, `note`.
    CancelForm, "cancel", "reason", reasons_to_cancel();
    /// Puts it on hold. Fields: `reason`, `review_on`, `note`.
    HoldForm, "hold", "reason", holds();
    /// Masks it. Fields: `reason`, `note`.
    ErrorForm, "error", "reason", mistakes();
    /// Gives it into a colleague's hands. Field: `to`.
    AssignForm, "assign", "to", vec![Choice::new("1", "Léa Morvan"), Choice::new("2", "Hugo Riou")];
    /// The person's two answers: neither is chosen, both look alike. Fields: `contacted`, `useful`.
    AnswerForm, "answer", "contacted", yes_and_no();
    /// The sender's word on the outcome. Field: `outcome`.
    OutcomeForm, "outcome", "outcome", outcomes();
}

/// Forms whose choices are a closed list.
macro_rules! of_a_list {
    ($($name:ident: $choices:expr;)+) => {$(
        impl $name {
            /// The page, whatever it is about.
            pub fn about<T>(act: ActForm, _: &T) -> Self {
                Self { act, choices: $choices }
            }
        }
    )+};
}

of_a_list! {
    CompleteForm: outcomes();
    CancelForm: reasons_to_cancel();
    HoldForm: holds();
    ErrorForm: mistakes();
    AnswerForm: yes_and_no();
    OutcomeForm: outcomes();
}

/// Everything a referral may wait for.
fn holds() -> Vec<Choice> {
    Choice::list("hold", HoldReason::ALL)
}

/// Every mistake of the list.
fn mistakes() -> Vec<Choice> {
    Choice::list("mistake", ErrorReason::ALL)
}

/// Yes and no.
fn yes_and_no() -> Vec<Choice> {
    Choice::list("answer", &["yes", "no"])
}

/// The reasons a sender may give.
fn reasons_to_cancel() -> Vec<Choice> {
    let own: Vec<_> = CancelReason::ALL.iter().copied().filter(|reason| reason.by_sender()).collect();
    Choice::list("cancel", &own)
}

/// Every outcome of the list.
fn outcomes() -> Vec<Choice> {
    Choice::list("outcome", Outcome::ALL)
}

/// What was waited for has come. Field: `note`.
#[derive(Clone, Debug, Serialize)]
pub struct ResumeForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// What was asked, where a question was and the reader may read it.
    pub question: Option<String>,
    /// Whether the reader answers the question.
    pub answers: bool,
}

/// Opens it again. Field: `note`.
#[derive(Clone, Debug, Serialize)]
pub struct ReopenForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// Whether work goes on; else it is asked anew.
    pub work: bool,
}

impl View for ResumeForm {
    const TEMPLATE: &'static str = "referrals/resume.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form, question: Option<&str>, answers| Self {
            act: ActForm::sample(form, "resume"),
            question: question.map(str::to_owned),
            answers,
        };
        let refused = Form::new().refused("note", "text.required");
        vec![
            ("answer", page(Form::new(), Some("Quel est le loyer ?"), true)),
            ("refused", page(refused, Some("Quel est le loyer ?"), true)),
            ("goes-on", page(Form::new(), None, false)),
        ]
    }
}

impl View for ReopenForm {
    const TEMPLATE: &'static str = "referrals/reopen.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form, work| Self { act: ActForm::sample(form, "reopen"), work };
        let refused = Form::new().refused("note", "text.required");
        vec![("work", page(Form::new(), true)), ("refused", page(refused, false))]
    }
}
