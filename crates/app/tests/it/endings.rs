//! Every way a referral ends but the good one, and what each leaves to whom.

use relais_app::{
    AppError,
    persons::{search_persons, show_person},
    referrals::{
        ReferralView, RejectInput, Saved, accept_referral, cancel_referral, complete_referral,
        confirm_cancel, list_inbox, record_agreement, reject_referral, send_referral, show_day,
        show_referral, start_again, start_work, withdraw_consent,
    },
};
use relais_crypto::{
    context::{Id, SlotAddress},
    keystore::SlotPage,
};
use relais_domain::{
    actor::{Actor, Role},
    ids::{OrganisationId, RelationId},
    referral::visibility::Sight,
};
use relais_testdb::{
    World,
    story::{self, Step, accepted, answer, create, draft, entries, sent, state},
};
use uuid::Uuid;

use crate::main_line::assert_events_are_journalled;

/// The recipient's copy of what she agreed to pass on.
pub async fn copy_of(world: &World, step: Step) -> RelationId {
    let sql = "SELECT id FROM relation WHERE ground_referral_id = $1";
    RelationId::new(world.db().column::<Uuid>(sql, [step.id.uuid().into()]).await.remove(0))
}

/// Whether the half-key of a row still lives.
pub async fn key_lives(world: &World, row: Uuid) -> bool {
    let slots = world.app.store.keys().list_slots(SlotPage { after: None, limit: 10_000 }).await.unwrap();
    slots.iter().any(|slot| slot.address == SlotAddress::case(Id::from(row.into_bytes())))
}

/// What an organisation has been told, in order.
pub async fn told(world: &World, organisation: OrganisationId) -> Vec<String> {
    world.run_all().await.unwrap();
    let sql = "SELECT n.kind FROM notice n JOIN outbox o ON o.event_key = n.event_key WHERE n.organisation_id = $1 ORDER BY o.created_at, o.id";
    world.db().texts(sql, [organisation.uuid().into()]).await
}

async fn text(world: &World, column: &str, step: Step) -> Option<String> {
    let sql = format!("SELECT {column} FROM referral WHERE id = $1");
    world.db().column::<Option<String>>(&sql, [step.id.uuid().into()]).await.remove(0)
}

