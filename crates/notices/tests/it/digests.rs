//! The weekly digest: one mail an agent and week, with what waits for her and nothing that was answered.

use chrono::TimeDelta;
use relais_app::referrals::{
    RejectInput, cancel_referral, complete_referral, confirm_cancel, referral_version, reject_referral,
    reopen_referral,
};
use relais_domain::actor::Role;
use relais_notices::ports::{Fate, Mail, Undelivered};
use relais_testdb::{outside::Next, story};

use super::mails::{AUTHOR, open};

fn digests(mails: &[Mail]) -> Vec<&Mail> {
    mails.iter().filter(|mail| mail.subject == "Relais : ce qui attend une réponse de vous").collect()
}

#[tokio::test]
async fn a_month_of_silence_is_one_digest_a_week_and_agent_and_nothing_answered_is_in_it() {
    let (world, mail) = open().await;
    let sender = world.ccas.social_worker();
    let mut steps = Vec::new();
    for name in ["Berthe", "Chloé", "Dalila"] {
        let relation = story::create(&world, &sender, story::somebody(name)).await;
        steps.push(story::sent_for(&world, &sender, relation, world.mission.service()).await);
    }
    let number = |step: story::Step| {
        let of = "SELECT number FROM referral WHERE id = $1";
        let db = world.db();
        async move { db.texts(of, [step.id.uuid().into()]).await.remove(0) }
    };
    let (answered, open) = (number(steps[0]).await, number(steps[1]).await);
    let mut sent: Vec<(i64, Mail)> = Vec::new();
    for hour in (0..(30 * 24)).step_by(6) {
        if hour == 5 * 24 {
            let version = "SELECT CAST(version AS BIGINT) FROM referral WHERE id = $1";
            let version = world.db().number(version, [steps[0].id.uuid().into()]).await;
            let version = i32::try_from(version).unwrap();
            let no = RejectInput { version, reason: "no_capacity".into(), ..RejectInput::default() };
            reject_referral(&world.app, &world.mission.social_worker(), steps[0].id, &no).await.unwrap();
        }
        let before = mail.taken().len();
        world.run_all().await.unwrap();
        world.tell().await.unwrap();
        sent.extend(digests(&mail.taken().split_off(before)).into_iter().map(|mail| (hour, mail.clone())));
        world.advance(TimeDelta::hours(6));
    }
    let answerers = [
        "social_worker@mission-locale.test",
        "digital_mediator@mission-locale.test",
        "manager@mission-locale.test",
    ];
    for agent in answerers {
        let hers: Vec<_> = sent.iter().filter(|(_, mail)| mail.to.as_str() == agent).collect();
        assert!((3..=4).contains(&hers.len()), "{agent}: {} digests in a month", hers.len());
        assert!(hers.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 7 * 24), "{agent}: seven days apart");
    }
    assert!(sent.iter().all(|(_, mail)| answerers.contains(&mail.to.as_str())), "nobody else: {sent:?}");
    assert!(sent.iter().all(|(hour, _)| *hour >= 3 * 24), "nothing younger than three days");
    for (hour, mail) in &sent {
        assert_eq!(mail.text.contains(&answered), *hour < 5 * 24, "{hour}: {}", mail.text);
        assert!(mail.text.contains(&open) && mail.text.contains("mercredi 23 décembre"), "{}", mail.text);
        for secret in ["Berthe", story::NEED, story::SITUATION, "CCAS"] {
            assert!(!mail.text.contains(secret), "{secret}");
        }
    }
    let all = mail.taken();
    let others: Vec<_> = all.iter().filter(|mail| digests(std::slice::from_ref(mail)).is_empty()).collect();
    let about = |subject: &str, to: &str| {
        others.iter().filter(|mail| mail.subject == subject && mail.to.as_str() == to).count()
    };
    assert_eq!(
        about("Relais : une orientation attend votre équipe", answerers[2]),
        2,
        "the last call, of each"
    );
    assert_eq!(about("Relais : une réponse vous attend", AUTHOR), 1, "the one answer");
    assert!(
        about("Relais : il y a du nouveau dans votre boîte de réception", answerers[0]) <= 2,
        "one a day"
    );
    assert!(others.iter().all(|mail| mail.to.as_str() == AUTHOR || answerers.contains(&mail.to.as_str())));
    assert_eq!(
        others.len(),
        2 + 1 + 3 * about("Relais : il y a du nouveau dans votre boîte de réception", answerers[0])
    );
}

