//! Lists of referrals, and what acts on them carry.

use chrono::{DateTime, Utc};
use relais_app::referrals::{
    self as app, InboxLine, RecordAgreement, RejectInput, RenderedText, SentLine, StartReferral,
};
use relais_domain::ids::{RelationId, ServiceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{codes, v1::referrals::view::Sheet};

/// A referral in a list.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "f4d6b9a0-92ab-4c0a-8a5e-3f9e8a1d7c55", "number": "R-4K7Q-2MXA", "state": "requested", "theme": "logement",
    "sender": "CCAS de Kerlann", "recipient": "Mission locale de Kerlann", "service": "Accueil des jeunes",
    "sent_at": "2026-11-20T14:05:00Z", "acknowledge_due": "2026-11-22T14:05:00Z",
    "updated_at": "2026-11-20T14:05:00Z"
}))]
pub(crate) struct ReferralLine {
    /// Its id.
    id: Uuid,
    /// Its number, to be said aloud.
    number: String,
    /// Its state.
    #[schema(value_type = codes::ReferralState)]
    state: String,
    /// The theme of the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Theme>)]
    theme: Option<String>,
    /// The sending organisation's name.
    sender: String,
    /// The receiving organisation's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    /// The service asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<DateTime<Utc>>,
    /// By when somebody of the recipient should have said that it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledge_due: Option<DateTime<Utc>>,
    /// When it ends by itself without an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<DateTime<Utc>>,
    /// When it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
    /// Last change.
    updated_at: DateTime<Utc>,
    /// How the work ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Outcome>)]
    outcome: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::RejectReason>)]
    reject_reason: Option<String>,
    /// Why it was called back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::CancelReason>)]
    cancel_reason: Option<String>,
    /// Of what was received: the reduced sheet, while the person's agreement is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<Sheet>,
    /// In what was sent: first name and initial, for who may search persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
}

/// A page of referrals, in the order of the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralPage {
    /// At most 50.
    pub items: Vec<ReferralLine>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which list.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Box {
    /// What waits for an answer here, what is being worked on, and what was called back and is to be confirmed stopped.
    Inbox,
    /// What was received and has ended.
    Ended,
    /// What the organisation prepares or has sent.
    Sent,
}

/// Which page of which list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReferralQuery {
    /// The list.
    #[param(inline)]
    pub r#box: Box,
    /// `next` of the page before, of the same list.
    pub cursor: Option<String>,
}

/// A need, and the draft it begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "relation": "7b0a5a34-5a3c-4a7b-9a53-2f0f6a1f4c21", "need": "Trouver un logement avant fin décembre.",
    "theme": "logement", "situation": "Hébergée chez une amie, bail terminé.", "availability": "le matin"
}))]
pub(crate) struct NewReferralBody {
    /// The caller's relation to the person.
    relation: Uuid,
    /// The need in a sentence; a partner reads it before accepting.
    #[schema(max_length = 2000)]
    need: String,
    /// Its theme.
    #[serde(default)]
    #[schema(value_type = codes::Theme)]
    theme: String,
    /// The situation; a partner reads it after accepting, and only if she agreed.
    #[serde(default)]
    #[schema(max_length = 2000)]
    situation: String,
    /// When she is free.
    #[serde(default)]
    availability: String,
}

/// The need of a draft, reworded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "need": "Trouver un logement avant fin décembre.", "theme": "logement" }))]
pub(crate) struct NeedBody {
    /// The need in a sentence.
    #[schema(max_length = 2000)]
    need: String,
    /// Its theme.
    #[serde(default)]
    #[schema(value_type = codes::Theme)]
    theme: String,
    /// The situation.
    #[serde(default)]
    #[schema(max_length = 2000)]
    situation: String,
    /// When she is free.
    #[serde(default)]
    availability: String,
}

/// The service to ask.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "service": "3a1c1a52-6c0f-4c2a-8c1e-6a5b52ab0f37" }))]
pub(crate) struct ServiceBody {
    /// Another organisation's service. Another one than before needs a new agreement.
    service: Uuid,
}

/// What will be passed on beyond the reduced sheet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "items": ["identity", "phone"] }))]
pub(crate) struct ItemsBody {
    /// The items; none chosen beforehand.
    #[schema(value_type = Vec<codes::Item>)]
    pub items: Vec<String>,
}

/// The text put to the person.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgreementText {
    /// The version of its wording.
    version: String,
    /// Its language.
    language: String,
    /// SHA-256 of its lines, joined by line feeds, in hexadecimal: the answer names it.
    sha256: String,
    /// The exact text, to show or read aloud.
    lines: Vec<String>,
    /// Until when an agreement to it would hold at the latest.
    until: DateTime<Utc>,
}

/// What the person answered. Yes and no are both ordinary.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "answer": "yes", "method": "spoken_with_witness", "witness": "Camille Exemple",
    "text_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}))]
pub(crate) struct AgreementBody {
    /// `yes` or `no`.
    answer: String,
    /// How she said yes.
    #[serde(default)]
    #[schema(value_type = codes::AgreementMethod)]
    method: String,
    /// Who says yes: the person herself where nothing is said. Her reception card may name a measure of protection
    /// that wants somebody else.
    #[serde(default)]
    #[schema(value_type = codes::IndicatedBy)]
    indicated_by: String,
    /// Who witnessed a spoken yes: somebody else than the caller.
    #[serde(default)]
    witness: String,
    /// Where a paper was signed.
    #[serde(default)]
    signed_at: String,
    /// She also agrees that these professionals talk to each other.
    #[serde(default)]
    secrecy: bool,
    /// The hash of the text that was read to her; a yes to another text is refused.
    #[serde(default)]
    text_sha256: String,
}