/// The rule that refused.
pub fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    match result {
        Err(AppError::Rule { code }) => code,
        other => panic!("not a rule: {other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_reason() {
    let world = World::open().await;
    let step = sent(&world).await;
    let receiver = world.mission.social_worker();
    let no = |reason: &str, note: &str| RejectInput {
        version: step.version,
        reason: reason.into(),
        note: note.into(),
        ..RejectInput::default()
    };
    let bare = reject_referral(&world.app, &receiver, step.id, &no("other", "")).await;
    assert!(matches!(bare, Err(AppError::Invalid(ref fields)) if fields[0].field == "note"), "{bare:?}");
    assert_eq!(state(&world, step).await, "requested");
    let input = no("no_capacity", "Plus de place avant janvier");
    let step = step.after(reject_referral(&world.app, &receiver, step.id, &input).await.unwrap());
    assert_eq!(state(&world, step).await, "rejected");
    assert_eq!(text(&world, "reject_reason", step).await.as_deref(), Some("no_capacity"));
    assert_eq!(text(&world, "denied_by", step).await.as_deref(), Some("service"));
    assert_eq!(entries(&world, step.id.uuid()).await.last().map(String::as_str), Some("referral.rejected"));
    assert_eq!(told(&world, world.ccas.organisation).await, ["rejected"]);
    assert_eq!(world.db().count("relation WHERE ground = 'accepted_referral'", []).await, 0);
    let view = show_referral(&world.app, &world.ccas.social_worker(), step.id).await.unwrap();
    let note = view.history[0].note.as_ref().map(|note| note.0.as_str());
    assert_eq!(note, Some("Plus de place avant janvier"), "the sender reads why");
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn calling_back_work_taken_over_is_confirmed_by_who_did_it() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    assert!(key_lives(&world, copy.uuid()).await);
    let reason = ("solved_otherwise", "Sa soeur a trouvé");
    let step = step.after(cancel_referral(&world.app, &sender, step.id, step.version, reason).await.unwrap());
    assert_eq!(state(&world, step).await, "cancelled");
    assert_eq!(text(&world, "cancel_reason", step).await.as_deref(), Some("solved_otherwise"));
    assert!(!key_lives(&world, copy.uuid()).await, "the copy's key is destroyed");
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
    assert_eq!(told(&world, world.mission.organisation).await, ["submitted", "cancelled"]);
    let step = step.after(confirm_cancel(&world.app, &receiver, step.id, step.version).await.unwrap());
    let confirmed = "referral WHERE id = $1 AND state = 'cancelled' AND cancel_acknowledged_at IS NOT NULL";
    assert_eq!(world.db().count(confirmed, [step.id.uuid().into()]).await, 1);
    let again = confirm_cancel(&world.app, &receiver, step.id, step.version).await;
    assert_eq!(code(again), "referral.already_confirmed");
    assert_eq!(told(&world, world.ccas.organisation).await, ["accepted", "cancel_confirmed"]);
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn a_no_is_ordinary_and_nothing_leaves() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(answer(&world, &sender, step, "no").await.unwrap());
    assert_eq!(state(&world, step).await, "cancelled");
    assert_eq!(text(&world, "cancel_reason", step).await.as_deref(), Some("consent_refused"));
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["refused"]);
    assert_eq!(world.db().count("outbox", []).await, 0, "the partner is told nothing");
    sheet_is_destroyed(&world, step).await;
    let stranger = show_referral(&world.app, &world.mission.social_worker(), step.id).await;
    // the partner was named, never asked: it learns neither the person nor the referral
    assert!(matches!(stranger, Err(AppError::NotFound)), "{stranger:?}");
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn without_an_agreement_it_waits_and_a_yes_sends_it() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "awaiting_consent");
    assert_eq!(world.db().count("outbox", []).await, 0);
    let hidden = show_referral(&world.app, &receiver, step.id).await;
    assert!(matches!(hidden, Err(AppError::NotFound)), "{hidden:?}");
    let step = step.after(answer(&world, &sender, step, "yes").await.unwrap());
    assert_eq!(state(&world, step).await, "requested");
    assert_eq!(told(&world, world.mission.organisation).await, ["consent_given"]);
    let view = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!(view.sight, Sight::Reduced);
    let dates = "referral WHERE id = $1 AND sent_at IS NOT NULL AND acknowledge_due > sent_at AND expires_on > acknowledge_due";
    assert_eq!(world.db().count(dates, [step.id.uuid().into()]).await, 1);
}

#[tokio::test]
async fn after_a_refusal_the_same_need_goes_elsewhere() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let step = story::sent(&world).await;
    let open = start_again(&world.app, &sender, step.id).await;
    assert!(matches!(open, Err(AppError::Rule { code: "referral.not_in_state" })), "{open:?}");
    let no = RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
    reject_referral(&world.app, &world.mission.social_worker(), step.id, &no).await.unwrap();
    let theirs = start_again(&world.app, &world.mission.social_worker(), step.id).await;
    assert!(matches!(theirs, Err(AppError::Forbidden | AppError::NotFound)), "{theirs:?}");
    let begun = start_again(&world.app, &sender, step.id).await.unwrap();
    assert_eq!(start_again(&world.app, &sender, step.id).await.unwrap(), begun, "followed twice, begun once");
    let draft = begun.id;
    assert_eq!(world.db().count("need", []).await, 1);
    assert_eq!(world.db().count("referral WHERE state = 'draft'", []).await, 1);
    let (old, new) = (
        show_referral(&world.app, &sender, step.id).await.unwrap(),
        show_referral(&world.app, &sender, draft).await.unwrap(),
    );
    assert_eq!(new.content.unwrap().need, old.content.unwrap().need);
    assert_eq!(
        (new.record.need, new.theme, new.record.recipient.is_none()),
        (old.record.need, old.theme, true)
    );
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn a_no_while_it_waits_ends_it() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    let step = step.after(answer(&world, &sender, step, "no").await.unwrap());
    assert_eq!(state(&world, step).await, "cancelled");
    assert_eq!(world.db().count("outbox", []).await, 0);
    sheet_is_destroyed(&world, step).await;
}

