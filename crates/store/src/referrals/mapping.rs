//! Row ⇄ rules, distrustful: a row the rules could not have written is an error that names table, column and row.

use chrono::{DateTime, Utc};
use relais_domain::{
    agreement::Item,
    code_set::CodeSet,
    ids::{
        AgreementId, MembershipId, NeedId, NetworkId, OrganisationId, PersonId, ReferralId, RelationId,
        ServiceId,
    },
    record::Inconsistent,
    referral::{Recipient, Referral, ReferralRecord, Sender},
};
use sea_orm::{Set, prelude::Uuid};

use crate::{
    StoreError,
    error::inconsistent,
    referrals::entity::referral,
    sealing::{Kind, Place, Sealed, sealed_columns},
};

const TABLE: &str = "referral";

/// A referral with what its row holds beside the rules: sender's relation, items chosen, sealed columns.
#[derive(Clone, Debug)]
pub struct StoredReferral {
    /// The referral.
    pub referral: Referral,
    /// The sender's relation to the person.
    pub relation: RelationId,
    /// Theme code of the need.
    pub theme: Option<String>,
    /// The items the sender chose to pass on, before and after agreement.
    pub items: CodeSet<Item>,
    pub(super) sealed: Sealed,
}

impl StoredReferral {
    /// Whether its sheet was destroyed.
    #[must_use]
    pub const fn is_emptied(&self) -> bool {
        self.sealed.payload.is_none()
    }

    pub(super) fn place(&self) -> Place {
        Place {
            kind: Kind::Referral,
            tenant: self.referral.sender().organisation.uuid(),
            row: self.referral.id().uuid(),
            subject: self.referral.person().uuid(),
        }
    }
}

impl TryFrom<referral::Model> for StoredReferral {
    type Error = StoreError;

    fn try_from(row: referral::Model) -> Result<Self, StoreError> {
        let id = row.id;
        let sealed = sealed_columns!(row);
        let items = row.items.parse().map_err(|_| inconsistent(TABLE, "items", id))?;
        let (relation, theme) = (RelationId::new(row.relation_id), row.theme.clone());
        let record = record(row)?;
        let referral =
            Referral::restore(&record).map_err(|Inconsistent { column }| inconsistent(TABLE, column, id))?;
        Ok(Self { referral, relation, theme, items, sealed })
    }
}

fn record(row: referral::Model) -> Result<ReferralRecord, StoreError> {
    let id = row.id;
    let recipient = recipient(&row)?;
    Ok(ReferralRecord {
        id: ReferralId::new(id),
        number: row.number.parse().map_err(|_| inconsistent(TABLE, "number", id))?,
        network: NetworkId::new(row.network_id),
        need: NeedId::new(row.need_id),
        person: PersonId::new(row.person_id),
        sender: Sender {
            organisation: OrganisationId::new(row.sender_organisation_id),
            membership: row.sender_membership_id.map(MembershipId::new),
            organisation_name: row.sender_organisation_name,
        },
        recipient,
        agreement: row.agreement_id.map(AgreementId::new),
        state: code(Some(row.state), "state", id)?.ok_or_else(|| inconsistent(TABLE, "state", id))?,
        version: row.version,
        created_at: row.created_at,
        consent_asked_at: row.consent_asked_at,
        consent_due: row.consent_due,
        sent_at: row.sent_at,
        asked_at: row.asked_at,
        held_days: u16::try_from(row.held_days).map_err(|_| inconsistent(TABLE, "held_days", id))?,
        acknowledge_due: row.acknowledge_due,
        first_reminder_due: row.first_reminder_due,
        second_reminder_due: row.second_reminder_due,
        third_reminder_due: row.third_reminder_due,
        escalation_due: row.escalation_due,
        expires_on: row.expires_on,
        received_at: row.received_at,
        accepted_at: row.accepted_at,
        nudge_due: row.nudge_due,
        no_contact_due: row.no_contact_due,
        started_at: row.started_at,
        struck: row.struck.parse().map_err(|_| inconsistent(TABLE, "struck", id))?,
        claimed_by: row.claimed_by.map(MembershipId::new),
        claimed_at: row.claimed_at,
        held_from: code(row.held_from, "held_from", id)?,
        hold_sub_reason: code(row.hold_sub_reason, "hold_sub_reason", id)?,
        hold_review_on: row.hold_review_on,
        hold_review_at: row.hold_review_at,
        held_at: row.held_at,
        hold_until: row.hold_until,
        reject_reason: code(row.reject_reason, "reject_reason", id)?,
        denied_by: code(row.denied_by, "denied_by", id)?,
        waiting_list: row.waiting_list,
        suggested_service: row.suggested_service_id.map(ServiceId::new),
        outcome: code(row.outcome, "outcome", id)?,
        sender_outcome: code(row.sender_outcome, "sender_outcome", id)?,
        person_contacted: row.person_contacted,
        person_useful: row.person_useful,
        cancel_reason: code(row.cancel_reason, "cancel_reason", id)?,
        cancel_acknowledged_at: row.cancel_acknowledged_at,
        error_reason: code(row.error_reason, "error_reason", id)?,
        closed_at: row.closed_at,
        closed_by: row.closed_by.map(MembershipId::new),
        superseded_by: row.superseded_by.map(ReferralId::new),
    })
}

