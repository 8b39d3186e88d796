//! The paper that the person takes home.

use chrono::TimeDelta;
use relais_app::{
    persons::PersonInput,
    referrals::{accept_referral, send_referral, withdraw_consent},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::RelationId,
};
use relais_testdb::story;
use relais_web::words::Words;

use crate::{
    browser::{Browser, Site, heading},
    journeys::{sent, went},
};

/// The part of the paper under « Qui appeler ».
fn whom_to_call(page: &str) -> String {
    let part = page.split("Qui appeler").nth(1).unwrap().split("</section>").next().unwrap();
    part.replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_paper_always_says_whom_to_call_or_where_to_go() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let receipt = format!("{}/receipt", sent(&site, &worker).await);
    let set = async |sql: &str| site.world.db().execute(sql, []).await.unwrap();
    set("UPDATE organisation SET phone = '+33298008080'").await;
    let paper = whom_to_call(&worker.open(&receipt).await);
    assert_eq!(paper.matches("02 98 00 80 80").count(), 2, "{paper}");
    assert!(!paper.contains("Pas de téléphone"), "{paper}");
    set("UPDATE organisation SET phone = NULL, address = '16 rue de la Paix', postcode = '29200', commune = 'Brest'").await;
    set("UPDATE service SET address = '2 place du Marché', commune = 'Guipavas'").await;
    let paper = whom_to_call(&worker.open(&receipt).await);
    for place in ["16 rue de la Paix, 29200 Brest", "2 place du Marché, Guipavas"] {
        assert!(paper.contains(&format!("avec ce papier : {place}")), "{paper}");
    }
    set("UPDATE organisation SET address = NULL, postcode = NULL, commune = NULL").await;
    set("UPDATE service SET address = NULL, commune = NULL").await;
    let paper = whom_to_call(&worker.open(&receipt).await);
    assert_eq!(paper.matches("Passez à l’accueil avec ce papier.").count(), 2, "{paper}");
}

#[tokio::test]
async fn a_sheet_is_headed_by_the_need_where_it_may_be_read_and_by_its_number_afterwards() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    for reader in [&worker, &partner] {
        let page = reader.open(&sheet).await;
        assert_eq!(heading(&page), "Elle cherche un logement");
        assert!(page.contains("<dt>Thème</dt>") && !page.contains("<dt>Besoin</dt>"), "said once");
    }
    let withdraw = format!("{sheet}/withdraw");
    let form = worker.open(&withdraw).await;
    went(&worker.submit(&form, &withdraw, &[("via", "counter")]).await);
    let left = partner.open(&sheet).await;
    assert!(heading(&left).starts_with("Orientation R-"), "nothing of hers is left: {}", heading(&left));
    assert!(!left.contains("Logement"), "not even the theme");
}

#[tokio::test]
async fn words_fit_whoever_and_whatever_the_name() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let receipt = format!("{}/receipt", sent(&site, &worker).await);
    let list = worker.open("/persons").await;
    assert!(list.replace('\u{a0}', " ").contains("naissance : 1991"), "{}", heading(&list));
    let paper = worker.open(&receipt).await;
    for page in [&list, &paper] {
        let text = page.to_lowercase();
        for broken in ["née en", "née le", "à ccas", "de ccas", "à mission locale", "de mission locale"] {
            assert!(!text.contains(broken), "{broken}");
        }
    }
}

#[tokio::test]
async fn at_either_desk_the_page_of_withdrawal_says_who_loses_sight_and_that_is_what_happens() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let withdraw = format!("{sheet}/withdraw");
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let before = partner.open(&sheet).await;
    went(&partner.submit(&before, &format!("{sheet}/accept"), &[]).await);
    let told = async |desk: &Browser<'_>| desk.open(&withdraw).await.replace('\u{a0}', " ");
    let (here, there) = (told(&worker).await, told(&partner).await);
    assert!(
        here.contains("Ce partenaire ne verra plus rien d’elle, tout de suite : Mission locale."),
        "{here}"
    );
    assert!(there.contains("Votre organisme ne verra plus rien d’elle"), "{there}");
    assert!(there.contains("garde ce qu’il a écrit") && !there.contains("accompagnement ici continue"));
    for page in [&here, &there] {
        assert!(!page.contains("papier"), "no paper is offered, none is promised");
    }
    went(&partner.submit(&partner.open(&withdraw).await, &withdraw, &[("via", "counter")]).await);
    let copies = "relation WHERE ground = 'accepted_referral' AND payload IS NOT NULL";
    assert_eq!(site.world.db().count(copies, []).await, 0, "the recipient's copy is gone");
    assert!(!partner.open(&sheet).await.contains("Elle cherche un logement"));
    assert!(worker.open(&sheet).await.contains("Elle cherche un logement"), "the sender keeps its words");
    assert_eq!(site.world.db().count("outbox WHERE kind = 'consent_withdrawn'", []).await, 1);
}

