//! The leaf: what one entry says, in the one encoding whose hash enters the tree.
//!
//! A leaf is final when its act commits, before a sealer gives it a place; so it carries its entry's id and not
//! its position (`seq` in the design). The position is what the tree itself proves, and the id keeps two otherwise
//! equal acts apart. No free text and no clear identity ever enters a leaf: ids, pseudonyms, codes, commitments.

use crate::{
    action::Action,
    cbor::{CborError, Reader, Writer},
    commit::SubjectPid,
    hash::Hash,
    tree::leaf_hash,
};

/// Version written in every leaf; the decoder knows no other.
pub const LEAF_VERSION: u64 = 1;

const VERSION: u64 = 0;
const ENTRY_ID: u64 = 1;
const AT: u64 = 2;
const TENANT: u64 = 3;
const ACTOR: u64 = 4;
const ACTION: u64 = 5;
const OBJECT: u64 = 6;
const SUBJECT: u64 = 7;
const SCOPE: u64 = 8;
const PAYLOAD: u64 = 9;

/// What one entry says. Ids are the 16 bytes of the domain's UUIDs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The entry's own id (UUIDv7), primary key of its row.
    pub entry_id: [u8; 16],
    /// When it happened: microseconds since 1970 UTC, at most `i64::MAX`.
    pub at_micros: u64,
    /// The organisation acted for; the network for acts outside any organisation.
    pub tenant_id: [u8; 16],
    /// Membership or API key that acted; `None` for the system itself (clocks, jobs).
    pub actor_pid: Option<[u8; 16]>,
    /// What happened.
    pub action: Action,
    /// What it happened to: relation, referral, agreement, organisation, entry…
    pub object_id: Option<[u8; 16]>,
    /// Whom it is about, under a pseudonym only her key can tie to her.
    pub subject_pid: Option<SubjectPid>,
    /// A coded detail: theme, purpose, reason or outcome code.
    pub scope: Option<ScopeCode>,
    /// Commitment to the sealed payload, when there is one (`commit::payload_commit`).
    pub payload_commit: Option<Hash>,
}

/// Why bytes are not a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not the deterministic CBOR of a leaf.
    #[error("leaf is not deterministic CBOR")]
    Cbor(#[from] CborError),
    /// A version this code does not know.
    #[error("unknown leaf version")]
    Version,
    /// A key is unknown, repeated or out of order, or bytes trail.
    #[error("leaf keys are not canonical")]
    Keys,
    /// A field is absent though required, or its value is not allowed.
    #[error("leaf field {0} is not allowed")]
    Field(&'static str),
}

impl Leaf {
    /// The leaf's only encoding: deterministic CBOR map with integer keys, absent fields left out.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let optional = [
            self.actor_pid.is_some(),
            self.object_id.is_some(),
            self.subject_pid.is_some(),
            self.scope.is_some(),
            self.payload_commit.is_some(),
        ];
        let present = optional.into_iter().map(u64::from).sum::<u64>();
        let mut out = Writer::default();
        out.map(5 + present);
        out.unsigned(VERSION);
        out.unsigned(LEAF_VERSION);
        put_bytes(&mut out, ENTRY_ID, Some(&self.entry_id));
        out.unsigned(AT);
        out.unsigned(self.at_micros);
        put_bytes(&mut out, TENANT, Some(&self.tenant_id));
        put_bytes(&mut out, ACTOR, self.actor_pid.as_ref());
        out.unsigned(ACTION);
        out.text(self.action.as_str());
        put_bytes(&mut out, OBJECT, self.object_id.as_ref());
        put_bytes(&mut out, SUBJECT, self.subject_pid.as_ref().map(SubjectPid::as_bytes));
        if let Some(scope) = &self.scope {
            out.unsigned(SCOPE);
            out.text(scope.as_str());
        }
        put_bytes(&mut out, PAYLOAD, self.payload_commit.as_ref().map(Hash::as_bytes));
        out.finish()
    }

    /// Reads a leaf; every byte string other than what [`Leaf::encode`] writes is refused.
    ///
    /// # Errors
    /// [`LeafError`] tells what is not canonical or not allowed.
    pub fn decode(bytes: &[u8]) -> Result<Self, LeafError> {
        let mut reader = Reader::new(bytes);
        let pairs = reader.map()?;
        let mut fields = Fields { reader, left: pairs, peeked: None };
        if fields.required(VERSION, "v", Reader::unsigned)? != LEAF_VERSION {
            return Err(LeafError::Version);
        }
        let leaf = Self {
            entry_id: fields.required(ENTRY_ID, "entry_id", id)?,
            at_micros: fields.required(AT, "ts", Reader::unsigned)?,
            tenant_id: fields.required(TENANT, "tenant_id", id)?,
            actor_pid: fields.optional(ACTOR, "actor_pid", id)?,
            action: fields
                .required(ACTION, "action_code", Reader::text)?
                .parse()
                .map_err(|_| LeafError::Field("action_code"))?,
            object_id: fields.optional(OBJECT, "object_id", id)?,
            subject_pid: fields.optional(SUBJECT, "subject_pid", id)?.map(SubjectPid::new),
            scope: fields
                .optional(SCOPE, "scope_code", Reader::text)?
                .map(|text| ScopeCode::parse(text).ok_or(LeafError::Field("scope_code")))
                .transpose()?,
            payload_commit: fields.optional(PAYLOAD, "payload_commit", id)?.map(Hash::new),
        };
        fields.finish()?;
        if i64::try_from(leaf.at_micros).is_err() { Err(LeafError::Field("ts")) } else { Ok(leaf) }
    }

    /// The hash that enters the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }
}

fn put_bytes<const N: usize>(out: &mut Writer, key: u64, value: Option<&[u8; N]>) {
    if let Some(value) = value {
        out.unsigned(key);
        out.bytes(value);
    }
}

fn id<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], CborError> {
    reader.bytes()?.try_into().map_err(|_| CborError::Type)
}

/// The pairs of the map, read in ascending order of key.
struct Fields<'a> {
    reader: Reader<'a>,
    left: u64,
    peeked: Option<u64>,
}

impl<'a> Fields<'a> {
    fn optional<T>(
        &mut self,
        key: u64,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, CborError>,
    ) -> Result<Option<T>, LeafError> {
        if self.peeked.is_none() && self.left > 0 {
            self.left -= 1;
            self.peeked = Some(self.reader.unsigned()?);
        }
        if self.peeked != Some(key) {
            return Ok(None);
        }
        self.peeked = None;
        match read(&mut self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(CborError::Type) => Err(LeafError::Field(name)),
            Err(error) => Err(error.into()),
        }
    }

    fn required<T>(
        &mut self,
        key: u64,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, CborError>,
    ) -> Result<T, LeafError> {
        self.optional(key, name, read)?.ok_or(LeafError::Field(name))
    }

    fn finish(self) -> Result<(), LeafError> {
        let done = self.left == 0 && self.peeked.is_none() && self.reader.is_empty();
        if done { Ok(()) } else { Err(LeafError::Keys) }
    }
}

/// A coded detail of an entry: 1 to 40 of `a-z 0-9 _ . : -`. The alphabet keeps free text and names out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ScopeCode(Box<str>);

impl ScopeCode {
    /// Reads a code; `None` when it is empty, longer than 40 or has another character.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.:-".contains(&byte);
        ((1..=40).contains(&text.len()) && text.bytes().all(allowed)).then(|| Self(text.into()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
#[path = "leaf_tests.rs"]
mod tests;
