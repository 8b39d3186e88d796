//! Row ⇄ rules, distrustful.

use relais_domain::{
    agreement::{Agreement, AgreementRecord, TextHash},
    ids::{AgreementId, MembershipId, NetworkId, OrganisationId, PersonId, ReferralId, ServiceId},
};
use sea_orm::{Set, prelude::Uuid};

use crate::{StoreError, agreements::entity::agreement, error::inconsistent};

const TABLE: &str = "agreement";

pub(super) fn agreement(row: agreement::Model) -> Result<Agreement, StoreError> {
    let id = row.id;
    Agreement::restore(&record(row)?).map_err(|refused| inconsistent(TABLE, refused.column, id))
}

fn record(row: agreement::Model) -> Result<AgreementRecord, StoreError> {
    let id = row.id;
    let sha256 = row.text_sha256.try_into().map_err(|_| inconsistent(TABLE, "text_sha256", id))?;
    Ok(AgreementRecord {
        id: AgreementId::new(id),
        network: NetworkId::new(row.network_id),
        person: PersonId::new(row.person_id),
        controller: OrganisationId::new(row.controller_id),
        collected_by: row.collected_by.map(MembershipId::new),
        referral: row.referral_id.map(ReferralId::new),
        recipient_organisation: OrganisationId::new(row.recipient_organisation_id),
        recipient_service: row.recipient_service_id.map(ServiceId::new),
        purposes: parse(&row.purposes, "purposes", id)?,
        items: parse(&row.items, "items", id)?,
        secrecy: row.secrecy,
        legal_basis: parse(&row.legal_basis, "legal_basis", id)?,
        indicated_by: parse(&row.indicated_by, "indicated_by", id)?,
        text_version: row.text_version,
        text_language: row.text_language,
        text_sha256: TextHash(sha256),
        state: parse(&row.state, "state", id)?,
        method: optional(row.method.as_deref(), "method", id)?,
        witnessed: row.witnessed,
        given_at: row.given_at,
        valid_from: row.valid_from,
        hard_end: row.hard_end,
        closing_end: row.closing_end,
        valid_until: row.valid_until,
        renewed_at: row.renewed_at,
        ended_at: row.ended_at,
        withdrawn_via: optional(row.withdrawn_via.as_deref(), "withdrawn_via", id)?,
        invalid_reason: optional(row.invalid_reason.as_deref(), "invalid_reason", id)?,
        replaces: row.replaces.map(AgreementId::new),
        replaced_by: row.replaced_by.map(AgreementId::new),
        version: row.version,
        created_at: row.created_at,
    })
}

fn parse<T: std::str::FromStr>(text: &str, column: &'static str, row: Uuid) -> Result<T, StoreError> {
    text.parse().map_err(|_| inconsistent(TABLE, column, row))
}

fn optional<T: std::str::FromStr>(
    text: Option<&str>,
    column: &'static str,
    row: Uuid,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(text, column, row)).transpose()
}

/// The row of an agreement; relation and sealed columns are set by the caller.
pub(super) fn row(agreement: &Agreement) -> agreement::ActiveModel {
    let record = agreement.record();
    agreement::ActiveModel {
        id: Set(record.id.uuid()),
        network_id: Set(record.network.uuid()),
        person_id: Set(record.person.uuid()),
        controller_id: Set(record.controller.uuid()),
        collected_by: Set(record.collected_by.map(MembershipId::uuid)),
        referral_id: Set(record.referral.map(ReferralId::uuid)),
        recipient_organisation_id: Set(record.recipient_organisation.uuid()),
        recipient_service_id: Set(record.recipient_service.map(ServiceId::uuid)),
        purposes: Set(record.purposes.to_string()),
        items: Set(record.items.to_string()),
        secrecy: Set(record.secrecy),
        legal_basis: Set(record.legal_basis.to_string()),
        indicated_by: Set(record.indicated_by.to_string()),
        text_version: Set(record.text_version),
        text_language: Set(record.text_language),
        text_sha256: Set(record.text_sha256.0.to_vec()),
        state: Set(record.state.to_string()),
        method: Set(record.method.map(|method| method.to_string())),
        witnessed: Set(record.witnessed),
        withdrawn_via: Set(record.withdrawn_via.map(|via| via.to_string())),
        invalid_reason: Set(record.invalid_reason.map(|reason| reason.to_string())),
        replaces: Set(record.replaces.map(AgreementId::uuid)),
        replaced_by: Set(record.replaced_by.map(AgreementId::uuid)),
        given_at: Set(record.given_at),
        valid_from: Set(record.valid_from),
        hard_end: Set(record.hard_end),
        closing_end: Set(record.closing_end),
        valid_until: Set(record.valid_until),
        renewed_at: Set(record.renewed_at),
        ended_at: Set(record.ended_at),
        version: Set(record.version),
        created_at: Set(record.created_at),
        ..Default::default()
    }
}
