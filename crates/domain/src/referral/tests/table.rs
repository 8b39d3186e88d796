//! Every situation × every event × every actor against the table of `referrals-and-consent.md` 3.3, written out.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{By, Event, situations};
use crate::referral::{Referral, ReferralError, ReferralState};

const SENDERS: &[By] = &[By::Sender, By::SenderColleague, By::SenderManager];
const RECIPIENTS: &[By] = &[By::Recipient, By::RecipientColleague, By::RecipientManager];
const SYSTEM: &[By] = &[By::System];
/// The author and his manager.
const AUTHORS: &[By] = &[By::Sender, By::SenderManager];
/// Who closed it, and his manager.
const CLOSERS: &[By] = &[By::Recipient, By::RecipientManager];
const MANAGERS: &[By] = &[By::SenderManager, By::RecipientManager];

/// Event, who, and from → to.
type Line = (Event, &'static [&'static [By]], &'static [(&'static str, &'static str)]);

/// What is not written here is refused.
const TABLE: &[Line] = &[
    (Event::Submit, &[SENDERS], &[("draft", "awaiting_consent")]),
    (Event::SubmitAgreed, &[SENDERS], &[("draft", "requested")]),
    (Event::GiveConsent, &[SENDERS, SYSTEM], &[("awaiting_consent", "requested")]),
    (Event::RefuseConsent, &[SENDERS, SYSTEM], &[("awaiting_consent", "cancelled")]),
    (Event::LapseConsent, &[SYSTEM], &[("awaiting_consent", "cancelled")]),
    (Event::Acknowledge, &[RECIPIENTS], &[("requested", "received")]),
    (Event::Accept, &[RECIPIENTS], &[("requested", "accepted"), ("received", "accepted")]),
    (
        Event::Reject,
        &[RECIPIENTS],
        &[
            ("requested", "rejected"),
            ("received", "rejected"),
            ("on_hold(requested)", "rejected"),
            ("on_hold(received)", "rejected"),
        ],
    ),
    (
        Event::Hold,
        &[RECIPIENTS],
        &[
            ("requested", "on_hold"),
            ("received", "on_hold"),
            ("accepted", "on_hold"),
            ("in_progress", "on_hold"),
        ],
    ),
    (
        Event::Resume,
        &[SENDERS, RECIPIENTS, SYSTEM],
        &[
            ("on_hold(requested)", "requested"),
            ("on_hold(received)", "received"),
            ("on_hold(accepted)", "accepted"),
            ("on_hold(in_progress)", "in_progress"),
        ],
    ),
    (
        Event::HoldLimit,
        &[SYSTEM],
        &[
            ("on_hold(requested)", "expired"),
            ("on_hold(received)", "expired"),
            ("on_hold(accepted)", "accepted"),
            ("on_hold(in_progress)", "in_progress"),
        ],
    ),
    (Event::Start, &[RECIPIENTS], &[("accepted", "in_progress"), ("in_progress", "in_progress")]),
    (Event::Complete, &[RECIPIENTS], &[("accepted", "completed"), ("in_progress", "completed")]),
    (Event::Cancel, &[SENDERS], OPEN_TO_CANCELLED),
    (Event::EndGround, &[SYSTEM], UNTAKEN_TO_CANCELLED),
    (Event::ConfirmCancel, &[RECIPIENTS], &[("cancelled(work)", "cancelled")]),
    (Event::WithdrawConsent, &[SENDERS, RECIPIENTS, SYSTEM], OPEN_TO_WITHDRAWN),
    (Event::Expire, &[SYSTEM], &[("requested", "expired"), ("received", "expired")]),
    (Event::Reopen, &[CLOSERS], &[("completed", "in_progress"), ("rejected", "requested")]),
    (Event::Reopen, &[MANAGERS], &[("expired", "requested")]),
    (Event::MarkError, &[AUTHORS], ANY_TO_ERROR),
    (
        Event::Strike,
        &[SYSTEM],
        &[
            ("awaiting_consent", "cancelled"),
            ("requested", "expired"),
            ("received", "expired"),
            ("accepted", "accepted"),
            ("on_hold(requested)", "expired"),
            ("on_hold(received)", "expired"),
            ("on_hold(accepted)", "accepted"),
            ("on_hold(in_progress)", "in_progress"),
        ],
    ),
    (
        Event::Claim,
        &[RECIPIENTS],
        &[
            ("requested", "requested"),
            ("received", "received"),
            ("on_hold(requested)", "on_hold"),
            ("on_hold(received)", "on_hold"),
        ],
    ),
    (
        Event::Release,
        &[CLOSERS, SYSTEM], // whoever accepted has it in hand
        &[
            ("accepted", "accepted"),
            ("in_progress", "in_progress"),
            ("on_hold(accepted)", "on_hold"),
            ("on_hold(in_progress)", "on_hold"),
            ("cancelled(work)", "cancelled"),
        ],
    ),
    (
        Event::Assign,
        &[&[By::RecipientManager, By::System]],
        &[
            ("requested", "requested"),
            ("received", "received"),
            ("accepted", "accepted"),
            ("in_progress", "in_progress"),
            ("on_hold(requested)", "on_hold"),
            ("on_hold(received)", "on_hold"),
            ("on_hold(accepted)", "on_hold"),
            ("on_hold(in_progress)", "on_hold"),
            ("cancelled(work)", "cancelled"),
        ],
    ),
    (
        Event::Redirect,
        &[SENDERS, RECIPIENTS, SYSTEM],
        &[("rejected", "rejected"), ("completed", "completed")],
    ),
    (Event::PersonAnswers, &[SENDERS, RECIPIENTS], &[("completed", "completed")]),
    (Event::SenderAnswers, &[SENDERS], &[("completed", "completed")]),
];

