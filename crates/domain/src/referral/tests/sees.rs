//! What each side sees, cell by cell, against the table on top of `visibility`.

use super::situations;
use crate::{
    agreement::Item,
    code_set::CodeSet,
    referral::{
        ReferralState,
        visibility::{Moment, Part, REDUCED, Side, Sight, sight, visible},
    },
};

/// The recipient's sight while the agreement is in force, and the sender's.
const TABLE: &[(&str, Sight, Sight)] = &[
    ("draft", Sight::Hidden, Sight::Own),
    ("awaiting_consent", Sight::Hidden, Sight::Own),
    ("requested", Sight::Reduced, Sight::Own),
    ("received", Sight::Reduced, Sight::Own),
    ("on_hold(requested)", Sight::Reduced, Sight::Own),
    ("on_hold(received)", Sight::Reduced, Sight::Own),
    ("accepted", Sight::Agreed, Sight::Own),
    ("in_progress", Sight::Agreed, Sight::Own),
    ("on_hold(accepted)", Sight::Agreed, Sight::Own),
    ("on_hold(in_progress)", Sight::Agreed, Sight::Own),
    ("completed", Sight::Existence, Sight::Own),
    ("rejected", Sight::Existence, Sight::Own),
    ("cancelled", Sight::Existence, Sight::Own),
    ("cancelled(work)", Sight::Existence, Sight::Own),
    ("cancelled(confirmed)", Sight::Existence, Sight::Own),
    ("consent_withdrawn", Sight::Existence, Sight::Own),
    ("expired", Sight::Existence, Sight::Own),
    ("entered_in_error", Sight::Hidden, Sight::Existence),
];

#[test]
fn every_situation_has_its_sight() {
    for (name, referral) in situations() {
        let (_, theirs, own) = TABLE.iter().find(|(row, ..)| *row == name).expect("a line");
        let state = referral.state();
        let moment = Moment { state, accepted: referral.accepted_at().is_some(), agreement_valid: true };
        assert_eq!(sight(Side::Recipient, moment), *theirs, "recipient, {name}");
        assert_eq!(sight(Side::Sender, moment), *own, "sender, {name}");
        let over = Moment { agreement_valid: false, ..moment };
        assert_eq!(sight(Side::Recipient, over), (*theirs).min(Sight::Existence), "agreement over, {name}");
        assert_eq!(sight(Side::Sender, over), *own, "agreement over, sender, {name}");
    }
}

#[test]
fn a_sight_opens_its_parts_and_no_other() {
    let items: CodeSet<Item> = [Item::Identity, Item::Phone].into_iter().collect();
    let parts = |sight| visible(sight, ReferralState::Accepted, &items).iter().collect::<Vec<_>>();
    let reduced: Vec<Part> = std::iter::once(Part::Progress).chain(REDUCED).collect();
    assert_eq!(parts(Sight::Hidden), []);
    assert_eq!(parts(Sight::Existence), [Part::Progress]);
    assert_eq!(parts(Sight::Reduced), reduced);
    assert_eq!(parts(Sight::Agreed), [reduced, vec![Part::Identity, Part::Phone]].concat());
    let all: Vec<Part> = Part::ALL.iter().copied().filter(|part| *part != Part::Outcome).collect();
    assert_eq!(parts(Sight::Own), all);
}

#[test]
fn the_outcome_is_seen_by_both_sides_once_completed() {
    for sight in [Sight::Existence, Sight::Own] {
        assert!(visible(sight, ReferralState::Completed, &CodeSet::default()).contains(Part::Outcome));
    }
}

#[test]
fn the_reduced_sheet_names_nobody() {
    let naming = [Part::Identity, Part::Phone, Part::Email, Part::Address, Part::Birth, Part::Situation];
    assert!(REDUCED.iter().all(|part| !naming.contains(part)));
}
