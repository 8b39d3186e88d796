//! Who comes in and who leaves, as the manager does it on the pages.

use axum::http::StatusCode;
use relais_domain::actor::Role;
use uuid::Uuid;

use crate::{
    browser::{Answer, Site, heading},
    journeys::went,
};

const OWN: &str = "/organisation";

/// The invitation's address on the page that shows it once.
pub fn link(made: &Answer) -> String {
    assert_eq!(made.status, StatusCode::OK, "{}", heading(&made.html));
    let token = made.html.split("/invitations/").nth(1).unwrap();
    format!("/invitations/{}", token.split('<').next().unwrap())
}

#[tokio::test]
async fn the_form_of_an_invitation_sent_twice_leaves_one_link_that_works() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let form = manager.open(OWN).await;
    let answers = [("email", "n@ccas.test"), ("role", "receptionist")];
    let invite = "/organisation/invitations";
    let first = manager.submit(&form, invite, &answers).await;
    let second = manager.submit(&form, invite, &answers).await;
    assert!(!first.html.contains("qui ne marche plus") && second.html.contains("qui ne marche plus"));
    assert_eq!(site.world.db().count("invitation WHERE state = 'pending'", []).await, 1);
    let guest = site.agent("caf", Role::Dpo).await;
    assert_eq!(guest.get(&link(&first)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = link(&second);
    let form = guest.open(&path).await;
    went(&guest.submit(&form, &path, &[]).await);
}

#[tokio::test]
async fn a_member_is_taken_out_after_a_question_and_once() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let id = site.world.ccas.social_worker().membership().unwrap();
    let end = format!("/organisation/members/{id}/end");
    let page = manager.open(OWN).await;
    assert!(page.contains(&format!("href=\"{end}\"")) && !page.contains(&format!("action=\"{end}\"")));
    let (question, tab) = (manager.open(&end).await, manager.open(&end).await);
    let living = "membership WHERE id = $1 AND status = 'active'";
    assert_eq!(site.world.db().count(living, [id.uuid().into()]).await, 1, "the question changes nothing");
    assert!(question.contains("Retirer l’accès") && question.contains("href=\"/organisation\""));
    went(&manager.submit(&question, &end, &[]).await);
    assert_eq!(site.world.db().count(living, [id.uuid().into()]).await, 0);
    let entry = "journal_entry WHERE action = 'membership.ended' AND object_id = $1";
    assert_eq!(site.world.db().count(entry, [id.uuid().into()]).await, 1);
    let again = manager.submit(&tab, &end, &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "nothing is left to end");
    assert_eq!(site.world.db().count(entry, [id.uuid().into()]).await, 1);
}

#[tokio::test]
async fn nobody_is_asked_about_herself_or_about_another_organisation() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let own = site.world.ccas.actor(Role::Manager).membership().unwrap();
    let elsewhere = site.world.caf.social_worker().membership().unwrap();
    let ask = async |id| manager.get(&format!("/organisation/members/{id}/end")).await.status;
    assert_eq!(ask(own).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ask(elsewhere).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_long_list_of_members_is_read_page_by_page() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let page = manager.open("/organisation").await;
    assert!(!page.contains("class=\"pager\""), "one page leads nowhere");
    for number in 0..60 {
        let (agent, id) = (Uuid::from_u128(0x6000 + number), Uuid::from_u128(0x7000 + number));
        let values = [agent.into(), format!("s-{number}").into(), format!("Zoé {number:02}").into()];
        site.world.db().execute("INSERT INTO agent (id, issuer, subject, given_name, usual_name, created_at, last_signed_in_at) SELECT $1, issuer, $2, 'Camille', $3, created_at, last_signed_in_at FROM agent LIMIT 1", values).await.unwrap();
        site.world.db().execute("INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version) SELECT $1, $2, id, 'volunteer', 'active', created_at, 1 FROM organisation WHERE slug = 'ccas'", [id.into(), agent.into()]).await.unwrap();
    }
    let first = manager.open("/organisation").await;
    let next = first.split("href=\"").find(|link| link.starts_with("/organisation?after=")).unwrap();
    let second = manager.open(next.split('"').next().unwrap()).await;
    let listed = |page: &str| (0..60).filter(|number| page.contains(&format!("Zoé {number:02}"))).count();
    assert_eq!(listed(&first) + listed(&second), 60);
    assert!(listed(&first) > 0 && listed(&second) > 0 && !second.contains("rel=\"next\""));
    assert!(second.contains("rel=\"prev\""), "and back to the first");
}
