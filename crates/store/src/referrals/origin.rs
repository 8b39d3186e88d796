//! What a referral is written from: the need and what the sender knows of the person. A grant on the referral reaches
//! exactly these two, and nothing else of the organisation.

use relais_domain::{
    access::{Action, Grant, Object},
    referral::{Holder, visibility::Sight},
};

use crate::{
    StoreError, UnitOfWork,
    needs::NeedContent,
    persons::{PersonContent, Relation, StoredCard},
    referrals::{ReferralContent, StoredReferral},
    sealing::sealed_columns,
    shared::Shared,
};

impl UnitOfWork<'_> {
    /// Opens the need behind a referral, for its sender; nothing when it was destroyed with what it rested on.
    pub async fn open_need_of(
        &self,
        grant: &Grant,
        stored: &StoredReferral,
    ) -> Result<Option<NeedContent>, StoreError> {
        reaches(grant, stored, "need")?;
        let found = self.find_need(stored.referral.need()).await?;
        let Some(need) = found.filter(|need| !need.is_emptied()) else { return Ok(None) };
        let (place, sealed) = need.sealed();
        self.open_unchecked(place, &sealed).await.map(Some)
    }

    /// Opens what the sender knows of the person; nothing when the ground of that relation has ended.
    pub async fn open_person_of(
        &self,
        grant: &Grant,
        stored: &StoredReferral,
    ) -> Result<Option<PersonContent>, StoreError> {
        reaches(grant, stored, "relation")?;
        let found = self.find_relation(stored.relation).await?;
        self.open_to_pass_on(found).await
    }

    /// Opens what the sender knows of the person, for the one act that copies the agreed items: an acceptance that
    /// was allowed, on this referral. Nothing when the sender itself has lost it meanwhile.
    pub async fn open_relation_for_acceptance(
        &self,
        grant: &Grant,
        stored: &StoredReferral,
    ) -> Result<Option<PersonContent>, StoreError> {
        let accepts = grant.action() == Action::AcceptReferral
            && grant.object() == Object::Referral(stored.referral.id());
        if !accepts || grant.sight() < Sight::Agreed {
            return Err(StoreError::Sealed { table: "relation" });
        }
        let found = self.find_senders_relation(stored.relation).await?;
        self.open_to_pass_on(found).await
    }

    /// Opens the card of the side that holds an open referral, for whoever reads its sheet: how to reach and speak to
    /// her as it is known now. To the service asked the sender's card opens only within what the sheet itself was
    /// shared for; the recipient's own card opens to its own organisation.
    pub async fn open_holders_card(
        &self,
        grant: &Grant,
        stored: &StoredReferral,
        sheet: &ReferralContent,
    ) -> Result<Option<StoredCard>, StoreError> {
        let referral = &stored.referral;
        let own = grant.organisation() == referral.sender().organisation;
        let shared = own || Shared::reaches(sheet.shared.as_ref(), grant.organisation(), self.now());
        let named = grant.object() == Object::Referral(referral.id());
        if !(shared && named && grant.opens_content()) {
            return Err(StoreError::Sealed { table: "relation" });
        }
        let found = match referral.holder() {
            Holder::Sender => self.find_senders_relation(stored.relation).await?,
            Holder::Recipient => self.find_relation_of_referral(referral.id()).await?,
            Holder::Nobody => None,
        };
        let hers = found.filter(|relation| relation.person() == referral.person());
        Ok(self.open_to_pass_on(hers).await?.map(|content| content.card))
    }

    /// What its organisation may not read any more is not passed on either: a closed ground, a copy past its end.
    pub(crate) async fn open_to_pass_on(
        &self,
        found: Option<Relation>,
    ) -> Result<Option<PersonContent>, StoreError> {
        let Some(relation) = found.filter(|relation| relation.open) else { return Ok(None) };
        let content: PersonContent =
            self.open_unchecked(relation.place(), &sealed_columns!(relation)).await?;
        Ok(Some(content).filter(|content| self.copy_reaches(&relation, content)))
    }
}

/// The grant is the sender's own, on this referral, and deep enough.
fn reaches(grant: &Grant, stored: &StoredReferral, table: &'static str) -> Result<(), StoreError> {
    let own = grant.organisation() == stored.referral.sender().organisation;
    let named = grant.object() == Object::Referral(stored.referral.id());
    if own && named && grant.sight() == Sight::Own { Ok(()) } else { Err(StoreError::Sealed { table }) }
}
