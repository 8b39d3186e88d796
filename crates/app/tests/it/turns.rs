//! The turns a referral takes beside its main line: on hold and on, opened again, masked, in whose hands, redirected,
//! and told by three voices.

use chrono::TimeDelta;
use relais_app::{
    AppError,
    members::{AbsenceInput, note_absence},
    persons::show_person,
    referrals::{
        HoldInput, RejectInput, Saved, assign_referral, choose_service, claim_referral, complete_referral,
        hold_referral, list_sent, mark_referral_error, record_person_answer, record_sender_outcome,
        reject_referral, release_referral, reopen_referral, resume_referral, send_referral, show_referral,
        start_again,
    },
};
use relais_domain::{access::Action, actor::Role, clock::Clock as _, ids::MembershipId, referral::Outcome};
use relais_testdb::{
    World,
    story::{self, Step},
};

fn rule(result: Result<Saved, AppError>) -> String {
    match result {
        Err(AppError::Rule { code, .. }) => code.to_owned(),
        Err(AppError::Invalid(fields)) => fields
            .iter()
            .map(|field| format!("{} {}", field.field, field.code))
            .collect::<Vec<_>>()
            .join(", "),
        Err(error) => format!("{error}"),
        Ok(_) => "done".to_owned(),
    }
}

fn question(world: &World, step: Step, note: &str) -> HoldInput {
    HoldInput {
        version: step.version,
        reason: "information_needed".into(),
        review_on: world.clock().now().date_naive().to_string(),
        note: note.into(),
    }
}

async fn column(world: &World, column: &str, step: Step) -> String {
    let sql = format!("SELECT COALESCE(CAST({column} AS TEXT), '') FROM referral WHERE id = $1");
    world.db().texts(&sql, [step.id.uuid().into()]).await.remove(0)
}

async fn queued(world: &World, kind: &str) -> i64 {
    world.db().count("outbox WHERE kind = $1", [kind.into()]).await
}

#[tokio::test]
async fn a_request_does_not_stand_still_for_ever() {
    let world = World::open().await;
    let receiver = world.mission.social_worker();
    let mut step = story::sent(&world).await;
    let hold = async |step: Step, days: i64| {
        let input = HoldInput {
            version: step.version,
            reason: "waiting_list".into(),
            review_on: (world.app.today() + TimeDelta::days(days)).to_string(),
            ..HoldInput::default()
        };
        hold_referral(&world.app, &receiver, step.id, &input).await
    };
    for days in [40, 19] {
        step = step.after(hold(step, days).await.unwrap());
        world.advance(TimeDelta::days(days));
        step = step.after(resume_referral(&world.app, &receiver, step.id, step.version, "").await.unwrap());
        assert_eq!(rule(hold(step, 30).await), "review_on referral.review_date", "{days} days more are used");
    }
    assert_eq!(column(&world, "held_days", step).await, "59");
    step = step.after(hold(step, 1).await.unwrap());
    world.advance(TimeDelta::days(1));
    step = step.after(resume_referral(&world.app, &receiver, step.id, step.version, "").await.unwrap());
    assert_eq!(rule(hold(step, 0).await), "referral.hold_used_up");
    let view = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert!(!view.may(Action::HoldReferral) && view.may(Action::AcceptReferral), "{:?}", view.allowed);
}

#[tokio::test]
async fn a_question_is_asked_answered_and_moves_the_promised_dates() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::sent(&world).await;
    let mute = hold_referral(&world.app, &receiver, step.id, &question(&world, step, "")).await;
    assert_eq!(rule(mute), "note text.required");
    let late = HoldInput { review_on: "2099-01-01".into(), ..question(&world, step, "Le loyer ?") };
    assert_eq!(
        rule(hold_referral(&world.app, &receiver, step.id, &late).await),
        "review_on referral.review_date"
    );
    let promised = show_referral(&world.app, &sender, step.id).await.unwrap().record.expires_on.unwrap();
    let asked = hold_referral(&world.app, &receiver, step.id, &question(&world, step, "Le loyer ?")).await;
    let step = step.after(asked.unwrap());
    let view = show_referral(&world.app, &sender, step.id).await.unwrap();
    let note = view.history.iter().find_map(|item| item.note.as_ref());
    assert_eq!(note.map(|note| note.0.as_str()), Some("Le loyer ?"));
    world.advance(TimeDelta::days(10));
    let mute = resume_referral(&world.app, &sender, step.id, step.version, " ").await;
    assert_eq!(rule(mute), "note text.required", "a question wants an answer");
    let step =
        step.after(resume_referral(&world.app, &sender, step.id, step.version, "412 euros").await.unwrap());
    let words = async |reader| {
        let view = show_referral(&world.app, &reader, step.id).await.unwrap();
        view.history.into_iter().filter_map(|item| item.note).map(|note| note.0).collect::<Vec<_>>()
    };
    assert_eq!(words(receiver).await, ["412 euros", "Le loyer ?"], "it accepts or refuses upon the answer");
    assert!(words(world.mission.actor(Role::Receptionist)).await.is_empty(), "reception answers nothing");
    assert_eq!(story::state(&world, step).await, "requested");
    let moved = show_referral(&world.app, &receiver, step.id).await.unwrap().record.expires_on.unwrap();
    assert!(moved - promised >= TimeDelta::days(10), "{promised} became {moved}");
    assert_eq!((queued(&world, "held").await, queued(&world, "resumed").await), (1, 1));
}

