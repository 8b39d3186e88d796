//! Pages cost the same whatever the number of rows: statements are counted, the session's look-up is one more.

use relais_app::{
    observe::counted,
    persons::ReadingReason,
    referrals::{
        Inbox, Order, SentBlock, find_referral, give_referral_reason, list_ended, list_inbox, list_sent,
        list_sent_block, send_referral, show_day, show_inbox, show_referral,
    },
};
use relais_domain::{actor::Role, clock::Timestamp};
use relais_testdb::{
    Desk, World,
    story::{self, Step, accepted},
};

/// Statements a page may send, besides the look-up of the session.
const MOST: u64 = 5;

/// The copies are due, and changed, after what they were made from.
async fn later(world: &World) {
    let from = "SELECT MAX(expires_on) FROM referral";
    let after = world.db().column::<Timestamp>(from, []).await[0];
    let sql = "UPDATE referral SET acknowledge_due = $1, updated_at = $1 WHERE number LIKE 'R-0000%'";
    world.db().execute(sql, [after.into()]).await.unwrap();
}

async fn cost(world: &World, step: Step) -> Vec<(&'static str, u64)> {
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let (inbox, inbox_cost) = counted(list_inbox(&world.app, &receiver, None)).await;
    assert!(!inbox.unwrap().lines.is_empty());
    let (screen, screen_cost) = counted(show_inbox(&world.app, &receiver, None)).await;
    assert!(screen.unwrap().lines.iter().any(|line| line.in_hands_of.is_some()), "with names of colleagues");
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
        ("inbox on a screen", screen_cost.count()),
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
    world.db().copies("referral", &["id", "number"], 4).await;
    let few = cost(&world, step).await;
    for (page, statements) in &few {
        assert!((1..=MOST).contains(statements), "{page}: {statements} statements with 5 rows");
    }
    world.db().execute("DELETE FROM referral WHERE number LIKE 'R-0000%'", []).await.unwrap();
    world.db().copies("referral", &["id", "number"], 199).await;
    world.db().copies("referral_event", &["id"], 199).await;
    assert_eq!(world.db().count("referral", []).await, 200);
    assert_eq!(cost(&world, step).await, few, "the same with 200 rows");
}

/// The sheet is told from several places before and after it leaves; none of them costs more than the page may.
#[tokio::test]
async fn a_sheet_costs_the_same_at_every_stage_and_desk() {
    let world = World::open().await;
    let roles = [Role::SocialWorker, Role::Receptionist];
    let sheet = async |desk: &Desk, role, step: Step| {
        let (seen, cost) = counted(show_referral(&world.app, &desk.actor(role), step.id)).await;
        assert!(seen.unwrap().content.is_some(), "{role:?}");
        assert!((1..=MOST).contains(&cost.count()), "{role:?}: {} statements", cost.count());
    };
    let sender = world.ccas.social_worker();
    let relation = story::create(&world, &sender, story::amina()).await;
    let step = story::draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(story::answer(&world, &sender, step, "yes").await.unwrap());
    for role in roles {
        sheet(&world.ccas, role, step).await;
    }
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    for role in roles {
        sheet(&world.ccas, role, step).await;
        sheet(&world.mission, role, step).await;
    }
    story::accept(&world, step).await;
    for role in roles {
        sheet(&world.ccas, role, step).await;
        sheet(&world.mission, role, step).await;
    }
}

#[tokio::test]
async fn lists_of_one_block_and_a_search_by_number_cost_five_statements_at_most() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let mut costs = Vec::new();
    for more in [4, 60] {
        world.db().execute("DELETE FROM referral WHERE number LIKE 'R-0000%'", []).await.unwrap();
        world.db().copies("referral", &["id", "number"], more).await;
        let waiting = list_sent_block(&world.app, &sender, SentBlock::Waiting, Order::default());
        let (waiting, waiting_cost) = counted(waiting).await;
        assert_eq!(waiting.unwrap().0.len(), (more + 1).min(50));
        let expired =
            "UPDATE referral SET state = 'expired', closed_at = sent_at WHERE number LIKE 'R-0000%'";
        world.db().execute(expired, []).await.unwrap();
        let (ended, ended_cost) = counted(list_ended(&world.app, &receiver, None)).await;
        assert_eq!(ended.unwrap().0.len(), more.min(50));
        let number = "SELECT number FROM referral WHERE id = $1";
        let number = world.db().texts(number, [step.id.uuid().into()]).await.remove(0);
        let (found, found_cost) = counted(find_referral(&world.app, &sender, &number)).await;
        assert_eq!(found.unwrap(), step.id);
        let cost = [waiting_cost.count(), ended_cost.count(), found_cost.count()];
        assert!(cost.iter().all(|statements| (1..=MOST).contains(statements)), "{cost:?}");
        costs.push(cost);
    }
    assert_eq!(costs[0], costs[1], "the same with 60 rows");
}

#[tokio::test]
async fn a_long_inbox_is_paged_without_hole_or_double() {
    let world = World::open().await;
    story::sent(&world).await;
    world.db().copies("referral", &["id", "number"], 119).await;
    let receiver = world.mission.social_worker();
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), None);
    loop {
        let Inbox { lines, next, .. } = list_inbox(&world.app, &receiver, after).await.unwrap();
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

#[tokio::test]
async fn a_day_costs_five_statements_at_most() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let actor = world.ccas.social_worker();
    let mut costs = Vec::new();
    for more in [4, 199] {
        world.db().execute("DELETE FROM referral WHERE number LIKE 'R-0000%'", []).await.unwrap();
        world.db().copies("referral", &["id", "number"], more).await;
        // All of them came to this very desk too: it opens sheets and names.
        let ours = "UPDATE referral SET recipient_organisation_id = sender_organisation_id";
        world.db().execute(ours, []).await.unwrap();
        later(&world).await;
        let (day, cost) = counted(show_day(&world.app, &actor)).await;
        let day = day.unwrap();
        let rows = i64::try_from(more + 1).unwrap();
        assert_eq!((day.to_answer.count, day.waiting.count), (rows, rows));
        let (received, sent) = (&day.to_answer.lines[0], &day.waiting.lines[0]);
        assert_eq!((received.line.id(), sent.line.id()), (step.id, step.id));
        assert!(received.content.is_some() && !sent.name.is_empty(), "sheet and name are open");
        assert!(cost.count() <= MOST, "{} statements with {more} rows", cost.count());
        costs.push(cost.count());
    }
    assert_eq!(costs[0], costs[1], "the same with 200 rows");
}