#[tokio::test]
async fn a_withdrawal_after_the_end_is_refused_with_the_same_status_as_by_software() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let withdraw = format!("{sheet}/withdraw");
    let (form, tab) = (worker.open(&withdraw).await, worker.open(&withdraw).await);
    went(&worker.submit(&form, &withdraw, &[("via", "phone")]).await);
    let again = worker.submit(&tab, &withdraw, &[("via", "phone")]).await;
    assert_eq!(again.status, axum::http::StatusCode::UNPROCESSABLE_ENTITY, "{}", heading(&again.html));
    let events = "referral_event WHERE event = 'consent_withdrawn'";
    assert_eq!(site.world.db().count(events, []).await, 1);
}

#[tokio::test]
async fn the_paper_says_all_the_partner_sees_and_promises_only_the_day_it_is_acknowledged() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let paper = |page: String| page.replace('\u{a0}', " ").replace("&#x27;", "’");
    let receipt = format!("{sheet}/receipt");
    let page = paper(worker.open(&receipt).await);
    let seen = page.split("Ce que ce service peut voir").nth(1).unwrap().split("</ul>").next().unwrap();
    for shown in ["votre besoin", "votre commune", "tranche d’âge", "vos langues", "quand vous joindre"] {
        assert!(seen.contains(shown), "{shown}: {seen}");
    }
    for shown in ["comment vous joindre", "ne faut pas vous écrire", "votre prénom", "numéro de téléphone"]
    {
        assert!(seen.contains(shown), "{shown}: {seen}");
    }
    assert!(seen.find("votre besoin") < seen.find("votre prénom"), "what is always seen comes first");
    assert!(page.contains("ce service dit s’il a bien reçu la demande : Mission locale"), "{page}");
    assert!(!page.contains("ouvrés"), "calendar days are counted");
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let form = partner.open(&sheet).await;
    went(&partner.submit(&form, &format!("{sheet}/acknowledge"), &[]).await);
    assert!(!worker.open(&receipt).await.contains("Au plus tard le"), "the promise has been kept");
}

