//! Agreements as tests need them.

mod rows;
mod rules;

use crate::{
    actor::Actor,
    agreement::{
        Agreement, AgreementRecipient, AgreementText, Giving, IndicatedBy, Item, LegalBasis, Method,
        NewAgreement, Purpose, TermRules, Terms, TextHash,
    },
    clock::Timestamp,
    ids::{AgreementId, NetworkId, PersonId, ReferralId},
    referral::{
        Recipient,
        tests::{AGREEMENT, By, PERSON, SENDER, START, organisation},
    },
};

pub(crate) const SIGNED: Giving = Giving { method: Method::Paper, witnessed: false };

/// Named and telephone, for a referral to this recipient, put to the person.
pub(crate) fn requested_for(recipient: &Recipient) -> Agreement {
    requested(recipient, PERSON, AGREEMENT, START)
}

/// The same, given.
pub(crate) fn given_for(recipient: &Recipient, at: Timestamp) -> Agreement {
    given_to(recipient, PERSON, AGREEMENT, at)
}

pub(crate) fn given_to(recipient: &Recipient, person: PersonId, id: AgreementId, at: Timestamp) -> Agreement {
    requested(recipient, person, id, at).give(SIGNED, &TermRules::default(), &agent(), at).expect("asked").0
}

/// The same terms again under a new id, given in the place of the usual one.
pub(crate) fn given_instead(recipient: &Recipient, id: AgreementId, at: Timestamp) -> Agreement {
    let old = given_to(recipient, PERSON, id, at);
    Agreement { replaces: Some(AGREEMENT), ..old }
}

fn requested(recipient: &Recipient, person: PersonId, id: AgreementId, at: Timestamp) -> Agreement {
    let terms = Terms {
        recipient: AgreementRecipient {
            organisation: recipient.organisation,
            service: Some(recipient.service),
        },
        purposes: [Purpose::Referral].into_iter().collect(),
        items: [Item::Identity, Item::Phone].into_iter().collect(),
        secrecy: true,
        legal_basis: LegalBasis::Consent,
        indicated_by: IndicatedBy::Person,
        text: AgreementText {
            version: "referral-2026-11-01".into(),
            language: "fr".into(),
            sha256: TextHash([7; 32]),
        },
    };
    let new = NewAgreement {
        id,
        network: NetworkId::new(uuid::Uuid::from_u128(9)),
        person,
        controller: organisation(SENDER),
        collected_by: agent().membership(),
        referral: Some(ReferralId::new(uuid::Uuid::from_u128(60))),
        terms,
        replaces: None,
    };
    Agreement::request(new, at).expect("a purpose")
}

fn agent() -> Actor {
    By::Sender.actor()
}
