//! What happened to a mandate: each event with its journal entry.

use relais_domain::{
    actor::Actor,
    clock::Timestamp,
    ids::{EntryId, MandateId, MembershipId, TransitionId},
    mandate::{Mandate, MandateEvent, MandateEventKind},
};
use relais_journal::Action;
use sea_orm::{EntityTrait, FromQueryResult, Set, prelude::Uuid};

use crate::{StoreError, UnitOfWork, journal::Act, mandates::entity::mandate_event, sql::Sql};

/// One line of a mandate's history, with the name of who did it.
#[derive(Clone, FromQueryResult)]
pub struct MandateHistoryLine {
    /// Event code.
    pub event: String,
    /// State after.
    pub to_state: String,
    /// Way, cause, channel, theme or reason.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The organisation at whose desk it happened; none for a clock.
    pub organisation_name: Option<String>,
    /// First name of the agent.
    pub given_name: Option<String>,
    /// Name in use of the agent.
    pub usual_name: Option<String>,
}

#[derive(FromQueryResult)]
struct AgreementEntry {
    id: Uuid,
    leaf_hash: Vec<u8>,
}

impl std::fmt::Debug for MandateHistoryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MandateHistoryLine")
            .field("event", &self.event)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl UnitOfWork<'_> {
    /// Appends an event, with its journal entry: neither is written without the other. The id of the entry is given back
    /// for what else hangs on it: an act, a receipt.
    pub async fn record_mandate_event(
        &self,
        mandate: &Mandate,
        event: &MandateEvent,
    ) -> Result<EntryId, StoreError> {
        let mut act = Act::new(journalled(event.kind)).on(mandate.id().uuid()).about(mandate.person());
        if let Some(reason) = event.reason.or_else(|| end_code(event.kind)) {
            act = act.scope(reason);
        }
        if self.actor().is_none() {
            act = act.at(mandate.organisation());
        }
        let entry = self.record(act.with("from", event.from).with("to", event.to)).await?;
        let row = mandate_event::ActiveModel {
            id: Set(TransitionId::ordered(event.at, self.random()).uuid()),
            mandate_id: Set(mandate.id().uuid()),
            version: Set(mandate.version()),
            event: Set(event.kind.as_str().to_owned()),
            from_state: Set(event.from.as_str().to_owned()),
            to_state: Set(event.to.as_str().to_owned()),
            reason: Set(event.reason.or_else(|| end_code(event.kind)).map(str::to_owned)),
            organisation_id: Set(self.actor().map(|actor| actor.organisation.uuid())),
            membership_id: Set(self.actor().and_then(Actor::membership).map(MembershipId::uuid)),
            entry_id: Set(entry.uuid()),
            at: Set(event.at),
        };
        mandate_event::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(entry)
    }

    /// The entry of its agreement, with its leaf hash; none before she agreed.
    pub async fn find_agreement_entry(
        &self,
        of: MandateId,
    ) -> Result<Option<(EntryId, Vec<u8>)>, StoreError> {
        let sql = Sql::new(
            "SELECT j.id, j.leaf_hash FROM mandate_event e JOIN journal_entry j ON j.id = e.entry_id
             WHERE e.mandate_id = $1 AND e.event = 'agreed'",
        );
        let found: Option<AgreementEntry> = sql.id(of.uuid()).one(self.transaction()).await?;
        Ok(found.map(|row| (EntryId::new(row.id), row.leaf_hash)))
    }

    /// Its history, the latest first.
    pub async fn list_mandate_history(&self, of: MandateId) -> Result<Vec<MandateHistoryLine>, StoreError> {
        let sql = Sql::new(
            "SELECT e.event, e.to_state, e.reason, e.at, o.name AS organisation_name, a.given_name, a.usual_name
             FROM mandate_event e
             LEFT JOIN organisation o ON o.id = e.organisation_id
             LEFT JOIN membership m ON m.id = e.membership_id
             LEFT JOIN agent a ON a.id = m.agent_id
             WHERE e.mandate_id = $1 ORDER BY e.version DESC",
        );
        sql.id(of.uuid()).all(self.transaction()).await
    }
}

/// The journal's word for an event.
#[must_use]
pub const fn journalled(kind: MandateEventKind) -> Action {
    match kind {
        MandateEventKind::TextFixed => Action::MandateTextFixed,
        MandateEventKind::TextLapsed => Action::MandateTextLapsed,
        MandateEventKind::Agreed => Action::MandateAgreed,
        MandateEventKind::Used => Action::MandateUsed,
        MandateEventKind::Suspended => Action::MandateSuspended,
        MandateEventKind::Resumed => Action::MandateResumed,
        MandateEventKind::Narrowed => Action::MandateNarrowed,
        MandateEventKind::Revoked => Action::MandateRevoked,
        MandateEventKind::Expired
        | MandateEventKind::Fulfilled
        | MandateEventKind::Renounced
        | MandateEventKind::Superseded
        | MandateEventKind::Invalidated => Action::MandateEnded,
    }
}

/// Which end it was, where nothing else says so: several share one word of the journal.
const fn end_code(kind: MandateEventKind) -> Option<&'static str> {
    match kind {
        MandateEventKind::Expired | MandateEventKind::Fulfilled | MandateEventKind::Superseded => {
            Some(kind.as_str())
        }
        MandateEventKind::TextFixed
        | MandateEventKind::TextLapsed
        | MandateEventKind::Agreed
        | MandateEventKind::Used
        | MandateEventKind::Suspended
        | MandateEventKind::Resumed
        | MandateEventKind::Narrowed
        | MandateEventKind::Revoked
        | MandateEventKind::Renounced
        | MandateEventKind::Invalidated => None,
    }
}
