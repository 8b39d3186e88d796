//! Who comes in and who leaves, as the manager does it on the pages.

use axum::http::StatusCode;
use relais_domain::actor::Role;

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
    let question = manager.open(&end).await;
    let living = "membership WHERE id = $1 AND status = 'active'";
    assert_eq!(site.world.db().count(living, [id.uuid().into()]).await, 1, "the question changes nothing");
    assert!(question.contains("Retirer l’accès") && question.contains("href=\"/organisation\""));
    went(&manager.submit(&question, &end, &[]).await);
    assert_eq!(site.world.db().count(living, [id.uuid().into()]).await, 0);
    let entry = "journal_entry WHERE action = 'membership.ended' AND object_id = $1";
    assert_eq!(site.world.db().count(entry, [id.uuid().into()]).await, 1);
    let again = manager.submit(&question, &end, &[]).await;
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
