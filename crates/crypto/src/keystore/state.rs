//! The keys themselves, in memory, and what is dead. Pure: no medium, no clock, no randomness.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::error::KeyError;
use super::message::{Destruction, SecretName, SlotInfo, SlotPage};
use super::record::{Record, Writer};
use crate::context::{Bucket, Id, SlotAddress, SlotClass};
use crate::key::Key;

/// One object's half-key and how often the keys made with it have wrapped.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) key: Key,
    pub(super) made_at: i64,
    wraps: Vec<Wraps>,
}

/// Count of one wrapping key (slot, tenant, version). `reserved` is on the medium, `used` only here: after a
/// restart all that was reserved counts as used, so the bound holds without a write for each wrap.
#[derive(Debug)]
struct Wraps {
    tenant: Id,
    version: u32,
    used: u32,
    reserved: u32,
}

/// One version of a secret; `seed` is gone once it was destroyed.
#[derive(Debug)]
pub(super) struct Secret {
    pub(super) seed: Option<Key>,
    pub(super) verifying: [u8; 32],
}

/// Everything the store knows.
#[derive(Debug, Default)]
pub(super) struct KeyState {
    pub(super) epochs: BTreeMap<(SlotClass, Bucket), Key>,
    pub(super) slots: BTreeMap<SlotAddress, Slot>,
    pub(super) tenants: BTreeMap<Id, BTreeMap<u32, Key>>,
    pub(super) secrets: BTreeMap<SecretName, BTreeMap<u32, Secret>>,
    pub(super) dead_slots: BTreeSet<SlotAddress>,
    dead_buckets: BTreeSet<(SlotClass, Bucket)>,
    pub(super) dead_tenants: BTreeSet<Id>,
    /// Unix seconds of the last destruction of a bucket.
    pub(super) clock_mark: i64,
}

impl KeyState {
    /// Adds what a record says. Counts read from a record are taken as used up, see [`Wraps`].
    pub(super) fn apply(&mut self, record: Record) {
        match record {
            Record::Epoch { class, bucket, key } => drop(self.epochs.insert((class, bucket), key)),
            Record::Slot { address, made_at, key } => {
                self.slots.insert(address, Slot { key, made_at, wraps: Vec::new() });
            }
            Record::Reserved { address, tenant, version, wraps } => {
                if let Some(slot) = self.slots.get_mut(&address) {
                    slot.reserve(tenant, version, wraps, wraps);
                }
            }
            Record::TenantKey { tenant, version, key } => {
                self.tenants.entry(tenant).or_default().insert(version, key);
            }
            Record::Secret { name, version, seed, verifying } => {
                self.secrets.entry(name).or_default().insert(version, Secret { seed: Some(seed), verifying });
            }
            Record::FormerSecret { name, version, verifying } => {
                self.secrets.entry(name).or_default().insert(version, Secret { seed: None, verifying });
            }
            Record::DeadSlot(address) => drop(self.dead_slots.insert(address)),
            Record::DeadBucket { class, bucket } => drop(self.dead_buckets.insert((class, bucket))),
            Record::DeadTenant(tenant) => drop(self.dead_tenants.insert(tenant)),
            Record::ClockMark(mark) => self.clock_mark = self.clock_mark.max(mark),
        }
    }

    /// Writes the records that rebuild this state into one buffer; `turn` reads it each time it is full, and at the end.
    pub(super) fn write(&self, writer: &mut Writer, mut turn: impl FnMut(&Writer)) {
        writer.clear();
        let mut next = |writer: &mut Writer| {
            if writer.is_full() {
                turn(writer);
                writer.clear();
            }
        };
        writer.clock_mark(self.clock_mark);
        for ((class, bucket), key) in &self.epochs {
            next(writer);
            writer.epoch(*class, *bucket, key);
        }
        for (address, slot) in &self.slots {
            next(writer);
            writer.slot(address, slot.made_at, &slot.key);
            for wraps in &slot.wraps {
                next(writer);
                writer.reserved(address, wraps.tenant, wraps.version, wraps.reserved);
            }
        }
        for (tenant, versions) in &self.tenants {
            for (version, key) in versions {
                next(writer);
                writer.tenant_key(*tenant, *version, key);
            }
        }
        for (name, versions) in &self.secrets {
            for (version, secret) in versions {
                next(writer);
                match &secret.seed {
                    Some(seed) => writer.secret(name, *version, seed, &secret.verifying),
                    None => writer.former_secret(name, *version, &secret.verifying),
                }
            }
        }
        for address in &self.dead_slots {
            next(writer);
            writer.dead_slot(address);
        }
        for (class, bucket) in &self.dead_buckets {
            next(writer);
            writer.dead_bucket(*class, *bucket);
        }
        for tenant in &self.dead_tenants {
            next(writer);
            writer.dead_tenant(*tenant);
        }
        turn(writer);
    }

