//! The public page of a mandate's paper.

use axum::http::StatusCode;
use relais_app::mandates::{
    AgreeInput, CapacityInput, DraftInput, SignedIn, accept_charter, draft_mandate, print_mandate_receipt,
    put_mandate_text, record_mandate_agreement, revoke_mandate,
};
use relais_domain::{actor::Actor, assurance::Assurance, clock::Clock, ids::MandateId};
use relais_testdb::{World, story};

use crate::browser::Site;

/// A mandate that Amina gave to the CCAS.
async fn given(world: &World, helper: &Actor) -> MandateId {
    accept_charter(&world.app, helper).await.unwrap();
    let relation = story::create(world, helper, story::amina()).await;
    let input = DraftInput { items: vec!["social:rsa@caf".into()], term: "month".into() };
    let drafted = draft_mandate(&world.app, helper, relation, None, &input).await.unwrap();
    let yes = || "yes".to_owned();
    let capable = CapacityInput { adult: yes(), protection: "none".into(), free: yes(), understood: yes() };
    let asked = put_mandate_text(&world.app, helper, (drafted.id, drafted.version), &capable).await.unwrap();
    let paper = AgreeInput {
        way: "paper".into(),
        identity: "document_seen".into(),
        reading: "read".into(),
        language: "fr".into(),
        signed_on: world.app.today().to_string(),
        signed_at: "Brest".into(),
        ..AgreeInput::default()
    };
    let signed_in = SignedIn { at: world.clock().now(), assurance: Some(Assurance::Eidas3) };
    record_mandate_agreement(&world.app, helper, (asked.id, asked.version), signed_in, &paper)
        .await
        .unwrap()
        .id
}

#[tokio::test]
async fn whoever_holds_the_paper_reads_that_it_is_in_force_and_whoever_does_not_reads_nothing() {
    let site = Site::open().await;
    let helper = site.world.ccas.social_worker();
    let id = given(&site.world, &helper).await;
    let receipt = print_mandate_receipt(&site.world.app, &helper, id).await.unwrap();
    let (number, code) = (receipt.number.to_string(), receipt.code.to_string());
    let stranger = site.stranger();
    let held = format!("/verify?number={number}&code={code}");
    let page = stranger.open(&held).await;
    assert!(page.contains("En cours") && page.contains(&number), "{page}");
    assert!(page.contains("Revenu de solidarité active"), "{page}");
    for secret in ["Benali", "Amina", "CCAS"] {
        assert!(!page.contains(secret), "{secret}");
    }
    let mut answers = Vec::new();
    for guess in [format!("number={number}&code=000000"), "number=M-0000-0000&code=000000".to_owned()] {
        let answer = stranger.get(&format!("/verify?{guess}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.html.contains("Aucun mandat avec ce numéro et ce code"), "{}", answer.html);
        answers.push(answer.html.replace(&number, "M-0000-0000").len());
    }
    assert_eq!(answers[0], answers[1], "a number that exists is not told from one that does not");
    assert_eq!(stranger.get("/verify").await.status, StatusCode::OK);
    let desk = site.world.mission.actor(relais_domain::actor::Role::Receptionist);
    revoke_mandate(&site.world.app, &desk, id, "counter").await.unwrap();
    let page = stranger.open(&held).await;
    assert!(page.contains("Arrêté par la personne") && !page.contains("En cours"), "{page}");
}
