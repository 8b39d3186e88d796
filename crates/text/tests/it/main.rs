//! The parsed types and the detector of credentials, against real rows and labelled notes.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests")]

mod open_data;
mod secrets_corpus;
