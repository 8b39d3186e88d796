//! A contact without a name that turns out to be with somebody the organisation already follows.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::{browser::Site, journeys::went};

const SAID: &[(&str, &str)] = &[
    ("text", "Une lettre de la Caf à lire"),
    ("mode", "helped"),
    ("channel", "desk"),
    ("minutes", "10"),
    ("outcome", "solved"),
    ("follow_up", "yes"),
];
const NAME: &[(&str, &str)] = &[("given_name", "Amina"), ("family_name", "Benali")];

#[tokio::test]
async fn choosing_the_person_already_followed_makes_the_contact_hers() {
    let site = Site::open().await;
    let desk = site.agent("ccas", Role::SocialWorker).await;
    let form = desk.open("/persons/new").await;
    let known = went(&desk.submit(&form, "/persons", NAME).await);
    let known = known.split('?').next().unwrap().to_owned();
    let form = desk.open("/contacts/new").await;
    let next = went(&desk.submit(&form, "/contacts/new", SAID).await);
    let form = desk.open(&next).await;
    let likely = desk.submit(&form, "/persons", NAME).await;
    assert_eq!(likely.status, StatusCode::OK);
    assert!(
        likely.html.contains("C’est cette personne") && !likely.html.contains(&format!("href=\"{known}\""))
    );
    let tied = "journal_entry WHERE action = 'contact.tied'";
    assert_eq!(site.world.db().count(tied, []).await, 0);

    let chosen = went(&desk.submit(&likely.html, &next, &[]).await);
    assert!(chosen.starts_with(&known), "{chosen}");
    assert!(desk.open(&known).await.contains("Une lettre de la Caf à lire"), "it stands on her sheet");
    assert_eq!(went(&desk.submit(&likely.html, &next, &[]).await), chosen, "said twice, it changes nothing");
    assert_eq!(site.world.db().count(tied, []).await, 1);
    assert_eq!(site.world.db().count("contact WHERE relation_id IS NOT NULL", []).await, 1);
    assert_eq!(site.world.db().count("relation r JOIN contact c ON c.relation_id = r.id", []).await, 1);
}

#[tokio::test]
async fn only_who_recorded_it_says_whom_it_was_with() {
    let site = Site::open().await;
    let desk = site.agent("ccas", Role::SocialWorker).await;
    let colleague = site.agent("ccas", Role::DigitalMediator).await;
    let form = desk.open("/persons/new").await;
    went(&desk.submit(&form, "/persons", NAME).await);
    let form = desk.open("/contacts/new").await;
    let next = went(&desk.submit(&form, "/contacts/new", SAID).await);
    let form = colleague.open(&next).await;
    let likely = colleague.submit(&form, "/persons", NAME).await;
    let refused = colleague.submit(&likely.html, &next, &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(site.world.db().count("contact WHERE relation_id IS NOT NULL", []).await, 0);
    assert_eq!(site.world.db().count("journal_entry WHERE action = 'contact.tied'", []).await, 0);
}