const OPEN_TO_CANCELLED: &[(&str, &str)] = &[
    ("draft", "cancelled"),
    ("awaiting_consent", "cancelled"),
    ("requested", "cancelled"),
    ("received", "cancelled"),
    ("accepted", "cancelled"),
    ("in_progress", "cancelled"),
    ("on_hold(requested)", "cancelled"),
    ("on_hold(received)", "cancelled"),
    ("on_hold(accepted)", "cancelled"),
    ("on_hold(in_progress)", "cancelled"),
];

const UNTAKEN_TO_CANCELLED: &[(&str, &str)] = &[
    ("draft", "cancelled"),
    ("awaiting_consent", "cancelled"),
    ("requested", "cancelled"),
    ("received", "cancelled"),
    ("on_hold(requested)", "cancelled"),
    ("on_hold(received)", "cancelled"),
];

const OPEN_TO_WITHDRAWN: &[(&str, &str)] = &[
    ("draft", "consent_withdrawn"),
    ("awaiting_consent", "consent_withdrawn"),
    ("requested", "consent_withdrawn"),
    ("received", "consent_withdrawn"),
    ("accepted", "consent_withdrawn"),
    ("in_progress", "consent_withdrawn"),
    ("on_hold(requested)", "consent_withdrawn"),
    ("on_hold(received)", "consent_withdrawn"),
    ("on_hold(accepted)", "consent_withdrawn"),
    ("on_hold(in_progress)", "consent_withdrawn"),
];

const ANY_TO_ERROR: &[(&str, &str)] = &[
    ("draft", "entered_in_error"),
    ("awaiting_consent", "entered_in_error"),
    ("requested", "entered_in_error"),
    ("received", "entered_in_error"),
    ("accepted", "entered_in_error"),
    ("in_progress", "entered_in_error"),
    ("on_hold(requested)", "entered_in_error"),
    ("on_hold(received)", "entered_in_error"),
    ("on_hold(accepted)", "entered_in_error"),
    ("on_hold(in_progress)", "entered_in_error"),
    ("completed", "entered_in_error"),
    ("rejected", "entered_in_error"),
    ("cancelled", "entered_in_error"),
    ("cancelled(work)", "entered_in_error"),
    ("cancelled(confirmed)", "entered_in_error"),
    ("consent_withdrawn", "entered_in_error"),
    ("expired", "entered_in_error"),
];

