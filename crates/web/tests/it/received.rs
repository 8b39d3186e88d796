//! What the recipient's pages show and offer: in which order, and what is left after the sender calls back.

use std::collections::BTreeSet;

use relais_domain::actor::Role;

use crate::{
    browser::{Browser, Site, heading},
    journeys::{sent, went},
};

#[tokio::test]
async fn called_back_work_is_confirmed_stopped_once() {
    let site = Site::open().await;
    let (worker, partner) = (
        site.agent("ccas", Role::SocialWorker).await,
        site.agent("mission-locale", Role::SocialWorker).await,
    );
    let sheet = sent(&site, &worker).await;
    let open = partner.open(&sheet).await;
    assert!(!open.contains("/confirm-cancel"), "nothing was called back yet");
    went(&partner.submit(&open, &format!("{sheet}/accept"), &[]).await);
    let cancel = format!("{sheet}/cancel");
    let form = worker.open(&cancel).await;
    went(&worker.submit(&form, &cancel, &[("reason", "solved_otherwise")]).await);
    site.world.run_all().await.unwrap();
    let day = partner.open("/").await;
    assert!(day.contains("Annulée, R-") && day.contains("href=\"#news\""), "{}", heading(&day));
    // The news is put away: what is owed still stands on the day and first in the inbox.
    let seen = day.split("action=\"/notices/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    went(&partner.submit(&day, &format!("/notices/{seen}"), &[]).await);
    for page in ["/", "/inbox"] {
        let html = partner.open(page).await.replace('\u{a0}', " ");
        let owed = html.find("À confirmer : le travail est arrêté").unwrap_or_else(|| panic!("{page}"));
        assert!(html[owed..].contains(&format!("href=\"{sheet}\"")), "{page}");
        assert!(html[owed..].contains("Voir et confirmer") && !html.contains("Benali"), "{page}");
    }
    let (stopped, tab) = (partner.open(&sheet).await, partner.open(&sheet).await);
    assert!(stopped.contains("Plus rien de la personne") && !stopped.contains("Benali"));
    let confirm = format!("{sheet}/confirm-cancel");
    went(&partner.submit(&stopped, &confirm, &[]).await);
    let confirmed = "referral WHERE state = 'cancelled' AND cancel_acknowledged_at IS NOT NULL";
    assert_eq!(site.world.db().count(confirmed, []).await, 1);
    let again = partner.submit(&tab, &confirm, &[]).await;
    assert_eq!(
        (again.status.as_u16(), heading(&again.html).as_str()),
        (409, "Quelqu’un a modifié cette page entre-temps")
    );
    assert!(again.html.contains(&format!("href=\"{sheet}\"")), "the way to see how it stands now");
    let told = "referral_event WHERE event = 'cancel_confirmed'";
    assert_eq!(site.world.db().count(told, []).await, 1);
    for page in ["/", "/inbox"] {
        assert!(!partner.open(page).await.contains("le travail est arrêté"), "{page}");
    }
    let ended = partner.open("/inbox/ended").await;
    assert!(ended.contains(&format!("href=\"{sheet}\"")) && ended.contains("Annulée"), "{}", heading(&ended));
    assert!(!ended.contains("Benali") && !ended.contains("Voir et répondre"));
    assert!(!partner.open(&sheet).await.contains("/confirm-cancel"), "it is offered once");
    assert!(!worker.open(&sheet).await.contains("/confirm-cancel"), "it is the recipient's word");
    site.world.run_all().await.unwrap();
    assert!(worker.open("/").await.contains("Arrêt confirmé, R-"));
}

#[tokio::test]
async fn the_inbox_tells_colleagues_whose_hands_a_line_is_in() {
    let site = Site::open().await;
    let sheet = sent(&site, &site.agent("ccas", Role::SocialWorker).await).await;
    let worker = site.agent("mission-locale", Role::SocialWorker).await;
    let colleague = site.agent("mission-locale", Role::DigitalMediator).await;
    let inbox = async |of: &Browser<'_>| of.open("/inbox").await.replace('\u{a0}', " ");
    assert!(inbox(&worker).await.contains("à prendre"));
    let open = worker.open(&sheet).await;
    went(&worker.submit(&open, &format!("{sheet}/claim"), &[]).await);
    let (hers, theirs) = (inbox(&worker).await, inbox(&colleague).await);
    assert!(hers.contains("entre vos mains") && !hers.contains("à prendre"), "{}", heading(&hers));
    assert!(theirs.contains("entre les mains de ") && !theirs.contains("à prendre"), "{}", heading(&theirs));
    assert!(theirs.contains("Camille social_worker mission-locale"), "{}", heading(&theirs));
    let claimed = worker.open(&sheet).await;
    went(&worker.submit(&claimed, &format!("{sheet}/release"), &[]).await);
    assert!(inbox(&colleague).await.contains("à prendre"));
}

#[tokio::test]
async fn what_is_due_first_stands_first() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let first = sent(&site, &worker).await;
    site.world.advance(chrono::TimeDelta::days(1));
    let worker = site.agent("caf", Role::SocialWorker).await;
    let second = sent(&site, &worker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    for page in ["/", "/inbox"] {
        let html = partner.open(page).await;
        let at = |sheet: &str| html.find(sheet).unwrap_or_else(|| panic!("{page}: no {sheet}"));
        assert!(at(&first) < at(&second), "{page}: the later answer stands first");
    }
}

#[tokio::test]
async fn a_crowd_of_newer_ones_hides_nobody_and_what_is_cut_is_told() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let oldest = sent(&site, &worker).await;
    site.world.db().copies("referral", &["id", "number"], 70).await;
    let now = site.world.app.clock.now();
    let newer = "UPDATE referral SET acknowledge_due = $1, updated_at = $1 WHERE number LIKE 'R-0000%'";
    let later = now + chrono::TimeDelta::days(3);
    assert_eq!(site.world.db().execute(newer, [later.into()]).await.unwrap(), 70);
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let first = |html: &str| html.split("href=\"/referrals/").nth(1).map(|rest| rest[..36].to_owned());
    let oldest = oldest.strip_prefix("/referrals/").map(str::to_owned);
    for page in ["/", "/inbox"] {
        assert_eq!(first(&partner.open(page).await), oldest, "{page}");
    }
    let day = partner.open("/").await.replace('\u{a0}', " ");
    assert!(day.contains("<a href=\"/inbox\">Et 64 autres : voir tout</a>"), "{}", heading(&day));
    let inbox = partner.open("/inbox").await;
    assert!(
        inbox.contains("À répondre <span class=\"count\">71</span>"),
        "all of them, not those of the page"
    );
    let next = inbox.split("href=\"/inbox?after=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let second = partner.open(&format!("/inbox?after={next}")).await;
    assert_eq!(second.matches("href=\"/referrals/").count(), 25);
    assert!(second.contains("<span class=\"count\">71</span>") && first(&second) != oldest);
    let next = second.split("href=\"/inbox?after=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let last = partner.open(&format!("/inbox?after={next}")).await;
    assert_eq!(last.matches("href=\"/referrals/").count(), 21);
    let of_the_other_list = format!("/inbox?after={}", next.split_once('.').unwrap().1);
    assert_eq!(
        first(&partner.open(&of_the_other_list).await),
        oldest,
        "no place in this order: the first page"
    );
}

#[tokio::test]
async fn the_clock_names_what_is_due_and_its_day() {
    let site = Site::open().await;
    let (worker, partner) = (
        site.agent("ccas", Role::SocialWorker).await,
        site.agent("mission-locale", Role::SocialWorker).await,
    );
    let sheet = sent(&site, &worker).await;
    let settings = &site.world.app.settings;
    let promised = settings.clocks.at_sending(site.world.app.clock.now());
    let words = |at| {
        let words = relais_web::words::Words::new(settings.time_zone, site.world.app.clock.now());
        words.day(words.date(at))
    };
    let told = async |desk: &Browser<'_>, page: &str| desk.open(page).await.replace('\u{a0}', " ");
    let (acknowledge, answer) = (words(promised.acknowledge_due), words(promised.expires_on));
    let received = format!("dire que c’est bien reçu, le {acknowledge} au plus tard");
    let answered = format!("répondre avant le {answer}");
    for page in ["/", "/inbox"] {
        let html = told(&partner, page).await;
        assert!(html.contains(&received) && !html.contains("répondre avant"), "{page}");
    }
    for reader in [&worker, &partner] {
        let html = told(reader, &sheet).await;
        assert!(html.contains(&format!("accusé de réception attendu le {acknowledge}")), "the sheet");
    }
    let after = async |due: relais_domain::clock::Timestamp| {
        site.world.advance(due + chrono::TimeDelta::days(1) - site.world.app.clock.now());
        let worker = site.agent("ccas", Role::SocialWorker).await;
        (worker, site.agent("mission-locale", Role::SocialWorker).await)
    };
    let (worker, partner) = after(promised.acknowledge_due).await;
    assert!(told(&worker, "/").await.contains("Sans nouvelles"), "nobody said that it came");
    assert!(told(&partner, "/inbox").await.contains("dire que c’est bien reçu : un jour de retard"));

    let open = partner.open(&sheet).await;
    went(&partner.submit(&open, &format!("{sheet}/acknowledge"), &[]).await);
    for page in ["/", "/inbox"] {
        let html = told(&partner, page).await;
        assert!(html.contains(&answered) && !html.contains("bien reçu,"), "{page}");
        assert!(!html.contains("retard"), "{page}: what was done is late no more");
    }
    for reader in [&worker, &partner] {
        let html = told(reader, &sheet).await;
        assert!(html.contains(&format!("réponse attendue avant le {answer}")), "the sheet");
    }
    assert!(!told(&worker, "/").await.contains("Sans nouvelles"), "they said that it came");
    let (worker, partner) = after(promised.reminders[0]).await;
    assert!(told(&worker, "/").await.contains("Sans nouvelles"), "no answer by the first reminder");

    // The clocks stand still while a named thing is awaited: no day is told.
    let question = partner.open(&format!("{sheet}/hold")).await;
    let today = site.world.app.clock.now().date_naive().to_string();
    let asked = [("reason", "information_needed"), ("review_on", &today), ("note", "Quel est le loyer ?")];
    went(&partner.submit(&question, &format!("{sheet}/hold"), &asked).await);
    for page in ["/", "/inbox"] {
        let html = told(&partner, page).await;
        assert!(html.contains("En attente") && !html.contains("répondre avant"), "{page}");
    }
    assert!(!told(&worker, "/").await.contains("Sans nouvelles"), "they said what they wait for");
}

/// The addresses of Relais that a page links to.
fn links(html: &str) -> BTreeSet<String> {
    let hrefs = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(|href| href.starts_with('/') && !href.starts_with("/assets/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn no_link_leads_its_reader_to_a_refusal() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let person = links(&worker.open(&sheet).await).into_iter().find(|link| link.starts_with("/persons/"));
    let begin = format!("{}/referrals", person.unwrap());
    let form = worker.open(&begin).await;
    went(&worker.submit(&form, &begin, &[("need", "Une autre demande")]).await);
    for role in Role::ALL.iter().filter(|role| **role != Role::Integration) {
        for slug in ["ccas", "mission-locale"] {
            let reader = site.agent(slug, *role).await;
            let mut seen = BTreeSet::new();
            let mut ahead: Vec<String> =
                ["/", "/inbox", "/sent", "/organisation"].map(str::to_owned).to_vec();
            while let Some(page) = ahead.pop() {
                let answer = reader.get(&page).await;
                let linked = seen.contains(&page);
                assert!(
                    !linked || answer.status.as_u16() < 400,
                    "{role} at {slug}: {page} answers {}",
                    answer.status
                );
                if answer.status.as_u16() == 200 {
                    ahead.extend(links(&answer.html).into_iter().filter(|link| seen.insert(link.clone())));
                }
            }
            assert!(seen.len() > 3, "{role} at {slug} reads {seen:?}");
        }
    }
}

#[tokio::test]
async fn the_number_on_her_paper_leads_to_the_referral_of_either_desk_and_tells_a_stranger_nothing() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let number = site.world.db().texts("SELECT number FROM referral", []).await.remove(0);
    let ask = async |slug: &str, typed: &str| {
        let desk = site.agent(slug, Role::SocialWorker).await;
        let page = desk.open("/inbox").await;
        desk.submit(&page, "/inbox/search", &[("number", typed)]).await
    };
    let spoken = number.replace('-', "").to_lowercase();
    for slug in ["ccas", "mission-locale"] {
        for typed in [&number, &spoken] {
            assert_eq!(went(&ask(slug, typed).await), sheet, "{slug}: {typed}");
        }
    }
    for (slug, code) in [("ccas", 303), ("caf", 200)] {
        let desk = site.agent(slug, Role::SocialWorker).await;
        let page = desk.open("/persons").await;
        let answer = desk.submit(&page, "/persons/search", &[("query", &number)]).await;
        assert_eq!(answer.status.as_u16(), code, "{slug}: where persons are sought");
        assert!(!answer.html.contains(&sheet));
    }
    let absent = "R-0000-0000";
    let (theirs, nobodys) = (ask("caf", &number).await, ask("caf", absent).await);
    for (answer, typed) in [(&theirs, number.as_str()), (&nobodys, absent)] {
        assert_eq!(answer.status.as_u16(), 422);
        assert!(
            answer.html.contains("ni reçu ni envoyé") && answer.html.contains(typed),
            "what was typed stays"
        );
    }
    let without =
        |html: &str, typed: &str| html.replace(typed, "").split("name=\"csrf\"").next().map(str::to_owned);
    assert_eq!(without(&theirs.html, &number), without(&nobodys.html, absent), "the same answer");
    let garbled = ask("ccas", "R-12").await;
    assert!(garbled.html.contains("Écrivez le numéro comme ceci"), "{}", heading(&garbled.html));
}

#[tokio::test]
async fn the_others_of_a_block_stand_behind_its_link_in_the_order_of_the_day() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let oldest = sent(&site, &worker).await;
    site.world.db().copies("referral", &["id", "number"], 70).await;
    let later = site.world.app.clock.now() + chrono::TimeDelta::days(3);
    let newer = "UPDATE referral SET acknowledge_due = $1, updated_at = $1 WHERE number LIKE 'R-0000%'";
    assert_eq!(site.world.db().execute(newer, [later.into()]).await.unwrap(), 70);
    let html = worker.open("/").await.replace('\u{a0}', " ");
    let link = "<a href=\"/sent?show=waiting\">Et 64 autres";
    assert!(html.contains(link), "{}", heading(&html));
    let rows = |html: &str| -> Vec<String> {
        let rows = html.split("href=\"/referrals/").skip(1);
        rows.map(|rest| rest[..36].to_owned()).collect()
    };
    let list = worker.open("/sent?show=waiting").await;
    assert!(list.contains("aria-current=\"page\">Envoyés, ou en attente"), "{}", heading(&list));
    let (day, first) = (rows(&html), rows(&list));
    assert_eq!(format!("/referrals/{}", first[0]), oldest, "what is due first");
    assert_eq!((first.len(), &first[..day.len()]), (50, &day[..]));
    let next =
        list.split("href=\"/sent?show=waiting&amp;after=").nth(1).and_then(|rest| rest.split('"').next());
    let second = rows(&worker.open(&format!("/sent?show=waiting&after={}", next.unwrap())).await);
    assert_eq!((second.len(), second.iter().any(|row| first.contains(row))), (21, false));
    assert_eq!(rows(&worker.open("/sent?show=drafts").await).len(), 0);
}
