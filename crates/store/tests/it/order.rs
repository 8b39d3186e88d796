//! The order of what awaits an answer: the rule of `relais-domain`, and the database's reading of it.

use chrono::TimeDelta;
use relais_domain::{
    clock::{Clock as _, Timestamp},
    ids::ReferralId,
    referral::{Due, ReferralState},
};
use relais_store::referrals::{ListFilter, Order, ReferralLine};
use relais_testdb::{Value, World};
use uuid::Uuid;

use crate::{desk::id, rows::draft};

/// A row in any state, with any dates; what the database asks of a state is there.
async fn put(world: &World, referral: ReferralId, state: ReferralState, dates: [Option<Timestamp>; 3]) {
    let sql = "UPDATE referral SET state = $1, acknowledge_due = $2, expires_on = $3, first_reminder_due = $4,
        outcome = 'helped', reject_reason = 'other', cancel_reason = 'other', hold_sub_reason = 'waiting_list',
        error_reason = 'other', closed_at = created_at, agreement_id = $5 WHERE id = $6";
    let [acknowledge, expires, reminder] = dates.map(Value::from);
    let values = [state.as_str().into(), acknowledge, expires, reminder];
    let ids = [id(Uuid::from_u128(1)), id(referral.uuid())];
    assert_eq!(world.db().execute(sql, values.into_iter().chain(ids)).await.unwrap(), 1);
}

async fn line(world: &World) -> ReferralLine {
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    let filter = ListFilter { order: Order::Turn(None), limit: 2, ..ListFilter::default() };
    let mut lines = unit.list_referrals(&filter).await.unwrap();
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

/// The blocks of the CCAS's day.
async fn blocks(world: &World, today: Timestamp) -> Vec<String> {
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    let lines = unit.list_day(today, today - TimeDelta::days(30), 7).await.unwrap();
    lines.into_iter().map(|line| line.block).collect()
}

#[tokio::test]
async fn the_database_knows_what_is_due_as_the_rule_does() {
    let world = World::open().await;
    let referral = draft(&world).await;
    let now = world.clock().now();
    let day = |days| now + TimeDelta::days(days);
    let (mut due, mut silent) = (0, 0);
    for state in ReferralState::ALL.iter().copied() {
        for present in 0..8_u8 {
            let given = |bit: u8, at| (present & bit != 0).then_some(at);
            let dates = [given(1, day(-3)), given(2, day(5)), given(4, day(-1))];
            put(&world, referral, state, dates).await;
            let line = line(&world).await;
            let rule = Due::of(state, dates[0], dates[1]).map(|due| due.by);
            assert_eq!(line.turn().due(), rule, "{state:?} {present:b}: the database");
            assert_eq!(line.due().map(|due| due.by), rule, "{state:?} {present:b}: the line");
            due += i32::from(rule.is_some());
            for today in [day(-3), day(-2), day(-1), day(0)] {
                let late = line.silent_from().is_some_and(|from| from < today);
                let found = blocks(&world, today).await.contains(&"silent".to_owned());
                assert_eq!(found, late, "{state:?} {present:b}");
                silent += i32::from(late);
            }
        }
    }
    assert_eq!((due, silent), (8, 14), "no case was left out");
}

#[tokio::test]
async fn every_state_stands_in_its_block() {
    let world = World::open().await;
    let referral = draft(&world).await;
    let now = world.clock().now();
    for state in ReferralState::ALL.iter().copied() {
        put(&world, referral, state, [Some(now); 3]).await;
        let block = match state {
            ReferralState::Draft | ReferralState::AwaitingConsent => "drafts",
            ReferralState::Requested | ReferralState::Received | ReferralState::OnHold => "waiting",
            ReferralState::Rejected
            | ReferralState::Expired
            | ReferralState::ConsentWithdrawn
            | ReferralState::Cancelled => "returned",
            // The row was helped: its need is met.
            ReferralState::Accepted
            | ReferralState::InProgress
            | ReferralState::Completed
            | ReferralState::EnteredInError => "",
        };
        let expected: Vec<_> = [block].into_iter().filter(|block| !block.is_empty()).collect();
        assert_eq!(blocks(&world, now).await, expected, "{state:?}");
    }
    let long_ago = now - TimeDelta::days(31);
    for (state, blocks_left) in [
        (ReferralState::Rejected, vec![]),
        (ReferralState::OnHold, vec!["waiting"]),
        (ReferralState::Draft, vec!["drafts"]),
    ] {
        put(&world, referral, state, [None; 3]).await;
        let sql = "UPDATE referral SET updated_at = $1";
        world.db().execute(sql, [(long_ago - TimeDelta::days(90)).into()]).await.unwrap();
        assert_eq!(
            blocks(&world, now).await,
            blocks_left,
            "{state:?}: what is open does not run out of the day"
        );
    }
}
