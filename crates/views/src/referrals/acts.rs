//! The acts on a referral that ask something first: refuse, end, cancel, and the person's own stop.

use relais_domain::referral::{DeniedBy, RejectReason};
use serde::Serialize;

use crate::{
    Form, NavPlace, View,
    parts::{Choice, Phrase},
    referrals::Side,
    say::Say,
};

/// What every such page needs: of which referral, sent where, back where.
#[derive(Clone, Debug, Serialize)]
pub struct ActForm {
    /// As typed, with the version that was read.
    pub form: Form,
    /// The referral's number.
    pub number: String,
    /// The need in a word; nothing where the reader may not know it.
    pub title: Option<Phrase>,
    /// Until when, for an act that has a last day.
    pub until: Option<Say>,
    /// Where it is sent.
    pub action: String,
    /// The sheet.
    pub back: String,
}

impl ActForm {
    pub(super) fn sample(form: Form, act: &str) -> Self {
        Self {
            form: form.version(3),
            number: "R-4K7Q9ZTD".to_owned(),
            title: Some(Say::code("theme", "logement").into()),
            until: ["hold", "reopen"]
                .contains(&act)
                .then(|| Say::new("until-day").with("day", "vendredi 22 janvier")),
            action: format!("/referrals/4/{act}"),
            back: "/referrals/4".to_owned(),
        }
    }
}

/// Refuses with a coded reason. Fields: `reason`, `suggested_service`, `denied_by`, `waiting_list`, `note`.
#[derive(Clone, Debug, Serialize)]
pub struct RejectForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// The coded reasons.
    pub reasons: Vec<Choice>,
    /// The service, or the person.
    pub deniers: Vec<Choice>,
    /// Services that may be the right one.
    pub services: Vec<Choice>,
}

/// The person stops the sharing: no reason is asked, one page, one button. Field: `via`.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawForm {
    /// The frame of the act.
    #[serde(flatten)]
    pub act: ActForm,
    /// How she said it.
    pub channels: Vec<Choice>,
    /// What stops being seen, by whom.
    pub lead: Say,
    /// What goes on.
    pub after: Say,
}

impl RejectForm {
    /// The page, with every reason of the list, and the services that may be named as the right one.
    pub fn new(act: ActForm, services: Vec<Choice>) -> Self {
        Self {
            act,
            services,
            reasons: Choice::list("reject", RejectReason::ALL),
            deniers: Choice::list("denied-by", DeniedBy::ALL),
        }
    }
}

impl WithdrawForm {
    /// The page; the desk where this is read is the first channel.
    pub fn new(act: ActForm, side: Side, partner: &str) -> Self {
        let side = side.code();
        let text = |what: &str| Say::new(format!("withdraw-{what}-{side}")).with("who", partner);
        Self { act, channels: Self::channels(), lead: text("lead"), after: text("after") }
    }

    /// The page after the end of the referral, while her agreement still runs.
    pub fn ended(act: ActForm, side: Side, partner: &str) -> Self {
        let after = Say::new(format!("withdraw-after-ended-{}", side.code())).with("who", partner);
        Self { act, channels: Self::channels(), lead: Say::new("withdraw-lead-ended"), after }
    }

    fn channels() -> Vec<Choice> {
        ["counter", "phone", "letter"].map(|code| Choice::code("withdrawn-by", code)).to_vec()
    }
}

impl View for RejectForm {
    const TEMPLATE: &'static str = "referrals/reject.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let services = ["Accueil social, CCAS de Guipavas", "Aide numérique, Médiathèque des Capucins"];
        let choices =
            || services.into_iter().zip(["s1", "s2"]).map(|(name, id)| Choice::new(id, name)).collect();
        let page = |form| Self::new(ActForm::sample(form, "reject"), choices());
        let refused = Form::new().with("note", "Voir avec nous en mai.").refused("reason", "choice.required");
        let unfit = Form::new().with("reason", "no_capacity").with("suggested_service", "s2");
        let unfit = unfit.refused("suggested_service", "referral.suggestion_reason");
        vec![
            ("new", page(Form::new().with("denied_by", "service"))),
            ("refused", page(refused)),
            ("unfit", page(unfit)),
        ]
    }
}

impl View for WithdrawForm {
    const TEMPLATE: &'static str = "referrals/withdraw.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form, side| Self::new(ActForm::sample(form, "withdraw"), side, "CCAS de Guipavas");
        let refused = Form::new().refused("via", "choice.required");
        vec![
            ("new", page(Form::new(), Side::Sender)),
            ("new-received", page(Form::new(), Side::Recipient)),
            ("refused", page(refused, Side::Sender)),
            (
                "ended",
                Self::ended(ActForm::sample(Form::new(), "withdraw"), Side::Sender, "CCAS de Guipavas"),
            ),
        ]
    }
}