fn recipient(row: &referral::Model) -> Result<Option<Recipient>, StoreError> {
    let names = (&row.recipient_organisation_name, &row.recipient_service_name);
    match (row.recipient_organisation_id, row.recipient_service_id, names) {
        (None, None, (None, None)) => Ok(None),
        (Some(organisation), Some(service), (Some(organisation_name), Some(service_name))) => {
            Ok(Some(Recipient {
                organisation: OrganisationId::new(organisation),
                service: ServiceId::new(service),
                organisation_name: organisation_name.clone(),
                service_name: service_name.clone(),
            }))
        }
        _ => Err(inconsistent(TABLE, "recipient_service_id", row.id)),
    }
}

fn code<T: std::str::FromStr>(
    text: Option<String>,
    column: &'static str,
    row: Uuid,
) -> Result<Option<T>, StoreError> {
    text.map(|text| text.parse().map_err(|_| inconsistent(TABLE, column, row))).transpose()
}

/// The row of a referral; the sealed columns are set by the caller.
pub(super) fn row(stored: &StoredReferral, now: DateTime<Utc>) -> referral::ActiveModel {
    let record = stored.referral.record();
    let recipient = record.recipient;
    let text = |code: Option<&'static str>| Set(code.map(str::to_owned));
    referral::ActiveModel {
        id: Set(record.id.uuid()),
        number: Set(record.number.to_string()),
        network_id: Set(record.network.uuid()),
        need_id: Set(record.need.uuid()),
        person_id: Set(record.person.uuid()),
        relation_id: Set(stored.relation.uuid()),
        sender_organisation_id: Set(record.sender.organisation.uuid()),
        sender_membership_id: Set(record.sender.membership.map(MembershipId::uuid)),
        sender_organisation_name: Set(record.sender.organisation_name),
        recipient_organisation_id: Set(recipient.as_ref().map(|to| to.organisation.uuid())),
        recipient_service_id: Set(recipient.as_ref().map(|to| to.service.uuid())),
        recipient_organisation_name: Set(recipient.as_ref().map(|to| to.organisation_name.clone())),
        recipient_service_name: Set(recipient.map(|to| to.service_name)),
        agreement_id: Set(record.agreement.map(AgreementId::uuid)),
        theme: Set(stored.theme.clone()),
        items: Set(stored.items.to_string()),
        state: Set(record.state.as_str().to_owned()),
        held_from: text(record.held_from.map(relais_domain::referral::ReferralState::as_str)),
        hold_sub_reason: text(record.hold_sub_reason.map(relais_domain::referral::HoldReason::as_str)),
        hold_review_on: Set(record.hold_review_on),
        hold_review_at: Set(record.hold_review_at),
        reject_reason: text(record.reject_reason.map(relais_domain::referral::RejectReason::as_str)),
        denied_by: text(record.denied_by.map(relais_domain::referral::DeniedBy::as_str)),
        waiting_list: Set(record.waiting_list),
        outcome: text(record.outcome.map(relais_domain::referral::Outcome::as_str)),
        cancel_reason: text(record.cancel_reason.map(relais_domain::referral::CancelReason::as_str)),
        error_reason: text(record.error_reason.map(relais_domain::referral::ErrorReason::as_str)),
        closed_by: Set(record.closed_by.map(MembershipId::uuid)),
        superseded_by: Set(record.superseded_by.map(ReferralId::uuid)),
        consent_asked_at: Set(record.consent_asked_at),
        consent_due: Set(record.consent_due),
        sent_at: Set(record.sent_at),
        asked_at: Set(record.asked_at),
        held_days: Set(record.held_days.into()),
        acknowledge_due: Set(record.acknowledge_due),
        first_reminder_due: Set(record.first_reminder_due),
        second_reminder_due: Set(record.second_reminder_due),
        third_reminder_due: Set(record.third_reminder_due),
        escalation_due: Set(record.escalation_due),
        expires_on: Set(record.expires_on),
        received_at: Set(record.received_at),
        accepted_at: Set(record.accepted_at),
        nudge_due: Set(record.nudge_due),
        no_contact_due: Set(record.no_contact_due),
        started_at: Set(record.started_at),
        held_at: Set(record.held_at),
        hold_until: Set(record.hold_until),
        cancel_acknowledged_at: Set(record.cancel_acknowledged_at),
        closed_at: Set(record.closed_at),
        struck: Set(record.struck.to_string()),
        next_clock_at: Set(stored.referral.next_clock().map(|(_, at)| at)),
        claimed_by: Set(record.claimed_by.map(MembershipId::uuid)),
        claimed_at: Set(record.claimed_at),
        suggested_service_id: Set(record.suggested_service.map(ServiceId::uuid)),
        sender_outcome: text(record.sender_outcome.map(relais_domain::referral::Outcome::as_str)),
        person_contacted: Set(record.person_contacted),
        person_useful: Set(record.person_useful),
        wrap: Set(stored.sealed.wrap.clone()),
        payload: Set(stored.sealed.payload.clone()),
        revision: Set(stored.sealed.revision),
        tenant_version: Set(stored.sealed.tenant_version),
        version: Set(record.version),
        created_at: Set(record.created_at),
        updated_at: Set(now),
    }
}
