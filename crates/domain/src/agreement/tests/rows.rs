//! Rows come back as they went, and a row mangled in any one column is refused.

use super::rules::situations;
use crate::{
    agreement::{Agreement, AgreementRecord, AgreementState, InvalidReason, Method, WithdrawalChannel},
    ids::AgreementId,
    record::Inconsistent,
    referral::tests::days,
};

#[test]
fn every_row_comes_back() {
    for (name, agreement) in situations() {
        assert_eq!(Agreement::restore(&agreement.record()), Ok(agreement), "{name}");
    }
}

/// For each optional column: emptied when filled, filled when empty.
fn mangled(row: &AgreementRecord) -> Vec<(&'static str, AgreementRecord)> {
    macro_rules! flip {
        ($($column:ident: $value:expr,)+) => {
            vec![$((stringify!($column), {
                let $column = if row.$column.is_some() { None } else { Some($value) };
                AgreementRecord { $column, ..row.clone() }
            }),)+]
        };
    }
    flip! {
        method: Method::Paper,
        witnessed: true,
        given_at: days(1),
        valid_from: days(1),
        hard_end: days(1),
        closing_end: days(1),
        valid_until: days(1),
        renewed_at: days(1),
        ended_at: days(1),
        withdrawn_via: WithdrawalChannel::Page,
        invalid_reason: InvalidReason::WrongText,
        replaced_by: AgreementId::new(uuid::Uuid::from_u128(1)),
    }
}

#[test]
fn every_flipped_column_is_refused() {
    for (name, agreement) in situations() {
        let row = agreement.record();
        let ended = row.ended_at.is_some();
        for (column, mangled) in mangled(&row) {
            // what the state leaves open: an ended agreement may have been renewed, a given one replaced
            let open =
                row.given_at.is_some() && ((column == "renewed_at" && ended) || column == "replaced_by");
            let restored = Agreement::restore(&mangled);
            if open {
                assert_eq!(restored.map(|other| other.record()), Ok(mangled), "{name}, {column}");
            } else {
                assert!(restored.is_err(), "{name}: {column} flipped gave {restored:?}");
            }
        }
    }
}

#[test]
fn every_other_state_is_refused() {
    for (name, agreement) in situations() {
        let row = agreement.record();
        for state in AgreementState::ALL.iter().copied().filter(|state| *state != row.state) {
            // ends without data of their own cannot be told from one another
            let given = [AgreementState::Revoked, AgreementState::Expired];
            let unanswered = [AgreementState::Refused, AgreementState::Expired];
            let twins = if row.given_at.is_some() { given } else { unanswered };
            if twins.contains(&row.state) && twins.contains(&state) {
                continue;
            }
            let restored = Agreement::restore(&AgreementRecord { state, ..row.clone() });
            assert!(restored.is_err(), "{name} read as {state} gave {restored:?}");
        }
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let (_, given) = situations().into_iter().find(|(name, _)| *name == "given").expect("given");
    let row = given.record();
    let cases = [
        (AgreementRecord { version: 0, ..row.clone() }, "version"),
        (AgreementRecord { purposes: [].into_iter().collect(), ..row.clone() }, "purposes"),
        (AgreementRecord { method: Some(Method::SpokenWithWitness), ..row.clone() }, "witnessed"),
        (AgreementRecord { valid_until: Some(days(999)), ..row }, "valid_until"),
    ];
    for (row, column) in cases {
        assert_eq!(Agreement::restore(&row), Err(Inconsistent { column }));
    }
}
