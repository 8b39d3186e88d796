//! Nothing falls between two desks: what one of them still owes stands in a list of its own until it is done.

use chrono::TimeDelta;
use relais_app::{
    AppError,
    contacts::{ContactInput, record_contact},
    referrals::{
        Block, Cursor, Inbox, InboxLine, Order, RejectInput, SentBlock, SentLine, accept_referral,
        cancel_referral, choose_items, choose_service, confirm_cancel, find_referral, list_ended, list_inbox,
        list_sent_block, reject_referral, see_notice, send_referral, show_day, start_again, withdraw_consent,
    },
};
use relais_domain::{actor::Role, ids::ReferralId, referral::ReferralState};
use relais_testdb::{
    World,
    story::{self, Step, accepted, answer, create, draft, sent},
};

async fn cancel(world: &World, step: Step, reason: &str) -> Step {
    let sender = world.ccas.social_worker();
    step.after(cancel_referral(&world.app, &sender, step.id, step.version, (reason, "")).await.unwrap())
}

async fn reject(world: &World, step: Step) {
    let no = RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
    reject_referral(&world.app, &world.mission.social_worker(), step.id, &no).await.unwrap();
}

fn received(block: &Block<InboxLine>) -> Vec<ReferralId> {
    block.lines.iter().map(|line| line.line.id()).collect()
}

fn listed(lines: &[SentLine]) -> Vec<ReferralId> {
    lines.iter().map(|line| line.line.id()).collect()
}

/// The needs that are back with the CCAS: on its day, and in the list that the day leads to.
async fn returned(world: &World) -> Vec<ReferralId> {
    let actor = world.ccas.social_worker();
    let day = show_day(&world.app, &actor).await.unwrap();
    let (list, _) = list_sent_block(&world.app, &actor, SentBlock::Returned, Order::default()).await.unwrap();
    assert_eq!(listed(&day.returned.lines), listed(&list));
    assert_eq!(day.returned.count, i64::try_from(list.len()).unwrap());
    listed(&list)
}

#[tokio::test]
async fn called_back_work_stands_first_until_the_recipient_confirms() {
    let world = World::open().await;
    let receiver = world.mission.social_worker();
    let step = accepted(&world).await;
    let other = create(&world, &world.ccas.social_worker(), story::somebody("Berthe")).await;
    let overdue = story::sent_for(&world, &world.ccas.social_worker(), other, world.mission.service()).await;
    world.advance(TimeDelta::days(4));
    let step = cancel(&world, step, "other").await;
    world.run_all().await.unwrap();
    for notice in show_day(&world.app, &receiver).await.unwrap().news {
        see_notice(&world.app, &receiver, notice.id()).await.unwrap();
    }

    let day = show_day(&world.app, &receiver).await.unwrap();
    assert!(day.news.is_empty(), "the news is put away");
    assert_eq!((received(&day.to_confirm), day.to_confirm.count), (vec![step.id], 1));
    assert_eq!((received(&day.to_answer), day.working.count), (vec![overdue.id], 0));
    let Inbox { lines, count, .. } = list_inbox(&world.app, &receiver, None).await.unwrap();
    let order: Vec<_> = lines.iter().map(|line| line.line.id()).collect();
    assert_eq!(order, [step.id, overdue.id], "before what is overdue");
    assert_eq!((count.to_confirm, count.to_answer, count.under_way), (1, 1, 0));
    let line = &lines[0];
    assert!(line.line.turn().is_to_confirm() && line.line.due().is_none());
    assert!(line.content.is_none() && line.line.theme.is_none(), "nothing of her is left to see");
    assert!(list_ended(&world.app, &receiver, None).await.unwrap().0.is_empty(), "it has not ended here");

    confirm_cancel(&world.app, &receiver, step.id, step.version).await.unwrap();
    let confirmed = "referral WHERE id = $1 AND cancel_acknowledged_at IS NOT NULL";
    assert_eq!(world.db().count(confirmed, [step.id.uuid().into()]).await, 1);
    let day = show_day(&world.app, &receiver).await.unwrap();
    assert_eq!((day.to_confirm.count, received(&day.to_answer)), (0, vec![overdue.id]));
    let Inbox { lines, count, .. } = list_inbox(&world.app, &receiver, None).await.unwrap();
    assert_eq!((lines.len(), count.to_confirm), (1, 0));
    let (ended, next) = list_ended(&world.app, &receiver, None).await.unwrap();
    assert_eq!((ended.len(), ended[0].line.id(), next), (1, step.id, None));
    assert!(ended[0].content.is_none() && ended[0].line.theme.is_none());
}

