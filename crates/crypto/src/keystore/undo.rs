//! Taking back what a batch planned when another instance wrote first: cheaper than reading everything again.
//! Only additions are taken back; a batch that destroys is planned on a state read anew.

use std::collections::BTreeMap;

use super::message::SecretName;
use super::record::Record;
use super::state::KeyState;
use crate::context::{Bucket, Id, SlotAddress, SlotClass};

/// How to take one record back.
#[derive(Debug)]
pub(super) enum Undo {
    Epoch(SlotClass, Bucket),
    Slot(SlotAddress),
    TenantKey(Id, u32),
    Secret(SecretName, u32),
    /// Counts of a wrapping key as they were reserved before; all of them used.
    Reserved {
        address: SlotAddress,
        tenant: Id,
        version: u32,
        former: u32,
    },
}

impl Undo {
    /// What takes `record` back from `state`, which does not have it yet; nothing for what cannot be taken back.
    pub(super) fn of(record: &Record, state: &KeyState) -> Option<Self> {
        Some(match record {
            Record::Epoch { class, bucket, .. } => Self::Epoch(*class, *bucket),
            Record::Slot { address, .. } => Self::Slot(*address),
            Record::TenantKey { tenant, version, .. } => Self::TenantKey(*tenant, *version),
            Record::Secret { name, version, .. } => Self::Secret(name.clone(), *version),
            Record::Reserved { address, tenant, version, .. } => Self::Reserved {
                address: *address,
                tenant: *tenant,
                version: *version,
                former: state.slots.get(address).map_or(0, |slot| slot.reserved(*tenant, *version)),
            },
            Record::FormerSecret { .. }
            | Record::DeadSlot(_)
            | Record::DeadBucket { .. }
            | Record::DeadTenant(_)
            | Record::ClockMark(_) => return None,
        })
    }
}

impl KeyState {
    /// Takes one addition back. Called in the reverse order of the additions.
    pub(super) fn undo(&mut self, undo: Undo) {
        match undo {
            Undo::Epoch(class, bucket) => drop(self.epochs.remove(&(class, bucket))),
            Undo::Slot(address) => drop(self.slots.remove(&address)),
            Undo::TenantKey(tenant, version) => {
                remove_version(&mut self.tenants, &tenant, version);
            }
            Undo::Secret(name, version) => remove_version(&mut self.secrets, &name, version),
            Undo::Reserved { address, tenant, version, former } => {
                if let Some(slot) = self.slots.get_mut(&address) {
                    slot.reserve(tenant, version, former, former);
                }
            }
        }
    }
}

/// Removes one version, and the name with its last version: a name without versions would pass for known.
fn remove_version<N: Ord, T>(all: &mut BTreeMap<N, BTreeMap<u32, T>>, name: &N, version: u32) {
    if let Some(versions) = all.get_mut(name) {
        versions.remove(&version);
        if versions.is_empty() {
            all.remove(name);
        }
    }
}
