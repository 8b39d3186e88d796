//! Real outside systems, in this process: what the adapters of the server speak to in tests.

mod smtp;

pub use smtp::{Kind, MailServer, TakenMail};