/// What was prepared for the partner is gone with its key; the need stays with the organisation that met her.
async fn sheet_is_destroyed(world: &World, step: Step) {
    let id = || [step.id.uuid().into()];
    assert_eq!(
        world.db().count("referral WHERE id = $1 AND payload IS NULL AND wrap IS NULL", id()).await,
        1
    );
    let destroyed = "key_destruction WHERE object_id = $1 AND done_at IS NOT NULL";
    assert_eq!(world.db().count(destroyed, id()).await, 1);
    let view = show_referral(&world.app, &world.ccas.social_worker(), step.id).await.unwrap();
    assert!(view.content.is_none() && view.history.len() > 1, "the sender still sees what happened");
    assert_eq!(world.db().count("need WHERE payload IS NOT NULL", []).await, 1);
}

async fn withdrawn_at(desk: fn(&World) -> Actor) {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    assert_eq!(search_persons(&world.app, &receiver, "benali").await.unwrap().len(), 1);
    let withdrawing = desk(&world);
    let step = step.after(withdraw_consent(&world.app, &withdrawing, step.id, "counter").await.unwrap());
    assert_eq!(state(&world, step).await, "consent_withdrawn");
    let agreement =
        "agreement WHERE state = 'withdrawn' AND withdrawn_via = 'counter' AND ended_at IS NOT NULL";
    assert_eq!(world.db().count(agreement, []).await, 1);
    assert!(!key_lives(&world, copy.uuid()).await, "the recipient's key is gone");
    let emptied = "relation WHERE id = $1 AND ended_at IS NOT NULL AND wrap IS NULL AND payload IS NULL";
    assert_eq!(world.db().count(emptied, [copy.uuid().into()]).await, 1);
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
    assert!(search_persons(&world.app, &receiver, "benali").await.unwrap().is_empty(), "not even by name");
    let seen = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!(seen.sight, Sight::Existence);
    assert!(seen.content.is_none() && seen.person.is_none());
    assert_tells_nothing_of_her(&seen);
    let own = show_person(&world.app, &sender, step.relation).await.unwrap();
    assert_eq!(own.content.identity.family_name.as_deref(), Some("Benali"), "the sender keeps its own");
    let other = if withdrawing.organisation == sender.organisation { &world.mission } else { &world.ccas };
    assert!(told(&world, other.organisation).await.contains(&"consent_withdrawn".to_owned()));
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn withdrawing_at_the_senders_desk_works_at_once() {
    Box::pin(withdrawn_at(|world| world.ccas.actor(Role::Receptionist))).await;
}

#[tokio::test]
async fn withdrawing_at_the_recipients_desk_works_at_once() {
    Box::pin(withdrawn_at(|world| world.mission.actor(Role::Receptionist))).await;
}

#[tokio::test]
async fn withdrawing_before_an_answer_closes_the_sheet() {
    let world = World::open().await;
    let step = sent(&world).await;
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "phone").await.unwrap();
    let seen = show_referral(&world.app, &world.mission.social_worker(), step.id).await.unwrap();
    assert_eq!((seen.sight, seen.content.is_none()), (Sight::Existence, true));
    let twice = withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "phone").await;
    assert_eq!(code(twice), "referral.already_closed");
}

#[tokio::test]
async fn after_the_end_the_recipient_reads_nothing() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let receiver = world.mission.social_worker();
    let step = step.after(start_work(&world.app, &receiver, step.id, step.version).await.unwrap());
    let done: Saved =
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    let step = step.after(done);
    let seen = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!(seen.sight, Sight::Existence);
    assert!(seen.content.is_none() && seen.person.is_none());
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
    assert!(search_persons(&world.app, &receiver, "benali").await.unwrap().is_empty());
    let late = start_work(&world.app, &receiver, step.id, step.version).await;
    assert_eq!(code(late), "referral.already_closed");
}

