//! What agents do, through the pages and every layer, on a real database.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::browser::{Answer, Browser, Site, heading};

/// Where a form led that did what was asked.
pub fn went(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", errors(&answer.html));
    answer.location.clone().unwrap()
}

/// What a refused page says, for the words of a failure.
fn errors(html: &str) -> String {
    let summary = html.split("class=\"summary\"").nth(1).unwrap_or_default();
    format!("« {} » {}", heading(html), summary.split("</div>").next().unwrap_or_default())
}

/// What Amina says at reception.
pub const AMINA: &[(&str, &str)] = &[
    ("languages", "fr"),
    ("languages", "ar"),
    ("reading", "prefers_explanation"),
    ("channel", "phone"),
    ("safe_hours", "le matin"),
    ("given_name", "Amina"),
    ("family_name", "Benali"),
    ("birth", "04 06 1991"),
    ("phone", "06 12 34 56 78"),
    ("commune", "Brest"),
];

/// From reception to a referral that has left; its sheet's address.
pub async fn sent(site: &Site, worker: &Browser<'_>) -> String {
    let form = worker.open("/persons/new").await;
    let person = went(&worker.submit(&form, "/persons", AMINA).await);
    let person = person.split('?').next().unwrap().to_owned();
    assert!(worker.open(&person).await.contains("Amina Benali"));
    let begin = format!("{person}/referrals");
    let need =
        [("need", "Elle cherche un logement"), ("theme", "logement"), ("situation", "Hébergée par sa sœur")];
    let form = worker.open(&begin).await;
    let draft = went(&worker.submit(&form, &begin, &need).await);
    let sheet = draft.split("/draft").next().unwrap().to_owned();
    let service = format!("{sheet}/service");
    let form = worker.open(&service).await;
    let chosen = site.world.mission.service().to_string();
    went(&worker.submit(&form, &service, &[("service", &chosen)]).await);
    let items = format!("{sheet}/items");
    let form = worker.open(&items).await;
    went(&worker.submit(&form, &items, &[("items", "identity"), ("items", "phone")]).await);
    let agreement = format!("{sheet}/agreement");
    let form = worker.open(&agreement).await;
    went(&worker.submit(&form, &agreement, &[("method", "paper"), ("answer", "yes")]).await);
    let form = worker.open(&format!("{sheet}/check")).await;
    let receipt = went(&worker.submit(&form, &format!("{sheet}/send"), &[]).await);
    assert!(receipt.starts_with(&format!("{sheet}/receipt")), "{receipt}");
    assert!(worker.open(&receipt).await.contains("Mission locale"));
    sheet
}

