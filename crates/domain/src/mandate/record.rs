//! The shape of a stored mandate: one flat row.

use chrono::NaiveDate;

use crate::{
    agreement::TextHash,
    clock::Timestamp,
    ids::{MandateId, MembershipId, NetworkId, OrganisationId, PersonId, RelationId},
    mandate::{
        AgreementWay, Ending, IdentityCheck, InvalidMandateReason, Mandate, MandateNumber, MandateState,
        MandateTerm, PauseCause, ReadingMode, RenounceReason, RevocationChannel, Scope,
    },
    text::LanguageCode,
};

/// A mandate as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of the mandate and its stages, documented there; the names are the columns"
)]
pub struct MandateRecord {
    pub id: MandateId,
    pub number: MandateNumber,
    pub network: NetworkId,
    pub person: PersonId,
    pub relation: RelationId,
    pub organisation: OrganisationId,
    pub prepared_by: MembershipId,
    pub scope: Scope,
    pub term: MandateTerm,
    pub renews: Option<MandateId>,
    pub state: MandateState,
    pub text_version: Option<String>,
    pub text_sha256: Option<TextHash>,
    pub not_before: Option<Timestamp>,
    pub not_after: Option<Timestamp>,
    pub way: Option<AgreementWay>,
    pub identity: Option<IdentityCheck>,
    pub reading: Option<ReadingMode>,
    pub language: Option<LanguageCode>,
    pub interpreter: Option<bool>,
    pub agreed_by: Option<MembershipId>,
    pub signed_on: Option<NaiveDate>,
    pub agreed_at: Option<Timestamp>,
    pub pause_cause: Option<PauseCause>,
    pub paused_at: Option<Timestamp>,
    pub pause_until: Option<Timestamp>,
    pub revoked_via: Option<RevocationChannel>,
    pub renounce_reason: Option<RenounceReason>,
    pub invalid_reason: Option<InvalidMandateReason>,
    pub superseded_by: Option<MandateId>,
    pub ended_at: Option<Timestamp>,
    pub version: i32,
    pub created_at: Timestamp,
}

/// The columns of an ending.
#[derive(Default)]
struct EndColumns {
    revoked_via: Option<RevocationChannel>,
    renounce_reason: Option<RenounceReason>,
    invalid_reason: Option<InvalidMandateReason>,
    superseded_by: Option<MandateId>,
}

impl EndColumns {
    fn of(how: Ending) -> Self {
        let none = Self::default();
        match how {
            Ending::Expired | Ending::Fulfilled => none,
            Ending::Revoked(via) => Self { revoked_via: Some(via), ..none },
            Ending::Renounced(reason) => Self { renounce_reason: Some(reason), ..none },
            Ending::Invalidated(reason) => Self { invalid_reason: Some(reason), ..none },
            Ending::Superseded(next) => Self { superseded_by: Some(next), ..none },
        }
    }
}

impl Mandate {
    /// The row of this mandate. [`Mandate::restore`] of it gives the same mandate back.
    #[must_use]
    pub fn record(&self) -> MandateRecord {
        let (text, consent, end) =
            (self.stage.text(), self.power().map(|power| &power.consent), self.stage.end());
        let pause = self.stage.pause();
        let EndColumns { revoked_via, renounce_reason, invalid_reason, superseded_by } =
            end.map(|end| EndColumns::of(end.how)).unwrap_or_default();
        MandateRecord {
            id: self.id,
            number: self.number,
            network: self.network,
            person: self.person,
            relation: self.relation,
            organisation: self.organisation,
            prepared_by: self.prepared_by,
            scope: self.scope.clone(),
            term: self.term,
            renews: self.renews,
            state: self.state(),
            text_version: text.map(|text| text.version.clone()),
            text_sha256: text.map(|text| text.sha256),
            not_before: text.map(|text| text.validity.not_before),
            not_after: text.map(|text| text.validity.not_after),
            way: consent.map(|consent| consent.way),
            identity: consent.map(|consent| consent.identity),
            reading: consent.map(|consent| consent.reading),
            language: consent.map(|consent| consent.language.clone()),
            interpreter: consent.map(|consent| consent.interpreter),
            agreed_by: consent.map(|consent| consent.by),
            signed_on: consent.and_then(|consent| consent.signed_on),
            agreed_at: consent.map(|consent| consent.at),
            pause_cause: pause.map(|pause| pause.cause),
            paused_at: pause.map(|pause| pause.at),
            pause_until: pause.map(|pause| pause.until),
            revoked_via,
            renounce_reason,
            invalid_reason,
            superseded_by,
            ended_at: end.map(|end| end.at),
            version: self.version,
            created_at: self.created_at,
        }
    }
}