#[tokio::test]
async fn an_agreement_that_ran_out_closes_the_sheet_by_itself() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let receiver = world.mission.social_worker();
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM agreement WHERE valid_until > $1";
    let now = relais_domain::clock::Clock::now(world.clock());
    assert_eq!(world.db().number(sql, [now.into()]).await, 1);
    let days = i64::from(world.app.settings.terms.longest_days) + 1;
    world.advance(chrono::TimeDelta::days(days));
    let seen = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!((seen.sight, seen.content.is_none(), seen.person.is_none()), (Sight::Existence, true, true));
    assert_tells_nothing_of_her(&seen);
    let inbox = list_inbox(&world.app, &receiver, None).await.unwrap().lines;
    assert_eq!(inbox.iter().map(|line| &line.line.theme).collect::<Vec<_>>(), [&None], "not even the theme");
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
}

/// Neither the theme of her need nor what she had agreed to pass on.
fn assert_tells_nothing_of_her(seen: &ReferralView) {
    assert_eq!((seen.theme.as_deref(), seen.items.iter().count()), (None, 0));
    assert!(seen.agreement.iter().all(|agreement| agreement.items.iter().count() == 0));
}

#[tokio::test]
async fn she_stops_after_her_agreement_ran_out_too() {
    let world = World::open().await;
    let step = accepted(&world).await;
    world.advance(chrono::TimeDelta::days(i64::from(world.app.settings.terms.longest_days) + 1));
    world.run_all().await.unwrap();
    assert_eq!(world.db().count("agreement WHERE state = 'expired'", []).await, 1);
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    assert_eq!(state(&world, step).await, "consent_withdrawn");
    assert_eq!(world.db().count("agreement WHERE state = 'expired'", []).await, 1, "it had ended already");
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn what_the_recipient_prepared_on_its_copy_ends_with_it() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let (copy, receiver) = (copy_of(&world, step).await, world.mission.social_worker());
    let draft = draft(&world, &receiver, copy, world.caf.service(), &[]).await;
    assert!(show_referral(&world.app, &receiver, draft.id).await.unwrap().content.is_some());
    let sent_on = story::sent_for(&world, &receiver, copy, world.ccas.service()).await;
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    let prepared = "SELECT n.id FROM need n JOIN referral r ON r.need_id = n.id WHERE r.id = $1";
    for step in [draft, sent_on] {
        let need = world.db().column::<Uuid>(prepared, [step.id.uuid().into()]).await.remove(0);
        let left = step.id == sent_on.id;
        for (table, row) in [("referral", step.id.uuid()), ("need", need)] {
            let sealed = format!("{table} WHERE id = $1 AND wrap IS NOT NULL AND payload IS NOT NULL");
            assert_eq!(
                world.db().count(&sealed, [row.into()]).await,
                i64::from(left),
                "{table}, left: {left}"
            );
            assert_eq!(key_lives(&world, row).await, left, "{table}, left: {left}");
        }
    }
    let seen = show_referral(&world.app, &receiver, draft.id).await.unwrap();
    assert!(seen.content.is_none() && seen.person.is_none());
    let again = send_referral(&world.app, &receiver, draft.id, draft.version).await;
    assert!(again.is_err(), "{again:?}");
    world.run_all().await.unwrap();
    for step in [draft, sent_on] {
        assert_eq!(state(&world, step).await, "cancelled", "nobody waits for what stands on nothing");
        let event =
            "referral_event WHERE referral_id = $1 AND event = 'cancelled' AND reason = 'ground_ended'
                     AND membership_id IS NULL";
        assert_eq!(world.db().count(event, [step.id.uuid().into()]).await, 1);
    }
    let told = "notice WHERE kind = 'cancelled' AND object_id = $1 AND organisation_id = $2";
    let asked = [sent_on.id.uuid().into(), world.ccas.organisation.uuid().into()];
    world.run_all().await.unwrap();
    assert_eq!(world.db().count(told, asked).await, 1, "whom it was asked of is told");
    let own = "notice WHERE kind = 'ground_ended' AND object_id = $1 AND organisation_id = $2";
    let handed_on = [sent_on.id.uuid().into(), world.mission.organisation.uuid().into()];
    assert_eq!(world.db().count(own, handed_on).await, 1, "and whoever handed her on");
    let day = show_day(&world.app, &receiver).await.unwrap();
    assert!(day.returned.lines.is_empty(), "there is nobody whom to look for another service for");
    assert_events_are_journalled(&world).await;
}

