//! What an envelope is bound to. Each field enters the authenticated data: change one and the envelope
//! no longer opens, so a row cannot be moved, re-dated, widened or rolled back under its ciphertext.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::encode::Encoder;

/// A random identifier of 16 bytes (a tenant, an object, a person's pseudonym, an organisation).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

impl Id {
    pub(crate) const FIRST: Self = Self([0; 16]);
    pub(crate) const LAST: Self = Self([0xff; 16]);

    /// The bytes, as stored.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for Id {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Class of keys: how the content dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Operational compartment of a mandate: dies with the day of its end.
    Op,
    /// Proof compartment of a mandate: dies with the month of its end plus 72 months.
    Proof,
    /// Relations and referrals, whose end is unknown when they begin: die by their slot.
    Case,
    /// A document: dies with the mandate or case that holds it.
    Doc,
    /// Personal side of journal entries: dies by the person's slot.
    Jrn,
}

impl Class {
    /// The code that enters contexts; never change one.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Op => "op",
            Self::Proof => "proof",
            Self::Case => "case",
            Self::Doc => "doc",
            Self::Jrn => "jrn",
        }
    }
}

/// The classes that own slots; a document has none, it lives in its holder's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotClass {
    /// See [`Class::Op`].
    Op,
    /// See [`Class::Proof`].
    Proof,
    /// See [`Class::Case`].
    Case,
    /// See [`Class::Jrn`].
    Jrn,
}

impl SlotClass {
    /// The same class among all.
    pub const fn class(self) -> Class {
        match self {
            Self::Op => Class::Op,
            Self::Proof => Class::Proof,
            Self::Case => Class::Case,
            Self::Jrn => Class::Jrn,
        }
    }

    /// True when content of this class dies by bucket; the others have one constant bucket that never dies.
    pub const fn dies_by_bucket(self) -> bool {
        matches!(self, Self::Op | Self::Proof)
    }
}

/// A span of time whose content dies together: a UTC day (`op`), a month (`proof`), or the constant 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket(pub u32);

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Bucket {
    /// The bucket of classes that die by slot.
    pub const CONSTANT: Self = Self(0);

    /// Day bucket of an instant (Unix seconds, UTC): days since 1970-01-01.
    pub fn day(instant: i64) -> Self {
        Self(u32::try_from(instant.div_euclid(DAY)).unwrap_or(0))
    }

    /// Month bucket of an instant (Unix seconds, UTC) moved forward by `months`: months since 1970-01.
    pub fn month(instant: i64, months: u32) -> Self {
        Self(months_since_1970(instant.div_euclid(DAY)).saturating_add(months))
    }
}

/// Months of the proleptic Gregorian calendar since 1970-01, from days since 1970-01-01 (Howard Hinnant's
/// `civil_from_days`, with years that begin in March so that leap days come last).
fn months_since_1970(days: i64) -> u32 {
    const ERA: i64 = 146_097;
    let shifted = days + 719_468;
    let day_of_era = shifted.rem_euclid(ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / (ERA - 1)) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let year_from_march = shifted.div_euclid(ERA) * 400 + year_of_era;
    u32::try_from(year_from_march * 12 + month_from_march + 2 - 1970 * 12).unwrap_or(0)
}

/// Where a half-key stands in the key store: one per object and class, under its bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotAddress {
    /// How it dies.
    pub class: SlotClass,
    /// When it dies.
    pub bucket: Bucket,
    /// The mandate, relation, referral or person it serves.
    pub object: Id,
}

impl SlotAddress {
    /// The slot of a relation or referral.
    pub const fn case(object: Id) -> Self {
        Self { class: SlotClass::Case, bucket: Bucket::CONSTANT, object }
    }

    /// The slot of a person's side of the journal.
    pub const fn journal(person: Id) -> Self {
        Self { class: SlotClass::Jrn, bucket: Bucket::CONSTANT, object: person }
    }
}

