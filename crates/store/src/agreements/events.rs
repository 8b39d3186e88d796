//! What happened to an agreement: each event with its journal entry.

use relais_domain::{
    actor::Actor,
    agreement::{Agreement, AgreementEvent, AgreementEventKind},
    ids::{MembershipId, TransitionId},
};
use relais_journal::Action;
use sea_orm::{EntityTrait, Set};

use crate::{StoreError, UnitOfWork, agreements::entity::agreement_event, journal::Act};

impl UnitOfWork<'_> {
    /// Appends an event, with its journal entry: neither is written without the other.
    pub async fn record_agreement_event(
        &self,
        agreement: &Agreement,
        event: &AgreementEvent,
    ) -> Result<(), StoreError> {
        let mut act = Act::new(journalled(event.kind)).on(agreement.id().uuid()).about(agreement.person());
        if let Some(reason) = event.reason {
            act = act.scope(reason);
        }
        let entry = self.record(act).await?;
        let row = agreement_event::ActiveModel {
            id: Set(TransitionId::ordered(event.at, self.random()).uuid()),
            agreement_id: Set(agreement.id().uuid()),
            version: Set(agreement.version()),
            event: Set(event.kind.as_str().to_owned()),
            state: Set(agreement.state().as_str().to_owned()),
            reason: Set(event.reason.map(str::to_owned)),
            organisation_id: Set(self.actor().map(|actor| actor.organisation.uuid())),
            membership_id: Set(self.actor().and_then(Actor::membership).map(MembershipId::uuid)),
            entry_id: Set(entry.uuid()),
            at: Set(event.at),
        };
        agreement_event::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}

/// The journal's word for an event.
#[must_use]
pub const fn journalled(kind: AgreementEventKind) -> Action {
    match kind {
        AgreementEventKind::Given => Action::AgreementGiven,
        AgreementEventKind::Refused => Action::AgreementRefused,
        AgreementEventKind::Withdrawn => Action::AgreementWithdrawn,
        AgreementEventKind::Revoked => Action::AgreementRevoked,
        AgreementEventKind::Expired => Action::AgreementExpired,
        AgreementEventKind::Renewed | AgreementEventKind::Replaced | AgreementEventKind::TermMoved => {
            Action::AgreementRenewed
        }
        AgreementEventKind::Invalidated => Action::AgreementInvalidated,
    }
}
