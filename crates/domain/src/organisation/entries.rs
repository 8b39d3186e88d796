//! What the directory says of networks, organisations, services and places.

use chrono::NaiveDate;

use crate::{
    access::Resource,
    code_set::CodeSet,
    directory::Position,
    ids::{NetworkId, OrganisationId, PlaceId, ServiceId},
    organisation::{Capacity, OrganisationKind, OrganisationStatus, Slug, Theme},
    text::{Email, FreeText, InseeCode, Phone, Postcode, ShortText, Siret},
};

/// A territory's set of organisations, the unit of installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// The id.
    pub id: NetworkId,
    /// Its name in commands.
    pub slug: Slug,
    /// Its name.
    pub name: ShortText,
    /// The IANA name of the zone in which dates are said, as `Europe/Paris`.
    pub time_zone: String,
}

/// A member organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// Its network.
    pub network: NetworkId,
    /// Its name in commands.
    pub slug: Slug,
    /// Its name.
    pub name: ShortText,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its number in the national register of establishments.
    pub siret: Option<Siret>,
    /// The commune of its seat.
    pub commune: Option<InseeCode>,
    /// Its telephone.
    pub phone: Option<Phone>,
    /// Its shared mailbox.
    pub email: Option<Email>,
    /// Whether it takes part.
    pub status: OrganisationStatus,
    /// Grows by one at each change.
    pub version: i32,
}

impl Organisation {
    /// What access needs to know.
    #[must_use]
    pub const fn facts(&self) -> Resource {
        Resource::Organisation { id: self.id, network: self.network }
    }
}

/// What an organisation offers; the recipient of referrals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The id.
    pub id: ServiceId,
    /// Whose service it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: ShortText,
    /// What it does, in plain words.
    pub description: Option<FreeText>,
    /// What it is about.
    pub themes: CodeSet<Theme>,
    /// Where it is given.
    pub place: Option<PlaceId>,
    /// How much room it has.
    pub capacity: Capacity,
    /// Until when that holds.
    pub capacity_until: Option<NaiveDate>,
    /// Whether referrals may be sent to it through Relais.
    pub accepts_referrals: bool,
    /// Whom it is meant for, in words.
    pub audience: Option<ShortText>,
    /// Grows by one at each change.
    pub version: i32,
}

impl Service {
    /// Whether a referral may be sent to it on a day: it takes referrals, and is not closed that day.
    #[must_use]
    pub fn takes_referrals(&self, today: NaiveDate) -> bool {
        let closed =
            self.capacity == Capacity::Closed && self.capacity_until.is_none_or(|until| today <= until);
        self.accepts_referrals && !closed
    }
}

/// A place where help is given. Imported places have no organisation of the network behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The id.
    pub id: PlaceId,
    /// The network in whose directory it stands.
    pub network: NetworkId,
    /// The member organisation that runs it.
    pub organisation: Option<OrganisationId>,
    /// The producer's file it came from, and its id there; none for a place written by hand.
    pub source: Option<PlaceSource>,
    /// Its name.
    pub name: ShortText,
    /// Number and street.
    pub address: Option<ShortText>,
    /// Building, floor.
    pub address_complement: Option<ShortText>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// Commune (INSEE code).
    pub commune: Option<InseeCode>,
    /// The commune's name as the producer writes it.
    pub commune_name: ShortText,
    /// Where it is.
    pub position: Option<Position>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Mailbox.
    pub email: Option<Email>,
    /// Site.
    pub website: Option<ShortText>,
    /// Opening hours in OpenStreetMap's notation.
    pub opening_hours: Option<String>,
    /// What it offers, in one line.
    pub summary: Option<ShortText>,
    /// What it is about.
    pub themes: CodeSet<Theme>,
    /// When its producer last wrote it.
    pub updated_on: Option<NaiveDate>,
}

/// Where an imported place comes from; importing the same file again updates it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlaceSource {
    /// The producer.
    pub producer: String,
    /// The id in the producer's file.
    pub id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
    }

    fn service(capacity: Capacity, until: Option<NaiveDate>, accepts_referrals: bool) -> Service {
        Service {
            id: ServiceId::new(uuid::Uuid::from_u128(1)),
            organisation: OrganisationId::new(uuid::Uuid::from_u128(2)),
            name: ShortText::parse("Accueil").expect("a name"),
            description: None,
            themes: CodeSet::default(),
            place: None,
            capacity,
            capacity_until: until,
            accepts_referrals,
            audience: None,
            version: 1,
        }
    }

    #[test]
    fn a_closed_service_opens_again_the_day_after() {
        assert!(!service(Capacity::Closed, Some(day(20)), true).takes_referrals(day(20)));
        assert!(service(Capacity::Closed, Some(day(20)), true).takes_referrals(day(21)));
        assert!(!service(Capacity::Closed, None, true).takes_referrals(day(21)));
        assert!(!service(Capacity::Open, None, false).takes_referrals(day(21)));
        for capacity in [Capacity::Open, Capacity::Limited, Capacity::WaitingList, Capacity::AssessmentFirst]
        {
            assert!(service(capacity, Some(day(1)), true).takes_referrals(day(21)), "{capacity}");
        }
    }
}
