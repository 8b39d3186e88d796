//! What the binary is made of, put together: the command line, and sign-in against the demonstration's provider.
#![expect(clippy::expect_used, reason = "a test that cannot prepare its case must fail there")]

mod cli;
mod demo;
mod doctor;
mod faults;
mod files;
mod first;
mod import;
mod journal;
mod outbox;
mod receipt;
mod serve;
mod sign_in;
mod story;
