//! Who is told what, when and in which words.
//!
//! An event or a clock queues one message an organisation in the outbox. [`deliver_messages`] makes news of it and, by
//! the table in `rules`, deliveries; [`send_messages`] sends them, asking at that moment whether the message is still
//! due and putting address and words together then. What waits for an answer comes once a week, in `digest`.

mod concerned;
mod deliver;
mod digest;
mod fan_out;
mod mails;
mod person;
pub mod ports;
mod rounds;
mod rules;
mod send;
mod texts;
mod watch;
mod ways_out;
mod words;

pub use deliver::deliver_messages;
pub use relais_store::deliveries::Listed;
pub use rounds::{run_all, run_in_turn, send_in_turn};
pub use send::send_messages;
pub use watch::{list_undelivered, retry_delivery};
pub use ways_out::WaysOut;
