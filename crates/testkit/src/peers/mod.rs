//! Real outside systems, in this process: what the adapters of the server speak to in tests.

mod gateway;
mod smtp;

pub use gateway::{TakenText, TextGateway};
pub use smtp::{Kind, MailServer, TakenMail};
