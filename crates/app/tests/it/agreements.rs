//! What a yes covers, and what ends it before anything has left under it.

use chrono::TimeDelta;
use relais_app::{
    AppError,
    persons::PersonInput,
    referrals::{
        RecordAgreement, StartReferral, accept_referral, choose_service, record_agreement, send_referral,
        show_agreement_text, show_referral, write_need,
    },
};
use relais_domain::{actor::Actor, clock::Clock};
use relais_store::StoreError;
use relais_testdb::{
    Value, World,
    story::{self, ITEMS, Step, answer, create, draft, need, sent, state},
};

async fn agreed_draft(world: &World, actor: &Actor) -> Step {
    let relation = create(world, actor, story::amina()).await;
    let step = draft(world, actor, relation, world.mission.service(), ITEMS).await;
    step.after(answer(world, actor, step, "yes").await.unwrap())
}

/// The draft holds no agreement, the yes has ended with its event and its entry, and sending asks her again.
async fn assert_must_ask_again(world: &World, actor: &Actor, step: Step, case: &str) {
    let db = world.db();
    let draft = "referral WHERE id = $1 AND agreement_id IS NULL";
    assert_eq!(db.count(draft, [step.id.uuid().into()]).await, 1, "{case}: detached");
    let ended = "agreement WHERE referral_id = $1 AND state = 'invalidated' AND invalid_reason = 'draft_changed' AND ended_at IS NOT NULL";
    assert_eq!(db.count(ended, [step.id.uuid().into()]).await, 1, "{case}: the yes has ended");
    let event = "agreement_event e JOIN agreement a ON a.id = e.agreement_id JOIN journal_entry j ON j.id = e.entry_id WHERE a.referral_id = $1 AND e.event = 'invalidated' AND j.action = 'agreement.invalidated'";
    assert_eq!(db.count(event, [step.id.uuid().into()]).await, 1, "{case}: its event, with its entry");
    let sent = send_referral(&world.app, actor, step.id, step.version).await.unwrap();
    assert_eq!(state(world, step).await, "awaiting_consent", "{case}");
    assert_eq!(db.count("outbox WHERE object_id = $1", [step.id.uuid().into()]).await, 0, "{case}");
    let again = answer(world, actor, step.after(sent), "yes").await.unwrap();
    assert_eq!((again.id, state(world, step).await.as_str()), (step.id, "requested"), "{case}");
}

#[tokio::test]
async fn a_need_in_other_words_needs_another_agreement() {
    type Rewriting = fn(&mut StartReferral);
    let cases: [(&str, Rewriting); 5] = [
        ("need", |input| input.need = "Elle conteste une dette".into()),
        ("theme", |input| input.theme = "argent".into()),
        ("situation", |input| input.situation = "À la rue".into()),
        ("no situation", |input| input.situation = String::new()),
        ("availability", |input| input.availability = "jamais".into()),
    ];
    for (case, rewrite) in cases {
        let world = World::open().await;
        let actor = world.ccas.social_worker();
        let step = agreed_draft(&world, &actor).await;
        let mut input = need(step.relation);
        rewrite(&mut input);
        let saved = write_need(&world.app, &actor, step.id, step.version, &input).await.unwrap();
        assert_must_ask_again(&world, &actor, step.after(saved), case).await;
    }
}

#[tokio::test]
async fn the_same_need_saved_again_keeps_the_agreement() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let same = need(step.relation);
    let step = step.after(write_need(&world.app, &actor, step.id, step.version, &same).await.unwrap());
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["given"]);
    assert_eq!(world.db().count("journal_entry WHERE action = 'agreement.invalidated'", []).await, 0);
    send_referral(&world.app, &actor, step.id, step.version).await.unwrap();
    assert_eq!(state(&world, step).await, "requested");
}

#[tokio::test]
async fn a_yes_for_another_service_ends_when_the_service_changes() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let same = world.mission.service();
    let step = step.after(choose_service(&world.app, &actor, step.id, step.version, same).await.unwrap());
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["given"], "the same service");
    let other = world.caf.service();
    let step = step.after(choose_service(&world.app, &actor, step.id, step.version, other).await.unwrap());
    assert_must_ask_again(&world, &actor, step, "service").await;
}

/// What somebody who can write to the database, and has no key, might write to an agreement.
fn widenings(world: &World) -> Vec<(&'static str, &'static str, Vec<Value>)> {
    let later = world.clock().now() + TimeDelta::days(3650);
    vec![
        ("items", "items = $1", vec!["identity phone email address birth situation".into()]),
        ("hard_end", "hard_end = $1, valid_until = $1", vec![later.into()]),
        ("purposes", "purposes = $1", vec!["referral shared_step".into()]),
        ("secrecy", "secrecy = NOT secrecy", vec![]),
        ("recipient_service_id", "recipient_service_id = NULL", vec![]),
        ("text_sha256", "text_sha256 = $1", vec![vec![7_u8; 32].into()]),
        ("referral_id", "referral_id = NULL", vec![]),
    ]
}

