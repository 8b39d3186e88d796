//! What the pages of a referral say that the other side sees is what it sees: beforehand, after acceptance, after the
//! agreement ran out.

use chrono::TimeDelta;
use relais_domain::actor::Role;

use crate::{
    browser::{Browser, Site, heading},
    journeys::{AMINA, sent, went},
};

/// The page with plain spaces and apostrophes.
async fn read(reader: &Browser<'_>, page: &str) -> String {
    reader.open(page).await.replace('\u{a0}', " ").replace("&#x27;", "’")
}

/// The card that tells of the person.
fn card(page: &str) -> &str {
    let from = page.find("aria-labelledby=\"seen\"").unwrap_or_else(|| panic!("{}", heading(page)));
    page[from..].split("</section>").next().unwrap()
}

/// Corrects a person's card, with these answers besides those of Amina.
async fn correct(worker: &Browser<'_>, person: &str, other: &[(&str, &str)]) {
    let form = worker.open(&format!("{person}/edit")).await;
    let action = form
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.starts_with(person))
        .unwrap();
    let kept = AMINA.iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let answers: Vec<_> = kept.chain(other).copied().collect();
    went(&worker.submit(&form, action, &answers).await);
}

/// Whose sheet a page links to.
fn person_of(page: &str) -> String {
    let link = page.split("href=\"/persons/").nth(1).and_then(|rest| rest.get(..36));
    format!("/persons/{}", link.unwrap_or_else(|| panic!("{}", heading(page))))
}

const MOVED: &[(&str, &str)] =
    &[("commune", "Guipavas"), ("birth", "04 06 1950"), ("do_not_write", "yes"), ("phone", "06 99 99 99 99")];

#[tokio::test]
async fn the_preview_and_the_last_reading_show_what_would_leave_now() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let person = person_of(&worker.open(&sheet).await);
    let begin = format!("{person}/referrals");
    let form = worker.open(&begin).await;
    let draft = went(&worker.submit(&form, &begin, &[("need", "Un bilan de santé")]).await);
    let draft = draft.split("/draft").next().unwrap().to_owned();
    let service = format!("{draft}/service");
    let form = worker.open(&service).await;
    let caf = site.world.caf.service().to_string();
    went(&worker.submit(&form, &service, &[("service", &caf)]).await);
    correct(&worker, &person, MOVED).await;
    for page in ["items", "check"] {
        let html = read(&worker, &format!("{draft}/{page}")).await;
        assert!(html.contains("Guipavas") && html.contains("Ne pas écrire"), "{page}");
        assert!(!html.contains("<dd>Brest</dd>") && html.contains("75 ans"), "{page}: {html}");
    }
}

#[tokio::test]
async fn the_sender_is_never_shown_its_own_card_as_what_the_partner_sees() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let person = person_of(&worker.open(&sheet).await);
    correct(&worker, &person, &[("do_not_write", "yes")]).await;
    for reader in [&worker, &partner] {
        let page = read(reader, &sheet).await;
        assert!(card(&page).contains("Ne pas écrire"), "{}", card(&page));
    }
    let open = partner.open(&sheet).await;
    went(&partner.submit(&open, &format!("{sheet}/accept"), &[]).await);
    correct(&worker, &person, MOVED).await;
    let (ours, theirs) = (read(&worker, &sheet).await, read(&partner, &sheet).await);
    assert!(card(&theirs).contains("06 12 34 56 78") && card(&theirs).contains("Ne pas écrire"));
    assert!(card(&ours).contains(">Ce que le partenaire voit<"), "{}", card(&ours));
    for value in ["06 99", "06 12", "Benali", "Guipavas", "le matin", "Ne pas écrire"] {
        assert!(!card(&ours).contains(value), "{value}: {}", card(&ours));
    }
    assert!(card(&ours).contains("sa propre fiche") && card(&ours).contains("Nom et prénom, Téléphone"));

    // What the partner notes on its card stands on both of its own pages, and on none of the sender's.
    let copy = person_of(&theirs);
    correct(&partner, &copy, &[("safe_hours", "le midi")]).await;
    for page in [sheet.as_str(), copy.as_str()] {
        let html = read(&partner, page).await;
        assert!(html.contains("le midi") && !html.contains("le matin"), "{page}");
        assert!(!html.contains("Ne pas écrire"), "{page}: it was taken off here");
    }
    assert!(!read(&worker, &sheet).await.contains("le midi"));
}

