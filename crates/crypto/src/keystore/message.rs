//! The messages of the boundary: plain data, so that a socket can carry them to a daemon.

use std::borrow::Cow;
use std::fmt;

use crate::context::{Bucket, Id, SlotAddress, SlotClass, WrapContext};
use crate::envelope::Wrap;

/// A slot to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSlot {
    /// Where.
    pub address: SlotAddress,
    /// The tenant that will use it first; must have a key.
    pub tenant: Id,
    /// Unix seconds, for the collection of slots without a row after 24 h.
    pub made_at: i64,
}

/// A living slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotInfo {
    /// Where it stands.
    pub address: SlotAddress,
    /// Unix seconds given when it was made.
    pub made_at: i64,
}

/// Which slots to list, in the order of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotPage {
    /// Last address of the page before.
    pub after: Option<SlotAddress>,
    /// At most so many.
    pub limit: usize,
}

/// A wrapped data key and the context it must open in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedDek {
    /// Its context.
    pub context: WrapContext,
    /// The commitment carried by the payload it belongs to.
    pub commit: [u8; 32],
    /// The wrap.
    pub wrap: Wrap,
}

/// Something to destroy for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destruction {
    /// One object's half-key: revocation, end of retention.
    Slot(SlotAddress),
    /// An epoch key and all slots under it: end of a day or a month.
    Bucket(SlotClass, Bucket),
    /// All keys and secrets of an organisation that leaves.
    Tenant(Id),
    /// A former version of a tenant's key, once everything is rewrapped.
    TenantVersion(Id, u32),
    /// A former version of a secret.
    Secret(SecretName, u32),
}

/// Orders destructions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroy {
    /// What, each at most once.
    pub what: Vec<Destruction>,
    /// The trusted clock, Unix seconds. Never before that of the last destroyed bucket.
    pub now: i64,
    /// A person confirmed: needed for more than two buckets in one order, and for a bucket that has not ended.
    pub confirmed: bool,
}

/// What a destruction did, for the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// Generation of the store key afterwards. Write it in the journal: it is the high-water mark of [`Replay`].
    pub generation: u64,
    /// Living keys destroyed, one number an item of the order.
    pub counts: Vec<u64>,
}

/// A destruction known to the application's journal or pending there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDestruction {
    /// What.
    pub what: Destruction,
    /// The generation acknowledged then; `None` when it was still pending.
    pub generation: Option<u64>,
}

/// The first message after opening.
///
/// Ask [`Status`] first, then send every destruction journalled with a higher generation than the store's own,
/// and every pending one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replay {
    /// Highest generation the journal knows of; 0 before the first destruction.
    pub expected_generation: u64,
    /// Oldest first.
    pub destructions: Vec<PastDestruction>,
}

/// What the secret is for; one purpose never shares bytes with another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(Cow<'static, str>);

impl Purpose {
    /// Signs checkpoints and receipts of the journal.
    pub const JOURNAL: Self = Self::named("journal");
    /// Pepper of the codes of cards.
    pub const CARD_PEPPER: Self = Self::named("card-pepper");
    /// Blind index of identities.
    pub const IDENTITY_INDEX: Self = Self::named("identity-index");
    /// Pseudonyms of agents in the journal.
    pub const ACTOR_PSEUDONYM: Self = Self::named("actor-pseudonym");

    /// A purpose by its name: a short constant of the caller's; another name is another secret.
    pub const fn named(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Purpose {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

/// A secret: a purpose, for the whole instance or for one tenant (and then it dies with the tenant).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName {
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub tenant: Option<Id>,
}

impl SecretName {
    /// A secret of the whole instance.
    pub const fn instance(purpose: Purpose) -> Self {
        Self { purpose, tenant: None }
    }

    /// A secret of one tenant.
    pub const fn tenant(purpose: Purpose, tenant: Id) -> Self {
        Self { purpose, tenant: Some(tenant) }
    }
}

/// Bytes to sign.
#[derive(Clone, PartialEq, Eq)]
pub struct SignMessage {
    /// With which secret.
    pub name: SecretName,
    /// The exact bytes.
    pub message: Vec<u8>,
}

/// A signature, verifiable with the key beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Ed25519 (RFC 8032).
    pub bytes: [u8; 64],
    /// The key that verifies it.
    pub key: VerifyingKey,
}

/// The public half of one version of a signing secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey {
    /// From 1 up.
    pub version: u32,
    /// Ed25519 public key.
    pub bytes: [u8; 32],
}

/// Bytes to authenticate or to hash with a key.
#[derive(Clone, PartialEq, Eq)]
pub struct MacMessage {
    /// With which secret.
    pub name: SecretName,
    /// Which version: `None` for the current one, a number to compare with what was stored under it.
    pub version: Option<u32>,
    /// The exact bytes.
    pub message: Vec<u8>,
}

/// A keyed hash and the version that made it; store both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MacTag {
    /// From 1 up.
    pub version: u32,
    /// HMAC-SHA-256, whole; truncate at will.
    pub bytes: [u8; 32],
}

/// Where the anchor lives, and so what an attacker's old copy is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Files; does not resist raw copies of the disk.
    File,
    /// A PostgreSQL database of its own, shared by several instances.
    Postgres,
    /// Nothing is kept: tests and demonstrations.
    Memory,
}

/// How the store stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Where the anchor lives.
    pub level: Level,
    /// Number of the store key: rises at each destruction.
    pub generation: u64,
    /// Records appended since that key was made.
    pub sequence: u64,
    /// A replay has succeeded.
    pub ready: bool,
    /// Living slots.
    pub slots: u64,
    /// Living epoch keys.
    pub epochs: u64,
    /// Living tenants.
    pub tenants: u64,
    /// The clock of the last destroyed bucket, Unix seconds. Below it, refuse to serve: the clock is wrong.
    pub clock_mark: i64,
}

macro_rules! hide_message {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.debug_struct(stringify!($name)).field("name", &self.name).finish_non_exhaustive()
            }
        }
    )*};
}

hide_message!(SignMessage, MacMessage);
