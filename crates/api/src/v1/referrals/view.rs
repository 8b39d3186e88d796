//! A referral as its two organisations see it. What the caller may not see is left out.

use chrono::{DateTime, NaiveDate, Utc};
use relais_app::referrals::{self as app, AgreementView, HistoryItem, ReferralContent, ReferralView};
use relais_domain::{
    agreement::{Item, Method},
    code_set::CodeSet,
    ids::ServiceId,
    referral::{
        CancelReason, DeniedBy, ErrorReason, HoldReason, Holder, Outcome, Recipient, ReferralRecord,
        RejectReason, Sender, visibility::Sight,
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{codes, v1::persons::dto::Known};

/// A referral.
#[derive(Serialize, ToSchema)]
pub(crate) struct Referral {
    /// Its id.
    id: Uuid,
    /// Its number, to be said aloud.
    #[schema(example = "R-4K7Q-2MXA")]
    number: String,
    /// Its state.
    #[schema(value_type = codes::ReferralState)]
    state: &'static str,
    /// Whether the caller's organisation sent it; else it received it.
    sent_by_us: bool,
    /// Who holds it now: `sender`, `recipient` or `nobody`.
    holder: &'static str,
    /// How deep the caller sees: `existence`, `reduced`, `agreed` or `own`.
    sight: &'static str,
    /// The theme of the need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Theme>)]
    theme: Option<String>,
    /// Who sent it.
    sender: SenderName,
    /// Whom it asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<RecipientName>,
    /// What the sender chose to pass on.
    #[schema(value_type = Vec<codes::Item>)]
    items: Vec<&'static str>,
    /// Its dates.
    dates: Dates,
    /// How and why it ended or waits.
    codes: Reasons,
    /// The person's agreement, once she was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<Agreement>,
    /// The sheet, as far as the caller may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<Sheet>,
    /// The person, as the caller's own organisation knows her.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonHere>,
    /// The history, the newest first.
    history: Vec<Event>,
    /// Acts the caller may do now.
    #[schema(value_type = Vec<codes::Action>)]
    allowed: Vec<&'static str>,
}

/// Who sent it.
#[derive(Serialize, ToSchema)]
struct SenderName {
    /// The organisation.
    organisation: Uuid,
    /// Its name then.
    name: String,
}

/// Whom it asks.
#[derive(Serialize, ToSchema)]
struct RecipientName {
    /// The organisation.
    organisation: Uuid,
    /// Its name when it was chosen.
    name: String,
    /// The service.
    service: Uuid,
    /// The service's name when it was chosen.
    service_name: String,
}

/// The dates of a referral.
#[derive(Serialize, ToSchema)]
struct Dates {
    /// When the draft began.
    created_at: DateTime<Utc>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<DateTime<Utc>>,
    /// By when its reception should be acknowledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledge_due: Option<DateTime<Utc>>,
    /// When the recipient is reminded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reminders: Vec<DateTime<Utc>>,
    /// When the recipient's manager is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    escalation_due: Option<DateTime<Utc>>,
    /// The day on which a hold is looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date, value_type = Option<String>)]
    hold_review_on: Option<NaiveDate>,
    /// The end of the longest hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_until: Option<DateTime<Utc>>,
    /// When it ends by itself without an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<DateTime<Utc>>,
    /// When it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    received_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<DateTime<Utc>>,
    /// When she was first met, or an appointment set.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
}

/// How and why it ended or waits.
#[derive(Serialize, ToSchema)]
struct Reasons {
    /// How the work ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Outcome>)]
    outcome: Option<&'static str>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::RejectReason>)]
    reject: Option<&'static str>,
    /// On whose side the refusal lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::DeniedBy>)]
    denied_by: Option<&'static str>,
    /// She was put on a waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_list: Option<bool>,
    /// Why it was called back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::CancelReason>)]
    cancel: Option<&'static str>,
    /// When the recipient confirmed that called-back work has stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_confirmed_at: Option<DateTime<Utc>>,
    /// What it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::HoldReason>)]
    hold: Option<&'static str>,
    /// What was wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::ErrorReason>)]
    error: Option<&'static str>,
    /// How it ended, as far as the sender knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Outcome>)]
    sender_outcome: Option<&'static str>,
    /// Whether the person says that she was contacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_contacted: Option<bool>,
    /// Whether she says that it helped her.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_useful: Option<bool>,
    /// The service that the recipient takes for the right one.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggested_service: Option<Uuid>,
}

/// Where the agreement stands.
#[derive(Serialize, ToSchema)]
struct Agreement {
    /// Its state.
    #[schema(value_type = codes::AgreementState)]
    state: &'static str,
    /// In force at this reading.
    in_force: bool,
    /// How she agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::AgreementMethod>)]
    method: Option<&'static str>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_at: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<DateTime<Utc>>,
    /// When she took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Whether she lets the professionals of both sides speak of her.
    #[serde(skip_serializing_if = "Option::is_none")]
    secrecy: Option<bool>,
    /// What she agreed to pass on.
    #[schema(value_type = Vec<codes::Item>)]
    items: Vec<&'static str>,
}

/// The reduced sheet; after acceptance, and if she agreed, the situation too.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "need": "Trouver un logement avant fin décembre.", "commune": "Kerlann", "age_band": "26_39",
    "languages": ["fr", "ar"], "channel": "phone", "safe_hours": "après 14 h", "do_not_write": false
}))]
pub(crate) struct Sheet {
    /// The need in a sentence.
    need: String,
    /// Her commune's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<String>,
    /// Her age band.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::AgeBand>)]
    age_band: Option<String>,
    /// When she is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<String>,
    /// Languages spoken, the best first.
    languages: Vec<String>,
    /// How she prefers to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Channel>)]
    channel: Option<String>,
    /// When it is safe to reach her.
    #[serde(skip_serializing_if = "Option::is_none")]
    safe_hours: Option<String>,
    /// Nothing in writing may reach her.
    do_not_write: bool,
    /// The situation.
    #[serde(skip_serializing_if = "Option::is_none")]
    situation: Option<String>,
}