#[tokio::test]
async fn called_back_before_an_answer_there_is_nothing_to_confirm() {
    let world = World::open().await;
    let step = sent(&world).await;
    cancel(&world, step, "other").await;
    let day = show_day(&world.app, &world.mission.social_worker()).await.unwrap();
    assert_eq!((day.to_confirm.count, day.to_answer.count), (0, 0));
    let (ended, _) = list_ended(&world.app, &world.mission.social_worker(), None).await.unwrap();
    assert_eq!(ended[0].line.id(), step.id);
}

#[tokio::test]
async fn a_need_comes_back_once_by_its_latest_attempt() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let first = sent(&world).await;
    assert!(returned(&world).await.is_empty());
    reject(&world, first).await;
    assert_eq!(returned(&world).await, [first.id]);

    world.advance(TimeDelta::hours(1));
    let begun = start_again(&world.app, &sender, first.id).await.unwrap();
    assert_eq!(begun.state, ReferralState::Draft);
    assert!(returned(&world).await.is_empty(), "it is being sent elsewhere");
    let second = send_on(&world, begun.id).await;
    assert!(returned(&world).await.is_empty(), "it was sent elsewhere");
    let again = start_again(&world.app, &sender, first.id).await.unwrap();
    assert_eq!((again.id, again.state), (second.id, ReferralState::Requested), "not a third draft");
    assert_eq!(world.db().count("referral", []).await, 2);

    withdraw_consent(&world.app, &sender, second.id, "counter").await.unwrap();
    assert_eq!(returned(&world).await, [second.id], "one line, and the latest attempt tells");
    world.advance(TimeDelta::days(31));
    assert!(returned(&world).await.is_empty(), "for thirty days");
}

/// Sends a draft of the CCAS to the Caf.
async fn send_on(world: &World, id: ReferralId) -> Step {
    let sender = world.ccas.social_worker();
    let relation = "SELECT relation_id FROM referral WHERE id = $1";
    let relation = world.db().column::<uuid::Uuid>(relation, [id.uuid().into()]).await.remove(0);
    let step = Step { id, version: 1, relation: relais_domain::ids::RelationId::new(relation) };
    let step = step.after(choose_service(&world.app, &sender, id, 1, world.caf.service()).await.unwrap());
    let items = ["identity".to_owned()];
    let step = step.after(choose_items(&world.app, &sender, id, step.version, &items).await.unwrap());
    let step = step.after(answer(world, &sender, step, "yes").await.unwrap());
    step.after(send_referral(&world.app, &sender, id, step.version).await.unwrap())
}

#[tokio::test]
async fn what_was_called_back_or_not_agreed_to_comes_back_and_what_is_solved_does_not() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let (wrong, solved) = (sent(&world).await, {
        let other = create(&world, &sender, story::somebody("Berthe")).await;
        story::sent_for(&world, &sender, other, world.mission.service()).await
    });
    cancel(&world, wrong, "wrong_service").await;
    cancel(&world, solved, "solved_otherwise").await;
    assert_eq!(returned(&world).await, [wrong.id], "the solved one asks nothing more");
    let relation = create(&world, &sender, story::somebody("Chloé")).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    world.advance(TimeDelta::hours(1));
    answer(&world, &sender, step, "no").await.unwrap();
    assert_eq!(returned(&world).await, [step.id, wrong.id], "her no ends this way, not her need");
}

#[tokio::test]
async fn the_day_leads_to_the_same_rows_in_the_same_order() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let oldest = sent(&world).await;
    world.advance(TimeDelta::days(9));
    world.db().copies("referral", &["id", "number"], 120).await;
    let now = relais_domain::clock::Clock::now(world.clock());
    let newer = "UPDATE referral SET acknowledge_due = $1, updated_at = $2, state = CASE
        WHEN number < 'R-00000060' THEN 'requested' ELSE 'draft' END WHERE number LIKE 'R-0000%'";
    world.db().execute("DROP INDEX uq_referral_draft", []).await.unwrap();
    world.db().execute(newer, [(now + TimeDelta::days(2)).into(), now.into()]).await.unwrap();
    let day = show_day(&world.app, &actor).await.unwrap();
    for (block, shown, count) in [
        (SentBlock::Silent, &day.silent, 1),
        (SentBlock::Waiting, &day.waiting, 60),
        (SentBlock::Drafts, &day.drafts, 60),
    ] {
        let (mut seen, mut after) = (Vec::new(), Order::default());
        loop {
            let (lines, next) = list_sent_block(&world.app, &actor, block, after).await.unwrap();
            seen.extend(listed(&lines));
            let Some(next) = next else { break };
            after = next;
        }
        assert_eq!((seen.len(), shown.count), (count, i64::try_from(count).unwrap()), "{block:?}");
        assert!(seen.starts_with(&listed(&shown.lines)), "{block:?}: the day's rows first");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "{block:?}: none twice");
    }
    assert_eq!(listed(&day.silent.lines), [oldest.id]);
}