#[tokio::test]
async fn a_withdrawal_is_confirmed_on_paper_at_either_desk_without_her_content() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let (receipt, withdraw) = (format!("{sheet}/receipt"), format!("{sheet}/withdraw"));
    let text = async |desk: &Browser<'_>, page: &str| desk.open(page).await.replace('\u{a0}', " ");
    went(&partner.submit(&partner.open(&sheet).await, &format!("{sheet}/accept"), &[]).await);
    assert!(!text(&worker, &sheet).await.contains("Imprimer la confirmation"), "nothing was stopped");
    assert_eq!(partner.get(&receipt).await.location.as_deref(), Some(sheet.as_str()), "the sender's paper");
    let after = went(&worker.submit(&worker.open(&withdraw).await, &withdraw, &[("via", "counter")]).await);
    let told = text(&worker, &after).await;
    assert!(told.contains("Le partage est arrêté.") && told.contains("Imprimer la confirmation"), "{told}");
    assert!(told.contains(&format!("href=\"{receipt}\"")));

    let words = Words::new(site.world.app.settings.time_zone, site.world.app.clock.now());
    let stopped = words.dated_moment(site.world.app.clock.now()).replace('\u{a0}', " ");
    let paper = text(&worker, &receipt).await;
    assert_eq!(heading(&paper), "Le partage est arrêté : Mission locale");
    let since = format!("Depuis le {stopped} : cet organisme ne voit plus rien de vous");
    for part in [
        since.as_str(),
        "Pour Amina Benali",
        "R-",
        "Nom et prénom",
        "Téléphone",
        "votre commune",
        "À qui demander",
    ] {
        assert!(paper.contains(part), "{part}: {paper}");
    }
    for part in ["qu’une demande est arrivée", "« Accord retiré »", "qui a lu cette demande", "ni votre nom"]
    {
        assert!(paper.contains(part), "{part}: {paper}");
    }
    let content = ["06 12 34 56 78", "Elle cherche un logement", "Hébergée", "1991"];
    for word in content {
        assert!(!paper.contains(word), "labels only, not {word}");
    }
    assert!(!paper.contains("Votre demande est partie"), "it is not the paper of the sending");

    let there = text(&partner, &receipt).await;
    assert!(there.contains(&since) && there.contains("qui a lu cette demande"), "{there}");
    for hers in ["Benali", "Nom et prénom", "votre commune", "Ce qui était partagé"] {
        assert!(!there.contains(hers), "the recipient reads nothing of her: {hers}");
    }
    assert!(text(&partner, &sheet).await.contains("Imprimer la confirmation"));
    let stranger = site.agent("caf", Role::SocialWorker).await;
    assert_eq!(stranger.get(&receipt).await.status.as_u16(), 404);
}

#[tokio::test]
async fn after_a_completion_she_can_still_take_her_agreement_back_and_the_paper_says_both_days() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let (receipt, withdraw) = (format!("{sheet}/receipt"), format!("{sheet}/withdraw"));
    let text = async |desk: &Browser<'_>, page: &str| desk.open(page).await.replace('\u{a0}', " ");
    went(&partner.submit(&partner.open(&sheet).await, &format!("{sheet}/accept"), &[]).await);
    let complete = format!("{sheet}/complete");
    went(&partner.submit(&partner.open(&complete).await, &complete, &[("outcome", "helped")]).await);
    let words = Words::new(site.world.app.settings.time_zone, site.world.app.clock.now());
    let moment = || words.dated_moment(site.world.app.clock.now()).replace('\u{a0}', " ");
    let ended = moment();
    site.world.advance(TimeDelta::minutes(10));
    let decided = moment();
    for desk in [&worker, &partner] {
        assert!(text(desk, &sheet).await.contains(&format!("href=\"{withdraw}\"")), "offered at either desk");
        assert!(text(desk, &withdraw).await.contains("Cette demande est finie"));
    }
    let (own, theirs) = (text(&worker, &withdraw).await, text(&partner, &withdraw).await);
    assert!(own.contains("</span> · Logement</p>"), "{own}");
    assert!(
        !theirs.contains("Thème non précisé") && !theirs.contains("</span> ·"),
        "hidden, not unset: {theirs}"
    );
    let after = went(&worker.submit(&worker.open(&withdraw).await, &withdraw, &[("via", "phone")]).await);
    let told = text(&worker, &after).await;
    assert!(told.contains("La personne a retiré son accord"), "in the history: {told}");
    assert!(!told.contains(&format!("href=\"{withdraw}\"")) && told.contains(&format!("href=\"{receipt}\"")));
    assert_eq!(site.world.db().texts("SELECT state FROM referral", []).await, ["completed"]);
    for desk in [&worker, &partner] {
        let paper = text(desk, &receipt).await;
        for part in [
            format!("Depuis le {ended} : cet organisme ne voit plus rien de vous"),
            format!("Vous avez retiré votre accord le {decided}."),
            "« Terminée »".to_owned(),
        ] {
            assert!(paper.contains(&part), "{part}: {paper}");
        }
    }
}

