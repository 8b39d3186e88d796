use super::*;

#[tokio::test]
async fn a_hint_signs_in_without_a_form_and_the_answer_carries_state_and_issuer() {
    let back = Kit::new().authorize(&[("login_hint", "lea.ccas-brest")]).await.back();
    assert_eq!(back["state"], STATE);
    assert_eq!(back["iss"], ISSUER);
    assert_eq!(back["code"].len(), 43);
}

#[tokio::test]
async fn without_a_hint_the_page_has_one_button_an_account_and_names_are_escaped() {
    let mut kit = Kit::new();
    let page = kit.authorize(&[]).await;
    page.assert_page(StatusCode::OK, "value=\"lea.ccas-brest\"");
    assert_eq!(page.body.matches("name=\"account\"").count(), 2);
    assert!(page.body.contains("&lt;Nguyễn&gt;"));
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("form-action 'self' http://127.0.0.1:8080;")
    );
}

#[tokio::test]
async fn the_account_chosen_on_the_page_is_the_one_signed_in() {
    let mut kit = Kit::new();
    let waiting = waiting(&kit.authorize(&[]).await);
    let chosen =
        kit.post("/authorize/choice", &[("request", &waiting), ("account", "hugo.mission-locale")]).await;
    let code = chosen.returned("code");
    let tokens = kit.exchange(&[("code", &code)]).await.json();
    assert_eq!(kit.open(&tokens["id_token"])["uid"], "hugo.mission-locale");
}

#[tokio::test]
async fn a_page_serves_once_and_only_the_browser_that_opened_it() {
    let mut kit = Kit::new();
    let waiting = waiting(&kit.authorize(&[]).await);
    let choice = [("request", waiting.as_str()), ("account", "lea.ccas-brest")];
    let own = kit.cookie.replace("relais_demo_idp=someone-else".into());
    kit.post("/authorize/choice", &choice).await.assert_page(StatusCode::BAD_REQUEST, "a expiré");
    kit.cookie = own;
    kit.post("/authorize/choice", &choice).await.returned("code");
    kit.post("/authorize/choice", &choice).await.assert_page(StatusCode::BAD_REQUEST, "a expiré");
}

#[tokio::test]
async fn a_page_left_open_for_ten_minutes_is_over() {
    let mut kit = Kit::new();
    let waiting = waiting(&kit.authorize(&[]).await);
    kit.advance(600);
    let late = kit.post("/authorize/choice", &[("request", &waiting), ("account", "lea.ccas-brest")]).await;
    late.assert_page(StatusCode::BAD_REQUEST, "a expiré");
}

#[tokio::test]
async fn cancelling_goes_back_with_access_denied() {
    let mut kit = Kit::new();
    let waiting = waiting(&kit.authorize(&[]).await);
    let back = kit.post("/authorize/choice", &[("request", &waiting), ("cancel", "1")]).await.back();
    assert_eq!((back["error"].as_str(), back["state"].as_str()), ("access_denied", STATE));
}

#[tokio::test]
async fn a_wrong_client_or_redirect_uri_never_redirects() {
    for change in [
        ("client_id", "unknown"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "http://127.0.0.1:8080/login/callback?x=1"),
        ("redirect_uri", "http://127.0.0.1:8080/login/callback/"),
        ("redirect_uri", "http://127.0.0.1:9/cb"),
    ] {
        let answer = Kit::new().authorize(&[change, ("login_hint", "lea.ccas-brest")]).await;
        answer.assert_page(StatusCode::BAD_REQUEST, "La connexion n&#39;a pas pu se faire");
    }
}