/// Why a referral is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "no_capacity", "waiting_list": true, "note": "Une place se libère en janvier." }))]
pub(crate) struct RejectBody {
    /// The reason.
    #[schema(value_type = codes::RejectReason)]
    reason: String,
    /// On whose side it lies; `service` where nothing is said.
    #[serde(default)]
    #[schema(value_type = codes::DeniedBy)]
    denied_by: String,
    /// She was put on a waiting list; only with `no_capacity`.
    #[serde(default)]
    waiting_list: bool,
    /// The service that is the right one; only with `wrong_service`.
    #[serde(default)]
    suggested_service: Option<uuid::Uuid>,
    /// A sentence for the sender; needed with `other`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// What it waits for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "information_needed", "review_on": "2026-12-10", "note": "Quel est le loyer ?" }))]
pub(crate) struct HoldBody {
    /// What for.
    #[schema(value_type = codes::HoldReason)]
    pub reason: String,
    /// The day on which it is looked at again: from today to the end of the longest hold.
    #[schema(format = Date)]
    pub review_on: String,
    /// The question, or a word for the sender; asked for with `information_needed` and `person_action_needed`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// A word that goes with an act.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "note": "Le loyer est de 412 euros." }))]
pub(crate) struct NoteBody {
    /// The word.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// What was wrong with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "double_entry" }))]
pub(crate) struct ErrorBody {
    /// The mistake.
    #[schema(value_type = codes::ErrorReason)]
    pub reason: String,
    /// A word on it; asked for with `other`.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// Into whose hands it is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignBody {
    /// A membership of the caller's organisation.
    pub to: uuid::Uuid,
}

/// The person's answers to « were you contacted? » and « was it useful? ».
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "contacted": true, "useful": true }))]
pub(crate) struct PersonAnswerBody {
    /// Whether anybody contacted her.
    pub contacted: bool,
    /// Whether it helped her; only if she was contacted.
    #[serde(default)]
    pub useful: Option<bool>,
}

/// How it ended, as far as the sender knows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "outcome": "helped" }))]
pub(crate) struct SenderOutcomeBody {
    /// The outcome.
    #[schema(value_type = codes::Outcome)]
    pub outcome: String,
}

/// How the work ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "outcome": "helped", "note": "Dossier déposé ensemble." }))]
pub(crate) struct CompleteBody {
    /// The outcome.
    #[schema(value_type = codes::Outcome)]
    pub outcome: String,
    /// A sentence for the sender.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// Why a referral is called back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "solved_otherwise" }))]
pub(crate) struct CancelBody {
    /// The reason.
    #[schema(value_type = codes::CancelReason)]
    pub reason: String,
    /// A sentence for the recipient.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// By what way she took her agreement back. No reason is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "via": "counter" }))]
pub(crate) struct WithdrawBody {
    /// The way.
    #[schema(value_type = codes::WithdrawalChannel)]
    pub via: String,
}

impl From<NewReferralBody> for StartReferral {
    fn from(body: NewReferralBody) -> Self {
        let NewReferralBody { relation, need, theme, situation, availability } = body;
        Self { relation: Some(RelationId::new(relation)), need, theme, situation, availability }
    }
}

impl From<NeedBody> for StartReferral {
    fn from(body: NeedBody) -> Self {
        let NeedBody { need, theme, situation, availability } = body;
        Self { relation: None, need, theme, situation, availability }
    }
}

impl ServiceBody {
    pub(crate) const fn service(&self) -> ServiceId {
        ServiceId::new(self.service)
    }
}

impl AgreementBody {
    pub(crate) fn at_version(self, version: i32) -> RecordAgreement {
        let Self { answer, method, indicated_by, witness, signed_at, secrecy, text_sha256 } = self;
        RecordAgreement { version, answer, method, indicated_by, witness, signed_at, secrecy, text_sha256 }
    }
}

impl RejectBody {
    pub(crate) fn at_version(self, version: i32) -> RejectInput {
        let Self { reason, denied_by, waiting_list, suggested_service, note } = self;
        let suggested_service = suggested_service.map(|id| id.to_string()).unwrap_or_default();
        RejectInput { version, reason, denied_by, waiting_list, suggested_service, note }
    }
}

impl From<RenderedText> for AgreementText {
    fn from(rendered: RenderedText) -> Self {
        let text = rendered.text;
        Self {
            version: text.version,
            language: text.language,
            sha256: text.sha256.to_string(),
            lines: rendered.lines,
            until: rendered.until,
        }
    }
}

impl From<app::ReferralLine> for ReferralLine {
    fn from(line: app::ReferralLine) -> Self {
        Self {
            id: line.id().uuid(),
            number: line.number,
            state: line.state,
            theme: line.theme,
            sender: line.sender_organisation_name,
            recipient: line.recipient_organisation_name,
            service: line.recipient_service_name,
            sent_at: line.sent_at,
            acknowledge_due: line.acknowledge_due,
            expires_on: line.expires_on,
            received_at: line.received_at,
            accepted_at: line.accepted_at,
            closed_at: line.closed_at,
            updated_at: line.updated_at,
            outcome: line.outcome,
            reject_reason: line.reject_reason,
            cancel_reason: line.cancel_reason,
            sheet: None,
            person: None,
        }
    }
}

impl From<InboxLine> for ReferralLine {
    fn from(line: InboxLine) -> Self {
        Self { sheet: line.content.map(Sheet::from), ..line.line.into() }
    }
}

impl From<SentLine> for ReferralLine {
    fn from(line: SentLine) -> Self {
        Self { person: Some(line.name).filter(|name| !name.is_empty()), ..line.line.into() }
    }
}