#[tokio::test]
async fn what_ended_is_opened_again_with_a_reason_while_she_agrees() {
    let world = World::open().await;
    let receiver = world.mission.social_worker();
    let step = story::accepted(&world).await;
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await;
    let step = step.after(done.unwrap());
    let closing = "agreement WHERE closing_end IS NOT NULL";
    assert_eq!(world.db().count(closing, []).await, 1);
    assert_eq!(
        rule(reopen_referral(&world.app, &receiver, step.id, step.version, "").await),
        "note text.required"
    );
    let stranger = reopen_referral(&world.app, &world.caf.social_worker(), step.id, step.version, "x").await;
    assert!(matches!(stranger, Err(AppError::NotFound)));
    let other = reopen_referral(&world.app, &world.ccas.social_worker(), step.id, step.version, "x").await;
    assert_eq!(rule(other), "referral.not_your_side");
    let again = reopen_referral(&world.app, &receiver, step.id, step.version, "Il manque un papier").await;
    let step = step.after(again.unwrap());
    assert_eq!(story::state(&world, step).await, "in_progress");
    assert_eq!(world.db().count(closing, []).await, 0, "her agreement runs to its own end again");
    let view = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert!(view.person.is_some(), "the recipient reads its copy again");
    assert_eq!(queued(&world, "reopened").await, 1);
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await;
    let step = step.after(done.unwrap());
    world.advance(TimeDelta::days(32));
    let late = reopen_referral(&world.app, &receiver, step.id, step.version, "Encore").await;
    assert_eq!(rule(late), "referral.reopen_too_late");
}

#[tokio::test]
async fn a_mistake_is_masked_and_kept_and_leaves_nothing_at_the_partner_s() {
    let world = World::open().await;
    let step = story::accepted(&world).await;
    let colleague = world.mission.social_worker();
    let no = mark_referral_error(&world.app, &colleague, step.id, step.version, ("wrong_person", "")).await;
    assert!(matches!(no, Err(AppError::Forbidden)));
    let author = world.ccas.social_worker();
    let mute = mark_referral_error(&world.app, &author, step.id, step.version, ("other", "")).await;
    assert_eq!(rule(mute), "note text.required");
    let masked = mark_referral_error(&world.app, &author, step.id, step.version, ("wrong_person", "")).await;
    let step = step.after(masked.unwrap());
    assert_eq!(story::state(&world, step).await, "entered_in_error");
    assert_eq!(column(&world, "error_reason", step).await, "wrong_person");
    let invalid = "agreement WHERE state = 'invalidated' AND invalid_reason = 'wrong_person'";
    assert_eq!(world.db().count(invalid, []).await, 1);
    let copy = "relation WHERE ground = 'accepted_referral' AND (ended_at IS NULL OR payload IS NOT NULL)";
    assert_eq!(world.db().count(copy, []).await, 0);
    let theirs = show_referral(&world.app, &colleague, step.id).await;
    assert!(matches!(theirs, Err(AppError::NotFound)), "the partner does not learn of it any more");
    let own = show_referral(&world.app, &author, step.id).await.unwrap();
    assert!(own.content.is_none() && own.person.is_none(), "masked");
    let (list, _) = list_sent(&world.app, &author, None).await.unwrap();
    assert_eq!((list[0].name.as_str(), &list[0].line.theme), ("", &None), "and in the list of what was sent");
    let sheet = show_person(&world.app, &author, step.relation).await.unwrap();
    assert_eq!(sheet.referrals[0].theme, None, "and on the sheet of whom it was written for");
    assert_eq!(queued(&world, "marked_error").await, 1);
    let entries = story::entries(&world, step.id.uuid()).await;
    assert!(entries.iter().any(|action| action == "referral.error_marked"));
}

