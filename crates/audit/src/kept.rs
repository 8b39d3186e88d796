//! Rows that stay for good, without a history of their own, against the entries of their beginning and their end; and
//! agreements against what was sealed of them.

use relais_domain::referral::{ReferralEventKind, ReferralState};
use relais_journal::{Action, verify::Finding};
use relais_rows::agreements::agreement;
use relais_store::{
    StoreError,
    agreements::{SealedTerms, StoredAgreement},
    auditing::Reading,
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, prelude::Uuid,
};

use crate::told::{MOST, StateRow, altered, row_altered, told, without_act};

/// Agreements opened at a time.
const PAGE: u64 = 500;

/// Ends of referrals that say another outcome, reason or moment than the act that ended them; acceptances without their
/// act.
fn altered_ends() -> String {
    let ended: Vec<_> = ReferralState::ALL
        .iter()
        .filter(|state| state.is_final() && **state != ReferralState::EnteredInError)
        .map(|state| format!("'{}'", state.as_str()))
        .collect();
    format!(
        "SELECT o.id FROM referral o
         LEFT JOIN (SELECT a.referral_id, a.reason, a.at,
                           ROW_NUMBER() OVER (PARTITION BY a.referral_id ORDER BY a.version DESC) AS back
                    FROM referral_event a WHERE a.from_state <> a.to_state) l ON l.referral_id = o.id AND l.back = 1
         WHERE (o.state IN ({ended})
                AND (o.closed_at IS DISTINCT FROM l.at
                     OR COALESCE(o.outcome, o.reject_reason, o.cancel_reason, l.reason) IS DISTINCT FROM l.reason))
            OR (o.accepted_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM referral_event a
                                WHERE a.referral_id = o.id AND a.event = '{accepted}' AND a.at = o.accepted_at))
         LIMIT {MOST}",
        ended = ended.join(", "),
        accepted = ReferralEventKind::Accepted.as_str(),
    )
}

/// The end of a row: the action that tells it, and the condition of a row that goes on.
type End = (Action, &'static str);

/// Rows that an entry tells of, and that stay for good: their table and its column of the organisation they belong to,
/// what begins them, what ends them.
const ROWS: &[(&str, &str, Action, Option<End>)] = &[
    ("contact", "organisation_id", Action::ContactRecorded, None),
    ("need", "organisation_id", Action::NeedRecorded, None),
    (
        "relation",
        "organisation_id",
        Action::RelationOpened,
        Some((Action::RelationEnded, "t.ended_at IS NULL")),
    ),
    ("referral", "sender_organisation_id", Action::ReferralDrafted, None),
    ("agreement", "controller_id", Action::AgreementRequested, None),
    ("mandate", "organisation_id", Action::MandateDrafted, None),
    (
        "membership",
        "organisation_id",
        Action::MembershipStarted,
        Some((Action::MembershipEnded, "t.status = 'active'")),
    ),
    (
        "api_key",
        "organisation_id",
        Action::ApiKeyCreated,
        Some((Action::ApiKeyRevoked, "t.revoked_at IS NULL")),
    ),
];

/// Persons followed here of whom nothing is kept: an end empties a relation, nothing else does.
const EMPTIED: &str = "SELECT t.id FROM relation t
    WHERE t.ended_at IS NULL AND (t.wrap IS NULL OR t.payload IS NULL) LIMIT 1000";

/// Referrals that left to somebody else, about somebody else, or at another time than was agreed and journalled.
fn misdirected() -> String {
    format!(
        "SELECT o.id FROM referral o LEFT JOIN agreement a ON a.id = o.agreement_id
         WHERE o.sent_at IS NOT NULL
           AND (a.id IS NULL OR a.referral_id IS DISTINCT FROM o.id OR a.person_id <> o.person_id
                OR a.recipient_organisation_id IS DISTINCT FROM o.recipient_organisation_id
                OR a.recipient_service_id IS DISTINCT FROM o.recipient_service_id
                OR NOT EXISTS (SELECT 1 FROM referral_event x
                               WHERE x.referral_id = o.id AND x.to_state = '{}' AND x.at = o.sent_at))
         LIMIT {MOST}",
        ReferralState::Requested.as_str()
    )
}

/// Messages to persons that were taken, and that their journal does not know of.
fn unjournalled_messages() -> String {
    format!(
        "SELECT t.id FROM delivery t
         WHERE t.addressee = 'person' AND t.state = 'sent'
           AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.object_id = t.id AND e.action = '{}'
                             AND e.tenant_id = t.organisation_id)
         LIMIT {MOST}",
        Action::MessageSent.as_str()
    )
}

/// Messages that a person's journal tells of, and that were not taken.
fn unsent_messages() -> String {
    format!(
        "SELECT e.id, e.id AS entry_id FROM journal_entry e
         LEFT JOIN delivery t ON t.id = e.object_id AND t.addressee = 'person' AND t.state = 'sent'
         WHERE t.id IS NULL AND e.action = '{}' LIMIT {MOST}",
        Action::MessageSent.as_str()
    )
}

/// A membership bears a role that an entry gave it. Which was the last is not asked: clocks of two instances differ.
const ROLES: &str = "SELECT t.id FROM membership t
    WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.object_id = t.id AND e.action IN ($1, $2))
      AND t.role NOT IN (SELECT e.scope FROM journal_entry e WHERE e.object_id = t.id AND e.action IN ($1, $2)
                           AND e.scope IS NOT NULL)
    LIMIT 1000";