#[tokio::test]
async fn an_answer_needs_its_word() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), &[]).await;
    let input = relais_app::referrals::RecordAgreement { version: step.version, ..Default::default() };
    let bare = record_agreement(&world.app, &sender, step.id, &input).await;
    assert!(matches!(bare, Err(AppError::Invalid(_))), "{bare:?}");
    assert_eq!(world.db().count("agreement", []).await, 0);
}

/// The end of a sharing is sealed in what was shared: a row that is made to last longer opens nothing.
#[tokio::test]
async fn an_agreement_row_that_was_widened_opens_nothing_after_the_end_she_agreed_to() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let receiver = world.mission.social_worker();
    let days = i64::from(world.app.settings.terms.longest_days) + 1;
    world.advance(chrono::TimeDelta::days(days));
    let far = relais_domain::clock::Clock::now(world.clock()) + chrono::TimeDelta::days(900);
    for column in ["valid_until", "hard_end"] {
        let widened = format!("UPDATE agreement SET {column} = $1");
        assert_eq!(world.db().execute(&widened, [far.into()]).await.unwrap(), 1);
    }
    let detached = "UPDATE relation SET ground = 'own_reception', ground_referral_id = NULL WHERE id = $1";
    for detach in [false, true] {
        if detach {
            assert_eq!(world.db().execute(detached, [copy.uuid().into()]).await.unwrap(), 1);
        }
        let inbox = list_inbox(&world.app, &receiver, None).await.unwrap();
        assert!(inbox.lines.iter().all(|line| line.content.is_none()), "no word of her");
        assert!(show_person(&world.app, &receiver, copy).await.is_err());
        assert!(search_persons(&world.app, &receiver, "benali").await.unwrap().is_empty());
    }
    let own = show_person(&world.app, &world.ccas.social_worker(), step.relation).await.unwrap();
    assert_eq!(own.content.identity.family_name.as_deref(), Some("Benali"));
}

/// What the partner passed on from its copy is not copied further once that copy is closed to the partner itself.
#[tokio::test]
async fn what_was_passed_on_from_a_copy_ends_with_the_copy_before_it_is_accepted() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let (copy, partner) = (copy_of(&world, step).await, world.mission.social_worker());
    let onward = story::sent_for(&world, &partner, copy, world.caf.service()).await;
    let early = complete_referral(&world.app, &partner, step.id, step.version, ("helped", "")).await;
    assert_eq!(code(early), "referral.handed_on", "somebody answers for her at every moment");
    assert_eq!(state(&world, step).await, "accepted");
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    assert!(matches!(show_person(&world.app, &partner, copy).await, Err(AppError::NotFound)));
    let taken = accept_referral(&world.app, &world.caf.social_worker(), onward.id, onward.version).await;
    assert_eq!(code(taken), "referral.agreement_not_valid");
    assert_eq!(state(&world, onward).await, "requested");
    let copies = "relation WHERE ground_referral_id = $1";
    assert_eq!(world.db().count(copies, [onward.id.uuid().into()]).await, 0);
}

/// Once somebody has taken her over, she is in hand there: the work here ends, and what was handed on stays.
#[tokio::test]
async fn work_ends_once_the_person_handed_on_is_taken_over_and_that_goes_on() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let (copy, partner) = (copy_of(&world, step).await, world.mission.social_worker());
    let onward = story::sent_for(&world, &partner, copy, world.caf.service()).await;
    accept_referral(&world.app, &world.caf.social_worker(), onward.id, onward.version).await.unwrap();
    complete_referral(&world.app, &partner, step.id, step.version, ("referred_elsewhere", "")).await.unwrap();
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    world.run_all().await.unwrap();
    assert_eq!(state(&world, onward).await, "accepted", "her agreement with this one is its own");
    let copies = "relation WHERE ground_referral_id = $1 AND ended_at IS NULL";
    assert_eq!(world.db().count(copies, [onward.id.uuid().into()]).await, 1);
}
