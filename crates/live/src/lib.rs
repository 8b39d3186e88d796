//! What open pages are told: that something of a referral, or of an organisation's desk, has changed; never what.
//!
//! A unit of the store that saves a referral marks it, and its commit tells the [`Hub`] of this process, here or from
//! another instance: nobody is told of what was rolled back, and nobody learns more than ids.

mod hub;

use std::{fmt, str::FromStr};

use relais_domain::{
    agreement::Agreement,
    ids::{OrganisationId, ReferralId},
    referral::Referral,
};

pub use hub::{Crowded, Follower, Hub, News};

/// What a page may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One referral.
    Referral(ReferralId),
    /// What an organisation has sent and received.
    Desk(OrganisationId),
}

/// A referral that was saved, or whose agreement has ended, and the desks it lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    referral: ReferralId,
    sender: OrganisationId,
    recipient: Option<OrganisationId>,
}

impl Change {
    /// Of a referral as it is saved. What was never sent lies on the sender's desk alone.
    #[must_use]
    pub fn of(referral: &Referral) -> Self {
        let sent = referral.sent_at().is_some();
        Self {
            referral: referral.id(),
            sender: referral.sender().organisation,
            recipient: referral.recipient().filter(|_| sent).map(|recipient| recipient.organisation),
        }
    }

    /// Of the referral an agreement was given for, when that has ended: what the recipient may see has. Nothing for an
    /// agreement that runs, or that never let anybody see anything.
    #[must_use]
    pub fn of_ended(agreement: &Agreement) -> Option<Self> {
        let stage = agreement.stage();
        let seen = stage.ended_at().and(stage.given()).is_some();
        let recipient = Some(agreement.terms().recipient.organisation);
        let referral = agreement.referral().filter(|_| seen)?;
        Some(Self { referral, sender: agreement.controller(), recipient })
    }

    fn topics(self) -> impl Iterator<Item = Topic> {
        let desks = [Some(self.sender), self.recipient].into_iter().flatten().map(Topic::Desk);
        std::iter::once(Topic::Referral(self.referral)).chain(desks)
    }
}

/// As the instances tell it one another: ids between spaces.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.referral, self.sender)?;
        self.recipient.map_or(Ok(()), |recipient| write!(f, " {recipient}"))
    }
}

/// What another release may say, and this one does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

impl FromStr for Change {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Unknown> {
        let mut ids = text.split(' ');
        let mut next = || ids.next();
        let referral = next().and_then(|id| id.parse().ok()).ok_or(Unknown)?;
        let sender = next().and_then(|id| id.parse().ok()).ok_or(Unknown)?;
        let recipient = next().map(|id| id.parse().map_err(|_| Unknown)).transpose()?;
        Ok(Self { referral, sender, recipient })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_change_is_read_as_it_was_written_and_nothing_else_is() {
        let [referral, sender, recipient] = [1, 2, 3].map(Uuid::from_u128);
        let (referral, sender) = (ReferralId::new(referral), OrganisationId::new(sender));
        for recipient in [None, Some(OrganisationId::new(recipient))] {
            let change = Change { referral, sender, recipient };
            assert_eq!(change.to_string().parse(), Ok(change));
        }
        for odd in ["", "x", &referral.to_string(), &format!("{referral} {sender} x")] {
            assert_eq!(odd.parse::<Change>(), Err(Unknown), "{odd:?}");
        }
    }
}
