//! With whom a sealed content was shared, and until when at the latest: sealed in it, so that it opens for nobody else
//! and no longer, whatever the rows of referral and agreement are made to say.
//!
//! The rows decide at each read; this is the bound that whoever can write rows cannot move.

use relais_domain::{agreement::Agreement, clock::Timestamp, ids::OrganisationId};
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};

/// The bound of a sharing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    organisation: Uuid,
    /// The last instant of the agreement, in microseconds of Unix time.
    until: i64,
}

impl Shared {
    /// What an agreement permits at most; nothing of one that was not given.
    #[must_use]
    pub fn under(agreement: &Agreement) -> Option<Self> {
        let given = agreement.stage().given()?;
        Some(Self {
            organisation: agreement.terms().recipient.organisation.uuid(),
            until: given.term.hard_end.timestamp_micros(),
        })
    }

    /// Whether it was shared with this organisation and `now` lies before its last instant.
    pub(crate) fn reaches(shared: Option<&Self>, organisation: OrganisationId, now: Timestamp) -> bool {
        shared.is_some_and(|shared| {
            shared.organisation == organisation.uuid() && now.timestamp_micros() < shared.until
        })
    }
}