#[tokio::test]
async fn the_confirmation_gives_both_desks_at_both_and_dates_what_could_be_seen() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let set = async |sql: &str| site.world.db().execute(sql, []).await.unwrap();
    set("UPDATE organisation SET phone = '+33298008080' WHERE slug = 'ccas'").await;
    set("UPDATE organisation SET phone = '+33298841212' WHERE slug = 'mission-locale'").await;
    let clock = &site.world.app.clock;
    let words = Words::new(site.world.app.settings.time_zone, clock.now());
    let day = || Words::dated(words.date(clock.now())).replace('\u{a0}', " ");
    let sheet = sent(&site, &worker).await;
    let (receipt, withdraw) = (format!("{sheet}/receipt"), format!("{sheet}/withdraw"));
    let sent_on = day();
    site.world.advance(TimeDelta::days(1)); // longer than a session
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    went(&partner.submit(&partner.open(&sheet).await, &format!("{sheet}/accept"), &[]).await);
    let accepted_on = day();
    assert_ne!(sent_on, accepted_on);
    site.world.advance(TimeDelta::days(1));
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    went(&worker.submit(&worker.open(&withdraw).await, &withdraw, &[("via", "counter")]).await);

    let text = async |desk: &Browser<'_>| desk.open(&receipt).await.replace('\u{a0}', " ");
    let desks = |paper: &str| paper.split("À qui demander").nth(1).unwrap().to_owned();
    let (here, there) = (text(&worker).await, text(&partner).await);
    for desks in [desks(&here), desks(&there)] {
        assert!(desks.contains("02 98 00 80 80") && desks.contains("02 98 84 12 12"), "{desks}");
        assert!(!desks.contains("Pas de téléphone"), "{desks}");
    }
    let reduced = format!("Depuis le {sent_on} : votre besoin");
    let agreed = format!("Depuis qu’il a dit oui, le {accepted_on} : Nom et prénom, Téléphone.");
    assert!(here.contains(&reduced) && here.contains(&agreed), "{reduced} {agreed} {here}");

    set("UPDATE organisation SET phone = NULL, address = '16 rue de la Paix', postcode = '29200', commune = 'Brest'").await;
    set("UPDATE service SET active = FALSE").await;
    for desks in [desks(&text(&worker).await), desks(&text(&partner).await)] {
        assert_eq!(desks.matches("16 rue de la Paix, 29200 Brest").count(), 2, "{desks}");
    }
}

#[tokio::test]
async fn before_acceptance_the_confirmation_says_that_no_name_was_seen() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let withdraw = format!("{sheet}/withdraw");
    went(&worker.submit(&worker.open(&withdraw).await, &withdraw, &[("via", "phone")]).await);
    let paper = worker.open(&format!("{sheet}/receipt")).await;
    assert!(paper.contains("Il n’a vu ni votre nom, ni votre téléphone") && paper.contains("votre commune"));
    assert!(paper.contains("votre besoin, votre commune") && !paper.contains("Depuis qu’il a dit oui"));
    assert!(!paper.contains("Nom et prénom"), "agreed, and never shown");
}

#[tokio::test]
async fn who_reads_less_than_the_paper_tells_prints_none() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let receipt = format!("{sheet}/receipt");
    let told = |paper: &str| paper.contains("votre prénom") && paper.contains("numéro de téléphone");

    let manager = site.agent("ccas", Role::Manager).await;
    let asked = manager.open(&sheet).await;
    assert!(!asked.contains(&format!("href=\"{receipt}\"")), "no paper without the items");
    let led = manager.get(&receipt).await;
    assert_eq!((led.status.as_u16(), led.location.as_deref()), (303, Some(sheet.as_str())));

    let reason = format!("{sheet}/reason");
    let form = manager.open(&reason).await;
    went(&manager.submit(&form, &reason, &[("reason", "absence_cover")]).await);
    let desk = site.agent("ccas", Role::Receptionist).await;
    for reader in [&worker, &manager, &desk] {
        assert!(reader.open(&sheet).await.contains(&format!("href=\"{receipt}\"")));
        let paper = reader.open(&receipt).await;
        assert!(told(&paper) && !paper.contains("rien de plus"), "{paper}");
    }
}

#[tokio::test]
async fn an_end_of_another_kind_has_no_paper_that_says_who_sees() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let cancel = format!("{sheet}/cancel");
    went(&worker.submit(&worker.open(&cancel).await, &cancel, &[("reason", "solved_otherwise")]).await);
    let paper = worker.get(&format!("{sheet}/receipt")).await;
    assert_eq!(paper.location.as_deref(), Some(sheet.as_str()));
}

