//! The operations, on the state in memory: each checks everything first, then changes state and notes the
//! change for the medium. Nothing is answered before the medium has it.

use super::error::KeyError;
use super::keeper::Limits;
use super::medium::Head;
use super::message::{Destroy, Destroyed, Destruction, NewSlot, Replay};
use super::record::{Record, Writer};
use super::root::RootKey;
use super::state::KeyState;
use super::undo::Undo;
use crate::Entropy;
use crate::context::{Bucket, Id, SlotAddress, SlotClass, WrapContext};
use crate::entropy::array;
use crate::envelope::{FreshDek, Wrap};
use crate::hierarchy::{self, WrappingKeyName};
use crate::key::{Dek, Key};

/// Wraps reserved on the medium at a time: fewer lose less at a restart, more write less often.
const RESERVE: u32 = 8;
/// Buckets one order may destroy without a person's word: a wrong clock must not empty the store.
const BUCKETS_UNCONFIRMED: usize = 2;

/// A batch of operations between two writes.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) state: &'a mut KeyState,
    pub(super) entropy: &'a dyn Entropy,
    pub(super) limits: Limits,
    pub(super) head: Head,
    pub(super) ready: bool,
    /// Changes to append, unless a whole new generation is due.
    pub(super) changes: Writer,
    /// How to take them back.
    pub(super) undo: Vec<Undo>,
    /// The generation to write instead.
    pub(super) next_generation: Option<u64>,
    /// The root key from the next generation on.
    pub(super) root: Option<RootKey>,
}

