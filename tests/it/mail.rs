//! Mails over a real conversation with a mail server: what each of its answers means, and that a day without it loses
//! nothing and sends nothing twice.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta};
use relais_domain::{actor::Role, ids::DeliveryId, text::Email};
use relais_notices::{
    WaysOut,
    ports::{Fate, Mail, Mailer as _, Undelivered},
};
use relais_server::{
    adapters::mail::{Account, Letterhead, Security, Smtp, SmtpSettings, Waits},
    config::Secret,
};
use relais_testkit::{
    TestApp, World,
    db::story,
    peers::{Kind, MailServer},
};
use uuid::Uuid;

fn settings(server: &MailServer, security: Security) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port: server.port(),
        security,
        account: None,
        roots: server.certificate().as_bytes().to_vec(),
        waits: Waits { step: Duration::from_secs(5), mail: Duration::from_millis(300) },
    }
}

fn account(password: &str) -> Account {
    Account { name: "relais".to_owned(), password: Secret::from(password.to_owned()) }
}

fn smtp(settings: SmtpSettings) -> anyhow::Result<Smtp> {
    let from = Email::parse("relais@example.org").unwrap();
    Smtp::new(settings, Letterhead::new(&from, "Relais", "relais.example.org").unwrap())
}

fn mail(to: &str, number: u128) -> Mail {
    Mail {
        id: DeliveryId::new(Uuid::from_u128(number)),
        to: Email::parse(to).unwrap(),
        subject: "Relais : été".to_owned(),
        text: "Bonjour,\n.\nune ligne faite d’un point\n".to_owned(),
        at: DateTime::UNIX_EPOCH + TimeDelta::days(20_780),
    }
}

async fn send(smtp: &Smtp, mail: Mail) -> Result<(), Undelivered> {
    smtp.offer(mail).await?.hand_over().await
}

#[tokio::test]
async fn a_mail_leaves_under_tls_with_its_account() {
    for (kind, security, password) in [
        (Kind::StartTlsAndAccount, Security::StartTls, Some(account("relais"))),
        (Kind::StartTls, Security::StartTls, None),
        (Kind::Tls, Security::Implicit, None),
    ] {
        let server = MailServer::start(kind).await.unwrap();
        let known = password.is_some();
        let smtp = smtp(SmtpSettings { account: password, ..settings(&server, security) }).unwrap();
        assert_eq!(smtp.probe().await, Ok(()));
        assert_eq!(send(&smtp, mail("agent@example.org", 7)).await, Ok(()));
        let [taken] = server.taken().try_into().unwrap();
        assert!(taken.tls && taken.proved == known);
        assert_eq!(taken.to, ["agent@example.org"]);
        assert_eq!(taken.header("To"), Some("agent@example.org"));
        let id = format!("<{}@relais.example.org>", Uuid::from_u128(7));
        assert_eq!(taken.header("Message-ID"), Some(id.as_str()));
        assert_eq!(taken.header("Auto-Submitted"), Some("auto-generated"));
    }
}

#[tokio::test]
async fn nothing_is_said_to_who_hides_nothing_or_is_somebody_else() {
    let to = "agent@example.org";
    let away = |code| Err(Undelivered::new(code, Fate::Unreachable));

    let plain = MailServer::start(Kind::PlainWithAccount).await.unwrap();
    let careful =
        smtp(SmtpSettings { account: Some(account("relais")), ..settings(&plain, Security::StartTls) })
            .unwrap();
    assert_eq!(send(&careful, mail(to, 1)).await, away("mail.no_tls"));
    let careless = SmtpSettings { account: Some(account("relais")), ..settings(&plain, Security::None) };
    assert!(smtp(careless).is_err(), "a password is not sent in clear");

    let server = MailServer::start(Kind::StartTlsAndAccount).await.unwrap();
    let stranger = SmtpSettings { roots: Vec::new(), ..settings(&server, Security::StartTls) };
    assert_eq!(send(&smtp(stranger).unwrap(), mail(to, 1)).await, away("mail.tls"));
    let wrong = SmtpSettings { account: Some(account("wrong")), ..settings(&server, Security::StartTls) };
    assert_eq!(send(&smtp(wrong).unwrap(), mail(to, 1)).await, away("mail.auth_refused"));
    let nobody = smtp(settings(&server, Security::StartTls)).unwrap();
    assert_eq!(send(&nobody, mail(to, 1)).await, away("mail.sender_refused"));
    assert!(server.taken().is_empty() && plain.taken().is_empty());
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let mut server = MailServer::start(Kind::StartTls).await.unwrap();
    let smtp = smtp(settings(&server, Security::StartTls)).unwrap();
    let refused = |code| Err(Undelivered::new(code, Fate::Refused));
    let later = |code| Err(Undelivered::new(code, Fate::NotNow));
    let unheard = || Err(Undelivered::new("mail.broken_off", Fate::Unheard));
    for (number, (name, heard)) in [
        ("no550", refused("mail.recipient_refused")),
        ("full552", refused("mail.refused")),
        ("tmp451", later("mail.deferred")),
        ("drop", Err(Undelivered::new("mail.unreachable", Fate::Unreachable))),
        ("cut", unheard()),
        ("mute", unheard()),
        ("agent", Ok(())),
    ]
    .into_iter()
    .enumerate()
    {
        let to = format!("{name}@example.org");
        assert_eq!(send(&smtp, mail(&to, number as u128)).await, heard, "{name}");
    }
    let kept: Vec<_> = server.taken().into_iter().flat_map(|taken| taken.to).collect();
    assert_eq!(kept, ["mute@example.org", "agent@example.org"]);
    let text = server.taken().remove(1).text;
    assert!(text.contains("Subject: Relais : =?utf-8?b?w6l0w6k=?="), "{text}");

    server.go_down().await;
    let gone = Err(Undelivered::new("mail.unreachable", Fate::Unreachable));
    assert_eq!(send(&smtp, mail("agent@example.org", 9)).await, gone);
    assert_eq!(smtp.probe().await, gone);
}

