//! What happened to a referral: each event with its journal entry, and the history the two sides read.

use relais_domain::{
    access::Grant,
    actor::Actor,
    clock::Timestamp,
    ids::{MembershipId, ReferralId, TransitionId},
    referral::{Referral, ReferralEvent, ReferralEventKind},
};
use relais_journal::Action;
use sea_orm::{EntityTrait, FromQueryResult, Set};

use crate::{
    StoreError, UnitOfWork,
    journal::Act,
    referrals::{Note, entity::referral_event},
    sealing::{Kind, Place, Sealed, sealed_columns},
    sql::Sql,
};

/// One line of a referral's history, with the name of who acted.
#[derive(Clone, FromQueryResult)]
pub struct HistoryLine {
    /// The version the event led to.
    pub version: i32,
    /// Event code.
    pub event: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Reason, outcome or hold code.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The organisation that acted.
    pub organisation_name: Option<String>,
    /// First name of the agent.
    pub given_name: Option<String>,
    /// Name in use of the agent.
    pub usual_name: Option<String>,
    /// First name of whoever of the recipient's has the referral in hand now: told with each line, for a sheet is one
    /// statement less.
    pub hands_given_name: Option<String>,
    /// Her name in use.
    pub hands_usual_name: Option<String>,
    wrap: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    revision: i32,
    tenant_version: i32,
}

impl std::fmt::Debug for HistoryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HistoryLine")
            .field("event", &self.event)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl UnitOfWork<'_> {
    /// Appends an event to the referral's history, with its journal entry: neither is written without the other. A
    /// note is sealed under the referral's own slot, its revision being the version the event led to.
    pub async fn record_referral_event(
        &self,
        referral: &Referral,
        event: &ReferralEvent,
        note: Option<Note>,
    ) -> Result<(), StoreError> {
        let mut act = Act::new(journalled(event.kind)).on(referral.id().uuid()).about(referral.person());
        if let Some(reason) = event.reason {
            act = act.scope(reason);
        }
        let entry = self.record(act.with("from", event.from).with("to", event.to)).await?;
        let sealed = match note {
            Some(note) => self.seal(event_place(referral), referral.version() - 1, &note).await?,
            None => Sealed::default(),
        };
        let row = referral_event::ActiveModel {
            id: Set(TransitionId::ordered(event.at, self.random()).uuid()),
            referral_id: Set(referral.id().uuid()),
            version: Set(referral.version()),
            event: Set(event.kind.as_str().to_owned()),
            from_state: Set(event.from.as_str().to_owned()),
            to_state: Set(event.to.as_str().to_owned()),
            reason: Set(event.reason.map(str::to_owned)),
            organisation_id: Set(self.actor().map(|actor| actor.organisation.uuid())),
            membership_id: Set(self.actor().and_then(Actor::membership).map(MembershipId::uuid)),
            entry_id: Set(entry.uuid()),
            at: Set(event.at),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
        };
        referral_event::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// The history of a referral, the newest first.
    pub async fn list_history(&self, id: ReferralId) -> Result<Vec<HistoryLine>, StoreError> {
        let sql = Sql::new(
            "SELECT e.version, e.event, e.from_state, e.to_state, e.reason, e.at, e.wrap, e.payload, e.revision,
                    e.tenant_version, o.name AS organisation_name, a.given_name, a.usual_name,
                    ha.given_name AS hands_given_name, ha.usual_name AS hands_usual_name
             FROM referral_event e
             LEFT JOIN organisation o ON o.id = e.organisation_id
             LEFT JOIN membership m ON m.id = e.membership_id
             LEFT JOIN agent a ON a.id = m.agent_id
             LEFT JOIN referral f ON f.id = e.referral_id
             LEFT JOIN membership hm ON hm.id = f.claimed_by AND hm.status = 'active'
             LEFT JOIN agent ha ON ha.id = hm.agent_id
             WHERE e.referral_id = $1 ORDER BY e.at DESC, e.version DESC LIMIT 200",
        );
        sql.id(id.uuid()).all(self.transaction()).await
    }

    /// Opens the notes of a history, in its order, each under the grant it is given; without one it stays closed.
    pub async fn open_notes(
        &self,
        grant: impl Fn(&HistoryLine) -> Option<Grant>,
        referral: &Referral,
        history: &[HistoryLine],
    ) -> Result<Vec<Option<Note>>, StoreError> {
        let place = event_place(referral);
        let rows: Vec<_> = history.iter().map(|line| (grant(line), place, sealed_columns!(line))).collect();
        self.open_all(rows).await
    }
}

fn event_place(referral: &Referral) -> Place {
    let (tenant, row) = (referral.sender().organisation.uuid(), referral.id().uuid());
    Place { kind: Kind::ReferralEvent, tenant, row, subject: referral.person().uuid() }
}

/// The journal's word for an event.
#[must_use]
pub const fn journalled(kind: ReferralEventKind) -> Action {
    match kind {
        ReferralEventKind::Submitted => Action::ReferralSubmitted,
        ReferralEventKind::ConsentGiven => Action::ReferralSent,
        ReferralEventKind::ConsentRefused
        | ReferralEventKind::ConsentLapsed
        | ReferralEventKind::Cancelled => Action::ReferralCancelled,
        ReferralEventKind::Acknowledged => Action::ReferralReceived,
        ReferralEventKind::Accepted => Action::ReferralAccepted,
        ReferralEventKind::Rejected => Action::ReferralRejected,
        ReferralEventKind::Held => Action::ReferralHeld,
        ReferralEventKind::Resumed | ReferralEventKind::HoldLapsed => Action::ReferralResumed,
        ReferralEventKind::Started => Action::ReferralStarted,
        ReferralEventKind::Completed => Action::ReferralCompleted,
        ReferralEventKind::CancelConfirmed => Action::ReferralCancelSeen,
        ReferralEventKind::ConsentWithdrawn => Action::ReferralWithdrawn,
        ReferralEventKind::Expired => Action::ReferralExpired,
        ReferralEventKind::Reopened => Action::ReferralReopened,
        ReferralEventKind::MarkedError => Action::ReferralErrorMarked,
        ReferralEventKind::ClockStruck => Action::ReferralClockStruck,
        ReferralEventKind::Claimed => Action::ReferralClaimed,
        ReferralEventKind::Released => Action::ReferralReleased,
        ReferralEventKind::Assigned => Action::ReferralAssigned,
        ReferralEventKind::Redirected => Action::ReferralRedirected,
        ReferralEventKind::PersonAnswered => Action::ReferralPersonAnswered,
        ReferralEventKind::SenderAnswered => Action::ReferralSenderAnswered,
    }
}