#[tokio::test]
async fn a_referral_is_in_one_pair_of_hands_and_everybody_s() {
    let world = World::open().await;
    let (one, manager) = (world.mission.social_worker(), world.mission.actor(Role::Manager));
    let reception = world.mission.actor(Role::Receptionist);
    let step = story::sent(&world).await;
    let step = step.after(claim_referral(&world.app, &reception, step.id, step.version).await.unwrap());
    let taken = claim_referral(&world.app, &one, step.id, step.version).await;
    assert_eq!(rule(taken), "referral.already_claimed");
    let not_his = release_referral(&world.app, &one, step.id, step.version).await;
    assert_eq!(rule(not_his), "referral.not_your_side");
    let seen = show_referral(&world.app, &one, step.id).await.unwrap();
    assert!(seen.in_hands_of.is_some_and(|colleague| !colleague.is_reader));
    let theirs = show_referral(&world.app, &world.ccas.social_worker(), step.id).await.unwrap();
    assert!(theirs.in_hands_of.is_none(), "who looks after it is the recipient's own matter");
    let to = one.membership().map(MembershipId::uuid).unwrap().to_string();
    let nobody = assign_referral(&world.app, &manager, step.id, step.version, "x").await;
    assert_eq!(rule(nobody), "to choice.unknown");
    let elsewhere = world.ccas.social_worker().membership().map(MembershipId::uuid).unwrap().to_string();
    let elsewhere = assign_referral(&world.app, &manager, step.id, step.version, &elsewhere).await;
    assert_eq!(rule(elsewhere), "to choice.unknown", "no colleague of hers");
    let mediator = world.mission.actor(Role::DigitalMediator).membership().unwrap();
    let today = world.app.today().to_string();
    let day_off = AbsenceInput { from: today.clone(), until: today, cover: String::new() };
    note_absence(&world.app, &manager, mediator, &day_off).await.unwrap();
    let away = assign_referral(&world.app, &manager, step.id, step.version, &mediator.to_string()).await;
    assert_eq!(rule(away), "to choice.absent");
    let step = step.after(assign_referral(&world.app, &manager, step.id, step.version, &to).await.unwrap());
    assert_ne!(column(&world, "claimed_at", step).await, "");
    let step = step.after(release_referral(&world.app, &one, step.id, step.version).await.unwrap());
    assert_eq!(column(&world, "claimed_at", step).await, "");
    let step = story::accept(&world, step).await;
    let mine = show_referral(&world.app, &one, step.id).await.unwrap();
    assert!(mine.in_hands_of.is_some_and(|colleague| colleague.is_reader), "whoever accepts has it");
    let told = world.db().texts("SELECT kind FROM outbox ORDER BY id", []).await;
    assert_eq!(told, ["submitted", "accepted"], "whose hands it is in is no news for the other side");
    let entries = story::entries(&world, step.id.uuid()).await;
    let hands = ["referral.claimed", "referral.assigned", "referral.released"];
    assert!(hands.iter().all(|action| entries.iter().any(|entry| entry == action)), "{entries:?}");
    let told = async |reader| {
        let view = show_referral(&world.app, &reader, step.id).await.unwrap();
        view.history.into_iter().filter(|item| item.line.event == "claimed").count()
    };
    assert_eq!((told(one).await, told(world.ccas.social_worker()).await), (1, 0), "nor to be read there");
}

#[tokio::test]
async fn a_partner_that_refused_does_not_take_her_back_once_another_is_asked() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::sent(&world).await;
    let no = RejectInput { version: step.version, reason: "no_capacity".into(), ..RejectInput::default() };
    let step = step.after(reject_referral(&world.app, &receiver, step.id, &no).await.unwrap());
    let next = start_again(&world.app, &sender, step.id).await.unwrap();
    let chosen = choose_service(&world.app, &sender, next.id, 1, world.caf.service()).await.unwrap();
    let next = Step { id: next.id, version: chosen.version, ..step };
    let next = next.after(story::answer(&world, &sender, next, "yes").await.unwrap());
    send_referral(&world.app, &sender, next.id, next.version).await.unwrap();
    let back = reopen_referral(&world.app, &receiver, step.id, step.version, "Une place s’est libérée").await;
    assert_eq!(rule(back), "referral.superseded");
    assert_eq!(story::state(&world, step).await, "rejected");
}

#[tokio::test]
async fn the_thirtieth_day_of_reopening_ends_at_midnight() {
    let world = World::open().await;
    let receiver = world.mission.social_worker();
    let step = story::accepted(&world).await;
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await;
    let step = step.after(done.unwrap());
    world.advance(TimeDelta::days(30) + TimeDelta::hours(5));
    world.run_all().await.unwrap();
    let again = reopen_referral(&world.app, &receiver, step.id, step.version, "Il manque un papier").await;
    again.unwrap();
    assert_eq!(story::state(&world, step).await, "in_progress");
}

