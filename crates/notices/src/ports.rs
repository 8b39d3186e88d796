//! Ports: traits for the outside world, and for nothing else. The server brings the adapters; tests bring some in memory.
//!
//! A message leaves in two steps, because between them lies the one moment that cannot be taken back. `offer` does
//! everything that leaves no trace at the other side: it connects, proves who it is, names the addressee. `hand_over` gives
//! the message itself away: from its first byte on it may arrive, whatever is heard afterwards.

use std::{fmt, future::Future, pin::Pin};

use chrono::TimeDelta;
use relais_domain::{
    clock::Timestamp,
    ids::DeliveryId,
    text::{Email, Phone},
};

/// The answer of a port, later.
pub type PortReply<'a, T> = Pin<Box<dyn Future<Output = Result<T, Undelivered>> + Send + 'a>>;

/// A mail to one addressee: plain text, no other header than these make.
#[derive(Clone)]
pub struct Mail {
    /// Becomes the mail's `Message-ID`: a mail sent again is the same mail.
    pub id: DeliveryId,
    /// To whom: one parsed address, without a name.
    pub to: Email,
    /// A fixed text of its kind.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// A text message to one number.
#[derive(Clone)]
pub struct TextMessage {
    /// The reference by which a gateway knows a message that is sent again.
    pub id: DeliveryId,
    /// To which number.
    pub to: Phone,
    /// The text.
    pub text: String,
}

/// Why a message did not leave, as a stable code, and what that means for the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not delivered: {code}")]
pub struct Undelivered {
    /// The code.
    pub code: &'static str,
    /// What is known of the message.
    pub fate: Fate,
    /// How long the other side asks to be left alone.
    pub retry_after: Option<TimeDelta>,
}

/// The code of what was given away and not answered ([`Fate::Unheard`]): the row of a message remembers by it that it may
/// have arrived once.
pub const UNHEARD: &str = "mail.broken_off";

/// What is known of a message that did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Refused for good: the same message would be refused again.
    Refused,
    /// Not taken now; the next one may be.
    NotNow,
    /// Nothing can be delivered this way at present, whatever the message.
    Unreachable,
    /// It may have been taken, though it should not; whoever gets it twice can tell that it is the same one.
    Unheard,
    /// It may have been taken.
    Unknown,
}

impl Undelivered {
    /// A failure without a wish of the other side.
    #[must_use]
    pub const fn new(code: &'static str, fate: Fate) -> Self {
        Self { code, fate, retry_after: None }
    }
}

/// A message that the other side is ready to take.
pub trait HandOver: Send {
    /// Gives it away.
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()>;
}

/// What sends mails.
pub trait Mailer: Send + Sync + fmt::Debug {
    /// Makes everything ready.
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>>;

    /// Whether the other side takes a mail once however often it is sent.
    fn takes_once(&self) -> bool;
}

/// What sends text messages.
pub trait TextMessages: Send + Sync + fmt::Debug {
    /// Makes everything ready.
    fn offer(&self, message: TextMessage) -> PortReply<'_, Box<dyn HandOver>>;

    /// Whether the other side takes a message once however often it is sent.
    fn takes_once(&self) -> bool;
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage").field("id", &self.id).finish_non_exhaustive()
    }
}