#[tokio::test]
async fn reception_and_managers_are_told_how_an_accepted_referral_stands() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let reception = site.agent("mission-locale", Role::Receptionist).await;
    let before = read(&reception, &sheet).await;
    assert!(before.contains("Ce que vous voyez avant d’accepter") && before.contains("vous verrez aussi"));
    let open = partner.open(&sheet).await;
    went(&partner.submit(&open, &format!("{sheet}/accept"), &[]).await);
    for slug in ["ccas", "mission-locale"] {
        for role in [Role::Receptionist, Role::Manager] {
            let page = read(&site.agent(slug, role).await, &sheet).await;
            assert!(card(&page).contains("Où en est cette orientation"), "{slug} {role}: {}", card(&page));
            assert!(
                !page.contains("avant d’accepter") && !page.contains("vous verrez aussi"),
                "{slug} {role}"
            );
            assert!(page.contains("Visible jusqu’au"), "{slug} {role}: {}", card(&page));
        }
    }
    let page = read(&partner, &sheet).await;
    assert!(page.contains("Ce que la personne a accepté de vous transmettre"), "{}", heading(&page));
}

#[tokio::test]
async fn after_the_agreement_ran_out_nothing_is_shown_nor_offered_and_the_sender_has_to_ask() {
    for accepted in [false, true] {
        let site = Site::open().await;
        let worker = site.agent("ccas", Role::SocialWorker).await;
        let partner = site.agent("mission-locale", Role::SocialWorker).await;
        let sheet = sent(&site, &worker).await;
        let stale = partner.open(&sheet).await;
        assert!(stale.contains(&format!("action=\"{sheet}/accept\"")), "offered while it runs");
        if accepted {
            went(&partner.submit(&stale, &format!("{sheet}/accept"), &[]).await);
        }
        let over = "UPDATE agreement SET valid_until = $1, hard_end = $1";
        let now = site.world.app.clock.now();
        assert_eq!(site.world.db().execute(over, [now.into()]).await.unwrap(), 1);
        site.world.advance(TimeDelta::minutes(1));

        let theirs = read(&partner, &sheet).await;
        assert!(card(&theirs).contains("Où en est cette orientation"), "{}", card(&theirs));
        assert!(card(&theirs).contains("Rien d’elle n’est visible"));
        assert!(card(&theirs).contains("doit lui redemander son accord : CCAS"), "{}", card(&theirs));
        assert!(!theirs.contains("/accept\"") && !theirs.contains("Benali"), "accepted: {accepted}");
        let ours = read(&worker, &sheet).await;
        assert!(card(&ours).contains("Le partenaire ne voit plus rien d’elle"), "{}", card(&ours));
        for shown in ["Ce que le partenaire voit", "Benali", "06 12", "<dt>", "Visible jusqu’au"] {
            assert!(!card(&ours).contains(shown), "accepted: {accepted}, {shown}: {}", card(&ours));
        }
        if !accepted {
            let late = partner.submit(&stale, &format!("{sheet}/accept"), &[]).await;
            assert_eq!(late.status.as_u16(), 422);
            assert!(!late.html.contains("Demandez-le"), "it is not the recipient's to ask");
            assert_eq!(site.world.db().count("relation WHERE ground = 'accepted_referral'", []).await, 0);
        }
    }
}

#[tokio::test]
async fn the_person_received_leads_to_the_referral_she_came_with() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let open = partner.open(&sheet).await;
    went(&partner.submit(&open, &format!("{sheet}/accept"), &[]).await);
    let copy = person_of(&partner.open(&sheet).await);
    let page = read(&partner, &copy).await;
    assert!(
        page.contains(&format!("href=\"{sheet}\"")) && !page.contains("Aucun relais"),
        "{}",
        heading(&page)
    );
    assert!(page.contains("CCAS"), "who asked");
    let reception = read(&site.agent("mission-locale", Role::Receptionist).await, &copy).await;
    assert!(!reception.contains(&sheet), "reception reads the card alone");
    let own = read(&worker, &person_of(&worker.open(&sheet).await)).await;
    assert_eq!(own.matches(&format!("href=\"{sheet}\"")).count(), 1, "the sender lists it once, as sent");
}
