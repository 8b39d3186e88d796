//! Row ⇄ rules, distrustful.

use relais_domain::{
    agreement::TextHash,
    ids::{MandateId, MembershipId, NetworkId, OrganisationId, PersonId, RelationId},
    mandate::{Mandate, MandateRecord},
    text::LanguageCode,
};
use sea_orm::{Set, prelude::Uuid};

use crate::{StoreError, error::inconsistent, mandates::entity::mandate};

const TABLE: &str = "mandate";

pub(super) fn mandate(row: mandate::Model) -> Result<Mandate, StoreError> {
    let id = row.id;
    Mandate::restore(&record(row)?).map_err(|refused| inconsistent(TABLE, refused.column, id))
}

fn record(row: mandate::Model) -> Result<MandateRecord, StoreError> {
    let id = row.id;
    let hash =
        |hash: Vec<u8>| hash.try_into().map(TextHash).map_err(|_| inconsistent(TABLE, "text_sha256", id));
    let language = |code: String| LanguageCode::parse(&code).map_err(|_| inconsistent(TABLE, "language", id));
    Ok(MandateRecord {
        id: MandateId::new(id),
        number: parse(&row.number, "number", id)?,
        network: NetworkId::new(row.network_id),
        person: PersonId::new(row.person_id),
        relation: RelationId::new(row.relation_id),
        organisation: OrganisationId::new(row.organisation_id),
        prepared_by: MembershipId::new(row.prepared_by),
        scope: parse(&row.scope, "scope", id)?,
        term: parse(&row.term, "term", id)?,
        renews: row.renews.map(MandateId::new),
        state: parse(&row.state, "state", id)?,
        text_version: row.text_version,
        text_sha256: row.text_sha256.map(hash).transpose()?,
        not_before: row.not_before,
        not_after: row.not_after,
        way: optional(row.way.as_deref(), "way", id)?,
        identity: optional(row.identity.as_deref(), "identity", id)?,
        reading: optional(row.reading.as_deref(), "reading", id)?,
        language: row.language.map(language).transpose()?,
        interpreter: row.interpreter,
        agreed_by: row.agreed_by.map(MembershipId::new),
        signed_on: row.signed_on,
        agreed_at: row.agreed_at,
        pause_cause: optional(row.pause_cause.as_deref(), "pause_cause", id)?,
        paused_at: row.paused_at,
        pause_until: row.pause_until,
        revoked_via: optional(row.revoked_via.as_deref(), "revoked_via", id)?,
        renounce_reason: optional(row.renounce_reason.as_deref(), "renounce_reason", id)?,
        invalid_reason: optional(row.invalid_reason.as_deref(), "invalid_reason", id)?,
        superseded_by: row.superseded_by.map(MandateId::new),
        ended_at: row.ended_at,
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

/// The row of a mandate; sealed columns and what a clock strikes next are set by the caller.
pub(super) fn row(mandate: &Mandate) -> mandate::ActiveModel {
    let record = mandate.record();
    mandate::ActiveModel {
        id: Set(record.id.uuid()),
        number: Set(record.number.to_string()),
        network_id: Set(record.network.uuid()),
        person_id: Set(record.person.uuid()),
        relation_id: Set(record.relation.uuid()),
        organisation_id: Set(record.organisation.uuid()),
        prepared_by: Set(record.prepared_by.uuid()),
        scope: Set(record.scope.to_string()),
        term: Set(record.term.to_string()),
        renews: Set(record.renews.map(MandateId::uuid)),
        state: Set(record.state.to_string()),
        text_version: Set(record.text_version),
        text_sha256: Set(record.text_sha256.map(|hash| hash.0.to_vec())),
        way: Set(code(record.way)),
        identity: Set(code(record.identity)),
        reading: Set(code(record.reading)),
        language: Set(record.language.map(|language| language.as_str().to_owned())),
        interpreter: Set(record.interpreter),
        agreed_by: Set(record.agreed_by.map(MembershipId::uuid)),
        signed_on: Set(record.signed_on),
        pause_cause: Set(code(record.pause_cause)),
        revoked_via: Set(code(record.revoked_via)),
        renounce_reason: Set(code(record.renounce_reason)),
        invalid_reason: Set(code(record.invalid_reason)),
        superseded_by: Set(record.superseded_by.map(MandateId::uuid)),
        not_before: Set(record.not_before),
        not_after: Set(record.not_after),
        agreed_at: Set(record.agreed_at),
        paused_at: Set(record.paused_at),
        pause_until: Set(record.pause_until),
        ended_at: Set(record.ended_at),
        version: Set(record.version),
        created_at: Set(record.created_at),
        ..Default::default()
    }
}

fn code(code: Option<impl std::fmt::Display>) -> Option<String> {
    code.map(|code| code.to_string())
}
