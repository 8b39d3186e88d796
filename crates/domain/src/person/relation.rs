//! The relation: what one organisation knows of one person, and on what ground. When the ground ends, what it knew
//! cannot be read again; the other organisations' relations live on.

use crate::{
    access::Resource,
    clock::Timestamp,
    ids::{OrganisationId, PersonId, ReferralId, RelationId},
    person::{Ground, GroundKind},
    record::Inconsistent,
};

/// A refused act on a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelationError {
    /// Its ground has ended.
    #[error("the relation has ended")]
    Ended,
}

impl RelationError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ended => "relation.ended",
        }
    }
}

/// One organisation's tie to one person. At most one open relation per person and organisation (the store's guard).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    id: RelationId,
    person: PersonId,
    organisation: OrganisationId,
    ground: Ground,
    since: Timestamp,
    last_contact_at: Timestamp,
    ended_at: Option<Timestamp>,
    version: i32,
}

/// A relation as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the relation; the names are the columns")]
pub struct RelationRecord {
    pub id: RelationId,
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub ground: GroundKind,
    pub ground_referral: Option<ReferralId>,
    pub since: Timestamp,
    pub last_contact_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: i32,
}

impl Relation {
    /// Begins, at version 1.
    #[must_use]
    pub const fn begin(
        id: RelationId,
        person: PersonId,
        organisation: OrganisationId,
        ground: Ground,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            person,
            organisation,
            ground,
            since: now,
            last_contact_at: now,
            ended_at: None,
            version: 1,
        }
    }

    /// She was met or heard: retention counts from the last contact (CNIL, two years).
    pub fn met(self, now: Timestamp) -> Result<Self, RelationError> {
        let last_contact_at = self.last_contact_at.max(now);
        self.change(|relation| Self { last_contact_at, ..relation })
    }

    /// She came to the desk herself: the relation no longer hangs on a referral's agreement.
    pub fn received(self, now: Timestamp) -> Result<Self, RelationError> {
        let last_contact_at = self.last_contact_at.max(now);
        self.change(|relation| Self { ground: Ground::OwnReception, last_contact_at, ..relation })
    }

    /// Something of its content was written: only the version moves.
    pub fn edited(self) -> Result<Self, RelationError> {
        self.change(|relation| relation)
    }

    /// Its ground is gone. The caller destroys its key in the same act.
    pub fn end(self, now: Timestamp) -> Result<Self, RelationError> {
        self.change(|relation| Self { ended_at: Some(now), ..relation })
    }

    fn change(self, how: impl FnOnce(Self) -> Self) -> Result<Self, RelationError> {
        if self.ended_at.is_some() {
            return Err(RelationError::Ended);
        }
        let version = self.version + 1;
        Ok(Self { version, ..how(self) })
    }

    /// Rebuilds a relation from its row.
    pub const fn restore(row: &RelationRecord) -> Result<Self, Inconsistent> {
        let ground = match (row.ground, row.ground_referral) {
            (GroundKind::OwnReception, None) => Ground::OwnReception,
            (GroundKind::AcceptedReferral, Some(referral)) => Ground::AcceptedReferral(referral),
            (GroundKind::Mandate, None) => Ground::Mandate,
            (GroundKind::CareTeam, None) => Ground::CareTeam,
            (GroundKind::AcceptedReferral, None)
            | (GroundKind::OwnReception | GroundKind::Mandate | GroundKind::CareTeam, Some(_)) => {
                return Err(Inconsistent { column: "ground_referral" });
            }
        };
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        let RelationRecord { id, person, organisation, since, last_contact_at, ended_at, version, .. } = *row;
        Ok(Self { id, person, organisation, ground, since, last_contact_at, ended_at, version })
    }

    /// The row of this relation.
    #[must_use]
    pub const fn record(&self) -> RelationRecord {
        RelationRecord {
            id: self.id,
            person: self.person,
            organisation: self.organisation,
            ground: self.ground.kind(),
            ground_referral: self.ground.referral(),
            since: self.since,
            last_contact_at: self.last_contact_at,
            ended_at: self.ended_at,
            version: self.version,
        }
    }

    /// What access needs to know.
    #[must_use]
    pub const fn facts(&self, reason_given: bool) -> Resource {
        Resource::Relation {
            id: self.id,
            organisation: self.organisation,
            open: self.is_open(),
            reason_given,
        }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> RelationId {
        self.id
    }

    /// The person.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Whose relation it is.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The ground.
    #[must_use]
    pub const fn ground(&self) -> Ground {
        self.ground
    }

    /// Since when.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// The last contact.
    #[must_use]
    pub const fn last_contact_at(&self) -> Timestamp {
        self.last_contact_at
    }

    /// The end.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at
    }

    /// Whether its ground stands.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// Grows by one at each change.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn id<T>(make: fn(uuid::Uuid) -> T, nth: u128) -> T {
        make(uuid::Uuid::from_u128(nth))
    }

    fn relation(ground: Ground) -> Relation {
        let (person, organisation) = (id(PersonId::new, 2), id(OrganisationId::new, 3));
        Relation::begin(id(RelationId::new, 1), person, organisation, ground, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn an_ended_relation_takes_nothing_any_more() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let ended = relation(Ground::OwnReception).end(now).expect("open");
        assert_eq!((ended.is_open(), ended.version()), (false, 2));
        for refused in
            [ended.clone().met(now), ended.clone().received(now), ended.clone().edited(), ended.end(now)]
        {
            assert_eq!(refused, Err(RelationError::Ended));
        }
    }

    #[test]
    fn coming_to_the_desk_frees_a_relation_from_its_referral() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let referred = relation(Ground::AcceptedReferral(id(ReferralId::new, 4)));
        let received = referred.received(now).expect("open");
        assert_eq!((received.ground(), received.last_contact_at()), (Ground::OwnReception, now));
    }

    #[test]
    fn rows_come_back_and_mangled_rows_do_not() {
        let referral = id(ReferralId::new, 4);
        let grounds =
            [Ground::OwnReception, Ground::AcceptedReferral(referral), Ground::Mandate, Ground::CareTeam];
        for ground in grounds {
            let relation = relation(ground);
            let row = relation.record();
            assert_eq!(Relation::restore(&row), Ok(relation));
            let ground_referral = if row.ground_referral.is_some() { None } else { Some(referral) };
            let mangled = RelationRecord { ground_referral, ..row.clone() };
            assert_eq!(Relation::restore(&mangled), Err(Inconsistent { column: "ground_referral" }));
            assert_eq!(
                Relation::restore(&RelationRecord { version: 0, ..row }),
                Err(Inconsistent { column: "version" })
            );
        }
    }
}
