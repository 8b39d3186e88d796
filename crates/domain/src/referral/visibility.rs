//! What each side sees of a referral, at this instant: state × side × agreement → a set of parts.
//!
//! | State | Sending organisation | Recipient organisation |
//! |---|---|---|
//! | draft, awaiting_consent | all it wrote | nothing, not even that it exists |
//! | requested, received, on_hold before acceptance | all it wrote | reduced sheet, its questions and their answers |
//! | accepted, in_progress, on_hold after acceptance | all it wrote | reduced sheet and agreed items |
//! | completed | all it wrote | that it existed, and the outcome |
//! | rejected, expired, cancelled, consent_withdrawn | all it wrote | that it existed |
//! | entered_in_error | that it existed (masked) | nothing |
//!
//! The recipient's view of the person further needs an agreement in force now; without, only that it exists.

use crate::{agreement::Item, code_set::CodeSet, codes, referral::ReferralState};

/// From which side the referral is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The organisation that wrote it.
    Sender,
    /// The organisation of the service asked.
    Recipient,
}

/// How deep a side may look. Each level holds the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sight {
    /// Not even that the referral exists.
    Hidden,
    /// Number, state, dates, codes: no word about the person. Opens no sealed content.
    Existence,
    /// And the reduced sheet.
    Reduced,
    /// And the items of the agreement.
    Agreed,
    /// And everything the sender wrote; the sender's own side only.
    Own,
}

/// What visibility depends on, of the referral and its agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The state.
    pub state: ReferralState,
    /// Whether it has been accepted; tells a hold before acceptance from one after.
    pub accepted: bool,
    /// Whether the agreement is in force now, for this person, recipient and purpose.
    pub agreement_valid: bool,
}

codes! {
    /// A part of a referral that a page or an answer may show.
    pub enum Part {
        /// Number, state, dates, coded reasons.
        Progress = "progress",
        /// How the work ended.
        Outcome = "outcome",
        /// The theme of the need, in a word.
        Need = "need",
        /// The commune, not the address.
        Commune = "commune",
        /// The age band, not the birth.
        AgeBand = "age_band",
        /// When she is free, and the hours at which she may be called.
        Availability = "availability",
        /// The language to speak.
        Language = "language",
        /// How she prefers to be told; no number.
        ContactPreference = "contact_preference",
        /// Given and family name.
        Identity = "identity",
        /// Telephone number.
        Phone = "phone",
        /// E-mail address.
        Email = "email",
        /// Postal address.
        Address = "address",
        /// Date or year of birth.
        Birth = "birth",
        /// The reception card.
        ReceptionCard = "reception_card",
        /// The text of the need.
        Situation = "situation",
        /// Digital autonomy.
        DigitalAutonomy = "digital_autonomy",
        /// The sender's notes for the recipient.
        Notes = "notes",
    }
}

/// The parts of the reduced sheet: enough to say yes or no, not enough to find the person.
pub const REDUCED: [Part; 6] =
    [Part::Need, Part::Commune, Part::AgeBand, Part::Availability, Part::Language, Part::ContactPreference];

impl From<Item> for Part {
    fn from(item: Item) -> Self {
        match item {
            Item::Identity => Self::Identity,
            Item::Phone => Self::Phone,
            Item::Email => Self::Email,
            Item::Address => Self::Address,
            Item::Birth => Self::Birth,
            Item::Language => Self::Language,
            Item::ReceptionCard => Self::ReceptionCard,
            Item::Situation => Self::Situation,
            Item::DigitalAutonomy => Self::DigitalAutonomy,
            Item::Notes => Self::Notes,
        }
    }
}

/// How deep `side` may look at this moment.
#[must_use]
pub const fn sight(side: Side, moment: Moment) -> Sight {
    match side {
        Side::Sender => match moment.state {
            ReferralState::EnteredInError => Sight::Existence,
            ReferralState::Draft
            | ReferralState::AwaitingConsent
            | ReferralState::Requested
            | ReferralState::Received
            | ReferralState::OnHold
            | ReferralState::Accepted
            | ReferralState::InProgress
            | ReferralState::Completed
            | ReferralState::Rejected
            | ReferralState::Cancelled
            | ReferralState::ConsentWithdrawn
            | ReferralState::Expired => Sight::Own,
        },
        Side::Recipient => recipient_sight(moment),
    }
}

const fn recipient_sight(moment: Moment) -> Sight {
    match moment.state {
        ReferralState::Draft | ReferralState::AwaitingConsent | ReferralState::EnteredInError => {
            Sight::Hidden
        }
        ReferralState::Completed
        | ReferralState::Rejected
        | ReferralState::Cancelled
        | ReferralState::ConsentWithdrawn
        | ReferralState::Expired => Sight::Existence,
        ReferralState::Requested
        | ReferralState::Received
        | ReferralState::OnHold
        | ReferralState::Accepted
        | ReferralState::InProgress => match (moment.agreement_valid, moment.accepted) {
            (false, _) => Sight::Existence,
            (true, false) => Sight::Reduced,
            (true, true) => Sight::Agreed,
        },
    }
}

/// The parts a sight opens. `items` are those of the agreement; `state` tells whether there is an outcome.
#[must_use]
pub fn visible(sight: Sight, state: ReferralState, items: &CodeSet<Item>) -> CodeSet<Part> {
    let agreed = || items.iter().map(Part::from);
    let outcome = (state == ReferralState::Completed).then_some(Part::Outcome);
    let progress = || std::iter::once(Part::Progress).chain(outcome);
    match sight {
        Sight::Hidden => CodeSet::default(),
        Sight::Existence => progress().collect(),
        Sight::Reduced => progress().chain(REDUCED).collect(),
        Sight::Agreed => progress().chain(REDUCED).chain(agreed()).collect(),
        Sight::Own => progress().chain(REDUCED).chain(Item::ALL.iter().copied().map(Part::from)).collect(),
    }
}