#[tokio::test]
async fn a_refusal_names_the_right_service_and_the_next_attempt_continues_it() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::sent(&world).await;
    let better = world.caf.service();
    let no = |reason: &str, service: String| RejectInput {
        version: step.version,
        reason: reason.into(),
        suggested_service: service,
        ..RejectInput::default()
    };
    let same = no("wrong_service", world.mission.service().to_string());
    let same = reject_referral(&world.app, &receiver, step.id, &same).await;
    assert_eq!(rule(same), "suggested_service choice.unknown");
    let unfit = reject_referral(&world.app, &receiver, step.id, &no("no_capacity", better.to_string())).await;
    assert_eq!(rule(unfit), "suggested_service referral.suggestion_reason");
    let refused =
        reject_referral(&world.app, &receiver, step.id, &no("wrong_service", better.to_string())).await;
    let step = step.after(refused.unwrap());
    let view = show_referral(&world.app, &sender, step.id).await.unwrap();
    assert!(view.suggested.is_some(), "the sender reads which");
    let next = start_again(&world.app, &sender, step.id).await.unwrap();
    let draft = show_referral(&world.app, &sender, next.id).await.unwrap();
    assert_eq!(draft.recipient().map(|to| to.service), Some(better), "it is chosen already");
    let next = Step { id: next.id, version: draft.record.version, ..step };
    let next = next.after(story::answer(&world, &sender, next, "yes").await.unwrap());
    assert_eq!(column(&world, "superseded_by", step).await, "", "nothing has left yet");
    send_referral(&world.app, &sender, next.id, next.version).await.unwrap();
    let link = "referral WHERE id = $1 AND superseded_by = $2";
    let ids = [step.id.uuid().into(), next.id.uuid().into()];
    assert_eq!(world.db().count(link, ids).await, 1);
    let again = reopen_referral(&world.app, &receiver, step.id, step.version + 1, "Finalement oui").await;
    assert_eq!(rule(again), "referral.superseded");
}

#[tokio::test]
async fn three_voices_tell_an_outcome_and_none_silences_another() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::accepted(&world).await;
    let early = record_person_answer(&world.app, &sender, step.id, step.version, ("yes", "no")).await;
    assert_eq!(rule(early), "referral.not_in_state");
    let done = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await;
    let step = step.after(done.unwrap());
    let odd = record_person_answer(&world.app, &sender, step.id, step.version, ("no", "yes")).await;
    assert_eq!(rule(odd), "useful referral.answer_without_contact");
    let mute = record_person_answer(&world.app, &sender, step.id, step.version, ("", "")).await;
    assert_eq!(rule(mute), "contacted choice.required");
    let said = record_person_answer(&world.app, &sender, step.id, step.version, ("yes", "no")).await;
    let step = step.after(said.unwrap());
    let said = record_sender_outcome(&world.app, &sender, step.id, step.version, "no_show").await;
    let step = step.after(said.unwrap());
    let not_hers = record_sender_outcome(&world.app, &receiver, step.id, step.version, "helped").await;
    assert_eq!(rule(not_hers), "referral.not_your_side");
    let record = show_referral(&world.app, &receiver, step.id).await.unwrap().record;
    assert_eq!(record.outcome.map(Outcome::as_str), Some("helped"), "the recipient's word stands");
    assert_eq!(record.sender_outcome.map(Outcome::as_str), Some("no_show"));
    assert_eq!((record.person_contacted, record.person_useful), (Some(true), Some(false)));
    let silencing = record_person_answer(&world.app, &receiver, step.id, step.version, ("yes", "yes")).await;
    assert_eq!(rule(silencing), "referral.already_answered", "it judges the recipient");
    let offered = async |reader| show_referral(&world.app, &reader, step.id).await.unwrap().allowed;
    assert!(!offered(receiver).await.contains(&Action::TellOutcome));
    assert!(offered(sender).await.contains(&Action::TellOutcome));
    let said = record_person_answer(&world.app, &sender, step.id, step.version, ("yes", "yes")).await;
    let step = step.after(said.unwrap());
    let useful = "referral WHERE id = $1 AND person_useful";
    assert_eq!(world.db().count(useful, [step.id.uuid().into()]).await, 1);
    let events = "referral_event WHERE event = 'person_answered'";
    assert_eq!(world.db().count(events, []).await, 2, "the history keeps both answers");
}