#[tokio::test]
async fn a_handover_goes_from_reception_to_its_outcome() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;

    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    assert!(partner.open("/inbox").await.contains(&sheet));
    let before = partner.open(&sheet).await;
    assert!(
        before.contains("Elle cherche un logement") && !before.contains("Benali"),
        "{}",
        heading(&before)
    );
    assert!(!before.contains("Hébergée"));
    went(&partner.submit(&before, &format!("{sheet}/accept"), &[]).await);
    let after = partner.open(&sheet).await;
    assert!(after.contains("Amina Benali") && after.contains("06\u{a0}12"), "agreed items are shown");
    went(&partner.submit(&after, &format!("{sheet}/start"), &[]).await);
    let form = partner.open(&format!("{sheet}/complete")).await;
    went(&partner.submit(&form, &format!("{sheet}/complete"), &[("outcome", "helped")]).await);
    assert!(!partner.open(&sheet).await.contains("Benali"), "nothing of her after the end");
    let own = worker.open(&sheet).await;
    assert!(own.contains("Terminée") && own.contains("Aide apportée"), "{}", heading(&own));
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_reason() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let reject = format!("{sheet}/reject");
    let form = partner.open(&reject).await;
    let refused = partner.submit(&form, &reject, &[("note", "Rien avant mai.")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Choisissez un motif") && refused.html.contains("Rien avant mai."));
    went(
        &partner.submit(&refused.html, &reject, &[("reason", "no_capacity"), ("denied_by", "service")]).await,
    );
    let day = worker.open("/").await;
    assert!(day.contains("Revenus vers vous") && day.contains("plus de place"), "{}", heading(&day));
}

#[tokio::test]
async fn a_refusal_names_the_right_service_and_the_next_attempt_has_it_chosen() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let reject = format!("{sheet}/reject");
    let form = partner.open(&reject).await;
    let (asked, better) = (site.world.mission.service().to_string(), site.world.caf.service().to_string());
    assert!(form.contains(&better) && form.contains("Accueil de Brest, Caf du Finistère"));
    assert!(!form.contains(&asked), "not the one that refuses");
    let of = |reason| [("reason", reason), ("denied_by", "service"), ("suggested_service", better.as_str())];
    let unfit = partner.submit(&form, &reject, &of("no_capacity")).await;
    assert_eq!(unfit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unfit.html.contains("Pour proposer un autre service"), "{}", heading(&unfit.html));
    assert!(unfit.html.contains(&format!("value=\"{better}\" selected")), "what was chosen stays chosen");
    went(&partner.submit(&unfit.html, &reject, &of("wrong_service")).await);
    let named = "referral WHERE state = 'rejected' AND suggested_service_id = $1";
    assert_eq!(site.world.db().count(named, [site.world.caf.service().uuid().into()]).await, 1);
    let own = worker.open(&sheet).await;
    assert!(own.contains("Accueil de Brest, Caf du Finistère"), "the sender reads which");
    let again = went(&worker.submit(&own, &format!("{sheet}/again"), &[]).await);
    let service = worker.open(&again).await;
    let chosen = format!("value=\"{better}\" checked");
    assert!(service.contains(&chosen), "{}", heading(&service));
}

#[tokio::test]
async fn stopping_takes_one_question_and_shows_nothing_afterwards() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::Receptionist).await;
    let sheet = sent(&site, &site.agent("ccas", Role::SocialWorker).await).await;
    let withdraw = format!("{sheet}/withdraw");
    let form = worker.open(&withdraw).await;
    went(&worker.submit(&form, &withdraw, &[("via", "counter")]).await);
    let partner = site.agent("mission-locale", Role::SocialWorker).await;
    let left = partner.get(&sheet).await;
    assert!(!left.html.contains("logement") && !left.html.contains("Benali"), "{}", heading(&left.html));
}

#[tokio::test]
async fn a_no_is_an_ordinary_answer() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open("/persons/new").await;
    let person = went(&worker.submit(&form, "/persons", AMINA).await).split('?').next().unwrap().to_owned();
    let begin = format!("{person}/referrals");
    let form = worker.open(&begin).await;
    let draft = went(&worker.submit(&form, &begin, &[("need", "Un logement")]).await);
    let sheet = draft.split("/draft").next().unwrap().to_owned();
    let service = format!("{sheet}/service");
    let chosen = site.world.mission.service().to_string();
    let form = worker.open(&service).await;
    went(&worker.submit(&form, &service, &[("service", &chosen)]).await);
    let agreement = format!("{sheet}/agreement");
    let form = worker.open(&agreement).await;
    let to = went(&worker.submit(&form, &agreement, &[("answer", "no")]).await);
    assert!(worker.open(&to).await.contains("C’est noté"), "a no leads to a normal page");
    let ended = worker.open(&sheet).await;
    assert!(ended.contains("Annulée") && !ended.contains("brouillon"), "one state: {}", heading(&ended));
    let day = worker.open("/").await;
    let back = &day[day.find("Revenus vers vous").unwrap_or_else(|| panic!("{}", heading(&day)))..];
    assert!(back.contains(&format!("href=\"{sheet}\"")) && back.contains("la personne a dit non"));
    let tab = worker.open(&sheet).await;
    let again = worker.submit(&ended, &format!("{sheet}/again"), &[]).await;
    assert!(went(&again).ends_with("/service"), "a draft to fill in");
    assert!(!worker.open("/").await.contains("Revenus vers vous"));
    site.world
        .db()
        .execute("UPDATE referral SET state = 'awaiting_consent' WHERE state = 'draft'", [])
        .await
        .unwrap();
    let gone_on = went(&worker.submit(&tab, &format!("{sheet}/again"), &[]).await);
    assert!(gone_on != sheet && !gone_on.ends_with("/service"), "the attempt that goes on: {gone_on}");
    assert_eq!(site.world.db().count("referral", []).await, 2);
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_way_to_write_it() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open("/persons/new").await;
    let typed =
        [("given_name", "Zoé"), ("birth", "31 02 1984"), ("phone", "06 12"), ("safe_hours", "le soir")];
    let refused = worker.submit(&form, "/persons", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["Zoé", "31 02 1984", "06 12", "le soir"] {
        assert!(refused.html.contains(&format!("value=\"{kept}\"")), "{kept}");
    }
    assert!(refused.html.contains("06 12 34 56 78") && refused.html.contains("Erreur\u{a0}:"));
}