/// The person, as the caller's own organisation knows her.
#[derive(Serialize, ToSchema)]
struct PersonHere {
    /// The organisation's relation to her.
    relation: Uuid,
    /// What it knows.
    #[serde(flatten)]
    known: Known,
}

/// Who did what, when.
#[derive(Serialize, ToSchema)]
struct Event {
    /// The version it led to.
    version: i32,
    /// What happened.
    #[schema(example = "accepted")]
    kind: String,
    /// The state before.
    #[schema(value_type = codes::ReferralState)]
    from: String,
    /// The state after.
    #[schema(value_type = codes::ReferralState)]
    to: String,
    /// The coded reason or outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// When.
    at: DateTime<Utc>,
    /// The organisation that acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    /// The agent who acted; none for software.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// The words that went with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<ReferralView> for Referral {
    fn from(view: ReferralView) -> Self {
        let record = view.record;
        Self {
            id: record.id.uuid(),
            number: record.number.to_string(),
            state: record.state.as_str(),
            sent_by_us: view.sent_by_us,
            holder: match view.holder {
                Holder::Sender => "sender",
                Holder::Recipient => "recipient",
                Holder::Nobody => "nobody",
            },
            sight: match view.sight {
                Sight::Hidden | Sight::Existence => "existence",
                Sight::Reduced => "reduced",
                Sight::Agreed => "agreed",
                Sight::Own => "own",
            },
            theme: view.theme,
            dates: Dates::from(&record),
            codes: Reasons::from(&record),
            sender: record.sender.into(),
            recipient: record.recipient.map(Into::into),
            items: codes_of(&view.items),
            agreement: view.agreement.map(Into::into),
            sheet: view.content.map(Into::into),
            person: view.person.map(|(id, known)| PersonHere { relation: id.uuid(), known: known.into() }),
            history: view.history.into_iter().map(Into::into).collect(),
            allowed: view.allowed.iter().map(|action| action.as_str()).collect(),
        }
    }
}

fn codes_of(items: &CodeSet<Item>) -> Vec<&'static str> {
    items.iter().map(Item::as_str).collect()
}

impl From<Sender> for SenderName {
    fn from(sender: Sender) -> Self {
        Self { organisation: sender.organisation.uuid(), name: sender.organisation_name }
    }
}

impl From<Recipient> for RecipientName {
    fn from(recipient: Recipient) -> Self {
        Self {
            organisation: recipient.organisation.uuid(),
            name: recipient.organisation_name,
            service: recipient.service.uuid(),
            service_name: recipient.service_name,
        }
    }
}

impl From<&ReferralRecord> for Dates {
    fn from(record: &ReferralRecord) -> Self {
        Self {
            created_at: record.created_at,
            sent_at: record.sent_at,
            acknowledge_due: record.acknowledge_due,
            reminders: [record.first_reminder_due, record.second_reminder_due, record.third_reminder_due]
                .into_iter()
                .flatten()
                .collect(),
            escalation_due: record.escalation_due,
            hold_review_on: record.hold_review_on,
            hold_until: record.hold_until,
            expires_on: record.expires_on,
            received_at: record.received_at,
            accepted_at: record.accepted_at,
            started_at: record.started_at,
            closed_at: record.closed_at,
        }
    }
}

impl From<&ReferralRecord> for Reasons {
    fn from(record: &ReferralRecord) -> Self {
        Self {
            outcome: record.outcome.map(Outcome::as_str),
            reject: record.reject_reason.map(RejectReason::as_str),
            denied_by: record.denied_by.map(DeniedBy::as_str),
            waiting_list: record.waiting_list,
            cancel: record.cancel_reason.map(CancelReason::as_str),
            cancel_confirmed_at: record.cancel_acknowledged_at,
            hold: record.hold_sub_reason.map(HoldReason::as_str),
            error: record.error_reason.map(ErrorReason::as_str),
            sender_outcome: record.sender_outcome.map(Outcome::as_str),
            person_contacted: record.person_contacted,
            person_useful: record.person_useful,
            suggested_service: record.suggested_service.map(ServiceId::uuid),
        }
    }
}

impl From<AgreementView> for Agreement {
    fn from(view: AgreementView) -> Self {
        Self {
            state: view.state.as_str(),
            in_force: view.in_force,
            method: view.method.map(Method::as_str),
            given_at: view.given_at,
            valid_until: view.valid_until,
            withdrawn_at: view.withdrawn_at,
            secrecy: view.secrecy,
            items: codes_of(&view.items),
        }
    }
}

impl From<ReferralContent> for Sheet {
    fn from(content: ReferralContent) -> Self {
        Self {
            need: content.need,
            commune: content.commune,
            age_band: content.age_band,
            availability: content.availability,
            languages: content.languages,
            channel: content.channel,
            safe_hours: content.safe_hours,
            do_not_write: content.do_not_write,
            situation: content.situation,
        }
    }
}

impl From<HistoryItem> for Event {
    fn from(item: HistoryItem) -> Self {
        let line = item.line;
        Self {
            version: line.version,
            kind: line.event,
            from: line.from_state,
            to: line.to_state,
            reason: line.reason,
            at: line.at,
            organisation: line.organisation_name,
            agent: line.given_name.zip(line.usual_name).map(|(given, usual)| format!("{given} {usual}")),
            note: item.note.map(|app::Note(text)| text),
        }
    }
}