fn expected(from: &str, event: Event, by: By) -> Option<&'static str> {
    TABLE
        .iter()
        .filter(|(row, who, _)| *row == event && who.concat().contains(&by))
        .flat_map(|(_, _, moves)| *moves)
        .find(|(start, _)| *start == from)
        .map(|(_, to)| *to)
}

/// Late enough for every deadline, early enough for reopening.
fn moment(referral: &Referral) -> crate::clock::Timestamp {
    referral.closed_at().map_or(super::days(100), |closed| closed + TimeDelta::days(30))
}

#[test]
fn every_cell_of_the_table() {
    let mut reached = BTreeSet::new();
    for (name, referral) in situations() {
        let from = referral.state();
        for event in Event::ALL {
            for by in By::ALL {
                let cell = format!("{name} × {event:?} by {by:?}");
                match (event.on(referral.clone(), by, moment(&referral)), expected(name, event, by)) {
                    (Ok((after, told)), Some(to)) => {
                        assert_eq!(after.state().as_str(), to, "{cell}");
                        assert_eq!((told.from, told.to), (from, after.state()), "{cell}");
                        assert_eq!(after.version(), referral.version() + 1, "{cell}");
                        reached.insert(after.state());
                    }
                    (Err(refusal), None) => check_refusal(refusal, event, from, &cell),
                    (Ok((after, _)), None) => {
                        panic!("{cell} became {} without a line in the table", after.state())
                    }
                    (Err(refusal), Some(to)) => panic!("{cell} should become {to}: {refusal}"),
                }
            }
        }
    }
    reached.insert(ReferralState::Draft);
    assert_eq!(reached.into_iter().collect::<Vec<_>>(), ReferralState::ALL);
}

/// A refusal names the side, the end or the state, never a guard: every guard of the table is met here.
fn check_refusal(refusal: ReferralError, event: Event, from: ReferralState, cell: &str) {
    match refusal {
        ReferralError::NotYourSide => {}
        ReferralError::AlreadyClosed { state } => {
            assert!(state == from && state.is_final(), "{cell}: {refusal}");
        }
        ReferralError::NotInState { state, .. } => {
            assert!(state == from && state.is_open(), "{cell}: {refusal}");
        }
        ReferralError::WorkBegun => assert_eq!(from, ReferralState::OnHold, "{cell}"),
        ReferralError::AlreadyConfirmed => assert_eq!(from, ReferralState::Cancelled, "{cell}"),
        ReferralError::DeadlineNotReached => assert_eq!(event, Event::Strike, "{cell}"),
        ReferralError::AlreadyClaimed => assert_eq!(event, Event::Claim, "{cell}"),
        ReferralError::AlreadyAnswered => assert_eq!(event, Event::PersonAnswers, "{cell}"),
        ReferralError::NotClaimed => assert_eq!(event, Event::Release, "{cell}"),
        ReferralError::NotADraft
        | ReferralError::RecipientMissing
        | ReferralError::RecipientInactive
        | ReferralError::DocumentsMissing
        | ReferralError::Duplicate
        | ReferralError::AgreementNotValid
        | ReferralError::ReasonNotAllowed
        | ReferralError::ReviewDate
        | ReferralError::HoldUsedUp
        | ReferralError::ReopenTooLate
        | ReferralError::Superseded
        | ReferralError::HandedOn => panic!("{cell}: {refusal}"),
    }
}

#[test]
fn strangers_move_nothing() {
    for (name, referral) in situations() {
        for event in Event::ALL {
            let step = event.on(referral.clone(), By::Stranger, moment(&referral));
            assert!(step.is_err(), "{name} × {event:?}");
        }
    }
}
