//! The fold, attempt by attempt.

use super::{NeedState, comes_back};
use crate::referral::{
    CancelReason, Outcome, Referral,
    tests::{By, Event, after, days, draft},
};

fn completed(outcome: Outcome) -> Referral {
    let work = after(&[Event::SubmitAgreed, Event::Accept]);
    work.complete(outcome, false, &By::Recipient.actor(), days(9)).expect("work").0
}

fn back(referral: &Referral) -> bool {
    let record = referral.record();
    comes_back(record.state, record.outcome, record.cancel_reason)
}

fn cancelled(reason: CancelReason) -> Referral {
    draft().cancel(reason, &By::Sender.actor(), days(1)).expect("a draft").0
}

#[test]
fn one_attempt() {
    use Event::{
        Accept, Expire, Hold, MarkError, RefuseConsent, Reject, Submit, SubmitAgreed, WithdrawConsent,
    };
    let cases = [
        (draft(), NeedState::Open),
        (after(&[Submit]), NeedState::Asked),
        (after(&[SubmitAgreed]), NeedState::Asked),
        (after(&[SubmitAgreed, Hold]), NeedState::Asked),
        (after(&[SubmitAgreed, Accept]), NeedState::InHand),
        (after(&[SubmitAgreed, Accept, Hold]), NeedState::InHand),
        (after(&[SubmitAgreed, Reject]), NeedState::Returned),
        (after(&[SubmitAgreed, Expire]), NeedState::Returned),
        (after(&[SubmitAgreed, WithdrawConsent]), NeedState::Returned),
        (after(&[Submit, RefuseConsent]), NeedState::Returned),
        (after(&[SubmitAgreed, MarkError]), NeedState::Open),
        (cancelled(CancelReason::SolvedOtherwise), NeedState::Met),
        (cancelled(CancelReason::WrongService), NeedState::Returned),
        (after(&[Event::Submit, Event::EndGround]), NeedState::Dropped),
    ];
    for (referral, state) in cases {
        assert_eq!(NeedState::fold([&referral]), state, "{:?}", referral.stage());
        assert_eq!(back(&referral), state == NeedState::Returned, "{:?}", referral.stage());
    }
    for outcome in Outcome::ALL {
        let ended = completed(*outcome);
        assert_eq!(back(&ended), NeedState::fold([&ended]) == NeedState::Returned, "{outcome}");
    }
    let outcomes = [
        (Outcome::Helped, NeedState::Met),
        (Outcome::PartlyHelped, NeedState::PartlyMet),
        (Outcome::NoHelpAvailable, NeedState::Returned),
        (Outcome::NotReachable, NeedState::Returned),
        (Outcome::NoShow, NeedState::Returned),
        (Outcome::NoLongerWanted, NeedState::Dropped),
        (Outcome::ReferredElsewhere, NeedState::Returned),
        (Outcome::EligiblePending, NeedState::Met),
    ];
    assert_eq!(outcomes.map(|(outcome, _)| outcome), Outcome::ALL);
    for (outcome, state) in outcomes {
        assert_eq!(NeedState::fold([&completed(outcome)]), state, "{outcome}");
    }
}

#[test]
fn several_attempts_in_any_order() {
    let (refused, asked) = (after(&[Event::SubmitAgreed, Event::Reject]), after(&[Event::SubmitAgreed]));
    let (working, helped) = (after(&[Event::SubmitAgreed, Event::Accept]), completed(Outcome::Helped));
    let wrong = after(&[Event::MarkError]);
    let cases = [
        (vec![&refused, &asked], NeedState::Asked),
        (vec![&refused, &asked, &working], NeedState::InHand),
        (vec![&refused, &helped], NeedState::Met),
        (vec![&refused, &refused], NeedState::Returned),
        (vec![&helped, &asked], NeedState::Asked),
        (vec![&wrong, &helped], NeedState::Met),
        (vec![], NeedState::Open),
    ];
    for (mut attempts, state) in cases {
        assert_eq!(NeedState::fold(attempts.iter().copied()), state);
        attempts.reverse();
        assert_eq!(NeedState::fold(attempts), state);
    }
}

#[test]
fn a_need_is_open_until_met_or_dropped() {
    let open: Vec<_> =
        NeedState::ALL.iter().filter(|state| state.is_open()).map(|state| state.as_str()).collect();
    assert_eq!(open, ["open", "asked", "in_hand", "returned"]);
}
