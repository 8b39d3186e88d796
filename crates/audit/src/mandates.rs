//! What was done in somebody's name, refused, or corrected, against its entry: the act's own line, beside the event of the
//! mandate that `acts` compares. Its words are sealed and die with the mandate; who, what, when and under which mandate
//! stay, and so does the entry.

use relais_domain::mandate::ActResult;
use relais_journal::{Action, verify::Finding};
use relais_store::{StoreError, auditing::Reading};

use crate::told::{MOST, altered, told, without_act};

const TABLE: &str = "mandate_act";

/// Lines that say another mandate, organisation, helper, moment, kind or theme than their entry; corrections of what is
/// not there.
fn altered_lines() -> String {
    let [used, refused, corrected] = entries();
    format!(
        "SELECT a.id, a.entry_id FROM mandate_act a
         JOIN journal_entry e ON e.id = a.entry_id
         LEFT JOIN mandate_act c ON c.id = a.corrects AND c.mandate_id = a.mandate_id AND c.what = a.what
         WHERE e.object_id IS DISTINCT FROM a.mandate_id OR e.tenant_id <> a.organisation_id
            OR e.actor_pid IS DISTINCT FROM a.membership_id OR e.at <> a.at
            OR e.action <> CASE WHEN a.corrects IS NOT NULL THEN '{corrected}'
                                WHEN a.result = '{refusal}' THEN '{refused}' ELSE '{used}' END
            OR (a.corrects IS NOT NULL AND c.id IS NULL)
            OR (a.corrects IS NULL
                AND (a.what = e.scope OR a.what LIKE e.scope || ':%' OR a.what LIKE e.scope || '@%') IS NOT TRUE)
         LIMIT {MOST}",
        refusal = ActResult::Refused.as_str(),
    )
}

/// Entries that tell of something done, refused or corrected, and no line says what.
fn removed_lines() -> String {
    format!(
        "SELECT e.id, e.id AS entry_id FROM journal_entry e LEFT JOIN mandate_act a ON a.entry_id = e.id
         WHERE a.id IS NULL AND e.action IN ('{}') LIMIT {MOST}",
        entries().join("', '")
    )
}

/// What the entry of a line tells: something was done, would not be done, or was found wrong afterwards.
fn entries() -> [&'static str; 3] {
    [Action::MandateUsed, Action::MandateActRefused, Action::MandateCorrected].map(Action::as_str)
}

/// Compares the lines of what was done under mandates with their entries, both ways.
pub async fn audit(reading: &Reading<'_>, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    findings.extend(told(reading, TABLE, altered_lines(), |row| altered(TABLE, &row)).await?);
    let removed = |row| without_act(TABLE, &row);
    findings.extend(told(reading, "journal_entry", removed_lines(), removed).await?);
    Ok(())
}