impl Draft<'_> {
    pub(super) fn require_ready(&self) -> Result<(), KeyError> {
        if self.ready { Ok(()) } else { Err(KeyError::NotReplayed) }
    }

    /// Applies a change and notes it for the medium.
    pub(super) fn put(&mut self, record: Record) {
        self.changes.record(&record);
        self.undo.extend(Undo::of(&record, self.state));
        self.state.apply(record);
    }

    /// Asks for a new generation, at least `least`; answers which.
    pub(super) fn renew(&mut self, least: u64) -> u64 {
        let next = least.max(self.head.generation + 1).max(self.next_generation.unwrap_or(0));
        self.next_generation = Some(next);
        next
    }

    pub(super) fn make_slots(&mut self, slots: &Vec<NewSlot>) -> Result<(), KeyError> {
        self.require_ready()?;
        for slot in slots {
            if self.state.is_dead(&slot.address) {
                return Err(KeyError::Destroyed);
            }
            self.state.tenant_version(slot.tenant)?;
        }
        slots.iter().try_for_each(|slot| self.make_slot(slot))
    }

    fn make_slot(&mut self, slot: &NewSlot) -> Result<(), KeyError> {
        let NewSlot { address, tenant, made_at } = *slot;
        let version = self.state.tenant_version(tenant)?;
        let SlotAddress { class, bucket, .. } = address;
        if !self.state.epochs.contains_key(&(class, bucket)) {
            self.put(Record::Epoch { class, bucket, key: Key::random(self.entropy) });
        }
        if !self.state.slots.contains_key(&address) {
            self.put(Record::Slot { address, made_at, key: Key::random(self.entropy) });
            self.reserve(address, tenant, version)?;
        }
        Ok(())
    }

    /// Reserves the next wraps of one wrapping key on the medium.
    fn reserve(&mut self, address: SlotAddress, tenant: Id, version: u32) -> Result<(), KeyError> {
        let used = self.state.slots.get(&address).map_or(0, |slot| slot.reserved(tenant, version));
        let wraps = (used + RESERVE).min(self.limits.wraps_per_key);
        if wraps == used {
            return Err(KeyError::WrapBound);
        }
        self.put(Record::Reserved { address, tenant, version, wraps });
        if let Some(slot) = self.state.slots.get_mut(&address) {
            slot.reserve(tenant, version, used, wraps);
        }
        Ok(())
    }

    pub(super) fn wrap_new(&mut self, context: &WrapContext) -> Result<FreshDek, KeyError> {
        self.require_ready()?;
        let dek = Dek(Key::random(self.entropy));
        let wrap = self.wrap(context, &dek)?;
        Ok(FreshDek { dek, wrap, nonce: array(self.entropy) })
    }

    /// Wraps a data key under the tenant's current key, and counts it.
    pub(super) fn wrap(&mut self, context: &WrapContext, dek: &Dek) -> Result<Wrap, KeyError> {
        let WrapContext { tenant, slot, .. } = *context;
        let version = self.state.tenant_version(tenant)?;
        let kw = wrapping_key(self.state, context, version)?;
        if self.state.slots.get(&slot).ok_or(KeyError::Gone)?.free(tenant, version) == 0 {
            self.reserve(slot, tenant, version)?;
        }
        if let Some(slot) = self.state.slots.get_mut(&slot) {
            slot.count(tenant, version);
        }
        let bytes = hierarchy::wrap(&kw, context, version, &dek.0, &array(self.entropy))
            .map_err(|_| KeyError::Refused)?;
        Ok(Wrap { tenant_version: version, bytes })
    }

    pub(super) fn create_tenant(&mut self, tenant: &Id) -> Result<u32, KeyError> {
        self.require_ready()?;
        match self.state.tenant_version(*tenant) {
            Err(KeyError::NoTenant) => {
                self.put(Record::TenantKey { tenant: *tenant, version: 1, key: Key::random(self.entropy) });
                Ok(1)
            }
            known => known,
        }
    }

    pub(super) fn rotate_tenant(&mut self, tenant: &Id) -> Result<u32, KeyError> {
        self.require_ready()?;
        let version = self.state.tenant_version(*tenant)? + 1;
        self.put(Record::TenantKey { tenant: *tenant, version, key: Key::random(self.entropy) });
        Ok(version)
    }

    pub(super) fn rotate_store_key(&mut self) -> Result<u64, KeyError> {
        self.require_ready()?;
        Ok(self.renew(0))
    }

    pub(super) fn change_root(&mut self, root: &RootKey) -> Result<(), KeyError> {
        self.require_ready()?;
        self.root = Some(root.duplicate());
        self.renew(0);
        Ok(())
    }

    pub(super) fn destroy(&mut self, order: &Destroy) -> Result<Destroyed, KeyError> {
        self.require_ready()?;
        self.check(order)?;
        let buckets = order.what.iter().any(|what| matches!(what, Destruction::Bucket(..)));
        let (counts, changed) = self.kill(&order.what);
        if buckets && changed {
            self.state.clock_mark = self.state.clock_mark.max(order.now);
        }
        let generation = if changed { self.renew(0) } else { self.head.generation };
        Ok(Destroyed { generation, counts })
    }

    fn kill(&mut self, what: &[Destruction]) -> (Vec<u64>, bool) {
        let killed: Vec<_> = what.iter().map(|what| self.state.kill(what)).collect();
        (killed.iter().map(|killed| killed.count).collect(), killed.iter().any(|killed| killed.changed))
    }

    fn check(&self, order: &Destroy) -> Result<(), KeyError> {
        let mut buckets = 0;
        for what in &order.what {
            match what {
                Destruction::Slot(_) | Destruction::Tenant(_) => {}
                Destruction::Bucket(class, bucket) => {
                    buckets += 1;
                    self.check_bucket(*class, *bucket, order)?;
                }
                Destruction::TenantVersion(tenant, version) => {
                    if self.state.tenant_version(*tenant).is_ok_and(|current| *version >= current) {
                        return Err(KeyError::NotDestroyable);
                    }
                }
                Destruction::Secret(name, version) => {
                    if self.state.secret_version(name).is_some_and(|current| *version >= current) {
                        return Err(KeyError::NotDestroyable);
                    }
                }
            }
        }
        if buckets > BUCKETS_UNCONFIRMED && !order.confirmed {
            return Err(KeyError::NeedsOperator);
        }
        Ok(())
    }

    fn check_bucket(&self, class: SlotClass, bucket: Bucket, order: &Destroy) -> Result<(), KeyError> {
        let today = match class {
            SlotClass::Op => Bucket::day(order.now),
            SlotClass::Proof => Bucket::month(order.now, 0),
            SlotClass::Case | SlotClass::Jrn => return Err(KeyError::NotDestroyable),
        };
        if order.now < self.state.clock_mark {
            return Err(KeyError::ClockBehind);
        }
        if bucket >= today && !order.confirmed { Err(KeyError::NeedsOperator) } else { Ok(()) }
    }

    /// The past is not judged again: what the journal says was destroyed is destroyed, whatever the clock.
    pub(super) fn replay(&mut self, replay: &Replay) -> Result<Destroyed, KeyError> {
        let (own, expected) = (self.head.generation, replay.expected_generation);
        let reached = replay.destructions.iter().any(|past| past.generation == Some(expected));
        if expected > own && !reached {
            return Err(KeyError::Stale { own, expected });
        }
        let what: Vec<_> = replay.destructions.iter().map(|past| past.what.clone()).collect();
        if what.iter().any(|what| matches!(what, Destruction::Bucket(class, _) if !class.dies_by_bucket())) {
            return Err(KeyError::NotDestroyable);
        }
        for what in &what {
            self.make_successor(what);
        }
        let (counts, changed) = self.kill(&what);
        let generation = if changed || expected > own { self.renew(expected + 1) } else { own };
        self.ready = true;
        Ok(Destroyed { generation, counts })
    }

    /// A version destroyed in the past may be the current one of an older copy: it must not be reused.
    fn make_successor(&mut self, what: &Destruction) {
        match what {
            Destruction::TenantVersion(tenant, version) => {
                if self.state.tenant_version(*tenant) == Ok(*version) {
                    let key = Key::random(self.entropy);
                    self.put(Record::TenantKey { tenant: *tenant, version: version + 1, key });
                }
            }
            Destruction::Secret(name, version) => {
                if self.state.secret_version(name) == Some(*version) {
                    self.make_secret(name, version + 1);
                }
            }
            Destruction::Slot(_) | Destruction::Bucket(..) | Destruction::Tenant(_) => {}
        }
    }
}

/// Derives the wrapping key of a context; [`KeyError::Gone`] when any of its halves is missing.
pub(super) fn wrapping_key(state: &KeyState, context: &WrapContext, version: u32) -> Result<Key, KeyError> {
    let WrapContext { tenant, slot, .. } = *context;
    let epoch = state.epochs.get(&(slot.class, slot.bucket)).ok_or(KeyError::Gone)?;
    let half = &state.slots.get(&slot).ok_or(KeyError::Gone)?.key;
    let tenant_key = state.tenants.get(&tenant).and_then(|keys| keys.get(&version)).ok_or(KeyError::Gone)?;
    Ok(WrappingKeyName { slot, tenant, version }.derive(epoch, half, tenant_key))
}
