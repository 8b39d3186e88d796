//! The key store: where half-keys live and die.
//!
//! [`KeyStore`] is a process boundary: plain messages go in, data keys, signatures and hashes come out; epoch
//! keys, slots, tenant keys and secrets never do. [`Keeper`] is the implementation: one thread of its own
//! owns the keys, on any [`Medium`]: files ([`mod@file`], level F), memory, or a database (level P, in `store`).

mod answer;
mod draft;
mod error;
pub mod file;
mod inspect;
mod keeper;
mod medium;
mod memory;
mod message;
mod record;
mod root;
mod seal;
mod secret;
mod state;
mod undo;
mod worker;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

pub use self::file::{FileMedium, FilePaths};
pub use answer::wait;
pub use error::{KeyError, MediumError};
pub use inspect::Inspection;
pub use keeper::{Keeper, Limits, Opening};
pub use medium::{Head, Medium, MediumReply, Snapshot, Stored, Written};
pub use memory::MemoryMedium;
pub use message::{
    Destroy, Destroyed, Destruction, Level, MacMessage, MacTag, NewSlot, PastDestruction, Purpose, Replay,
    SecretName, SignMessage, Signature, SlotInfo, SlotPage, Status, VerifyingKey, WrappedDek,
};
pub use root::RootKey;

use crate::context::{Id, SlotAddress, WrapContext};
use crate::envelope::{FreshDek, Wrap};
use crate::key::Dek;

/// The answer to a message, later.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, KeyError>> + Send + 'a>>;

/// What callers may ask of the key store. Every method is one message and one answer.
///
/// After opening, everything but [`status`](Self::status) and [`replay`](Self::replay) answers
/// [`KeyError::NotReplayed`] until one replay has succeeded: no key is used before the dead are dead.
/// An acknowledged change is on its medium. A refused one has changed nothing. One whose medium failed was
/// done whole or not at all; ask again: making, destroying and replaying twice is the same as once.
pub trait KeyStore: Send + Sync + Debug {
    /// How the store stands. Carries no secret.
    fn status(&self) -> Reply<'_, Status>;

    /// Destroys again what was destroyed since this copy of the store, and what was still pending; then serves.
    fn replay(&self, replay: Replay) -> Reply<'_, Destroyed>;

    /// Makes the slots, and their epochs where new. A living slot stays as it is; a destroyed one is refused.
    /// Comes *before* the database transaction that writes the row: never a row without its slot.
    fn make_slots(&self, slots: Vec<NewSlot>) -> Reply<'_, ()>;

    /// A page of the living slots, for the collection of those without a row.
    fn list_slots(&self, page: SlotPage) -> Reply<'_, Vec<SlotInfo>>;

    /// Draws a data key and wraps it. At most 2^10 times under one wrapping key.
    fn wrap_new(&self, context: WrapContext) -> Reply<'_, FreshDek>;

    /// Opens wraps, in order; one that does not open leaves the others readable. Up to about 100 a message.
    fn unwrap_all(&self, wraps: Vec<WrappedDek>) -> Reply<'_, Vec<Result<Dek, KeyError>>>;

    /// Wraps the same data keys under the tenant's current key; payloads stay as they are.
    fn rewrap_all(&self, wraps: Vec<WrappedDek>) -> Reply<'_, Vec<Result<Wrap, KeyError>>>;

    /// Destroys keys for ever and replaces the store key, in one step: all of it or nothing.
    fn destroy(&self, order: Destroy) -> Reply<'_, Destroyed>;

    /// Makes the tenant's first key, or answers the current version. Refused once the tenant was destroyed.
    fn create_tenant(&self, tenant: Id) -> Reply<'_, u32>;

    /// Makes the tenant's next key; the former versions still open until they are destroyed.
    fn rotate_tenant(&self, tenant: Id) -> Reply<'_, u32>;

    /// Replaces the store key without destroying anything; answers the new generation.
    fn rotate_store_key(&self) -> Reply<'_, u64>;

    /// Another root key from now on (yearly, or when a custodian leaves); the store key is replaced too, so that
    /// what the former root key opened is worth nothing. Other instances must be given it and reopen.
    fn change_root(&self, root: RootKey) -> Reply<'_, ()>;

    /// Makes the next version of a secret; the former still verifies and computes until destroyed.
    fn rotate_secret(&self, name: SecretName) -> Reply<'_, u32>;

    /// Ed25519 (RFC 8032) with the current version of a secret, made at first use.
    fn sign(&self, message: SignMessage) -> Reply<'_, Signature>;

    /// Public keys of all versions, oldest first, those of destroyed versions too: old signatures stay verifiable.
    fn verifying_keys(&self, name: SecretName) -> Reply<'_, Vec<VerifyingKey>>;

    /// HMAC-SHA-256 with a secret, made at first use when no version is named.
    fn mac(&self, message: MacMessage) -> Reply<'_, MacTag>;

    /// `HMAC(K_subj, "jrn")[..16]`: the person's name in journal leaves, unlinkable once her slot is destroyed.
    fn subject_pseudonym(&self, slot: SlotAddress) -> Reply<'_, [u8; 16]>;

    /// Ends the store's thread and frees its medium. Later messages answer [`KeyError::Closed`].
    fn close(&self) -> Reply<'_, ()>;
}
