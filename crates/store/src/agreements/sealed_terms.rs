//! The terms as they were when the person said yes, sealed beside the exact text: the row may say no more than they.
//!
//! Whoever can write to the database can widen a row; nobody can write an envelope without the keys.

use relais_domain::{
    access::{Grant, Object},
    agreement::Agreement,
    referral::Referral,
};
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    agreements::{AgreementEvidence, StoredAgreement},
    error::inconsistent,
};

/// A canonical copy of what the person agreed to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedTerms {
    person: Uuid,
    referral: Option<Uuid>,
    recipient_organisation: Uuid,
    recipient_service: Option<Uuid>,
    purposes: String,
    items: String,
    secrecy: bool,
    text_sha256: String,
    text_version: String,
    text_language: String,
    method: String,
    witnessed: bool,
    indicated_by: String,
    collected_by: Option<Uuid>,
    /// When the yes was said, in microseconds of Unix time.
    given_at: i64,
    /// The last instant, in microseconds of Unix time; an earlier end is not more than was agreed.
    hard_end: i64,
}

impl SealedTerms {
    /// The terms of an agreement that was given; nothing of one that was not.
    #[must_use]
    pub fn of(agreement: &Agreement) -> Option<Self> {
        let given = agreement.stage().given()?;
        let terms = agreement.terms();
        Some(Self {
            person: agreement.person().uuid(),
            referral: agreement.referral().map(relais_domain::ids::ReferralId::uuid),
            recipient_organisation: terms.recipient.organisation.uuid(),
            recipient_service: terms.recipient.service.map(relais_domain::ids::ServiceId::uuid),
            purposes: terms.purposes.to_string(),
            items: terms.items.to_string(),
            secrecy: terms.secrecy,
            text_sha256: terms.text.sha256.to_string(),
            text_version: terms.text.version.clone(),
            text_language: terms.text.language.clone(),
            method: given.method.to_string(),
            witnessed: given.witnessed,
            indicated_by: terms.indicated_by.to_string(),
            collected_by: agreement.collected_by().map(relais_domain::ids::MembershipId::uuid),
            given_at: given.at.timestamp_micros(),
            hard_end: given.term.hard_end.timestamp_micros(),
        })
    }

    /// The first column in which a row says something else, or lasts longer.
    #[must_use]
    pub fn exceeded_by(&self, row: &Self) -> Option<&'static str> {
        let columns = [
            ("person_id", self.person == row.person),
            ("referral_id", self.referral == row.referral),
            ("recipient_organisation_id", self.recipient_organisation == row.recipient_organisation),
            ("recipient_service_id", self.recipient_service == row.recipient_service),
            ("purposes", self.purposes == row.purposes),
            ("items", self.items == row.items),
            ("secrecy", self.secrecy == row.secrecy),
            ("text_sha256", self.text_sha256 == row.text_sha256),
            ("text_version", self.text_version == row.text_version),
            ("text_language", self.text_language == row.text_language),
            ("method", self.method == row.method),
            ("witnessed", self.witnessed == row.witnessed),
            ("indicated_by", self.indicated_by == row.indicated_by),
            ("collected_by", self.collected_by == row.collected_by),
            ("given_at", self.given_at == row.given_at),
            ("hard_end", row.hard_end <= self.hard_end),
        ];
        columns.into_iter().find_map(|(column, same)| (!same).then_some(column))
    }
}

impl std::fmt::Debug for SealedTerms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedTerms([secret])")
    }
}

impl UnitOfWork<'_> {
    /// Holds the row of an agreement to what was sealed when it was given: a row that says more is inconsistent and
    /// covers nothing. For whoever acts on, or reads, the referral it belongs to.
    pub async fn hold_to_sealed_terms(
        &self,
        grant: &Grant,
        referral: &Referral,
        stored: &StoredAgreement,
    ) -> Result<(), StoreError> {
        let agreement = &stored.agreement;
        let named = grant.object() == Object::Referral(referral.id());
        if !named || !grant.opens_content() || referral.agreement() != Some(agreement.id()) {
            return Err(StoreError::Sealed { table: "agreement" });
        }
        let evidence: AgreementEvidence = self.open_unchecked(stored.place(), &stored.sealed).await?;
        let refused = |column| inconsistent("agreement", column, agreement.id());
        let sealed = evidence.terms.ok_or_else(|| refused("payload"))?;
        let row = SealedTerms::of(agreement).ok_or_else(|| refused("state"))?;
        sealed.exceeded_by(&row).map_or(Ok(()), |column| Err(refused(column)))
    }

    /// What was sealed of the terms of each of these agreements, in their order, for the auditor; nothing of one that was
    /// never given, or whose envelope does not open.
    ///
    /// Errors: a key store that does not answer says nothing of a row.
    pub(crate) async fn sealed_terms(
        &self,
        agreements: &[StoredAgreement],
    ) -> Result<Vec<Option<SealedTerms>>, StoreError> {
        let rows = agreements.iter().map(|stored| Some((stored.place(), stored.sealed.clone())));
        let opened = self.open_all_unchecked::<AgreementEvidence>(rows).await?;
        Ok(opened.into_iter().map(|evidence| evidence.and_then(|evidence| evidence.terms)).collect())
    }
}
