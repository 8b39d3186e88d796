//! What the database says of one referral.

use relais_domain::ids::ReferralId;
use relais_testdb::World;

/// Everything that is asked of it, in one line of text, so that « nothing has changed » is one comparison.
const SHEET: &str = "SELECT r.state || '|' || COALESCE(r.held_from, '') || '|' || CAST(r.version AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM referral_event e WHERE e.referral_id = r.id) AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM referral_event e JOIN journal_entry j ON j.id = e.entry_id
          WHERE e.referral_id = r.id AND j.object_id = r.id AND j.tenant_id = e.organisation_id) AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM journal_entry j WHERE j.object_id = r.id AND j.action LIKE 'referral.%'
          AND j.action <> 'referral.read') AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM outbox o WHERE o.object_id = r.id) AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM relation c WHERE c.ground_referral_id = r.id AND c.ended_at IS NULL
          AND c.payload IS NOT NULL) AS TEXT) || '|' ||
    CAST((SELECT COUNT(*) FROM agreement a WHERE a.referral_id = r.id AND a.state IN ('given', 'renewed')
          AND a.replaced_by IS NULL) AS TEXT) || '|' ||
    CAST((SELECT COALESCE(SUM(a.version), 0) FROM agreement a WHERE a.referral_id = r.id) AS TEXT) || '|' ||
    COALESCE((SELECT e.to_state FROM referral_event e WHERE e.referral_id = r.id ORDER BY e.version DESC LIMIT 1), 'draft')
    FROM referral r WHERE r.id = $1";

/// The same, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub state: String,
    pub held_from: String,
    pub version: i64,
    pub events: i64,
    /// Events that have an entry of their own, of the same referral and organisation.
    pub journalled: i64,
    /// Entries of acts.
    pub entries: i64,
    /// Messages ever queued.
    pub messages: i64,
    /// Living copies of what was agreed, at the recipient.
    pub copies: i64,
    /// Agreements that permit.
    pub permitting: i64,
    /// Sum of the versions of all its agreements.
    pub agreements: i64,
    /// The state its history ends in.
    pub told: String,
}

impl Sheet {
    pub async fn of(world: &World, id: ReferralId) -> Self {
        let text = world.db().texts(SHEET, [id.uuid().into()]).await.remove(0);
        let parts: Vec<&str> = text.split('|').collect();
        let number = |at: usize| parts[at].parse().unwrap();
        Self {
            state: parts[0].to_owned(),
            held_from: parts[1].to_owned(),
            version: number(2),
            events: number(3),
            journalled: number(4),
            entries: number(5),
            messages: number(6),
            copies: number(7),
            permitting: number(8),
            agreements: number(9),
            told: parts[10].to_owned(),
        }
    }
}
