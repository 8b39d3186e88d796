//! The records of the store: a log record is a list of them, a snapshot is a list that rebuilds the state.
//!
//! Their encoding is written by hand so that key bytes pass through wiped buffers only.

use zeroize::Zeroizing;

use super::message::SecretName;
use crate::context::{Bucket, Id, SlotAddress, SlotClass};
use crate::key::Key;

/// One change of the state. Nothing here destroys: destruction is a snapshot without the dead, under a new key.
#[derive(Debug)]
pub(super) enum Record {
    Epoch {
        class: SlotClass,
        bucket: Bucket,
        key: Key,
    },
    Slot {
        address: SlotAddress,
        made_at: i64,
        key: Key,
    },
    /// Wraps may be made up to `wraps` under the key of this slot, tenant and version.
    Reserved {
        address: SlotAddress,
        tenant: Id,
        version: u32,
        wraps: u32,
    },
    TenantKey {
        tenant: Id,
        version: u32,
        key: Key,
    },
    Secret {
        name: SecretName,
        version: u32,
        seed: Key,
        verifying: [u8; 32],
    },
    /// A destroyed version of a secret, whose public key stays.
    FormerSecret {
        name: SecretName,
        version: u32,
        verifying: [u8; 32],
    },
    DeadSlot(SlotAddress),
    DeadBucket {
        class: SlotClass,
        bucket: Bucket,
    },
    DeadTenant(Id),
    ClockMark(i64),
}

/// Longest encoding of any record whose purpose name is of reasonable length.
const ROOM: usize = 160;

/// A wiped buffer of encoded records that never moves while it has room.
#[derive(Debug)]
pub(super) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Begins anew in the same place, which is wiped as a whole in the end.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when another record would make the buffer move.
    pub(super) fn is_full(&self) -> bool {
        self.0.capacity() - self.0.len() < ROOM
    }

    pub(super) fn epoch(&mut self, class: SlotClass, bucket: Bucket, key: &Key) {
        self.tag(1).class(class).put(&bucket.0.to_be_bytes()).put(key.expose());
    }

    pub(super) fn slot(&mut self, address: &SlotAddress, made_at: i64, key: &Key) {
        self.tag(2).address(address).put(&made_at.to_be_bytes()).put(key.expose());
    }

    pub(super) fn reserved(&mut self, address: &SlotAddress, tenant: Id, version: u32, wraps: u32) {
        self.tag(3).address(address).id(tenant).put(&version.to_be_bytes()).put(&wraps.to_be_bytes());
    }

    pub(super) fn tenant_key(&mut self, tenant: Id, version: u32, key: &Key) {
        self.tag(4).id(tenant).put(&version.to_be_bytes()).put(key.expose());
    }

    pub(super) fn secret(&mut self, name: &SecretName, version: u32, seed: &Key, verifying: &[u8; 32]) {
        self.tag(5).name(name).put(&version.to_be_bytes()).put(seed.expose()).put(verifying);
    }

    pub(super) fn former_secret(&mut self, name: &SecretName, version: u32, verifying: &[u8; 32]) {
        self.tag(6).name(name).put(&version.to_be_bytes()).put(verifying);
    }

    pub(super) fn dead_slot(&mut self, address: &SlotAddress) {
        self.tag(7).address(address);
    }

    pub(super) fn dead_bucket(&mut self, class: SlotClass, bucket: Bucket) {
        self.tag(8).class(class).put(&bucket.0.to_be_bytes());
    }

    pub(super) fn dead_tenant(&mut self, tenant: Id) {
        self.tag(9).id(tenant);
    }

    pub(super) fn clock_mark(&mut self, mark: i64) {
        self.tag(10).put(&mark.to_be_bytes());
    }

    /// Writes any record.
    pub(super) fn record(&mut self, record: &Record) {
        match record {
            Record::Epoch { class, bucket, key } => self.epoch(*class, *bucket, key),
            Record::Slot { address, made_at, key } => self.slot(address, *made_at, key),
            Record::Reserved { address, tenant, version, wraps } => {
                self.reserved(address, *tenant, *version, *wraps);
            }
            Record::TenantKey { tenant, version, key } => self.tenant_key(*tenant, *version, key),
            Record::Secret { name, version, seed, verifying } => self.secret(name, *version, seed, verifying),
            Record::FormerSecret { name, version, verifying } => {
                self.former_secret(name, *version, verifying);
            }
            Record::DeadSlot(address) => self.dead_slot(address),
            Record::DeadBucket { class, bucket } => self.dead_bucket(*class, *bucket),
            Record::DeadTenant(tenant) => self.dead_tenant(*tenant),
            Record::ClockMark(mark) => self.clock_mark(*mark),
        }
    }

    /// Begins a record. When the buffer must grow, the old one is wiped.
    fn tag(&mut self, tag: u8) -> &mut Self {
        if self.is_full() {
            let mut larger = Zeroizing::new(Vec::with_capacity((self.0.capacity() * 2).max(4 * ROOM)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.put(&[tag])
    }

    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn id(&mut self, id: Id) -> &mut Self {
        self.put(id.as_bytes())
    }

    fn class(&mut self, class: SlotClass) -> &mut Self {
        self.put(&[match class {
            SlotClass::Op => 1,
            SlotClass::Proof => 2,
            SlotClass::Case => 3,
            SlotClass::Jrn => 4,
        }])
    }

    fn address(&mut self, address: &SlotAddress) -> &mut Self {
        self.class(address.class).put(&address.bucket.0.to_be_bytes()).id(address.object)
    }

    fn name(&mut self, name: &SecretName) -> &mut Self {
        let purpose = name.purpose.as_str().as_bytes();
        let length = u16::try_from(purpose.len()).unwrap_or(u16::MAX);
        let purpose = purpose.get(..usize::from(length)).unwrap_or(purpose);
        self.put(&length.to_be_bytes()).put(purpose);
        match name.tenant {
            Some(tenant) => self.put(&[1]).id(tenant),
            None => self.put(&[0]),
        }
    }
}

/// Reads records; `None` in an item means that the bytes are not ours.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn record(&mut self) -> Option<Record> {
        Some(match self.array::<1>()? {
            [1] => Record::Epoch { class: self.class()?, bucket: self.bucket()?, key: self.key()? },
            [2] => Record::Slot { address: self.address()?, made_at: self.i64()?, key: self.key()? },
            [3] => Record::Reserved {
                address: self.address()?,
                tenant: self.id()?,
                version: self.u32()?,
                wraps: self.u32()?,
            },
            [4] => Record::TenantKey { tenant: self.id()?, version: self.u32()?, key: self.key()? },
            [5] => Record::Secret {
                name: self.name()?,
                version: self.u32()?,
                seed: self.key()?,
                verifying: *self.array()?,
            },
            [6] => {
                Record::FormerSecret { name: self.name()?, version: self.u32()?, verifying: *self.array()? }
            }
            [7] => Record::DeadSlot(self.address()?),
            [8] => Record::DeadBucket { class: self.class()?, bucket: self.bucket()? },
            [9] => Record::DeadTenant(self.id()?),
            [10] => Record::ClockMark(self.i64()?),
            _ => return None,
        })
    }

    fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(array)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(|bytes| u32::from_be_bytes(*bytes))
    }

    fn i64(&mut self) -> Option<i64> {
        self.array().map(|bytes| i64::from_be_bytes(*bytes))
    }

    fn bucket(&mut self) -> Option<Bucket> {
        self.u32().map(Bucket)
    }

    fn id(&mut self) -> Option<Id> {
        self.array::<16>().map(|bytes| Id::from(*bytes))
    }

    fn key(&mut self) -> Option<Key> {
        self.array::<32>().and_then(|bytes| Key::from_slice(bytes))
    }

    fn class(&mut self) -> Option<SlotClass> {
        match self.array::<1>()? {
            [1] => Some(SlotClass::Op),
            [2] => Some(SlotClass::Proof),
            [3] => Some(SlotClass::Case),
            [4] => Some(SlotClass::Jrn),
            _ => None,
        }
    }

    fn address(&mut self) -> Option<SlotAddress> {
        Some(SlotAddress { class: self.class()?, bucket: self.bucket()?, object: self.id()? })
    }

    fn name(&mut self) -> Option<SecretName> {
        let length = self.array().map(|bytes| u16::from_be_bytes(*bytes))?;
        let (purpose, rest) = self.0.split_at_checked(usize::from(length))?;
        self.0 = rest;
        let purpose = String::from_utf8(purpose.to_vec()).ok()?.into();
        let tenant = match self.array::<1>()? {
            [0] => None,
            [1] => Some(self.id()?),
            _ => return None,
        };
        Some(SecretName { purpose, tenant })
    }
}