/// What a wrapped data key is bound to; the key store adds the tenant key's version and the commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapContext {
    /// The organisation whose key takes part.
    pub tenant: Id,
    /// The half-key that takes part.
    pub slot: SlotAddress,
    /// Set for class `doc`: the document, whose data key is wrapped under its holder's keys.
    pub document: Option<Id>,
    /// Revision of the content, from 1 up; each revision has its own data key.
    pub revision: u32,
}

impl WrapContext {
    /// Class of the content.
    pub fn class(&self) -> Class {
        if self.document.is_some() { Class::Doc } else { self.slot.class.class() }
    }

    /// The object the content belongs to: the document, else the slot's object.
    pub fn object(&self) -> Id {
        self.document.unwrap_or(self.slot.object)
    }

    /// `AAD_w = "relais/wrap/v1"||lp(t)||lp(m)||lp(c)||u32(d)||u32(v)||u32(r)||commit`.
    pub(crate) fn wrap_aad(&self, version: u32, commit: &[u8; 32]) -> Vec<u8> {
        Encoder::new("relais/wrap/v1")
            .lp(self.tenant.as_bytes())
            .lp(self.object().as_bytes())
            .lp(self.class().code().as_bytes())
            .u32(self.slot.bucket.0)
            .u32(version)
            .u32(self.revision)
            .raw(commit)
            .finish()
    }
}

/// Everything an envelope is bound to. All fields are public data; the row carries them in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvelopeContext {
    /// Tenant, keys, document and revision.
    pub wrap: WrapContext,
    /// Pseudonym of the person concerned.
    pub subject: Id,
    /// The organisation that holds the power (mandate) or the record (case).
    pub mandataire: Id,
    /// Version of the encoding of the plaintext fields.
    pub schema: u32,
    /// Beginning of validity, Unix seconds UTC; 0 without a term.
    pub not_before: i64,
    /// End of validity, Unix seconds UTC; 0 without a term.
    pub not_after: i64,
    /// Hash of the scope, see [`scope_hash`].
    pub scope: [u8; 32],
    /// Hash of the exact text signed, see [`text_hash`].
    pub text: [u8; 32],
}

impl EnvelopeContext {
    /// Context of a relation or referral: no term, no scope, no signed text; the tenant holds the record.
    pub fn case(tenant: Id, object: Id, subject: Id, schema: u32, revision: u32) -> Self {
        Self {
            wrap: WrapContext { tenant, slot: SlotAddress::case(object), document: None, revision },
            subject,
            mandataire: tenant,
            schema,
            not_before: 0,
            not_after: 0,
            scope: scope_hash(&[]),
            text: text_hash(b""),
        }
    }

    /// `AAD_p = "relais/payload/v1"||lp(t)||lp(m)||lp(c)||lp(subject)||lp(mandataire)||u32(schema)||u32(r)
    /// ||i64(not_before)||i64(not_after)||lp(scope hash)||lp(text hash)`.
    pub(crate) fn payload_aad(&self) -> Vec<u8> {
        Encoder::new("relais/payload/v1")
            .lp(self.wrap.tenant.as_bytes())
            .lp(self.wrap.object().as_bytes())
            .lp(self.wrap.class().code().as_bytes())
            .lp(self.subject.as_bytes())
            .lp(self.mandataire.as_bytes())
            .u32(self.schema)
            .u32(self.wrap.revision)
            .i64(self.not_before)
            .i64(self.not_after)
            .lp(&self.scope)
            .lp(&self.text)
            .finish()
    }
}

/// SHA-256 of the scope codes, sorted, without repeats, each length-prefixed; no code gives the hash of nothing.
pub fn scope_hash(codes: &[&str]) -> [u8; 32] {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    let encoded = codes.into_iter().fold(Encoder::default(), |encoder, code| encoder.lp(code.as_bytes()));
    text_hash(&encoded.finish())
}

/// SHA-256 of the exact bytes of a text that was signed or read.
pub fn text_hash(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}