#[tokio::test]
async fn what_has_ended_is_listed_to_its_end() {
    let world = World::open().await;
    let step = sent(&world).await;
    reject(&world, step).await;
    world.db().copies("referral", &["id", "number"], 119).await;
    let receiver = world.mission.social_worker();
    let (mut seen, mut after): (std::collections::BTreeSet<_>, Option<Cursor>) = Default::default();
    loop {
        let (lines, next) = list_ended(&world.app, &receiver, after).await.unwrap();
        assert!(lines.iter().all(|line| seen.insert(line.line.id())), "a line is shown twice");
        assert!(lines.len() == 50 || next.is_none());
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 120);
    let read = "journal_entry WHERE action = 'referral_sheet.read' AND scope LIKE 'ended%'";
    assert_eq!(world.db().count(read, []).await, 3, "each page is journalled");
    assert!(list_ended(&world.app, &world.caf.social_worker(), None).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_number_finds_what_the_organisation_sent_or_received_and_nothing_else() {
    let world = World::open().await;
    let (sender, receiver, stranger) =
        (world.ccas.social_worker(), world.mission.social_worker(), world.caf.social_worker());
    let step = sent(&world).await;
    let number = "SELECT number FROM referral WHERE id = $1";
    let number = world.db().texts(number, [step.id.uuid().into()]).await.remove(0);
    let bare = number.replace('-', "");
    for typed in [number.clone(), bare.to_lowercase(), format!(" {} ", &bare[1..].replace('0', "O"))] {
        for actor in [&sender, &receiver] {
            assert_eq!(find_referral(&world.app, actor, &typed).await.unwrap(), step.id, "{typed}");
        }
    }
    let refused = |found: Result<ReferralId, AppError>| match found {
        Err(AppError::Invalid(errors)) => (errors[0].field, errors[0].code),
        other => panic!("{other:?}"),
    };
    let unknown = ("number", "referral.number_unknown");
    let absent = if bare == "RAAAAAAAA" { "BBBBBBBB" } else { "AAAAAAAA" };
    assert_eq!(refused(find_referral(&world.app, &stranger, &number).await), unknown, "a stranger's");
    assert_eq!(refused(find_referral(&world.app, &stranger, absent).await), unknown, "never given");
    assert_eq!(refused(find_referral(&world.app, &sender, "").await), ("number", "text.required"));
    let garbled = find_referral(&world.app, &sender, "R-12").await;
    assert_eq!(refused(garbled), ("number", "referral.number_format"));
    let volunteer = world.ccas.actor(relais_domain::actor::Role::Volunteer);
    let nobody = find_referral(&world.app, &volunteer, &number).await;
    assert!(matches!(nobody, Err(AppError::Forbidden)), "no list of referrals, no search either");

    let accepted = accept_referral(&world.app, &receiver, step.id, step.version).await.unwrap();
    cancel(&world, step.after(accepted), "other").await;
    assert_eq!(find_referral(&world.app, &receiver, &number).await.unwrap(), step.id, "after the end");
}

#[tokio::test]
async fn a_recipient_finds_nothing_that_was_not_sent_to_it() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let number = world.db().texts("SELECT number FROM referral", []).await.remove(0);
    let unseen = async || {
        let found = find_referral(&world.app, &receiver, &number).await;
        assert!(matches!(found, Err(AppError::Invalid(_))), "{found:?}");
        assert!(list_ended(&world.app, &receiver, None).await.unwrap().0.is_empty());
    };
    unseen().await;
    answer(&world, &sender, step, "no").await.unwrap();
    unseen().await;
    assert_eq!(find_referral(&world.app, &sender, &number).await.unwrap(), step.id);
}

/// Nobody reads how many a colleague recorded.
#[tokio::test]
async fn the_day_counts_the_reader_s_own_contacts() {
    let world = World::open().await;
    let worker = world.ccas.social_worker();
    let contact = || ContactInput {
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "solved".into(),
        ..ContactInput::default()
    };
    record_contact(&world.app, &worker, contact()).await.unwrap();
    sent(&world).await;
    for (role, own) in [(Role::SocialWorker, 1), (Role::Manager, 0), (Role::Volunteer, 0)] {
        let day = show_day(&world.app, &world.ccas.actor(role)).await.unwrap();
        assert_eq!(day.contacts, own, "{role}");
    }
}
