//! Mails and text messages on their way: one row an event, an addressee and a channel. A row names whom and what by
//! ids; address and words are put together at the moment of sending and never kept.
//!
//! ```text
//!  waiting ──claim──► waiting (claimed) ──about to hand over──► sending ──accepted──► sent
//!     ▲  │                   │                                     │
//!     │  └── no longer due ──┼──► dropped                          ├── refused for good ──► dead
//!     └──── not now ─────────┴─────────────────────────────────────┤
//!                                                                  └── nobody knows ──► doubtful
//! ```
//! Whoever stops while it holds a claimed row has handed nothing over: the claim lapses and the row is tried again. Whoever
//! stops in `sending` may have been heard: the row becomes `doubtful`, and only a person sends it again.

mod queries;
mod standing;
mod waiting;
mod watch;

use relais_domain::{
    clock::Timestamp,
    codes,
    ids::{DeliveryId, MembershipId, OrganisationId},
};
use relais_rows::deliveries as entity;
use sea_orm::{FromQueryResult, prelude::Uuid};

pub use standing::Standing;
pub use waiting::WaitingReferral;
pub use watch::{Afloat, Listed, Unreached};

codes! {
    /// The way a delivery leaves.
    pub enum Channel {
        /// An e-mail.
        Mail = "mail",
        /// A text message.
        Text = "text",
    }
}

codes! {
    /// Where a delivery stands; see the drawing above.
    pub enum DeliveryState {
        /// To be sent, now or later.
        Waiting = "waiting",
        /// Being handed over.
        Sending = "sending",
        /// The other side took it.
        Sent = "sent",
        /// It was being handed over when the process or the connection ended: it may have arrived.
        Doubtful = "doubtful",
        /// The other side refused it for good, or did not take it for days.
        Dead = "dead",
        /// What it was to tell had become untrue or superfluous.
        Dropped = "dropped",
    }
}

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// An agent in one of her organisations.
    Member(MembershipId),
    /// The organisation's own mailbox.
    Mailbox,
    /// The person of the referral.
    Person,
}

impl Addressee {
    const fn code(self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Mailbox => "mailbox",
            Self::Person => "person",
        }
    }

    const fn membership(self) -> Option<MembershipId> {
        match self {
            Self::Member(id) => Some(id),
            Self::Mailbox | Self::Person => None,
        }
    }
}

/// A delivery to queue.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// The event, the addressee and the channel in one text; a second delivery with the same key is dropped.
    pub event_key: String,
    /// By which way.
    pub channel: Channel,
    /// To whom.
    pub addressee: Addressee,
    /// What kind of message.
    pub kind: String,
    /// The object it tells of.
    pub object: Uuid,
    /// The organisation that is told, or that tells the person.
    pub organisation: OrganisationId,
    /// Not before.
    pub run_after: Timestamp,
    /// From then on a failure is the last one.
    pub give_up_at: Timestamp,
}

/// A delivery a worker has claimed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ClaimedDelivery {
    id: Uuid,
    channel: String,
    addressee: String,
    membership_id: Option<Uuid>,
    organisation_id: Uuid,
    /// What kind of message.
    pub kind: String,
    /// The event it tells of.
    pub event_key: String,
    /// The object it tells of.
    pub object_id: Uuid,
    /// How often it was tried, this time included: the fence of this worker's writes.
    pub attempts: i32,
    /// From then on a failure is the last one.
    pub give_up_at: Timestamp,
    /// What became of the try before.
    pub last_error: Option<String>,
}

impl ClaimedDelivery {
    /// The delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        DeliveryId::new(self.id)
    }

    /// The organisation that is told, or that tells the person.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }

    /// To whom; nothing for a row the rules could not have written.
    #[must_use]
    pub fn addressee(&self) -> Option<Addressee> {
        match (self.addressee.as_str(), self.membership_id) {
            ("member", Some(id)) => Some(Addressee::Member(MembershipId::new(id))),
            ("mailbox", None) => Some(Addressee::Mailbox),
            ("person", None) => Some(Addressee::Person),
            _ => None,
        }
    }

    /// By which way; nothing for a row the rules could not have written.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        self.channel.parse().ok()
    }
}

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side took it.
    Sent,
    /// It is not to be told any more.
    Dropped(&'static str),
    /// It is tried again.
    Again {
        /// Why it did not leave.
        error: &'static str,
        /// Not before.
        at: Timestamp,
    },
    /// It may have arrived.
    Doubtful(&'static str),
    /// It will not arrive.
    Dead(&'static str),
}