    pub(super) fn list_slots(&self, page: &SlotPage) -> Vec<SlotInfo> {
        let first = page.after.map_or(Bound::Unbounded, Bound::Excluded);
        let slots = self.slots.range((first, Bound::Unbounded)).take(page.limit);
        slots.map(|(address, slot)| SlotInfo { address: *address, made_at: slot.made_at }).collect()
    }

    /// True when nothing may ever be made at this address again.
    pub(super) fn is_dead(&self, address: &SlotAddress) -> bool {
        self.dead_slots.contains(address) || self.dead_buckets.contains(&(address.class, address.bucket))
    }

    /// Version that new wraps use.
    pub(super) fn tenant_version(&self, tenant: Id) -> Result<u32, KeyError> {
        if self.dead_tenants.contains(&tenant) {
            return Err(KeyError::Destroyed);
        }
        let versions = self.tenants.get(&tenant).ok_or(KeyError::NoTenant)?;
        versions.last_key_value().map(|(version, _)| *version).ok_or(KeyError::NoTenant)
    }

    /// Kills what is named; answers how many living keys died and whether anything changed.
    pub(super) fn kill(&mut self, what: &Destruction) -> Killed {
        match what {
            Destruction::Slot(address) => self.kill_slot(address),
            Destruction::Bucket(class, bucket) => self.kill_bucket(*class, *bucket),
            Destruction::Tenant(tenant) => self.kill_tenant(*tenant),
            Destruction::TenantVersion(tenant, version) => {
                let versions = self.tenants.get_mut(tenant);
                Killed::all(u64::from(versions.is_some_and(|versions| versions.remove(version).is_some())))
            }
            Destruction::Secret(name, version) => {
                let secret = self.secrets.get_mut(name).and_then(|versions| versions.get_mut(version));
                Killed::all(u64::from(secret.is_some_and(|secret| secret.seed.take().is_some())))
            }
        }
    }

    fn kill_slot(&mut self, address: &SlotAddress) -> Killed {
        let count = u64::from(self.slots.remove(address).is_some());
        let marked = !self.is_dead(address) && self.dead_slots.insert(*address);
        Killed { count, changed: marked || count > 0 }
    }

    fn kill_bucket(&mut self, class: SlotClass, bucket: Bucket) -> Killed {
        let first = SlotAddress { class, bucket, object: Id::FIRST };
        let last = SlotAddress { class, bucket, object: Id::LAST };
        let doomed: Vec<_> = self.slots.range(first..=last).map(|(address, _)| *address).collect();
        for address in &doomed {
            self.slots.remove(address);
        }
        // The bucket's own mark covers its slots from now on.
        self.dead_slots.retain(|address| *address < first || *address > last);
        let epoch = self.epochs.remove(&(class, bucket)).is_some();
        let marked = self.dead_buckets.insert((class, bucket));
        Killed { count: doomed.len() as u64, changed: marked || epoch || !doomed.is_empty() }
    }

    fn kill_tenant(&mut self, tenant: Id) -> Killed {
        let keys = self.tenants.remove(&tenant).map_or(0, |versions| versions.len() as u64);
        let before = self.secrets.len();
        self.secrets.retain(|name, _| name.tenant != Some(tenant));
        let count = keys + (before - self.secrets.len()) as u64;
        let marked = self.dead_tenants.insert(tenant);
        Killed { count, changed: marked || count > 0 }
    }
}

impl Slot {
    /// Wraps still allowed without a write.
    pub(super) fn free(&self, tenant: Id, version: u32) -> u32 {
        self.wraps_of(tenant, version).map_or(0, |wraps| wraps.reserved - wraps.used)
    }

    /// The bound on the medium so far.
    pub(super) fn reserved(&self, tenant: Id, version: u32) -> u32 {
        self.wraps_of(tenant, version).map_or(0, |wraps| wraps.reserved)
    }

    /// Counts one wrap.
    pub(super) fn count(&mut self, tenant: Id, version: u32) {
        let mut all = self.wraps.iter_mut();
        if let Some(wraps) = all.find(|wraps| wraps.tenant == tenant && wraps.version == version) {
            wraps.used = wraps.reserved.min(wraps.used + 1);
        }
    }

    /// Sets the counts of one wrapping key.
    pub(super) fn reserve(&mut self, tenant: Id, version: u32, used: u32, reserved: u32) {
        self.wraps.retain(|wraps| wraps.tenant != tenant || wraps.version != version);
        self.wraps.push(Wraps { tenant, version, used, reserved });
    }

    fn wraps_of(&self, tenant: Id, version: u32) -> Option<&Wraps> {
        self.wraps.iter().find(|wraps| wraps.tenant == tenant && wraps.version == version)
    }
}

/// What a destruction found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Killed {
    /// Living keys that died.
    pub(super) count: u64,
    /// False when all of it was dead and marked already.
    pub(super) changed: bool,
}

impl Killed {
    fn all(count: u64) -> Self {
        Self { count, changed: count > 0 }
    }
}
