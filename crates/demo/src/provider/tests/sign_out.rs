use super::*;

async fn signed_in() -> (Kit, String) {
    let mut kit = Kit::new();
    let tokens = kit.tokens().await;
    (kit, tokens["id_token"].as_str().expect("an id token").to_owned())
}

async fn is_signed_in(kit: &mut Kit) -> bool {
    kit.authorize(&[("prompt", "none")]).await.back().contains_key("code")
}

fn location(answer: &Answer) -> &str {
    answer.headers.get(LOCATION).expect("a location").to_str().expect("text")
}

#[tokio::test]
async fn with_the_id_token_of_this_browser_it_ends_at_once_and_returns_the_state() {
    let (mut kit, hint) = signed_in().await;
    let asked =
        [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", SIGNED_OUT), ("state", "a b")];
    let answer = kit.get("/end-session", &asked).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(location(&answer), format!("{SIGNED_OUT}?state=a+b"));
    assert!(!is_signed_in(&mut kit).await);
}

#[tokio::test]
async fn an_expired_id_token_is_still_a_hint() {
    let (mut kit, hint) = signed_in().await;
    kit.advance(7200);
    let answer = kit.post("/end-session", &[("id_token_hint", &hint)]).await;
    answer.assert_page(StatusCode::OK, "Vous êtes déconnecté");
    assert!(!is_signed_in(&mut kit).await);
}

#[tokio::test]
async fn without_a_hint_the_person_is_asked_first() {
    let (mut kit, _) = signed_in().await;
    let asked = [("client_id", "relais"), ("post_logout_redirect_uri", SIGNED_OUT)];
    kit.get("/end-session", &asked).await.assert_page(StatusCode::OK, "Voulez-vous vous déconnecter");
    assert!(is_signed_in(&mut kit).await);
    let confirmed = kit.post("/end-session/confirm", &[("to", SIGNED_OUT)]).await;
    assert_eq!(location(&confirmed), SIGNED_OUT);
    assert!(!is_signed_in(&mut kit).await);
}

#[tokio::test]
async fn somebody_elses_id_token_asks_first() {
    let (mut kit, hint) = signed_in().await;
    kit.authorize(&[("login_hint", "hugo.mission-locale")]).await.returned("code");
    kit.get("/end-session", &[("id_token_hint", &hint)]).await.assert_page(StatusCode::OK, "Voulez-vous");
    assert!(is_signed_in(&mut kit).await);
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_refused_and_nothing_ends() {
    let (mut kit, hint) = signed_in().await;
    for to in [
        "https://elsewhere.example/",
        "http://127.0.0.1:8080/signed-out/",
        "http://127.0.0.1:8080/signed-out?x=1",
    ] {
        let asked = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", to)];
        kit.get("/end-session", &asked).await.assert_page(StatusCode::BAD_REQUEST, "enregistrée");
    }
    let nobody = [("post_logout_redirect_uri", SIGNED_OUT)];
    kit.get("/end-session", &nobody).await.assert_page(StatusCode::BAD_REQUEST, "enregistrée");
    assert!(is_signed_in(&mut kit).await);
}

#[tokio::test]
async fn a_confirmation_never_leads_to_an_unregistered_address() {
    let (mut kit, _) = signed_in().await;
    let answer =
        kit.post("/end-session/confirm", &[("to", "http://127.0.0.1:8080/signed-out.evil.example")]).await;
    answer.assert_page(StatusCode::OK, "Vous êtes déconnecté");
}

#[tokio::test]
async fn a_forged_hint_or_one_of_another_client_is_refused() {
    let (mut kit, hint) = signed_in().await;
    let forged = format!("{hint}x");
    kit.get("/end-session", &[("id_token_hint", &forged)])
        .await
        .assert_page(StatusCode::BAD_REQUEST, "preuve");
    let other = [("id_token_hint", hint.as_str()), ("client_id", "other")];
    kit.get("/end-session", &other).await.assert_page(StatusCode::BAD_REQUEST, "preuve");
    assert!(is_signed_in(&mut kit).await);
}