async fn states(world: &World, step: Step) -> Vec<String> {
    let sql = "SELECT state || CASE WHEN replaced_by IS NULL THEN '' ELSE ', replaced' END FROM agreement
               WHERE referral_id = $1 ORDER BY created_at";
    world.db().texts(sql, [step.id.uuid().into()]).await
}

#[tokio::test]
async fn a_second_yes_takes_the_place_of_the_first() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let step = step.after(answer(&world, &actor, step, "yes").await.unwrap());
    assert_eq!(states(&world, step).await, ["given, replaced", "given"]);
    let linked = "agreement a JOIN agreement b ON b.replaces = a.id AND a.replaced_by = b.id \
                  JOIN referral r ON r.agreement_id = b.id WHERE r.id = $1";
    assert_eq!(world.db().count(linked, [step.id.uuid().into()]).await, 1, "the referral holds the second");
    let events = "SELECT e.event FROM agreement_event e JOIN agreement a ON a.id = e.agreement_id \
                  WHERE a.referral_id = $1 ORDER BY e.event";
    let events = world.db().texts(events, [step.id.uuid().into()]).await;
    assert_eq!(events, ["given", "given", "replaced"]);
    let sent = send_referral(&world.app, &actor, step.id, step.version).await.unwrap();
    assert_eq!(state(&world, step.after(sent)).await, "requested");
}

#[tokio::test]
async fn a_no_after_a_yes_takes_the_yes_back() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let step = step.after(answer(&world, &actor, step, "no").await.unwrap());
    assert_eq!(states(&world, step).await, ["withdrawn", "refused"]);
    assert_eq!(state(&world, step).await, "cancelled");
}

async fn widen(world: &World, (change, values): (&str, Vec<Value>)) {
    let sql = format!("UPDATE agreement SET {change}");
    assert_eq!(world.db().execute(&sql, values).await.unwrap(), 1);
}

fn assert_names<T: std::fmt::Debug>(result: Result<T, AppError>, column: &str) {
    let Err(AppError::Internal(error)) = result else { panic!("{column}: {result:?}") };
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Inconsistent { table: "agreement", column: named, .. }) => {
            assert_eq!(*named, column);
        }
        other => panic!("{column}: {other:?}"),
    }
}

#[tokio::test]
async fn an_agreement_widened_in_the_database_copies_and_shows_nothing() {
    let world = World::open().await;
    let step = sent(&world).await;
    let receiver = world.mission.social_worker();
    let keep = "CREATE TABLE kept AS SELECT * FROM agreement";
    world.db().execute(keep, []).await.unwrap();
    let marks = "SELECT (SELECT COUNT(*) FROM relation) + (SELECT COUNT(*) FROM journal_entry) + (SELECT COUNT(*) FROM referral_event) + (SELECT COUNT(*) FROM outbox)";
    let before = world.db().number(marks, []).await;
    for (column, change, values) in widenings(&world) {
        widen(&world, (change, values)).await;
        assert_names(accept_referral(&world.app, &receiver, step.id, step.version).await, column);
        assert_names(show_referral(&world.app, &receiver, step.id).await, column);
        restore(&world).await;
    }
    assert_eq!(world.db().number(marks, []).await, before, "nothing was copied, nothing happened");
    assert_eq!(state(&world, step).await, "requested");
    let accepted = accept_referral(&world.app, &receiver, step.id, step.version).await.unwrap();
    let view = show_referral(&world.app, &receiver, accepted.id).await.unwrap();
    assert_eq!(view.person.unwrap().1.identity.email, None, "as it was agreed, it is taken and read");
    for (column, change, values) in widenings(&world) {
        widen(&world, (change, values)).await;
        assert_names(show_referral(&world.app, &receiver, step.id).await, column);
        restore(&world).await;
    }
}

async fn restore(world: &World) {
    let columns = [
        "items",
        "hard_end",
        "valid_until",
        "purposes",
        "secrecy",
        "recipient_service_id",
        "text_sha256",
        "referral_id",
    ];
    let back: Vec<_> = columns.iter().map(|name| format!("{name} = (SELECT {name} FROM kept)")).collect();
    world.db().execute(&format!("UPDATE agreement SET {}", back.join(", ")), []).await.unwrap();
}

