//! Who is told what, when and in which words.
//!
//! An event or a clock queues one message an organisation in the outbox. `fan_out` turns it into deliveries by the
//! table in `rules`; `jobs::send_messages` sends them, asking at that moment whether the message is still due and
//! putting address and words together then. What waits for an answer comes once a week, in `digest`.

mod concerned;
mod digest;
mod fan_out;
mod mails;
mod person;
mod rules;
mod texts;
mod watch;
mod words;

pub use concerned::{Concern, members_concerned};
pub use relais_store::deliveries::{Listed, Unreached};
pub use watch::{list_undelivered, list_unreached, retry_delivery};
pub use words::{MONTHS, WEEKDAYS};

pub(crate) use digest::{DigestDay, queue_digests};
pub(crate) use fan_out::{fall_back, fan_out};
pub(crate) use mails::{Letter, compose_mail};
pub(crate) use person::{compose_text, journal_text};
pub(crate) use rules::{AGREEMENT_ENDED, GROUND_ENDED, is_over};
