//! What is due first stands first, however many rows came after it; a page neither skips nor repeats one.

use chrono::TimeDelta;
use relais_app::referrals::{Inbox, InboxLine, ROWS_A_BLOCK, list_inbox, show_day, show_inbox};
use relais_domain::clock::Clock as _;
use relais_testdb::{
    World,
    story::{self, Step},
};

/// Referrals that came after the first, and are due after it.
const NEWER: usize = 130;

/// One referral that waits since long, and many that came after it; a third is on hold, a third was accepted.
async fn crowded(world: &World) -> Step {
    let step = story::sent(world).await;
    world.advance(TimeDelta::days(9));
    world.db().copies("referral", &["id", "number"], NEWER).await;
    let (now, later) = (world.clock().now(), world.clock().now() + TimeDelta::days(2));
    let newer =
        "UPDATE referral SET acknowledge_due = $1, updated_at = $2, sent_at = $2 WHERE number LIKE 'R-0000%'";
    let changed = world.db().execute(newer, [later.into(), now.into()]).await.unwrap();
    assert_eq!(usize::try_from(changed).unwrap(), NEWER);
    let held = "UPDATE referral SET state = 'on_hold', hold_sub_reason = 'waiting_list'
                WHERE number LIKE 'R-0000____' AND number < 'R-00000040'";
    world.db().execute(held, []).await.unwrap();
    let accepted = "UPDATE referral SET state = 'accepted', accepted_at = $1
                    WHERE number LIKE 'R-0000%' AND number >= 'R-00000090'";
    world.db().execute(accepted, [now.into()]).await.unwrap();
    step
}

#[tokio::test]
async fn the_most_overdue_stands_first_on_the_day_however_many_came_after() {
    let world = World::open().await;
    let step = crowded(&world).await;
    let theirs = show_day(&world.app, &world.mission.social_worker()).await.unwrap();
    let rows = usize::try_from(ROWS_A_BLOCK).unwrap();
    assert_eq!(theirs.to_answer.lines[0].line.id(), step.id);
    assert_eq!((theirs.to_answer.lines.len(), theirs.to_answer.count), (rows, 91));
    assert_eq!((theirs.working.lines.len(), theirs.working.count), (rows, 40));
    let due: Vec<_> = theirs.to_answer.lines.iter().map(|line| line.line.turn()).collect();
    assert!(due.is_sorted() && due.iter().all(|turn| turn.rank == 1), "{due:?}");

    let ours = show_day(&world.app, &world.ccas.social_worker()).await.unwrap();
    assert_eq!((ours.silent.lines[0].line.id(), ours.silent.count), (step.id, 1));
    assert_eq!((ours.waiting.lines.len(), ours.waiting.count), (rows, 90));
    world.advance(TimeDelta::days(4));
    let ours = show_day(&world.app, &world.ccas.social_worker()).await.unwrap();
    assert_eq!(
        (ours.silent.lines[0].line.id(), ours.silent.count),
        (step.id, 51),
        "all that is due is late now"
    );
    assert_eq!((ours.silent.lines.len(), ours.waiting.count), (rows, 40), "what is on hold is not");
}

#[tokio::test]
async fn the_inbox_goes_by_turns_without_hole_or_double() {
    let world = World::open().await;
    let step = crowded(&world).await;
    let receiver = world.mission.social_worker();
    let (mut seen, mut sizes, mut after): (Vec<InboxLine>, Vec<usize>, _) = (Vec::new(), Vec::new(), None);
    loop {
        let Inbox { lines, next, count } = list_inbox(&world.app, &receiver, after).await.unwrap();
        assert_eq!((count.to_answer, count.under_way), (91, 40), "the same on every page");
        sizes.push(lines.len());
        seen.extend(lines);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [50, 50, 31]);
    let screen = show_inbox(&world.app, &receiver, None).await.unwrap();
    let shown: Vec<_> = screen.lines.iter().map(|line| line.line.id()).collect();
    assert_eq!(shown, seen[..25].iter().map(|line| line.line.id()).collect::<Vec<_>>(), "the first of them");
    let second = show_inbox(&world.app, &receiver, screen.next).await.unwrap();
    assert_eq!(second.lines[0].line.id(), seen[25].line.id(), "and then what follows");
    assert_eq!(seen[0].line.id(), step.id, "the most overdue");
    let turns: Vec<_> = seen.iter().map(|line| line.line.turn()).collect();
    assert!(turns.is_sorted_by(|one, next| one < next), "each comes after the one before: none twice");
    let ranks = [1, 2, 3].map(|rank| turns.iter().filter(|turn| turn.rank == rank).count());
    assert_eq!(ranks, [51, 40, 40], "due, on hold, accepted: none is missing");
    assert!(seen.iter().all(|line| line.line.due().map(|due| due.by) == line.line.turn().due()));
}
