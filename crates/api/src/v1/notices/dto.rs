//! News.

use chrono::{DateTime, Utc};
use relais_app::referrals;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What the other side of a referral did.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193a1b2-0000-7000-8000-0000000000aa", "kind": "accepted", "number": "R-4K7Q-2MXA",
    "referral": "f4d6b9a0-92ab-4c0a-8a5e-3f9e8a1d7c55", "sender": "CCAS de Kerlann",
    "recipient": "Mission locale de Kerlann", "service": "Accueil des jeunes", "at": "2026-11-21T09:00:00Z"
}))]
pub(crate) struct Notice {
    /// Its id.
    id: Uuid,
    /// What happened.
    kind: String,
    /// The referral it tells of.
    referral: Uuid,
    /// The referral's number.
    number: String,
    /// The sending organisation's name.
    sender: String,
    /// The receiving organisation's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    /// The service asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    /// When it was delivered.
    at: DateTime<Utc>,
}

/// A page of the news that nobody has seen, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeList {
    /// At most 50.
    pub items: Vec<Notice>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticeQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl From<referrals::Notice> for Notice {
    fn from(notice: referrals::Notice) -> Self {
        Self {
            id: notice.id().uuid(),
            referral: notice.referral().uuid(),
            kind: notice.kind,
            number: notice.number,
            sender: notice.sender_organisation_name,
            recipient: notice.recipient_organisation_name,
            service: notice.recipient_service_name,
            at: notice.created_at,
        }
    }
}