/// Compares rows that stay for good with the entries of their beginning and end.
pub async fn audit_rows(reading: &Reading<'_>, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    for (table, organisation, began, ended) in ROWS {
        // Put there without an act, or moved to another organisation: both would open a door.
        let unbegun = format!(
            "SELECT t.id FROM {table} t
             WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.object_id = t.id AND e.action = '{}'
                                 AND e.tenant_id = t.{organisation})
             LIMIT {MOST}",
            began.as_str()
        );
        findings.extend(told(reading, table, unbegun, |row| row_altered(table, &row)).await?);
        let removed = format!(
            "SELECT e.id, e.id AS entry_id FROM journal_entry e LEFT JOIN {table} t ON t.id = e.object_id
             WHERE t.id IS NULL AND e.action = '{}' LIMIT {MOST}",
            began.as_str()
        );
        findings.extend(told(reading, "journal_entry", removed, |row| without_act(table, &row)).await?);
        let Some((ended, goes_on)) = ended else { continue };
        let misended = format!(
            "SELECT t.id FROM {table} t
             WHERE ({goes_on}) = EXISTS (SELECT 1 FROM journal_entry e
                                         WHERE e.object_id = t.id AND e.action = '{}')
             LIMIT {MOST}",
            ended.as_str()
        );
        findings.extend(told(reading, table, misended, |row| row_altered(table, &row)).await?);
    }
    for (table, text) in [("relation", EMPTIED.to_owned()), ("referral", misdirected())] {
        findings.extend(told(reading, table, text, |row| row_altered(table, &row)).await?);
    }
    let (started, edited) = (Action::MembershipStarted.as_str(), Action::MembershipEdited.as_str());
    let roles = ROLES.replace("$1", &format!("'{started}'")).replace("$2", &format!("'{edited}'"));
    findings.extend(told(reading, "membership", roles, |row| row_altered("membership", &row)).await?);
    let ends = |row| row_altered("referral", &row);
    findings.extend(told(reading, "referral", altered_ends(), ends).await?);
    let silent = |row| row_altered("delivery", &row);
    findings.extend(told(reading, "delivery", unjournalled_messages(), silent).await?);
    let unsent = |row| without_act("delivery", &row);
    findings.extend(told(reading, "journal_entry", unsent_messages(), unsent).await?);
    let reasons = "SELECT a.id, a.entry_id FROM reading_reason a JOIN journal_entry e ON e.id = a.entry_id
                   WHERE e.object_id IS DISTINCT FROM a.object_id OR e.actor_pid IS DISTINCT FROM a.membership_id
                      OR e.scope IS DISTINCT FROM a.reason OR e.at <> a.given_at LIMIT 1000";
    let reason = |row| altered("reading_reason", &row);
    findings.extend(told(reading, "reading_reason", reasons.to_owned(), reason).await?);
    let unread = format!(
        "SELECT e.id, e.id AS entry_id FROM journal_entry e LEFT JOIN reading_reason a ON a.entry_id = e.id
         WHERE a.id IS NULL AND e.action = '{}' LIMIT {MOST}",
        Action::ReasonGiven.as_str()
    );
    let gone = |row| without_act("reading_reason", &row);
    findings.extend(told(reading, "journal_entry", unread, gone).await?);
    Ok(())
}

/// Opens the terms of every agreement and compares its row with them. A row whose envelope does not open is told too.
pub async fn audit_agreements(reading: &Reading<'_>, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let mut after = Some(Uuid::nil());
    while let Some(last) = after {
        let (read, mut altered, next) = agreements_after(reading, last).await?;
        let sealed = reading.sealed_terms(&read).await?;
        let exceeding = read.iter().zip(sealed).filter(|(stored, sealed)| !keeps(stored, sealed.as_ref()));
        altered.extend(exceeding.map(|(stored, _)| stored.agreement.id().uuid()));
        findings.extend(altered.into_iter().map(|id| row_altered("agreement", &StateRow { id })));
        after = next;
    }
    Ok(())
}

/// Whether the row of an agreement says what was sealed at the yes. One that was never given has no terms to compare.
fn keeps(stored: &StoredAgreement, sealed: Option<&SealedTerms>) -> bool {
    let Some(row) = SealedTerms::of(&stored.agreement) else { return true };
    sealed.is_some_and(|sealed| sealed.exceeded_by(&row).is_none())
}

/// A page of all agreements by id: those that read, the ids of those that no rule could have written, and where the next
/// page begins.
async fn agreements_after(
    reading: &Reading<'_>,
    after: Uuid,
) -> Result<(Vec<StoredAgreement>, Vec<Uuid>, Option<Uuid>), StoreError> {
    let rows = agreement::Entity::find()
        .filter(agreement::Column::Id.gt(after))
        .order_by_asc(agreement::Column::Id)
        .limit(PAGE)
        .all(reading.transaction())
        .await?;
    let next = rows.last().map(|row| row.id);
    let (mut read, mut broken) = (Vec::new(), Vec::new());
    for row in rows {
        let id = row.id;
        match StoredAgreement::try_from(row) {
            Ok(stored) => read.push(stored),
            Err(_) => broken.push(id),
        }
    }
    Ok((read, broken, next))
}
