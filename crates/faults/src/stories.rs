//! What agents do with a referral, one request after the other, drawn from a seed.

use chrono::Days;
use relais_bench::Chance;
use relais_domain::clock::Clock as _;
use relais_server::adapters::SystemClock;
use serde_json::{Value, json};
use uuid::Uuid;

/// One act: one request, one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    Person,
    Start,
    Service,
    Items,
    Agree,
    Send,
    Acknowledge,
    Claim,
    Release,
    Accept,
    Begin,
    Hold,
    Resume,
    Reject,
    Reopen,
    Complete,
    Cancel,
    Confirm,
    Withdraw,
}

/// How every story begins.
const BEGINNING: [Move; 6] = [Move::Person, Move::Start, Move::Service, Move::Items, Move::Agree, Move::Send];

/// How it goes on.
const ENDINGS: [&[Move]; 9] = [
    &[Move::Acknowledge, Move::Accept, Move::Begin, Move::Complete],
    &[Move::Accept, Move::Hold, Move::Resume, Move::Complete],
    &[Move::Accept, Move::Complete, Move::Reopen, Move::Complete],
    &[Move::Claim, Move::Release, Move::Reject, Move::Reopen, Move::Accept],
    &[Move::Accept, Move::Cancel, Move::Confirm],
    &[Move::Acknowledge, Move::Withdraw],
    &[Move::Accept, Move::Begin, Move::Withdraw],
    &[Move::Hold, Move::Resume, Move::Reject],
    &[Move::Reject],
];

/// A drawn sequence of acts.
pub fn drawn(chance: &Chance) -> Vec<Move> {
    let ending = ENDINGS.get(chance.below(ENDINGS.len())).copied().unwrap_or_default();
    [&BEGINNING[..], ending].concat()
}

/// Everything up to the sending.
pub fn sent() -> Vec<Move> {
    BEGINNING.to_vec()
}

/// What a body may have to name.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub relation: Option<Uuid>,
    pub service: Uuid,
    /// Tells one person from another.
    pub name: String,
    /// Of the text that was read to her.
    pub text: String,
}

impl Move {
    pub const ALL: [Self; 19] = [
        Self::Person,
        Self::Start,
        Self::Service,
        Self::Items,
        Self::Agree,
        Self::Send,
        Self::Acknowledge,
        Self::Claim,
        Self::Release,
        Self::Accept,
        Self::Begin,
        Self::Hold,
        Self::Resume,
        Self::Reject,
        Self::Reopen,
        Self::Complete,
        Self::Cancel,
        Self::Confirm,
        Self::Withdraw,
    ];

    /// Whether the organisation that sent acts.
    pub const fn by_sender(self) -> bool {
        matches!(
            self,
            Self::Person
                | Self::Start
                | Self::Service
                | Self::Items
                | Self::Agree
                | Self::Send
                | Self::Cancel
                | Self::Withdraw
        )
    }

    /// Whether it makes something that had no id before.
    pub const fn makes(self) -> bool {
        matches!(self, Self::Person | Self::Start)
    }

    /// Method and address.
    pub fn route(self, referral: Option<Uuid>) -> (&'static str, String) {
        let method = if matches!(self, Self::Service | Self::Items) { "PUT" } else { "POST" };
        let act = match self {
            Self::Person => return (method, "/api/v1/persons".to_owned()),
            Self::Start => return (method, "/api/v1/referrals".to_owned()),
            Self::Service => "service",
            Self::Items => "items",
            Self::Agree => "agreement",
            Self::Send => "send",
            Self::Acknowledge => "acknowledge",
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Accept => "accept",
            Self::Begin => "start",
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Reject => "reject",
            Self::Reopen => "reopen",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
            Self::Confirm => "confirm-cancel",
            Self::Withdraw => "withdraw",
        };
        (method, format!("/api/v1/referrals/{}/{act}", referral.unwrap_or_default()))
    }

    pub fn body(self, named: &Named) -> Option<Value> {
        Some(match self {
            Self::Person => json!({
                "person": { "given_name": named.name, "family_name": named.name, "phone": "06 39 98 01 02" },
                "not_a_duplicate": true,
            }),
            Self::Start => json!({
                "relation": named.relation, "need": "Trouver un logement.", "theme": "logement",
                "situation": "Hébergée chez une amie.",
            }),
            Self::Service => json!({ "service": named.service }),
            Self::Items => json!({ "items": ["identity", "phone", "situation"] }),
            Self::Agree => json!({
                "answer": "yes", "method": "paper", "signed_at": "au guichet", "text_sha256": named.text,
            }),
            Self::Hold => json!({ "reason": "waiting_list", "review_on": in_three_days() }),
            Self::Resume => json!({}),
            Self::Reject => json!({ "reason": "no_capacity" }),
            Self::Reopen => json!({ "note": "Elle est revenue." }),
            Self::Complete => json!({ "outcome": "helped" }),
            Self::Cancel => json!({ "reason": "solved_otherwise" }),
            Self::Withdraw => json!({ "via": "counter" }),
            Self::Send
            | Self::Acknowledge
            | Self::Claim
            | Self::Release
            | Self::Accept
            | Self::Begin
            | Self::Confirm => return None,
        })
    }

    /// The event it leaves in the referral's history.
    pub const fn event(self) -> Option<&'static str> {
        Some(match self {
            Self::Person | Self::Start | Self::Service | Self::Items | Self::Agree => return None,
            Self::Send => "submitted",
            Self::Acknowledge => "acknowledged",
            Self::Claim => "claimed",
            Self::Release => "released",
            Self::Accept => "accepted",
            Self::Begin => "started",
            Self::Hold => "held",
            Self::Resume => "resumed",
            Self::Reject => "rejected",
            Self::Reopen => "reopened",
            Self::Complete => "completed",
            Self::Cancel => "cancelled",
            Self::Confirm => "cancel_confirmed",
            Self::Withdraw => "consent_withdrawn",
        })
    }

    /// The journal's entry about the referral; none where the entry is about something else.
    pub const fn entry(self) -> Option<&'static str> {
        Some(match self {
            Self::Person | Self::Agree => return None,
            Self::Start => "referral.drafted",
            Self::Service | Self::Items => "referral.edited",
            Self::Send => "referral.submitted",
            Self::Acknowledge => "referral.received",
            Self::Claim => "referral.claimed",
            Self::Release => "referral.released",
            Self::Accept => "referral.accepted",
            Self::Begin => "referral.started",
            Self::Hold => "referral.held",
            Self::Resume => "referral.resumed",
            Self::Reject => "referral.rejected",
            Self::Reopen => "referral.reopened",
            Self::Complete => "referral.completed",
            Self::Cancel => "referral.cancelled",
            Self::Confirm => "referral.cancel_seen",
            Self::Withdraw => "referral.withdrawn",
        })
    }
}

fn in_three_days() -> String {
    let today = SystemClock.now().date_naive();
    today.checked_add_days(Days::new(3)).unwrap_or(today).to_string()
}