#[tokio::test]
async fn a_draft_she_stops_says_that_nothing_left_and_has_no_paper() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let (world, actor) = (&site.world, site.world.ccas.social_worker());
    let relation = story::create(world, &actor, story::amina()).await;
    let step = story::draft(world, &actor, relation, world.mission.service(), &["identity"]).await;
    let sheet = format!("/referrals/{}", step.id);
    let head = async |context: &str| {
        let page = worker.open(&sheet).await;
        assert!(page.contains(context) && !page.contains("orientation envoyée"), "{page}");
        page
    };
    head("brouillon, pas envoyé · ").await;
    withdraw_consent(&world.app, &actor, step.id, "counter").await.unwrap();
    assert_eq!(story::state(world, step).await, "consent_withdrawn");
    assert_eq!(world.db().count("referral WHERE sent_at IS NOT NULL", []).await, 0);
    assert!(
        !head("orientation pas envoyée · ").await.contains(&format!("href=\"{sheet}/receipt\"")),
        "nothing was shared, nothing stopped"
    );
    let paper = worker.get(&format!("{sheet}/receipt")).await;
    assert_eq!(paper.location.as_deref(), Some(sheet.as_str()));
}

#[tokio::test]
async fn the_letter_tells_how_it_stands_and_nothing_of_the_need() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = format!("/referrals/{}", story::sent(&site.world).await.id);
    let letter = format!("{sheet}/letter");
    assert_eq!(
        worker.get(&letter).await.location.as_deref(),
        Some(sheet.as_str()),
        "there is nothing to tell yet"
    );
    let open = partner.open(&sheet).await;
    went(&partner.submit(&open, &format!("{sheet}/accept"), &[]).await);
    assert!(worker.open(&sheet).await.contains(&format!("href=\"{letter}\"")));
    let read = worker.open(&letter).await.replace('\u{a0}', " ");
    for part in ["Amina Benali", "3 rue de Siam", "29200 Brest", "Ce service a dit oui.", "Mission locale"] {
        assert!(read.contains(part), "{part}: {read}");
    }
    assert!(!read.contains("logement") && !read.contains("Hébergée"), "a letter is opened by others too");
    assert_eq!(
        partner.get(&letter).await.location.as_deref(),
        Some(sheet.as_str()),
        "the sender writes to her"
    );
    let form = partner.open(&format!("{sheet}/complete")).await;
    went(&partner.submit(&form, &format!("{sheet}/complete"), &[("outcome", "helped")]).await);
    let read = worker.open(&letter).await.replace('\u{a0}', " ");
    let (_, history) = read.split_once("Ce qui s’est passé").unwrap();
    let places = ["ce service a dit oui", "ce service a fini son travail"]
        .map(|part| history.find(part).unwrap_or_else(|| panic!("{part}: {history}")));
    assert!(places.is_sorted(), "as it happened: {history}");
}

#[tokio::test]
async fn the_letter_credits_nobody_with_what_another_did() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = format!("/referrals/{}", story::accepted(&site.world).await.id);
    let complete = format!("{sheet}/complete");
    let form = partner.open(&complete).await;
    went(&partner.submit(&form, &complete, &[("outcome", "no_show")]).await);
    let read = async || worker.open(&format!("{sheet}/letter")).await.replace('\u{a0}', " ");
    let ended = read().await;
    assert!(ended.contains("Le rendez-vous n’a pas eu lieu. Ce n’est pas de votre faute."), "{ended}");
    assert!(!ended.contains("vous a aidé"), "nobody helped: {ended}");
    let reopen = format!("{sheet}/reopen");
    let form = partner.open(&reopen).await;
    went(&partner.submit(&form, &reopen, &[("note", "Elle est revenue nous voir.")]).await);
    let again = read().await;
    assert!(again.contains("votre demande a repris") && !again.contains("nous avons repris"), "{again}");
}

