//! Mails out of the house: over a real conversation with a mail server, or into a folder for the demonstration.

mod file;
mod smtp;
mod written;

pub use file::MailFolder;
pub(super) use file::keep;
pub use smtp::{Account, Security, Smtp, SmtpSettings, Waits};
pub use written::Letterhead;
