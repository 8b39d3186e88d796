//! Pages cost the same whatever the number of rows: statements are counted, the session's look-up is one more.

use relais_app::{
    observe::counted,
    persons::ReadingReason,
    referrals::{give_referral_reason, list_inbox, list_sent, show_referral},
};
use relais_domain::actor::Role;
use relais_testdb::{
    Backend, Value, World,
    story::{self, Step, accepted},
};
use uuid::Uuid;

/// Statements a page may send, besides the look-up of the session.
const MOST: u64 = 5;

/// Copies of a row, with another id each: what a list of that length costs.
async fn copies(world: &World, table: &str, fresh: &[&str], times: usize) {
    // The copies all ask the same of the same service, which the index forbids and the pages do not mind.
    world.db().execute("DROP INDEX IF EXISTS uq_referral_open", []).await.unwrap();
    let sql = match Backend::asked() {
        Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
        Backend::Postgres => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let columns = world.db().texts(&sql, []).await;
    let from = format!("(SELECT * FROM {table} ORDER BY id LIMIT 1)");
    for number in 0..times {
        let mut values: Vec<Value> = Vec::new();
        let mut selected = Vec::new();
        for column in &columns {
            if fresh.contains(&column.as_str()) {
                let id = Uuid::from_u128(7_u128 << 64 | number as u128);
                values.push(if column == "number" { format!("R-{number:08}").into() } else { id.into() });
                let cast = if column == "number" { "TEXT" } else { "UUID" };
                let place = values.len();
                selected.push(match Backend::asked() {
                    Backend::Sqlite => format!("${place}"),
                    Backend::Postgres => format!("CAST(${place} AS {cast})"),
                });
            } else {
                selected.push(column.clone());
            }
        }
        let insert = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {from} x",
            columns.join(", "),
            selected.join(", ")
        );
        world.db().execute(&insert, values).await.unwrap();
    }
}

async fn cost(world: &World, step: Step) -> Vec<(&'static str, u64)> {
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let (inbox, inbox_cost) = counted(list_inbox(&world.app, &receiver, None)).await;
    assert!(!inbox.unwrap().0.is_empty());
    let (sent, sent_cost) = counted(list_sent(&world.app, &sender, None)).await;
    assert!(!sent.unwrap().0.is_empty());
    let (own, own_cost) = counted(show_referral(&world.app, &sender, step.id)).await;
    assert!(own.unwrap().person.is_some());
    let manager = world.ccas.actor(Role::Manager);
    let (reasoned, reasoned_cost) = counted(show_referral(&world.app, &manager, step.id)).await;
    assert!(reasoned.unwrap().content.is_some());
    let (theirs, theirs_cost) = counted(show_referral(&world.app, &receiver, step.id)).await;
    assert!(theirs.unwrap().person.is_some());
    vec![
        ("inbox", inbox_cost.count()),
        ("sent", sent_cost.count()),
        ("sheet of the sender", own_cost.count()),
        ("sheet of the manager", reasoned_cost.count()),
        ("sheet of the recipient", theirs_cost.count()),
    ]
}

#[tokio::test]
async fn inbox_and_sheet_cost_five_statements_at_most() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let manager = world.ccas.actor(Role::Manager);
    give_referral_reason(&world.app, &manager, step.id, ReadingReason::Supervision).await.unwrap();
    copies(&world, "referral", &["id", "number"], 4).await;
    let few = cost(&world, step).await;
    for (page, statements) in &few {
        assert!((1..=MOST).contains(statements), "{page}: {statements} statements with 5 rows");
    }
    world.db().execute("DELETE FROM referral WHERE number LIKE 'R-0000%'", []).await.unwrap();
    copies(&world, "referral", &["id", "number"], 199).await;
    copies(&world, "referral_event", &["id"], 199).await;
    assert_eq!(world.db().count("referral", []).await, 200);
    assert_eq!(cost(&world, step).await, few, "the same with 200 rows");
}

#[tokio::test]
async fn a_long_inbox_is_paged_without_hole_or_double() {
    let world = World::open().await;
    story::sent(&world).await;
    copies(&world, "referral", &["id", "number"], 119).await;
    let receiver = world.mission.social_worker();
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), None);
    loop {
        let (lines, next) = list_inbox(&world.app, &receiver, after).await.unwrap();
        for line in &lines {
            assert!(seen.insert(line.line.id()), "a line is shown twice");
        }
        after = next;
        if after.is_none() {
            break;
        }
        assert_eq!(lines.len(), 50);
    }
    assert_eq!(seen.len(), 120);
}