#[tokio::test]
async fn a_mail_taken_without_a_word_comes_again_as_the_same_mail() {
    let server = MailServer::start(Kind::StartTls).await.unwrap();
    let smtp = smtp(settings(&server, Security::StartTls)).unwrap();
    let lost = mail("lost@example.org", 7);
    assert_eq!(send(&smtp, lost.clone()).await.unwrap_err().code, "mail.broken_off");
    assert_eq!(send(&smtp, lost).await, Ok(()));
    let ids: Vec<_> =
        server.taken().iter().map(|taken| taken.header("Message-ID").unwrap().to_owned()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test]
async fn a_server_that_takes_mails_and_never_says_so_gets_each_twice_and_no_more() {
    let server = MailServer::start(Kind::StartTls).await.unwrap();
    let mut world = World::open().await;
    let outside = smtp(settings(&server, Security::StartTls)).unwrap();
    world.ways = WaysOut::new(Some(Arc::new(outside)), None);
    let mute = "UPDATE agent SET email = 'mute@example.org' WHERE subject = 'ccas-social_worker'";
    world.db().execute(mute, []).await.unwrap();
    story::accepted(&world).await;
    for _ in 0..6 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    let taken = server.taken().into_iter().filter(|taken| taken.to == ["mute@example.org"]).count();
    assert_eq!(taken, 2);
    let doubtful = "delivery WHERE state = 'doubtful' AND last_error = 'mail.broken_off' AND attempts = 2";
    assert_eq!(world.db().count(doubtful, []).await, 1, "somebody looks, and decides");
}

#[tokio::test]
async fn a_mail_server_away_for_a_day_loses_nothing_and_sends_nothing_twice() {
    let mut world = World::open().await;
    let mut server = MailServer::start(Kind::StartTlsAndAccount).await.unwrap();
    let settings = SmtpSettings { account: Some(account("relais")), ..settings(&server, Security::StartTls) };
    world.ways = WaysOut::new(Some(Arc::new(smtp(settings).unwrap())), None);
    server.go_down().await;
    let first = story::accepted(&world).await;
    for _ in 0..24 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    let author = "social_worker@ccas.test";
    assert!(server.taken().is_empty());
    assert!(world.db().count("delivery WHERE state = 'waiting' AND attempts > 5", []).await > 0);
    server.come_back().await.unwrap();
    for _ in 0..3 {
        world.tell().await.unwrap();
        world.advance(TimeDelta::hours(1));
    }
    let answers: Vec<_> = server.taken().into_iter().filter(|taken| taken.to == [author]).collect();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let number =
        world.db().texts("SELECT number FROM referral WHERE id = $1", [first.id.uuid().into()]).await;
    assert!(answers[0].text.contains(&number[0]), "{}", answers[0].text);
    assert_eq!(world.db().count("delivery WHERE state NOT IN ('sent', 'dropped')", []).await, 0);
    let mut ids: Vec<_> =
        server.taken().iter().map(|taken| taken.header("Message-ID").unwrap().to_owned()).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "none twice");
}

#[tokio::test]
async fn a_manager_sees_on_her_page_whom_a_mail_did_not_reach() {
    let mut app = TestApp::open().await;
    app.expect_undelivered();
    let server = MailServer::start(Kind::StartTls).await.unwrap();
    let outside = smtp(settings(&server, Security::StartTls)).unwrap();
    app.world.ways = WaysOut::new(Some(Arc::new(outside)), None);
    let gone = "UPDATE agent SET email = 'no550@example.org' WHERE subject = 'ccas-social_worker'";
    app.world.db().execute(gone, []).await.unwrap();
    story::accepted(&app.world).await;
    app.run_jobs().await;
    let page = app.agent(&app.world.ccas, Role::Manager).await.get("/organisation").await;
    assert!(
        page.body.contains("Un message pour Camille social_worker ccas n’a pas pu partir"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("no550"), "{}", page.body);
    for (desk, role) in [(&app.world.ccas, Role::SocialWorker), (&app.world.mission, Role::Manager)] {
        let page = app.agent(desk, role).await.get("/organisation").await;
        assert!(!page.body.contains("pas pu partir"), "{role:?}");
    }
}