/// A no sealed no terms: its row made a yes in the database covers nothing.
#[tokio::test]
async fn a_no_is_not_made_a_yes_in_the_database() {
    let world = World::open().await;
    let step = sent(&world).await;
    let actor = world.ccas.social_worker();
    let other = draft(&world, &actor, step.relation, world.mission.services[1], ITEMS).await;
    answer(&world, &actor, other, "no").await.unwrap();
    let columns =
        ["state", "method", "witnessed", "given_at", "valid_from", "hard_end", "valid_until", "ended_at"];
    let copied: Vec<_> = columns
        .iter()
        .map(|name| format!("{name} = (SELECT {name} FROM agreement WHERE referral_id = $1)"))
        .collect();
    let forge = format!(
        "UPDATE agreement SET {}, referral_id = $1, recipient_service_id = $2 WHERE referral_id = $3",
        copied.join(", ")
    );
    let (mine, service) = (step.id.uuid(), world.mission.service().uuid());
    world.db().execute(&forge, [mine.into(), service.into(), other.id.uuid().into()]).await.unwrap();
    let point = "UPDATE referral SET agreement_id = (SELECT id FROM agreement WHERE id <> agreement_id) WHERE id = $1";
    assert_eq!(world.db().execute(point, [mine.into()]).await.unwrap(), 1);
    let receiver = world.mission.social_worker();
    assert_names(accept_referral(&world.app, &receiver, step.id, step.version).await, "payload");
    assert_eq!(state(&world, step).await, "requested");
    assert_eq!(world.db().count("relation WHERE ground_referral_id IS NOT NULL", []).await, 0);
}

/// The text is read, and somebody answers in a way of her own.
async fn said(
    world: &World,
    actor: &Actor,
    step: Step,
    how: impl FnOnce(&mut RecordAgreement),
) -> Result<Step, AppError> {
    let text = show_agreement_text(&world.app, actor, step.id).await.unwrap();
    let mut input = RecordAgreement {
        version: step.version,
        answer: "yes".into(),
        method: "paper".into(),
        text_sha256: text.text.sha256.to_string(),
        ..RecordAgreement::default()
    };
    how(&mut input);
    Ok(step.after(record_agreement(&world.app, actor, step.id, &input).await?))
}

async fn protected_draft(world: &World, actor: &Actor, measure: &str) -> Step {
    let input = PersonInput { protection: measure.into(), ..story::amina() };
    let relation = create(world, actor, input).await;
    draft(world, actor, relation, world.mission.service(), ITEMS).await
}

#[tokio::test]
async fn a_protected_person_does_not_agree_alone() {
    for (measure, voice) in
        [("curatelle", "curator_assisted"), ("tutelle", "guardian"), ("habilitation", "mandated_helper")]
    {
        let world = World::open().await;
        let actor = world.ccas.social_worker();
        let step = protected_draft(&world, &actor, measure).await;
        for alone in ["", "person"] {
            let refused = said(&world, &actor, step, |yes| yes.indicated_by = alone.into()).await;
            let code = "agreement.second_voice_missing";
            assert!(
                matches!(refused, Err(AppError::Rule { code: said }) if said == code),
                "{measure}: {refused:?}"
            );
        }
        assert_eq!(world.db().count("agreement", []).await, 0, "{measure}: nothing is kept of it");
        assert_eq!(world.db().count("journal_entry WHERE action LIKE 'agreement.%'", []).await, 0);
        said(&world, &actor, step, |yes| yes.indicated_by = voice.into()).await.unwrap();
        let row = "agreement WHERE state = 'given' AND indicated_by = $1 AND legal_basis = 'public_interest'";
        assert_eq!(world.db().count(row, [voice.into()]).await, 1, "{measure}");
    }
}

#[tokio::test]
async fn a_protected_person_says_no_alone() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = protected_draft(&world, &actor, "tutelle").await;
    said(&world, &actor, step, |no| no.answer = "no".into()).await.unwrap();
    assert_eq!(state(&world, step).await, "cancelled");
    assert_eq!(world.db().texts("SELECT indicated_by FROM agreement", []).await, ["person"]);
}

#[tokio::test]
async fn nobody_speaks_for_a_person_without_a_measure() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    for measure in ["none", "sauvegarde", "unknown"] {
        let input = PersonInput { protection: measure.into(), ..story::somebody(measure) };
        let relation = create(&world, &actor, input).await;
        let step = draft(&world, &actor, relation, world.mission.service(), ITEMS).await;
        let refused = said(&world, &actor, step, |yes| yes.indicated_by = "guardian".into()).await;
        let code = "agreement.voice_unfounded";
        assert!(
            matches!(refused, Err(AppError::Rule { code: said }) if said == code),
            "{measure}: {refused:?}"
        );
        let unknown = said(&world, &actor, step, |yes| yes.indicated_by = "neighbour".into()).await;
        assert!(matches!(unknown, Err(AppError::Invalid(ref fields)) if fields[0].field == "indicated_by"));
        said(&world, &actor, step, |_| ()).await.unwrap();
    }
    assert_eq!(world.db().count("agreement WHERE indicated_by = 'person'", []).await, 3);
}