impl Iterator for Reader<'_> {
    type Item = Option<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_empty()).then(|| self.record())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keystore::Purpose;

    fn all() -> Vec<Record> {
        let (class, bucket, tenant) = (SlotClass::Proof, Bucket(7), Id::from([1; 16]));
        let address = SlotAddress { class, bucket, object: Id::from([2; 16]) };
        let key = || Key::fill(|bytes| bytes.fill(9));
        let name = SecretName::tenant(Purpose::CARD_PEPPER, tenant);
        vec![
            Record::Epoch { class, bucket, key: key() },
            Record::Slot { address, made_at: -5, key: key() },
            Record::Reserved { address, tenant, version: 3, wraps: 16 },
            Record::TenantKey { tenant, version: 3, key: key() },
            Record::Secret { name: name.clone(), version: 1, seed: key(), verifying: [4; 32] },
            Record::FormerSecret { name, version: 2, verifying: [5; 32] },
            Record::DeadSlot(address),
            Record::DeadBucket { class, bucket },
            Record::DeadTenant(tenant),
            Record::ClockMark(1 << 40),
        ]
    }

    fn write(records: &[Record]) -> Vec<u8> {
        let mut writer = Writer::with_capacity(0);
        for record in records {
            writer.record(record);
        }
        writer.bytes().to_vec()
    }

    #[test]
    fn every_record_comes_back() {
        let bytes = write(&all());
        let read: Vec<_> = Reader::new(&bytes).map(Option::unwrap).collect();
        assert_eq!(format!("{read:?}"), format!("{:?}", all()));
        assert_eq!(write(&read), bytes, "the keys too, which do not print");
    }

    #[test]
    fn a_cut_record_is_refused() {
        for record in all() {
            let bytes = write(&[record]);
            for length in 1..bytes.len() {
                let read: Vec<_> = Reader::new(&bytes[..length]).take(2).collect();
                assert!(read.contains_none(), "{length} of {}", bytes.len());
            }
        }
    }

    trait ContainsNone {
        fn contains_none(&self) -> bool;
    }

    impl ContainsNone for Vec<Option<Record>> {
        fn contains_none(&self) -> bool {
            self.iter().any(Option::is_none)
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            // Stops at the first refusal, as the store does.
            prop_assert!(Reader::new(&bytes).take_while(Option::is_some).count() <= bytes.len());
        }
    }
}