#[tokio::test]
async fn every_other_fault_goes_back_with_its_code_and_no_code_to_redeem() {
    let short = "31-characters-are-not-enough-oo";
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("response_type", "", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "email", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", VERIFIER, "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("state", short, "invalid_request"),
        ("state", "", "invalid_request"),
        ("nonce", short, "invalid_request"),
        ("nonce", "", "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", "shout", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("claims", "acr", "invalid_request"),
        ("claims", r#"{"id_token":{"acr":{"essential":true,"values":["eidas3"]}}}"#, "access_denied"),
        ("claims", r#"{"id_token":{"acr":{"essential":true,"value":"eidas3"}}}"#, "access_denied"),
        ("request", "eyJ", "request_not_supported"),
        ("request_uri", "https://example.org/r", "request_uri_not_supported"),
    ] {
        let back = Kit::new().authorize(&[(name, value), ("login_hint", "lea.ccas-brest")]).await.back();
        assert_eq!(back.get("error").map(String::as_str), Some(error), "{name}={value}");
        assert_eq!((back.get("code"), back["iss"].as_str()), (None, ISSUER), "{name}={value}");
    }
}

#[tokio::test]
async fn an_assurance_that_can_be_given_or_is_only_wished_for_is_no_obstacle() {
    for claims in [
        r#"{"id_token":{"acr":{"essential":true,"values":["eidas1-mfa","eidas2","eidas3"]},"amr":{"essential":true}}}"#,
        r#"{"id_token":{"acr":{"values":["eidas3"]}}}"#,
        r#"{"userinfo":{"email":null}}"#,
    ] {
        Kit::new().authorize(&[("claims", claims), ("login_hint", "lea.ccas-brest")]).await.returned("code");
    }
}

#[tokio::test]
async fn a_parameter_sent_twice_is_refused() {
    let mut kit = Kit::new();
    let mut parameters = request(&[]);
    parameters.push(("scope", "openid"));
    assert_eq!(kit.get("/authorize", &parameters).await.returned("error"), "invalid_request");
}

#[tokio::test]
async fn a_signed_in_browser_is_sent_straight_back_until_it_is_asked_to_sign_in() {
    let mut kit = Kit::new();
    kit.code().await;
    kit.authorize(&[]).await.returned("code");
    kit.authorize(&[("prompt", "none")]).await.returned("code");
    kit.authorize(&[("prompt", "login")]).await.assert_page(StatusCode::OK, "Avec quel compte");
    kit.authorize(&[("prompt", "select_account")]).await.assert_page(StatusCode::OK, "Avec quel compte");
}

#[tokio::test]
async fn prompt_none_without_a_sign_in_is_login_required_even_with_a_hint() {
    let back = Kit::new().authorize(&[("prompt", "none"), ("login_hint", "lea.ccas-brest")]).await;
    assert_eq!(back.returned("error"), "login_required");
}

#[tokio::test]
async fn max_age_asks_again_and_auth_time_tells_when() {
    let mut kit = Kit::new();
    let first = kit.clock.now().timestamp();
    kit.code().await;
    kit.advance(100);
    let code = kit.authorize(&[("max_age", "100")]).await.returned("code");
    let tokens = kit.exchange(&[("code", &code)]).await.json();
    assert_eq!(kit.open(&tokens["id_token"])["auth_time"], first);
    kit.advance(1);
    kit.authorize(&[("max_age", "100")]).await.assert_page(StatusCode::OK, "Avec quel compte");
}

#[tokio::test]
async fn a_step_up_with_a_hint_gives_a_new_auth_time() {
    let mut kit = Kit::new();
    kit.code().await;
    kit.advance(500);
    let code = kit.authorize(&[("prompt", "login"), ("login_hint", "lea.ccas-brest")]).await.returned("code");
    let tokens = kit.exchange(&[("code", &code)]).await.json();
    assert_eq!(kit.open(&tokens["id_token"])["auth_time"], kit.clock.now().timestamp());
}

#[tokio::test]
async fn a_hint_for_somebody_else_changes_the_sign_in_and_an_unknown_hint_shows_the_page() {
    let mut kit = Kit::new();
    kit.code().await;
    let code = kit.authorize(&[("login_hint", "hugo.mission-locale")]).await.returned("code");
    let tokens = kit.exchange(&[("code", &code)]).await.json();
    assert_eq!(kit.open(&tokens["id_token"])["uid"], "hugo.mission-locale");
    let page = Kit::new().authorize(&[("login_hint", "nobody")]).await;
    page.assert_page(StatusCode::OK, "Avec quel compte");
}

#[tokio::test]
async fn the_cookie_changes_at_sign_in_and_scripts_cannot_read_it() {
    let mut kit = Kit::new();
    let page = kit.authorize(&[]).await;
    let planted = kit.cookie.clone().expect("a cookie");
    let signed_in =
        kit.post("/authorize/choice", &[("request", &waiting(&page)), ("account", "lea.ccas-brest")]).await;
    assert_ne!(kit.cookie.as_ref(), Some(&planted));
    let set = signed_in.headers["set-cookie"].to_str().unwrap();
    assert!(set.ends_with("; Path=/idp; HttpOnly; SameSite=Lax"), "{set}");
    kit.cookie = Some(planted);
    kit.authorize(&[]).await.assert_page(StatusCode::OK, "Avec quel compte");
}

fn waiting(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"request\" value=\"").expect("the hidden field");
    rest.split('"').next().expect("its value").to_owned()
}