#[tokio::test]
async fn what_nobody_said_is_shown_as_not_said() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open("/persons/new").await;
    assert!(!form.contains(" checked") && !form.contains(" selected"), "no answer is chosen beforehand");
    let future = worker.submit(&form, "/persons", &[("given_name", "Zoé"), ("birth", "2030")]).await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(future.html.contains("dans l’avenir"), "{}", errors(&future.html));
    let person = went(&worker.submit(&form, "/persons", &[("given_name", "Zoé")]).await);
    let sheet = worker.open(person.split('?').next().unwrap()).await;
    let card = sheet.split("id=\"reception\"").nth(1).unwrap();
    assert_eq!(card.matches("Non renseigné").count(), 4, "{card}");
}

/// The main job at the desk: what was said once is never typed again.
#[tokio::test]
async fn a_contact_goes_on_to_a_sheet_and_to_the_need() {
    let site = Site::open().await;
    let desk = site.agent("ccas", Role::SocialWorker).await;
    let form = desk.open("/contacts/new").await;
    let contact = [
        ("text", "Elle dort chez une amie"),
        ("theme", "logement"),
        ("mode", "informed"),
        ("channel", "desk"),
        ("minutes", "5"),
        ("outcome", "referred"),
    ];
    let follow: Vec<_> = contact.iter().copied().chain([("follow_up", "yes")]).collect();
    let next = went(&desk.submit(&form, "/contacts/new", &follow).await);
    assert!(next.starts_with("/contacts/") && next.ends_with("/person"), "{next}");
    let form = desk.open(&next).await;
    let refused = desk.submit(&form, "/persons", &[("given_name", "Zoé"), ("birth", "2030")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let person = went(&desk.submit(&refused.html, "/persons", &[("given_name", "Zoé")]).await);
    let person = person.split('?').next().unwrap().to_owned();
    let sheet = desk.open(&person).await;
    assert!(sheet.contains("Elle dort chez une amie") && sheet.contains("Orientation à faire"), "{sheet}");
    let need = desk.open(&format!("{person}/referrals")).await;
    assert!(need.contains("Elle dort chez une amie"), "{need}");

    let note = format!("{person}/contacts");
    assert!(sheet.contains(&format!("href=\"{note}\"")), "« Noter un contact »");
    let form = desk.open(&note).await;
    let refused = desk.submit(&form, &note, &[("text", "Elle revient")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = went(&desk.submit(&refused.html, &note, &contact).await);
    assert!(done.starts_with(&person), "{done}");
    let hers = "SELECT CAST(COUNT(*) AS TEXT) FROM contact WHERE relation_id IS NOT NULL";
    assert_eq!(site.world.db().texts(hers, []).await, ["2"]);
}

#[tokio::test]
async fn a_stale_form_loses_nothing_and_overwrites_nothing() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open("/persons/new").await;
    let person = went(&worker.submit(&form, "/persons", AMINA).await).split('?').next().unwrap().to_owned();
    let edit = format!("{person}/edit");
    let stale = worker.open(&edit).await;
    let fresh = worker.open(&edit).await;
    site.world.advance(chrono::TimeDelta::seconds(1));
    let typed = |hours| [("given_name", "Amina"), ("family_name", "Benali"), ("safe_hours", hours)];
    went(&worker.submit(&fresh, &edit, &typed("le midi")).await);
    let conflict = worker.submit(&stale, &edit, &typed("le soir, après 18 h")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.html.contains("le soir, après 18 h"));
    assert!(worker.open(&person).await.contains("le midi"), "the first save stands");
    went(&worker.submit(&conflict.html, &edit, &typed("le soir, après 18 h")).await);
    assert!(worker.open(&person).await.contains("le soir"), "sent again knowingly, it is saved");
}

#[tokio::test]
async fn a_credential_in_a_contact_is_refused_and_nothing_is_stored() {
    let site = Site::open().await;
    let desk = site.agent("ccas", Role::Receptionist).await;
    let form = desk.open("/contacts/new").await;
    let contact = |text: &'static str| {
        [("text", text), ("mode", "helped"), ("channel", "desk"), ("minutes", "10"), ("outcome", "solved")]
    };
    let refused = desk.submit(&form, "/contacts/new", &contact("son mot de passe : Soleil29!")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Relais n’en garde jamais"), "{}", errors(&refused.html));
    let count = |n: &str| n.to_owned();
    let rows = site.world.db().texts("SELECT CAST(COUNT(*) AS TEXT) FROM contact", []).await;
    assert_eq!(rows, [count("0")]);
    went(&desk.submit(&refused.html, "/contacts/new", &contact("une lettre de la Caf")).await);
    let rows = site.world.db().texts("SELECT CAST(COUNT(*) AS TEXT) FROM contact", []).await;
    assert_eq!(rows, [count("1")]);
}

#[tokio::test]
async fn strangers_are_led_to_sign_in_and_back() {
    let site = Site::open().await;
    let stranger = site.stranger();
    assert_eq!(
        stranger.get("/inbox?after=1").await.location.as_deref(),
        Some("/login?to=%2Finbox%3Fafter%3D1")
    );
    assert!(stranger.open("/").await.contains("Se connecter"));
    let lost = stranger.get("/no-such-page").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.html.contains("Cette page n’existe pas"));
    let post = stranger.post("/inbox", String::new()).await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let forged = worker.post("/persons", "given_name=Zo%C3%A9&family_name=X".to_owned()).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(site.world.db().texts("SELECT CAST(COUNT(*) AS TEXT) FROM person", []).await, ["0"]);
}

#[tokio::test]
async fn each_role_has_its_places_and_no_other() {
    let site = Site::open().await;
    let places = [
        (Role::Volunteer, "/contacts/new", "/persons"),
        (Role::NetworkAdmin, "/organisations", "/inbox"),
        (Role::Dpo, "/organisation", "/partners"),
        (Role::Manager, "/organisation", "/persons"),
    ];
    for (role, open, closed) in places {
        let agent = site.agent("ccas", role).await;
        agent.open(open).await;
        let refused = agent.get(closed).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role} {closed}");
        assert!(refused.html.contains("Votre rôle"), "{role}: an error keeps the reader's own frame");
        assert!(refused.html.contains("CCAS de Brest"), "{role}");
    }
}

#[tokio::test]
async fn another_organisation_learns_nothing() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let sheet = sent(&site, &worker).await;
    let stranger = site.agent("caf", Role::SocialWorker).await;
    for path in
        [sheet.clone(), format!("{sheet}/draft"), format!("{sheet}/reject"), format!("{sheet}/receipt")]
    {
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.html.contains("R-"), "{path}");
    }
}

