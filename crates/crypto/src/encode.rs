//! The one byte encoding of contexts: length-prefixed fields and big-endian integers, so that no two
//! different contexts ever give the same bytes.

/// Appends fields; `lp(x) = u32be(len) || x`.
#[derive(Debug, Default)]
pub(crate) struct Encoder(Vec<u8>);

impl Encoder {
    /// Starts with a domain label such as `relais/wrap/v1`, written as it is.
    pub(crate) fn new(label: &str) -> Self {
        Self(label.as_bytes().to_vec())
    }

    /// A field of known length or the last one, written as it is.
    pub(crate) fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// A field with its length before it.
    pub(crate) fn lp(self, bytes: &[u8]) -> Self {
        // A field of 4 GiB cannot occur: every caller passes identifiers, labels and hashes.
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.u32(length).raw(bytes)
    }

    /// Four bytes, big-endian.
    pub(crate) fn u32(self, value: u32) -> Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian.
    pub(crate) fn u64(self, value: u64) -> Self {
        self.raw(&value.to_be_bytes())
    }

    /// Eight bytes, big-endian, two's complement.
    pub(crate) fn i64(self, value: i64) -> Self {
        self.raw(&value.to_be_bytes())
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}