#[tokio::test]
async fn an_association_shares_in_its_own_interest() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let kind = "UPDATE organisation SET kind = 'association' WHERE id = $1";
    world.db().execute(kind, [world.ccas.organisation.uuid().into()]).await.unwrap();
    agreed_draft(&world, &actor).await;
    let bases = world.db().texts("SELECT legal_basis FROM agreement", []).await;
    assert_eq!(bases, ["legitimate_interest"]);
}

#[tokio::test]
async fn neither_the_agent_nor_the_person_is_the_witness() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let step = draft(&world, &actor, relation, world.mission.service(), ITEMS).await;
    let rename = "UPDATE agent SET given_name = 'Zoé', usual_name = 'Le Goff'";
    world.db().execute(rename, []).await.unwrap();
    let spoken = |name: &str| {
        let name = name.to_owned();
        move |yes: &mut RecordAgreement| {
            yes.method = "spoken_with_witness".into();
            yes.witness = name;
        }
    };
    for own in ["Zoé Le Goff", "zoe le goff", "LE GOFF Zoë"] {
        let refused = said(&world, &actor, step, spoken(own)).await;
        let Err(AppError::Invalid(fields)) = refused else { panic!("{own}: {refused:?}") };
        assert_eq!((fields[0].field, fields[0].code), ("witness", "agreement.witness_is_agent"), "{own}");
    }
    for hers in ["Amina Benali", "BENALI amina"] {
        let refused = said(&world, &actor, step, spoken(hers)).await;
        let Err(AppError::Invalid(fields)) = refused else { panic!("{hers}: {refused:?}") };
        assert_eq!((fields[0].field, fields[0].code), ("witness", "agreement.witness_is_person"), "{hers}");
    }
    assert_eq!(world.db().count("agreement", []).await, 0);
    said(&world, &actor, step, spoken("Zoé Le Gall")).await.unwrap();
    assert_eq!(world.db().count("agreement WHERE witnessed AND state = 'given'", []).await, 1);
}

#[tokio::test]
async fn the_text_says_who_hears_the_result_and_its_last_day_in_words() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let step = draft(&world, &actor, relation, world.mission.service(), &[]).await;
    let text = show_agreement_text(&world.app, &actor, step.id).await.unwrap();
    let day = text.until.with_timezone(&chrono_tz::Europe::Paris).date_naive();
    let months = ["mars", "avril", "mai", "juin", "juillet", "août", "septembre"];
    let month = months[usize::try_from(chrono::Datelike::month(&day)).unwrap() - 3];
    let number =
        if day.format("%-d").to_string() == "1" { "1er".to_owned() } else { day.format("%-d").to_string() };
    let last_day = format!("au plus tard le {number} {month} {}.", day.format("%Y"));
    assert!(text.lines.iter().any(|line| line.ends_with(&last_day)), "{last_day}: {:?}", text.lines);
    let told = text.lines.iter().find(|line| line.starts_with("À la fin, ")).unwrap();
    assert!(told.ends_with(" comment cela s’est passé."), "{told}");
    for name in ["CCAS de Brest", "Mission locale"] {
        let named = text.lines.iter().find(|line| line.contains(name)).expect("both are named");
        assert!(named.contains(&format!(" : {name}")), "a name needs no article after a colon: {named}");
    }
}

/// The text is the upper bound: all that `start_referral` puts on the reduced sheet and `accept_referral` copies.
#[tokio::test]
async fn the_text_names_everything_that_is_shown() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let step = draft(&world, &actor, relation, world.mission.service(), &["reception_card"]).await;
    let text = show_agreement_text(&world.app, &actor, step.id).await.unwrap();
    let seen = ["besoin", "commune", "tranche d’âge", "langues", "quand vous joindre"];
    let reached = ["comment vous joindre", "ne faut pas vous écrire"];
    let received = ["comment vous lisez", "interprète", "tutelle"];
    for shown in seen.iter().chain(&reached).chain(&received) {
        assert!(text.exact().contains(shown), "{shown}: {:?}", text.lines);
    }
    for line in text.lines.iter().filter(|line| line.contains(" voit ")) {
        for sentence in line.split_inclusive('.') {
            assert!(sentence.split_whitespace().filter(|word| *word != ":").count() <= 15, "{sentence}");
        }
    }
}
