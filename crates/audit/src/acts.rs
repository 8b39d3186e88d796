//! The acts against the journal: the rows that tell what happened to a referral, an agreement or a mandate, the entries
//! that prove it, and the state that came of it. Whoever alters one of the three alters none of the others with it. Rows
//! without such a history: `kept`; what was done under a mandate: `mandates`.

use std::fmt::Write as _;

use relais_domain::{agreement::AgreementEventKind, mandate::MandateEventKind, referral::ReferralEventKind};
use relais_journal::{Action, verify::Finding};
use relais_store::{StoreError, agreements, auditing::Reading, mandates, referrals};

use crate::told::{ActRow, MOST, StateRow, altered, told, without_act, without_entry};

/// Tables whose rows name the entry of their act.
const ACTS: &[&str] =
    &["referral_event", "agreement_event", "mandate_event", "mandate_act", "reading_reason"];

/// An append-only history and what it tells of.
struct History {
    /// Its table.
    table: &'static str,
    /// The table whose state it leads to.
    object: &'static str,
    /// Its column that names the object.
    object_id: &'static str,
    /// Its column that says the state after the act.
    state: &'static str,
    /// Whether each line also says where it began.
    is_chain: bool,
    /// The state before any act.
    first: &'static str,
    /// Code of each event, the action that its entry tells, and the states it leads to.
    events: Vec<Told>,
}

/// An event's code, its entry's action, the codes of the states it leads to.
type Told = (&'static str, Action, Vec<&'static str>);

impl History {
    fn of_referrals() -> Self {
        let told = |kind: &ReferralEventKind| {
            let leads = kind.leads_to().iter().map(|state| state.as_str()).collect();
            (kind.as_str(), referrals::journalled(*kind), leads)
        };
        Self {
            table: "referral_event",
            object: "referral",
            object_id: "referral_id",
            state: "to_state",
            is_chain: true,
            first: "draft",
            events: ReferralEventKind::ALL.iter().map(told).collect(),
        }
    }

    fn of_agreements() -> Self {
        let told = |kind: &AgreementEventKind| {
            let leads = kind.leads_to().iter().map(|state| state.as_str()).collect();
            (kind.as_str(), agreements::journalled(*kind), leads)
        };
        Self {
            table: "agreement_event",
            object: "agreement",
            object_id: "agreement_id",
            state: "state",
            is_chain: false,
            first: "requested",
            events: AgreementEventKind::ALL.iter().map(told).collect(),
        }
    }

    fn of_mandates() -> Self {
        let told = |kind: &MandateEventKind| {
            let leads = kind.leads_to().iter().map(|state| state.as_str()).collect();
            (kind.as_str(), mandates::journalled(*kind), leads)
        };
        Self {
            table: "mandate_event",
            object: "mandate",
            object_id: "mandate_id",
            state: "to_state",
            is_chain: true,
            first: "draft",
            events: MandateEventKind::ALL.iter().map(told).collect(),
        }
    }

    /// Acts that say another event, object, actor, reason or moment than their entry, or lead where their event never
    /// leads.
    fn altered(&self) -> String {
        let Self { table, object_id, state, .. } = self;
        let (mut action, mut leads) = ("CASE a.event".to_owned(), "CASE a.event".to_owned());
        for (event, told, states) in &self.events {
            let _ = write!(action, " WHEN '{event}' THEN '{}'", told.as_str());
            let _ = write!(leads, " WHEN '{event}' THEN a.{state} IN ('{}')", states.join("', '"));
        }
        format!(
            "SELECT a.id, a.entry_id FROM {table} a JOIN journal_entry e ON e.id = a.entry_id
             WHERE e.action IS DISTINCT FROM {action} END OR ({leads} END) IS NOT TRUE
                OR e.object_id IS DISTINCT FROM a.{object_id}
                OR e.scope IS DISTINCT FROM a.reason OR e.at <> a.at
                OR (a.organisation_id IS NULL AND e.actor_pid IS NOT NULL)
                OR a.organisation_id <> e.tenant_id
                OR (a.membership_id IS DISTINCT FROM e.actor_pid
                    AND (a.membership_id IS NOT NULL
                         OR EXISTS (SELECT 1 FROM membership m WHERE m.id = e.actor_pid)))
             LIMIT {MOST}"
        )
    }

    /// Entries of acts that are not there.
    fn removed(&self) -> String {
        let mut actions: Vec<_> =
            self.events.iter().map(|(_, action, _)| format!("'{}'", action.as_str())).collect();
        actions.sort_unstable();
        actions.dedup();
        format!(
            "SELECT e.id, e.id AS entry_id FROM journal_entry e LEFT JOIN {} a ON a.entry_id = e.id
             WHERE a.id IS NULL AND e.action IN ({}) LIMIT {MOST}",
            self.table,
            actions.join(", ")
        )
    }

    /// Objects in another state than their last act led to.
    fn unled(&self) -> String {
        let Self { table, object, object_id, state, first, .. } = self;
        format!(
            "SELECT o.id FROM {object} o
             LEFT JOIN (SELECT a.{object_id}, a.{state} AS state,
                               ROW_NUMBER() OVER (PARTITION BY a.{object_id} ORDER BY a.version DESC) AS back
                        FROM {table} a) l ON l.{object_id} = o.id AND l.back = 1
             WHERE o.state <> COALESCE(l.state, '{first}') LIMIT {MOST}"
        )
    }

    /// Acts that begin elsewhere than the one before ended.
    fn broken(&self) -> String {
        let Self { table, object_id, state, first, .. } = self;
        format!(
            "SELECT c.id, c.entry_id
             FROM (SELECT a.id, a.entry_id, a.from_state,
                          LAG(a.{state}, 1, '{first}') OVER (PARTITION BY a.{object_id} ORDER BY a.version) AS ended
                   FROM {table} a) c
             WHERE c.from_state <> c.ended LIMIT {MOST}"
        )
    }
}

/// Compares acts, entries and states, both ways.
pub async fn audit(reading: &Reading<'_>, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    for table in ACTS {
        let orphans = format!(
            "SELECT a.id, a.entry_id FROM {table} a LEFT JOIN journal_entry e ON e.id = a.entry_id
             WHERE e.id IS NULL LIMIT {MOST}"
        );
        let lost = |row: ActRow| without_entry(table, &row);
        findings.extend(told(reading, table, orphans, lost).await?);
    }
    let histories = [History::of_referrals(), History::of_agreements(), History::of_mandates()];
    for history in &histories {
        let table = history.table;
        findings.extend(told(reading, table, history.altered(), |row| altered(table, &row)).await?);
        let removed = |row| without_act(table, &row);
        findings.extend(told(reading, "journal_entry", history.removed(), removed).await?);
        let unled = |StateRow { id }| Finding::StateWithoutAct {
            table: history.object.to_owned(),
            row: id.to_string(),
        };
        findings.extend(told(reading, history.object, history.unled(), unled).await?);
    }
    for history in histories.iter().filter(|history| history.is_chain) {
        let table = history.table;
        let broken = |row| altered(table, &row);
        findings.extend(told(reading, table, history.broken(), broken).await?);
    }
    Ok(())
}
