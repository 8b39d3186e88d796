//! Typed ids: the id of a referral cannot be passed where an organisation's is meant.
//!
//! Ids that appear in addresses are random (`random`), so that nobody counts or dates them; rows that are only
//! ever read in order (journal, outbox, transitions) use `ordered` (UUIDv7, RFC 9562), for locality of indexes.

use crate::{
    clock::Timestamp,
    random::{Random, fill_array},
};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Wraps a stored or parsed UUID.
            #[must_use]
            pub const fn new(id: uuid::Uuid) -> Self {
                Self(id)
            }

            /// A new unguessable id (UUIDv4).
            pub fn random(random: &(impl Random + ?Sized)) -> Self {
                Self(uuid::Builder::from_random_bytes(fill_array(random)).into_uuid())
            }

            /// A new id that sorts by time (UUIDv7); it tells when it was made, so never in an address.
            pub fn ordered(now: Timestamp, random: &(impl Random + ?Sized)) -> Self {
                Self(ordered_uuid(now, random))
            }

            /// The UUID, for storage.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }

            /// The 16 bytes, for key contexts and journal leaves.
            #[must_use]
            pub const fn bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.hyphenated())
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A territory's set of organisations (« réseau »), the unit of installation.
    NetworkId;
    /// A member organisation of a network.
    OrganisationId;
    /// What an organisation offers (« service »), the recipient of referrals.
    ServiceId;
    /// A place where services are given (« lieu »).
    PlaceId;
    /// A professional who signs in (« agent »).
    AgentId;
    /// The tie of an agent to one organisation with one role.
    MembershipId;
    /// Some days a member is away.
    AbsenceId;
    /// An invitation to become a member.
    InvitationId;
    /// A browser session.
    SessionId;
    /// A key by which an organisation's own software signs in to the API.
    ApiKeyId;
    /// The random pseudonym of a person in a network; nothing readable hangs on it.
    PersonId;
    /// What one organisation knows of one person (« relation »).
    RelationId;
    /// A desk contact (« premier accueil »).
    ContactId;
    /// What is missing for a person (« besoin »); one need, one or more referrals.
    NeedId;
    /// One sending of a person to one recipient service (« orientation »).
    ReferralId;
    /// An agreement to share (« accord de partage »).
    AgreementId;
    /// A mandate (« mandat »).
    MandateId;
    /// One thing done in a person's name under a mandate.
    MandateActId;
    /// One event in the life of a referral, an agreement or a mandate.
    TransitionId;
    /// An entry of the journal.
    EntryId;
    /// A message waiting to leave the house.
    OutboxId;
    /// A mail or a text message to one addressee.
    DeliveryId;
}

fn ordered_uuid(now: Timestamp, random: &(impl Random + ?Sized)) -> uuid::Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &fill_array(random)).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(u8);
    impl Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn random_ids_are_version_4_and_ordered_ids_version_7() {
        let now = chrono::DateTime::UNIX_EPOCH;
        assert_eq!(ReferralId::random(&Fixed(7)).uuid().get_version_num(), 4);
        assert_eq!(EntryId::ordered(now, &Fixed(7)).uuid().get_version_num(), 7);
    }

    #[test]
    fn ordered_ids_sort_by_time() {
        let early = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1);
        let late = early + chrono::TimeDelta::milliseconds(1);
        assert!(EntryId::ordered(early, &Fixed(255)) < EntryId::ordered(late, &Fixed(0)));
    }
}