#[tokio::test]
async fn a_request_asked_anew_is_nobody_s_debt_of_the_next_morning() {
    let (world, mail) = open().await;
    let step = story::sent(&world).await;
    world.advance(TimeDelta::days(40));
    world.run_all().await.unwrap();
    world.tell().await.unwrap();
    assert_eq!(story::state(&world, step).await, "expired");
    world.advance(TimeDelta::days(9));
    let manager = world.ccas.actor(Role::Manager);
    let version = referral_version(&world.app, &manager, step.id).await.unwrap();
    reopen_referral(&world.app, &manager, step.id, version, "Elle attend encore.").await.unwrap();
    let before = mail.taken().len();
    let mut days = Vec::new();
    for day in 1..=4 {
        world.advance(TimeDelta::days(1));
        world.run_all().await.unwrap();
        world.tell().await.unwrap();
        let told = mail.taken().split_off(before);
        days.push((day, digests(&told).len()));
    }
    assert_eq!(days[1], (2, 0), "not before the third day");
    assert!(days[3].1 > 0, "{days:?}");
}

#[tokio::test]
async fn a_digest_with_nothing_left_in_it_is_not_sent_and_does_not_count() {
    let (world, mail) = open().await;
    let step = story::sent(&world).await;
    world.tell().await.unwrap();
    world.advance(TimeDelta::days(4));
    mail.always(Next::Refuses(Undelivered::new("mail.unreachable", Fate::Unreachable)));
    world.tell().await.unwrap();
    assert_eq!(world.db().count("delivery WHERE kind = 'digest' AND state = 'waiting'", []).await, 3);
    let step = story::accept(&world, step).await;
    mail.always(Next::Takes);
    world.advance(TimeDelta::hours(2));
    world.tell().await.unwrap();
    assert!(digests(&mail.taken()).is_empty(), "it was answered meanwhile");
    assert_eq!(world.db().count("delivery WHERE kind = 'digest' AND state = 'dropped'", []).await, 3);
    world.advance(TimeDelta::days(4));
    world.tell().await.unwrap();
    let told = mail.taken();
    let told = digests(&told);
    assert_eq!(
        told.len(),
        1,
        "accepted, and nobody has met her: whoever has it in hand is asked, nobody for her"
    );
    assert!(told[0].text.contains("premier contact"), "{}", told[0].text);
    let receiver = world.mission.social_worker();
    complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
}

#[tokio::test]
async fn called_back_work_is_in_the_digest_until_it_is_confirmed() {
    let (world, mail) = open().await;
    let step = story::accepted(&world).await;
    let sender = world.ccas.social_worker();
    let step = cancel_referral(&world.app, &sender, step.id, step.version, ("other", "")).await.unwrap();
    world.tell().await.unwrap();
    let digest = async |after: TimeDelta| {
        let before = mail.taken().len();
        world.advance(after);
        world.tell().await.unwrap();
        digests(&mail.taken().split_off(before)).into_iter().map(|mail| mail.text.clone()).collect::<Vec<_>>()
    };
    let told = digest(TimeDelta::days(4)).await;
    assert_eq!(told.len(), 1, "whoever had it in hand: {told:?}");
    assert!(told[0].contains("confirmiez l’arrêt"), "{}", told[0]);
    confirm_cancel(&world.app, &world.mission.social_worker(), step.id, step.version).await.unwrap();
    assert!(digest(TimeDelta::days(8)).await.is_empty());
}
