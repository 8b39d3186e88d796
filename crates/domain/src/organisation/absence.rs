//! A member is away for some days: what is in her hands goes into a colleague's, or lies open to all.

use chrono::{Days, NaiveDate};

use crate::ids::MembershipId;

/// The longest absence that is noted at once; longer ones are noted again.
const LONGEST: Days = Days::new(366);

/// Days away, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    member: MembershipId,
    from: NaiveDate,
    until: NaiveDate,
    cover: Option<MembershipId>,
}

/// Why days are not an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceError {
    /// It ends before it begins, or has ended already.
    #[error("the absence has ended before it begins, or before today")]
    Over,
    /// It is longer than a year.
    #[error("the absence is longer than a year")]
    TooLong,
    /// She covers for herself.
    #[error("nobody covers for herself")]
    OwnCover,
}

impl AbsenceError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over => "membership.absence_over",
            Self::TooLong => "membership.absence_too_long",
            Self::OwnCover => "membership.own_cover",
        }
    }

    /// The field to mend.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Over | Self::TooLong => "until",
            Self::OwnCover => "cover",
        }
    }
}

impl Absence {
    /// Days away from `from` to `until`, noted on `today`. That `cover` is a colleague is the caller's to know.
    pub fn new(
        member: MembershipId,
        (from, until): (NaiveDate, NaiveDate),
        cover: Option<MembershipId>,
        today: NaiveDate,
    ) -> Result<Self, AbsenceError> {
        if until < from || until < today {
            return Err(AbsenceError::Over);
        }
        if from.checked_add_days(LONGEST).is_some_and(|last| until > last) {
            return Err(AbsenceError::TooLong);
        }
        if cover == Some(member) {
            return Err(AbsenceError::OwnCover);
        }
        Ok(Self { member, from, until, cover })
    }

    /// Who is away.
    #[must_use]
    pub const fn member(&self) -> MembershipId {
        self.member
    }

    /// The first day away.
    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The last day away.
    #[must_use]
    pub const fn until(&self) -> NaiveDate {
        self.until
    }

    /// Who takes over meanwhile; nobody in particular where none is named.
    #[must_use]
    pub const fn cover(&self) -> Option<MembershipId> {
        self.cover
    }

    /// Whether she is away on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn an_absence_lies_ahead_and_has_an_end() {
        let member = MembershipId::new(uuid::Uuid::from_u128(1));
        let noted =
            |from, until, cover| Absence::new(member, (day(from), day(until)), cover, day("2026-11-22"));
        let absence = noted("2026-11-20", "2026-11-22", None).expect("it ends today");
        assert!(absence.holds_on(day("2026-11-22")) && !absence.holds_on(day("2026-11-23")));
        assert_eq!(noted("2026-11-20", "2026-11-21", None), Err(AbsenceError::Over));
        assert_eq!(noted("2026-12-02", "2026-12-01", None), Err(AbsenceError::Over));
        assert_eq!(noted("2026-12-01", "2027-12-03", None), Err(AbsenceError::TooLong));
        assert_eq!(noted("2026-12-01", "2026-12-02", Some(member)), Err(AbsenceError::OwnCover));
    }
}
