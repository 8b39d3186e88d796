//! Rows come back as they went, and a row mangled in any one column is refused.

use super::{AGREEMENT, days, situations};
use crate::{
    ids::{MembershipId, ReferralId},
    record::Inconsistent,
    referral::{
        CancelReason, DeniedBy, ErrorReason, HoldReason, Outcome, Referral, ReferralRecord, ReferralState,
        RejectReason,
    },
};

/// For each optional column: emptied when filled, filled when empty.
fn mangled(row: &ReferralRecord) -> Vec<(&'static str, ReferralRecord)> {
    macro_rules! flip {
        ($($column:ident: $value:expr,)+) => {
            vec![$((stringify!($column), {
                let $column = if row.$column.is_some() { None } else { Some($value) };
                ReferralRecord { $column, ..row.clone() }
            }),)+]
        };
    }
    flip! {
        recipient: super::recipient(),
        agreement: AGREEMENT,
        consent_asked_at: days(1),
        consent_due: days(1),
        sent_at: days(1),
        acknowledge_due: days(1),
        first_reminder_due: days(1),
        second_reminder_due: days(1),
        third_reminder_due: days(1),
        escalation_due: days(1),
        expires_on: days(1),
        received_at: days(1),
        accepted_at: days(1),
        nudge_due: days(1),
        no_contact_due: days(1),
        claimed_by: super::colleague(),
        claimed_at: days(1),
        started_at: days(1),
        held_from: ReferralState::Accepted,
        hold_sub_reason: HoldReason::WaitingList,
        hold_review_on: days(1).date_naive(),
        held_at: days(1),
        hold_until: days(1),
        reject_reason: RejectReason::Other,
        denied_by: DeniedBy::Person,
        waiting_list: false,
        suggested_service: super::recipient().service,
        outcome: Outcome::Helped,
        sender_outcome: Outcome::Helped,
        person_contacted: true,
        person_useful: true,
        cancel_reason: CancelReason::Other,
        cancel_acknowledged_at: days(1),
        error_reason: ErrorReason::Other,
        closed_at: days(1),
        closed_by: MembershipId::new(uuid::Uuid::from_u128(1)),
        superseded_by: ReferralId::new(uuid::Uuid::from_u128(1)),
    }
}

/// The flips that give the row of another true referral: what the state leaves open.
fn left_open(row: &ReferralRecord, column: &str) -> bool {
    let ended = row.state.is_final() && row.state != ReferralState::Rejected;
    let (sent, taken) = (row.sent_at.is_some(), row.accepted_at.is_some());
    let consent = [Some(CancelReason::ConsentRefused), Some(CancelReason::ConsentNotGiven)];
    match column {
        "recipient" => {
            !sent && !consent.contains(&row.cancel_reason) && row.state != ReferralState::AwaitingConsent
        }
        "agreement" => !sent,
        "received_at" => ended && sent && !taken,
        "started_at" => ended && taken,
        "cancel_acknowledged_at" => row.state == ReferralState::Cancelled && taken,
        "closed_by" => matches!(row.state, ReferralState::Completed | ReferralState::Rejected),
        // the situations end with `wrong_service` and `referred_elsewhere`
        "superseded_by" => matches!(row.state, ReferralState::Completed | ReferralState::Rejected),
        "suggested_service" => row.state == ReferralState::Rejected,
        "sender_outcome" | "person_contacted" => row.state == ReferralState::Completed,
        _ => false,
    }
}

#[test]
fn every_row_comes_back() {
    for (name, referral) in situations() {
        assert_eq!(Referral::restore(&referral.record()), Ok(referral), "{name}");
    }
}

#[test]
fn every_flipped_column_is_refused() {
    for (name, referral) in situations() {
        let row = referral.record();
        for (column, mangled) in mangled(&row) {
            let restored = Referral::restore(&mangled);
            if left_open(&row, column) {
                assert_eq!(restored.map(|other| other.record()), Ok(mangled), "{name}, {column}");
            } else {
                assert!(restored.is_err(), "{name}: {column} flipped gave {restored:?}");
            }
        }
    }
}

#[test]
fn every_other_state_is_refused() {
    for (name, referral) in situations() {
        let row = referral.record();
        for state in ReferralState::ALL.iter().copied().filter(|state| *state != row.state) {
            // an end without data of its own cannot be told from another such end
            let twins = [ReferralState::Expired, ReferralState::ConsentWithdrawn];
            let asked = row.sent_at.is_some() && row.accepted_at.is_none();
            if asked && twins.contains(&row.state) && twins.contains(&state) {
                continue;
            }
            let restored = Referral::restore(&ReferralRecord { state, ..row.clone() });
            assert!(restored.is_err(), "{name} read as {state} gave {restored:?}");
        }
    }
}

#[test]
fn codes_that_do_not_go_together_are_refused() {
    let named = |wanted: &str| {
        let (_, referral) = situations().into_iter().find(|(name, _)| *name == wanted).expect("a situation");
        referral.record()
    };
    let superseded_by = Some(ReferralId::new(uuid::Uuid::from_u128(1)));
    let (held, rejected, completed) = (named("on_hold(accepted)"), named("rejected"), named("completed"));
    let cases = [
        (ReferralRecord { held_from: Some(ReferralState::InProgress), ..held }, "held_from"),
        (ReferralRecord { waiting_list: Some(true), ..rejected.clone() }, "waiting_list"),
        (
            ReferralRecord { reject_reason: Some(RejectReason::NoCapacity), superseded_by, ..rejected },
            "superseded_by",
        ),
        (ReferralRecord { outcome: Some(Outcome::Helped), superseded_by, ..completed }, "superseded_by"),
        (
            ReferralRecord { cancel_reason: Some(CancelReason::ConsentRefused), ..named("cancelled(work)") },
            "cancel_reason",
        ),
        (
            ReferralRecord {
                reject_reason: Some(RejectReason::OutOfArea),
                suggested_service: Some(super::recipient().service),
                ..named("rejected")
            },
            "suggested_service",
        ),
        (
            ReferralRecord { person_contacted: Some(false), person_useful: Some(true), ..named("completed") },
            "person_useful",
        ),
        (ReferralRecord { version: 0, ..named("draft") }, "version"),
    ];
    for (row, column) in cases {
        assert_eq!(Referral::restore(&row), Err(Inconsistent { column }));
    }
}
