//! Papers as others read them: text and pictures by poppler, codes by zbar, structure by lopdf.
//!
//! The programs come with the Debian packages `poppler-utils` and `zbar-tools`; where one is missing the test fails
//! and says so, for a paper that nobody has read back proves nothing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the steps of a test fail it where they stand"
)]

mod codes;
mod directions;
mod hostile;
mod pages;
mod readers;
mod specimens;
mod structure;
mod times;
mod words;
