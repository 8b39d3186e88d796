//! The shape of a stored agreement: one flat row.

use crate::{
    agreement::{
        Agreement, AgreementStage, AgreementState, IndicatedBy, InvalidReason, Item, LegalBasis, Method,
        Purpose, TextHash, WithdrawalChannel,
    },
    clock::Timestamp,
    code_set::CodeSet,
    ids::{AgreementId, MembershipId, NetworkId, OrganisationId, PersonId, ReferralId, ServiceId},
};

/// An agreement as a row. Sets are stored as codes with a space between (the text form of [`CodeSet`]).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of terms and stages, documented there; the names are the columns"
)]
pub struct AgreementRecord {
    pub id: AgreementId,
    pub network: NetworkId,
    pub person: PersonId,
    pub controller: OrganisationId,
    pub collected_by: Option<MembershipId>,
    pub referral: Option<ReferralId>,
    pub recipient_organisation: OrganisationId,
    pub recipient_service: Option<ServiceId>,
    pub purposes: CodeSet<Purpose>,
    pub items: CodeSet<Item>,
    pub secrecy: bool,
    pub legal_basis: LegalBasis,
    pub indicated_by: IndicatedBy,
    pub text_version: String,
    pub text_language: String,
    pub text_sha256: TextHash,
    pub state: AgreementState,
    pub method: Option<Method>,
    pub witnessed: Option<bool>,
    pub given_at: Option<Timestamp>,
    pub valid_from: Option<Timestamp>,
    /// The end whatever happens.
    pub hard_end: Option<Timestamp>,
    /// The end that follows from the closing of the referral.
    pub closing_end: Option<Timestamp>,
    /// The earlier of both ends; implied, kept for queries and checked.
    pub valid_until: Option<Timestamp>,
    pub renewed_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub withdrawn_via: Option<WithdrawalChannel>,
    pub invalid_reason: Option<InvalidReason>,
    pub replaces: Option<AgreementId>,
    pub replaced_by: Option<AgreementId>,
    pub version: i32,
    pub created_at: Timestamp,
}

impl Agreement {
    /// The row of this agreement. [`Agreement::restore`] of it gives the same agreement back.
    #[must_use]
    pub fn record(&self) -> AgreementRecord {
        let given = self.stage.given();
        let terms = &self.terms;
        let withdrawn_via =
            if let AgreementStage::Withdrawn { via, .. } = self.stage { Some(via) } else { None };
        let invalid_reason =
            if let AgreementStage::Invalidated { reason, .. } = self.stage { Some(reason) } else { None };
        AgreementRecord {
            id: self.id,
            network: self.network,
            person: self.person,
            controller: self.controller,
            collected_by: self.collected_by,
            referral: self.referral,
            recipient_organisation: terms.recipient.organisation,
            recipient_service: terms.recipient.service,
            purposes: terms.purposes.clone(),
            items: terms.items.clone(),
            secrecy: terms.secrecy,
            legal_basis: terms.legal_basis,
            indicated_by: terms.indicated_by,
            text_version: terms.text.version.clone(),
            text_language: terms.text.language.clone(),
            text_sha256: terms.text.sha256,
            state: self.state(),
            method: given.map(|given| given.method),
            witnessed: given.map(|given| given.witnessed),
            given_at: given.map(|given| given.at),
            valid_from: given.map(|given| given.term.from),
            hard_end: given.map(|given| given.term.hard_end),
            closing_end: given.and_then(|given| given.term.closing_end),
            valid_until: self.valid_until(),
            renewed_at: given.and_then(|given| given.renewed_at),
            ended_at: self.stage.ended_at(),
            withdrawn_via,
            invalid_reason,
            replaces: self.replaces,
            replaced_by: self.replaced_by,
            version: self.version,
            created_at: self.created_at,
        }
    }
}
