//! The writer's own memory of what it committed and has not yet seen sealed.
//!
//! Between an act and its sealing an entry is a plain row: a database superuser can delete it and no tree misses
//! it. The process that wrote it does. Each instance notes its entries after commit and, when it next looks, asks
//! the database for them by id: one that is gone or changed is an alarm. (A process that dies loses its notes; see
//! the README for what then remains.)

use std::collections::HashMap;

use crate::hash::Hash;

/// Entries this process committed and has not yet seen under a checkpoint. 56 bytes an entry, a minute's worth.
#[derive(Debug, Default)]
pub struct Pending {
    noted: HashMap<[u8; 16], Noted>,
}

#[derive(Debug, Clone, Copy)]
struct Noted {
    leaf_hash: Hash,
    at_micros: u64,
}

/// What the database now says of a noted entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The entry's id.
    pub entry_id: [u8; 16],
    /// Its stored leaf hash; `None` when that is not even a hash.
    pub leaf_hash: Option<Hash>,
    /// Whether it now has an index under a checkpoint.
    pub sealed: bool,
}

/// An alarm: a committed entry is not in the database as it was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The row is gone.
    Vanished([u8; 16]),
    /// The row has another leaf.
    Altered([u8; 16]),
    /// Nobody sealed it within the bound; the sealer is stuck or kept from it.
    Overdue([u8; 16]),
}

impl Pending {
    /// Notes an entry *after* its transaction committed; one that may have rolled back must not be noted.
    pub fn committed(&mut self, entry_id: [u8; 16], leaf_hash: Hash, at_micros: u64) {
        self.noted.insert(entry_id, Noted { leaf_hash, at_micros });
    }

    /// The ids to ask the database for, at most `limit`, oldest first.
    #[must_use]
    pub fn ask(&self, limit: usize) -> Vec<[u8; 16]> {
        let mut ids: Vec<_> = self.noted.iter().map(|(id, noted)| (noted.at_micros, *id)).collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).take(limit).collect()
    }

    /// Compares the answer about the `asked` ids; sealed ones and those that raised a lasting alarm are forgotten.
    ///
    /// `overdue_before_micros`: entries older than this that are still not sealed raise [`Alarm::Overdue`], each time.
    pub fn settle(&mut self, asked: &[[u8; 16]], seen: &[Seen], overdue_before_micros: u64) -> Vec<Alarm> {
        let seen: HashMap<_, _> = seen.iter().map(|row| (row.entry_id, row)).collect();
        asked
            .iter()
            .filter_map(|id| self.settle_one(id, seen.get(id).copied(), overdue_before_micros))
            .collect()
    }

    /// How many entries wait, for a gauge.
    #[must_use]
    pub fn len(&self) -> usize {
        self.noted.len()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.noted.is_empty()
    }

    fn settle_one(&mut self, id: &[u8; 16], seen: Option<&Seen>, overdue_before: u64) -> Option<Alarm> {
        let noted = *self.noted.get(id)?;
        let alarm = match seen {
            None => Some(Alarm::Vanished(*id)),
            Some(row) if row.leaf_hash != Some(noted.leaf_hash) => Some(Alarm::Altered(*id)),
            Some(row) if row.sealed => None,
            Some(_) if noted.at_micros < overdue_before => return Some(Alarm::Overdue(*id)),
            Some(_) => return None,
        };
        self.noted.remove(id);
        alarm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: Hash = Hash::new([1; 32]);

    fn seen(id: u8, sealed: bool) -> Seen {
        Seen { entry_id: [id; 16], leaf_hash: Some(HASH), sealed }
    }

    #[test]
    fn a_vanished_or_altered_entry_raises_one_alarm_and_a_sealed_one_none() {
        let mut pending = Pending::default();
        for id in 1..=4 {
            pending.committed([id; 16], HASH, u64::from(id));
        }
        let asked = pending.ask(10);
        assert_eq!(asked, [[1; 16], [2; 16], [3; 16], [4; 16]]);
        assert_eq!((pending.ask(2), pending.len()), (asked[..2].to_vec(), 4));
        let altered = Seen { leaf_hash: Some(Hash::new([2; 32])), ..seen(3, true) };
        let alarms = pending.settle(&asked, &[seen(1, true), altered, seen(4, false)], 0);
        assert_eq!(alarms, [Alarm::Vanished([2; 16]), Alarm::Altered([3; 16])]);
        assert_eq!(pending.ask(10), [[4; 16]]);
    }

    #[test]
    fn an_entry_nobody_seals_stays_overdue_until_it_is_sealed() {
        let mut pending = Pending::default();
        pending.committed([1; 16], HASH, 5);
        let asked = pending.ask(1);
        assert_eq!(pending.settle(&asked, &[seen(1, false)], 5), []);
        assert_eq!(pending.settle(&asked, &[seen(1, false)], 6), [Alarm::Overdue([1; 16])]);
        assert_eq!(pending.settle(&asked, &[seen(1, true)], 6), []);
        assert!(pending.is_empty());
    }
}