#[tokio::test]
async fn the_letter_promises_no_day_that_has_passed() {
    let site = Site::open().await;
    let letter = format!("/referrals/{}/letter", story::accepted(&site.world).await.id);
    let read = async || {
        let worker = site.agent("ccas", Role::SocialWorker).await;
        worker.open(&letter).await.replace('\u{a0}', " ")
    };
    assert!(read().await.contains("Ce service vous contacte avant le"));
    site.world.advance(chrono::TimeDelta::days(60));
    let late = read().await;
    assert!(late.contains("Ce service a dit oui.") && !late.contains("vous contacte avant"), "{late}");
    assert!(late.contains("Passez nous voir."), "{late}");
}

#[tokio::test]
async fn the_letter_says_why_the_partner_said_no() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = format!("/referrals/{}", story::sent(&site.world).await.id);
    let reject = format!("{sheet}/reject");
    let form = partner.open(&reject).await;
    let no = [("reason", "out_of_area"), ("denied_by", "service"), ("note", "Voir la mairie de Lorient.")];
    went(&partner.submit(&form, &reject, &no).await);
    let read = worker.open(&format!("{sheet}/letter")).await.replace('\u{a0}', " ");
    let why = "Ce service a dit non. Il n’aide pas là où vous habitez. Ce n’est pas de votre faute.";
    assert!(read.contains(why), "{read}");
    assert!(!read.contains("Lorient") && !read.contains("logement"), "what colleagues write stays with them");
}

#[tokio::test]
async fn a_letter_without_an_address_is_handed_to_her_and_one_to_whom_nobody_writes_is_not_made() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let (world, actor) = (&site.world, site.world.ccas.social_worker());
    let read = async |person: &PersonInput| {
        let relation = story::create(world, &actor, person.clone()).await;
        let step = story::sent_for(world, &actor, relation, world.mission.service()).await;
        let step = story::accept(world, step).await;
        worker.open(&format!("/referrals/{}/letter", step.id)).await.replace('\u{a0}', " ")
    };
    let street = story::amina().address;
    for roofless in [
        PersonInput { address: String::new(), ..story::amina() },
        PersonInput { address: street.clone(), ..story::somebody("Berthe") },
        PersonInput {
            address: street.clone(),
            postcode: "29200".into(),
            commune: String::new(),
            ..story::somebody("Chloé")
        },
    ] {
        let handed = read(&roofless).await;
        for part in ["Lettre donnée à l’accueil à", &roofless.given_name, "Ce service a dit oui."] {
            assert!(handed.contains(part), "{part}: {handed}");
        }
        assert!(!handed.contains("29200") && !handed.contains(&street), "no post arrives there: {handed}");
    }
    let silent = PersonInput { do_not_write: true, ..story::somebody("Silencieuse") };
    let none = read(&silent).await;
    assert!(none.contains("on ne lui écrive pas") && !none.contains("Ce service a dit oui."), "{none}");
}

#[tokio::test]
async fn a_letter_to_whom_nobody_named_names_nobody_and_is_not_posted() {
    let site = Site::open().await;
    let (world, ccas, mission) =
        (&site.world, site.world.ccas.social_worker(), site.world.mission.social_worker());
    let relation = story::create(world, &ccas, story::amina()).await;
    let sent = async |actor: &Actor, relation, to| {
        let step = story::draft(world, actor, relation, to, &["address"]).await;
        let step = step.after(story::answer(world, actor, step, "yes").await.unwrap());
        step.after(send_referral(&world.app, actor, step.id, step.version).await.unwrap())
    };
    let step = sent(&ccas, relation, world.mission.service()).await;
    story::accept(world, step).await;
    let copy = "SELECT id FROM relation WHERE ground_referral_id IS NOT NULL";
    let relation = RelationId::new(world.db().column::<uuid::Uuid>(copy, []).await[0]);
    let onward = sent(&mission, relation, world.ccas.service()).await;
    accept_referral(&world.app, &ccas, onward.id, onward.version).await.unwrap();
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let read = partner.open(&format!("/referrals/{}/letter", onward.id)).await.replace('\u{a0}', " ");
    assert!(read.contains("<p>Lettre donnée à l’accueil</p>"), "{read}");
    assert!(!read.contains("class=\"window\""), "an envelope's window shows nobody: {read}");
    assert!(!read.contains(&story::amina().address), "no household is written to: {read}");
}
