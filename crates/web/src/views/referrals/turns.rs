//! The forms of a referral's turns: hold, resume, reopen, error; a colleague's hands; the voices on its outcome.

use relais_domain::referral::{ErrorReason, HoldReason, Outcome};
use serde::Serialize;

use crate::views::{Form, NavPlace, View, parts::Choice, referrals::ActForm};

/// Puts it on hold. Fields: `reason`, `review_on`, `note`.
#[derive(Clone, Debug, Serialize)]
pub struct HoldForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// What may be waited for.
    pub reasons: Vec<Choice>,
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

/// Masks it. Fields: `reason`, `note`.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// What was wrong.
    pub reasons: Vec<Choice>,
}

/// Gives it into a colleague's hands. Field: `to`.
#[derive(Clone, Debug, Serialize)]
pub struct AssignForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// Who may have it in hand.
    pub colleagues: Vec<Choice>,
}

/// The person's two answers. Fields: `contacted`, `useful`.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// Yes and no.
    pub answers: Vec<Choice>,
}

/// The sender's word on the outcome. Field: `outcome`.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// The outcomes.
    pub outcomes: Vec<Choice>,
}

impl HoldForm {
    /// The page, with everything a referral may wait for.
    pub fn new(act: ActForm) -> Self {
        Self {
            act,
            reasons: HoldReason::ALL.iter().map(|reason| Choice::code("hold", reason.as_str())).collect(),
        }
    }
}

impl ResumeForm {
    /// The page.
    pub const fn new(act: ActForm, question: Option<String>, answers: bool) -> Self {
        Self { act, question, answers }
    }
}

impl ReopenForm {
    /// The page.
    pub const fn new(act: ActForm, work: bool) -> Self {
        Self { act, work }
    }
}

impl ErrorForm {
    /// The page, with every mistake of the list.
    pub fn new(act: ActForm) -> Self {
        let reasons = ErrorReason::ALL.iter().map(|reason| Choice::code("mistake", reason.as_str()));
        Self { act, reasons: reasons.collect() }
    }
}

impl AnswerForm {
    /// The page: neither answer is chosen, both look alike.
    pub fn new(act: ActForm) -> Self {
        Self { act, answers: ["yes", "no"].map(|code| Choice::code("answer", code)).to_vec() }
    }
}

impl OutcomeForm {
    /// The page, with every outcome of the list.
    pub fn new(act: ActForm) -> Self {
        Self {
            act,
            outcomes: Outcome::ALL.iter().map(|outcome| Choice::code("outcome", outcome.as_str())).collect(),
        }
    }
}

impl View for HoldForm {
    const TEMPLATE: &'static str = "referrals/hold.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self::new(ActForm::sample(form, "hold"));
        let refused = Form::new().with("note", "Quel est le loyer ?").refused("reason", "choice.required");
        vec![("new", page(Form::new())), ("refused", page(refused.refused("review_on", "text.required")))]
    }
}

impl View for ResumeForm {
    const TEMPLATE: &'static str = "referrals/resume.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form, question: Option<&str>, answers| {
            Self::new(ActForm::sample(form, "resume"), question.map(str::to_owned), answers)
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
        let page = |form, work| Self::new(ActForm::sample(form, "reopen"), work);
        let refused = Form::new().refused("note", "text.required");
        vec![("work", page(Form::new(), true)), ("refused", page(refused, false))]
    }
}

impl View for ErrorForm {
    const TEMPLATE: &'static str = "referrals/error.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self::new(ActForm::sample(form, "error"));
        vec![("new", page(Form::new())), ("refused", page(Form::new().refused("reason", "choice.required")))]
    }
}

impl View for AssignForm {
    const TEMPLATE: &'static str = "referrals/assign.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let colleagues = vec![Choice::new("1", "Léa Morvan"), Choice::new("2", "Hugo Riou")];
        let page = |form| Self { act: ActForm::sample(form, "assign"), colleagues: colleagues.clone() };
        vec![("new", page(Form::new())), ("refused", page(Form::new().refused("to", "choice.required")))]
    }
}

impl View for AnswerForm {
    const TEMPLATE: &'static str = "referrals/answer.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self::new(ActForm::sample(form, "answer"));
        vec![
            ("new", page(Form::new())),
            ("refused", page(Form::new().refused("contacted", "choice.required"))),
        ]
    }
}

impl View for OutcomeForm {
    const TEMPLATE: &'static str = "referrals/outcome.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form| Self::new(ActForm::sample(form, "outcome"));
        vec![("new", page(Form::new())), ("refused", page(Form::new().refused("outcome", "choice.required")))]
    }
}