#[tokio::test]
async fn a_manager_gives_a_reason_first() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let form = worker.open("/persons/new").await;
    let person = went(&worker.submit(&form, "/persons", AMINA).await).split('?').next().unwrap().to_owned();
    let manager = site.agent("ccas", Role::Manager).await;
    let asked = manager.get(&person).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.html.contains("Pourquoi ouvrir cette fiche") && !asked.html.contains("Benali"));
    let reason = format!("{person}/reason");
    went(&manager.submit(&asked.html, &reason, &[("reason", "absence_cover")]).await);
    assert!(manager.open(&person).await.contains("Benali"));
}

#[tokio::test]
async fn an_invitation_is_shown_once_and_opening_it_changes_nothing() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let page = manager.open("/organisation").await;
    let invite = "/organisation/invitations";
    let refused = manager.submit(&page, invite, &[("email", "pas une adresse")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = manager.submit(&page, invite, &[("email", "n@ccas.test"), ("role", "receptionist")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", errors(&made.html));
    let link = made.html.split("/invitations/").nth(1).unwrap();
    let path = format!("/invitations/{}", link.split('<').next().unwrap());
    assert!(!manager.open("/organisation").await.contains(&path), "the link is not kept");
    assert!(site.stranger().open(&path).await.contains("Connectez-vous"));
    let caf = site.agent("caf", Role::Dpo).await;
    let form = caf.open(&path).await;
    assert!(went(&caf.submit(&form, &path, &[]).await).starts_with("/?done=joined"));
    assert_eq!(site.stranger().get(&path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "used up");
}

#[tokio::test]
async fn a_search_finds_services_and_keeps_what_was_asked() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::Volunteer).await;
    let found = worker.open("/partners?words=jeunes&commune=29019&kilometres=5").await;
    assert!(found.contains("Mission locale") && found.contains("value=\"jeunes\""), "{}", heading(&found));
    assert!(worker.open("/partners?words=zzz").await.contains("Aucun service"));
    assert!(worker.open("/partners?theme=nothing-like-it").await.contains("Aucun service"));
}

#[tokio::test]
async fn a_protected_person_is_asked_who_says_yes_and_nobody_else_is() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    for measure in ["none", "curatelle"] {
        let form = worker.open("/persons/new").await;
        let card = [("given_name", "Zoé"), ("family_name", measure), ("protection", measure)];
        let person = went(&worker.submit(&form, "/persons", &card).await);
        let begin = format!("{}/referrals", person.split('?').next().unwrap());
        let form = worker.open(&begin).await;
        let draft = went(&worker.submit(&form, &begin, &[("need", "Elle cherche un logement")]).await);
        let sheet = draft.split("/draft").next().unwrap().to_owned();
        let service = format!("{sheet}/service");
        let form = worker.open(&service).await;
        let chosen = site.world.mission.service().to_string();
        went(&worker.submit(&form, &service, &[("service", &chosen)]).await);
        let agreement = format!("{sheet}/agreement");
        let form = worker.open(&agreement).await;
        let asked = measure == "curatelle";
        assert_eq!(form.contains("Qui donne l’accord"), asked, "{measure}");
        let yes = [("method", "paper"), ("answer", "yes")];
        let alone = worker.submit(&form, &agreement, &yes).await;
        let expected = if asked { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::SEE_OTHER };
        assert_eq!(alone.status, expected, "{measure}");
        if asked {
            assert!(alone.html.contains("son oui seul ne suffit pas"), "it says what to do");
            let helped = [&yes[..], &[("indicated_by", "curator_assisted")]].concat();
            went(&worker.submit(&form, &agreement, &helped).await);
        }
    }
    let voices = "SELECT indicated_by FROM agreement WHERE state = 'given' ORDER BY created_at";
    assert_eq!(site.world.db().count("agreement WHERE indicated_by = 'curator_assisted'", []).await, 1);
    assert_eq!(site.world.db().texts(voices, []).await.len(), 2);
}
