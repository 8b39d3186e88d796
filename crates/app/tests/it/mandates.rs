//! A mandate from its draft to its end: the rows, the entries, the keys, and what no longer opens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use relais_app::{
    AppError,
    jobs::run_each,
    journal::{seal_journal, verify_journal},
    mandates::{
        ActInput, AgreeInput, CapacityInput, CorrectionInput, DraftInput, MandateView, SavedMandate,
        SignedIn, accept_charter, act_under_mandate, correct_act, draft_mandate, find_mandate_at_desk,
        list_mandates, narrow_mandate, preview_mandate_text, print_mandate_certificate,
        print_mandate_receipt, print_mandate_text, print_receipt_paper, put_mandate_text,
        record_mandate_agreement, revoke_mandate, show_mandate, show_mandate_at_desk, switch_themes_off,
        verify_mandate,
    },
};
use relais_domain::{
    actor::{Actor, Role},
    assurance::Assurance,
    clock::Clock,
    ids::{MandateId, RelationId},
};
use relais_journal::{LogKey, receipt::Receipt};
use relais_testdb::{
    World,
    story::{amina, create, somebody},
};

pub(crate) fn draft(items: &[&str], term: &str) -> DraftInput {
    DraftInput { items: items.iter().map(|item| (*item).to_owned()).collect(), term: term.into() }
}

pub(crate) fn capable() -> CapacityInput {
    let yes = || "yes".to_owned();
    CapacityInput { adult: yes(), protection: "none".into(), free: yes(), understood: yes() }
}

pub(crate) fn paper(world: &World) -> AgreeInput {
    AgreeInput {
        way: "paper".into(),
        identity: "document_seen".into(),
        reading: "read_aloud".into(),
        language: "fr".into(),
        signed_on: world.app.today().to_string(),
        signed_at: "Brest".into(),
        file_numbers: "Caf : 1234567\nBailleur : L-889".into(),
        instructions: "Elle veut relire avant chaque envoi.".into(),
        ..AgreeInput::default()
    }
}

pub(crate) fn signed_in(world: &World) -> SignedIn {
    SignedIn { at: world.clock().now(), assurance: Some(Assurance::Eidas2) }
}

pub(crate) fn act(what: &str, result: &str) -> ActInput {
    ActInput {
        what: what.into(),
        mode: "with".into(),
        presence: "present".into(),
        result: result.into(),
        note: "Demande envoyée".into(),
        number: "2026-77".into(),
        ..ActInput::default()
    }
}

/// The CCAS's social worker, who accepted the charter, and a person she follows.
pub(crate) async fn ready(world: &World) -> (Actor, RelationId) {
    let helper = world.ccas.social_worker();
    accept_charter(&world.app, &helper).await.unwrap();
    (helper, create(world, &helper, amina()).await)
}

pub(crate) async fn put(
    world: &World,
    by: &Actor,
    relation: RelationId,
    items: &[&str],
    term: &str,
) -> SavedMandate {
    let drafted = draft_mandate(&world.app, by, relation, None, &draft(items, term)).await.unwrap();
    put_mandate_text(&world.app, by, (drafted.id, drafted.version), &capable()).await.unwrap()
}

pub(crate) async fn agreed(
    world: &World,
    by: &Actor,
    relation: RelationId,
    items: &[&str],
    term: &str,
) -> SavedMandate {
    let asked = put(world, by, relation, items, term).await;
    let at = (asked.id, asked.version);
    record_mandate_agreement(&world.app, by, at, signed_in(world), &paper(world)).await.unwrap()
}

pub(crate) async fn state(world: &World, id: MandateId) -> String {
    world.db().texts("SELECT state FROM mandate WHERE id = $1", [id.uuid().into()]).await.concat()
}

/// Acts, entries and states say the same of what happened.
pub(crate) async fn is_sound(world: &World) {
    seal_journal(&world.app).await.unwrap();
    assert_eq!(verify_journal(&world.app).await.unwrap().findings, []);
}

async fn entries(world: &World, id: MandateId) -> Vec<String> {
    let sql = "SELECT action FROM journal_entry WHERE object_id = $1 ORDER BY id";
    world.db().texts(sql, [id.uuid().into()]).await
}

pub(crate) fn refused<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Rule { code }) => code,
        Err(AppError::NotFound) => "not found",
        Err(AppError::Forbidden) => "forbidden",
        Err(AppError::Conflict) => "conflict",
        Err(AppError::Invalid(fields)) => fields[0].code,
        other => panic!("not refused by a rule: {other:?}"),
    }
}

#[tokio::test]
async fn a_mandate_from_its_draft_to_her_word_that_stops_it() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let asked = put(&world, &helper, relation, &["logement:apl@caf", "social"], "half_year").await;
    assert_eq!(state(&world, asked.id).await, "awaiting_agreement");
    assert_eq!(
        refused(
            act_under_mandate(&world.app, &helper, asked.id, signed_in(&world), &act("social", "sent")).await
        ),
        "mandate.not_in_state"
    );
    let at = (asked.id, asked.version);
    let given =
        record_mandate_agreement(&world.app, &helper, at, signed_in(&world), &paper(&world)).await.unwrap();
    assert_eq!(state(&world, given.id).await, "active");
    let items = "mandate_item WHERE mandate_id = $1 AND living";
    assert_eq!(world.db().count(items, [given.id.uuid().into()]).await, 2);

    let sheet = show_mandate(&world.app, &helper, given.id).await.unwrap();
    assert!(sheet.in_force);
    let content = sheet.content.expect("opened");
    assert_eq!(content.identity.family_name.as_deref(), Some("Benali"));
    assert_eq!(content.file_numbers.len(), 2);
    assert_eq!(sheet.name.as_deref(), Some("Amina Benali"));
    assert!(sheet.articles.iter().any(|article| article.simple.contains("Amina Benali")));

    world.advance(TimeDelta::minutes(1));
    let done =
        act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &act("logement:apl@caf", "sent"))
            .await
            .unwrap();
    world.advance(TimeDelta::minutes(1));
    let wrong = CorrectionInput { note: "Le loyer était celui de 2025".into() };
    correct_act(&world.app, &helper, (given.id, done), &wrong).await.unwrap();
    let sheet = show_mandate(&world.app, &helper, given.id).await.unwrap();
    assert_eq!(sheet.acts.len(), 2);
    assert_eq!(sheet.acts[0].corrects, Some(done));
    assert_eq!(sheet.acts[1].words.as_ref().and_then(|words| words.number.as_deref()), Some("2026-77"));

    // At another organisation's desk, with nothing but her paper.
    let reception = world.mission.actor(Role::Receptionist);
    let number = sheet.mandate.number().to_string();
    let found = find_mandate_at_desk(&world.app, &reception, &number).await.unwrap();
    let seen = show_mandate_at_desk(&world.app, &reception, found).await.unwrap();
    assert_eq!(seen.state.as_str(), "active");
    revoke_mandate(&world.app, &reception, found, "counter").await.unwrap();
    assert_eq!(state(&world, given.id).await, "revoked");
    let emptied = "mandate WHERE id = $1 AND wrap IS NULL AND payload IS NULL AND ended_at IS NOT NULL";
    assert_eq!(world.db().count(emptied, [given.id.uuid().into()]).await, 1);
    let destroyed = "key_destruction WHERE object_id = $1 AND class = 'op' AND done_at IS NOT NULL";
    assert_eq!(world.db().count(destroyed, [given.id.uuid().into()]).await, 1, "destroyed with the commit");
    assert_eq!(world.db().count(items, [given.id.uuid().into()]).await, 0);
    let late =
        act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &act("social", "sent")).await;
    assert_eq!(refused(late), "mandate.not_in_state");
    let sheet = show_mandate(&world.app, &helper, given.id).await.unwrap();
    assert!(sheet.content.is_none() && sheet.acts.iter().all(|act| act.words.is_none()), "unreadable");
    assert_eq!(
        entries(&world, given.id).await,
        [
            "mandate.drafted",
            "mandate.text_fixed",
            "mandate.agreed",
            "mandate.read",
            "mandate.used",
            "mandate.corrected",
            "mandate.read",
            "mandate.revoked",
            "key.destroyed",
            "mandate.read",
        ]
    );
    is_sound(&world).await;
}

#[tokio::test]
async fn nothing_of_a_mandate_stands_in_clear() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social:rsa@caf"], "month").await;
    act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &act("social:rsa@caf", "sent"))
        .await
        .unwrap();
    for (table, column) in [("mandate", "payload"), ("mandate_proof", "payload"), ("mandate_act", "payload")]
    {
        let bytes: Vec<Vec<u8>> = world.db().column(&format!("SELECT {column} FROM {table}"), []).await;
        let text: String = bytes.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        assert!(!bytes.is_empty());
        for word in ["Benali", "1234567", "relire", "2026-77", "Brest"] {
            assert!(!text.contains(word), "{word} in {table}");
        }
    }
}

#[tokio::test]
async fn a_row_that_was_prolonged_widened_moved_or_rolled_back_does_not_open() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social", "logement"], "month").await;
    let old = world.db().column::<Vec<u8>>("SELECT payload FROM mandate", []).await;
    let wrap = world.db().column::<Vec<u8>>("SELECT wrap FROM mandate", []).await;
    narrow_mandate(&world.app, &helper, given.id, "logement").await.unwrap();
    assert!(
        show_mandate(&world.app, &helper, given.id).await.unwrap().content.is_some(),
        "narrowed and readable"
    );
    let cases: [(&str, &str); 4] = [
        ("scope = 'social logement'", "scope = 'social'"),
        ("not_after = not_after", "not_after = not_after"),
        ("revision = 1", "revision = 2"),
        ("tenant_version = 2", "tenant_version = 1"),
    ];
    for (tampering, mending) in cases {
        if tampering == mending {
            continue;
        }
        world.db().execute(&format!("UPDATE mandate SET {tampering}"), []).await.unwrap();
        let read = show_mandate(&world.app, &helper, given.id).await;
        assert!(read.is_err(), "{tampering}: {read:?}");
        world.db().execute(&format!("UPDATE mandate SET {mending}"), []).await.unwrap();
    }
    let put_back = "UPDATE mandate SET payload = $1, wrap = $2, revision = 1, scope = 'logement social'";
    world.db().execute(put_back, [old[0].clone().into(), wrap[0].clone().into()]).await.unwrap();
    assert!(show_mandate(&world.app, &helper, given.id).await.is_err(), "an older row put back whole");
}

#[tokio::test]
async fn a_prolonged_term_does_not_open() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social"], "month").await;
    let later = world.clock().now() + TimeDelta::days(300);
    world.db().execute("UPDATE mandate SET not_after = $1", [later.into()]).await.unwrap();
    assert!(show_mandate(&world.app, &helper, given.id).await.is_err());
}

#[tokio::test]
async fn two_that_let_the_same_be_done_are_held_apart_by_the_database() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let first = put(&world, &helper, relation, &["social:rsa@caf"], "month").await;
    let second = put(&world, &helper, relation, &["social:rsa@caf"], "month").await;
    let agree = async |asked: SavedMandate| {
        record_mandate_agreement(
            &world.app,
            &helper,
            (asked.id, asked.version),
            signed_in(&world),
            &paper(&world),
        )
        .await
    };
    let (one, other) = tokio::join!(agree(first), agree(second));
    let codes =
        [one, other].map(|outcome| outcome.map_or_else(|error| refused::<()>(Err(error)), |_| "agreed"));
    assert!(codes.contains(&"agreed") && codes.contains(&"mandate.already_living"), "{codes:?}");
    assert_eq!(world.db().count("mandate WHERE state = 'active'", []).await, 1);
}

#[tokio::test]
async fn an_act_and_a_stop_at_the_same_instant_know_of_one_another() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    for _ in 0..8 {
        let given = agreed(&world, &helper, relation, &["social"], "month").await;
        let desk = world.mission.actor(Role::Receptionist);
        let input = act("social", "sent");
        let (done, stopped) = tokio::join!(
            act_under_mandate(&world.app, &helper, given.id, signed_in(&world), &input),
            revoke_mandate(&world.app, &desk, given.id, "phone"),
        );
        stopped.expect("her word is never refused");
        let sql = "SELECT event FROM mandate_event WHERE mandate_id = $1 ORDER BY version";
        let events = world.db().texts(sql, [given.id.uuid().into()]).await;
        assert_eq!(events.last().map(String::as_str), Some("revoked"), "no act after it: {events:?}");
        let acts = world.db().count("mandate_act WHERE mandate_id = $1", [given.id.uuid().into()]).await;
        assert_eq!(acts, i64::from(done.is_ok()), "an act that was refused left nothing");
    }
    is_sound(&world).await;
}

#[tokio::test]
async fn who_may_not_is_told_why() {
    let world = World::open().await;
    let helper = world.ccas.social_worker();
    let relation = create(&world, &helper, amina()).await;
    let asked = put(&world, &helper, relation, &["social"], "month").await;
    let at = (asked.id, asked.version);
    let agree = async |signed: SignedIn, input: AgreeInput| {
        refused(record_mandate_agreement(&world.app, &helper, at, signed, &input).await)
    };
    assert_eq!(agree(signed_in(&world), paper(&world)).await, "mandate.charter_missing");
    accept_charter(&world.app, &helper).await.unwrap();
    let old = SignedIn { at: world.clock().now() - TimeDelta::minutes(16), ..signed_in(&world) };
    assert_eq!(agree(old, paper(&world)).await, "mandate.sign_in_again");
    let weak = SignedIn { assurance: Some(Assurance::Eidas1), ..signed_in(&world) };
    assert_eq!(agree(weak, paper(&world)).await, "mandate.assurance_too_low");
    let alone = AgreeInput {
        way: "witnesses".into(),
        witness_1: "Jeanne".into(),
        witness_2: "jeanne".into(),
        ..paper(&world)
    };
    assert_eq!(agree(signed_in(&world), alone).await, "mandate.evidence_missing");
    let secret = AgreeInput { instructions: "mot de passe : Soleil29!".into(), ..paper(&world) };
    assert_eq!(agree(signed_in(&world), secret).await, "credential.password");
    let nir = AgreeInput { file_numbers: "Ameli : 1 84 12 29 019 045 36".into(), ..paper(&world) };
    assert!(agree(signed_in(&world), nir).await.starts_with("credential."));
    assert_eq!(world.db().count("mandate WHERE state = 'active'", []).await, 0);

    let minor = CapacityInput { adult: "no".into(), ..capable() };
    let guarded = CapacityInput { protection: "tutelle".into(), ..capable() };
    let drafted =
        draft_mandate(&world.app, &helper, relation, None, &draft(&["argent"], "day")).await.unwrap();
    let ask = async |input: CapacityInput| {
        refused(put_mandate_text(&world.app, &helper, (drafted.id, drafted.version), &input).await)
    };
    assert_eq!(ask(minor).await, "mandate.minor");
    assert_eq!(ask(guarded).await, "mandate.protected");
    let manager = world.ccas.actor(Role::Manager);
    switch_themes_off(&world.app, &manager, &["argent".into()]).await.unwrap();
    assert_eq!(ask(capable()).await, "mandate.theme_off");
    assert_eq!(refused(switch_themes_off(&world.app, &helper, &[]).await), "forbidden");
    let preview = preview_mandate_text(&world.app, &helper, drafted.id).await.unwrap();
    assert!(preview.articles.len() >= 8);
}

#[tokio::test]
async fn a_mandate_is_nobody_elses() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let given = agreed(&world, &helper, relation, &["social"], "month").await;
    let stranger = world.mission.social_worker();
    assert_eq!(refused(show_mandate(&world.app, &stranger, given.id).await), "not found");
    let used =
        act_under_mandate(&world.app, &stranger, given.id, signed_in(&world), &act("social", "sent")).await;
    assert_eq!(refused(used), "not found");
    let volunteer = world.mission.actor(Role::Volunteer);
    assert_eq!(refused(show_mandate_at_desk(&world.app, &volunteer, given.id).await), "not found");
    let draft = draft_mandate(&world.app, &helper, relation, None, &draft(&["argent"], "day")).await.unwrap();
    let sql = "SELECT number FROM mandate WHERE id = $1";
    let number = world.db().texts(sql, [draft.id.uuid().into()]).await.concat();
    assert_eq!(refused(find_mandate_at_desk(&world.app, &stranger, &number).await), "mandate.number_unknown");
    assert_eq!(refused(find_mandate_at_desk(&world.app, &stranger, "M-0000").await), "mandate.number_format");
    let manager = world.ccas.actor(Role::Manager);
    let seen = show_mandate(&world.app, &manager, given.id).await.unwrap();
    assert!(seen.content.is_none() && seen.name.is_none(), "a manager sees that it exists");
    let lines = list_mandates(&world.app, &helper, MandateView::Open).await.unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.name.as_deref() == Some("Amina Benali")));
    let theirs = list_mandates(&world.app, &stranger, MandateView::Open).await.unwrap();
    assert!(theirs.is_empty());
}

#[tokio::test]
async fn whoever_holds_the_paper_learns_whether_it_is_in_force_and_nothing_else() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let asked = put(&world, &helper, relation, &["social"], "month").await;
    let number = "SELECT number FROM mandate";
    let number = world.db().texts(number, []).await.concat();
    assert_eq!(refused(print_mandate_receipt(&world.app, &helper, asked.id).await), "mandate.not_agreed");
    assert_eq!(refused(verify_mandate(&world.app, &number, "000000").await), "mandate.not_verified");
    let at = (asked.id, asked.version);
    let given =
        record_mandate_agreement(&world.app, &helper, at, signed_in(&world), &paper(&world)).await.unwrap();
    assert!(
        print_mandate_receipt(&world.app, &helper, given.id).await.unwrap().scanned.is_none(),
        "not sealed yet"
    );
    run_each(&world.app).await.unwrap();
    let receipt = print_mandate_receipt(&world.app, &helper, given.id).await.unwrap();
    let code = receipt.code.to_string();
    assert_eq!(receipt.address, format!("https://relais.invalid/verify?number={number}&code={code}"));

    let key = LogKey::parse(&receipt.key.expect("sealed")).expect("the journal's key");
    let scanned = receipt.scanned.expect("sealed");
    let (address, promise) = scanned.split_once('#').expect("a promise behind it");
    assert_eq!(address, receipt.address);
    let bytes = URL_SAFE_NO_PAD.decode(promise).expect("base64");
    let promised = Receipt::open(&bytes, &key).expect("signed by the journal");
    let leaf = "SELECT j.leaf_hash FROM mandate_event e JOIN journal_entry j ON j.id = e.entry_id WHERE e.event = 'agreed'";
    let leaf: Vec<Vec<u8>> = world.db().column(leaf, []).await;
    assert_eq!(
        promised.promise().leaf_hash.as_bytes().as_slice(),
        leaf[0].as_slice(),
        "of this very agreement"
    );

    let seen = verify_mandate(&world.app, &number, &code).await.unwrap();
    assert!(seen.in_force);
    let typed = verify_mandate(&world.app, &number.to_lowercase(), &format!(" {code}")).await.unwrap();
    assert_eq!(typed, seen);
    let none = [("M-0000-0000", code.as_str()), (&number, "000000"), (&number, ""), ("", &code), ("é", "é")];
    for (number, code) in none {
        assert_eq!(refused(verify_mandate(&world.app, number, code).await), "mandate.not_verified");
    }
    let desk = world.mission.actor(Role::Receptionist);
    revoke_mandate(&world.app, &desk, given.id, "phone").await.unwrap();
    let after = verify_mandate(&world.app, &number, &code).await.unwrap();
    assert!(!after.in_force && after.ended_at.is_some());
}

#[tokio::test]
async fn its_papers_are_printed_whole_or_not_at_all() {
    let world = World::open().await;
    let (helper, relation) = ready(&world).await;
    let asked = put(&world, &helper, relation, &["social:rsa@caf", "logement"], "half_year").await;
    let text = print_mandate_text(&world.app, &helper, asked.id).await.unwrap();
    assert!(text.bytes.starts_with(b"%PDF-1.7") && (1..=4).contains(&text.pages), "{}", text.pages);
    assert_eq!(refused(print_receipt_paper(&world.app, &helper, asked.id).await), "mandate.not_agreed");
    let at = (asked.id, asked.version);
    let given =
        record_mandate_agreement(&world.app, &helper, at, signed_in(&world), &paper(&world)).await.unwrap();
    run_each(&world.app).await.unwrap();
    let receipt = print_receipt_paper(&world.app, &helper, given.id).await.unwrap();
    assert_eq!(refused(print_mandate_certificate(&world.app, &helper, given.id).await), "mandate.not_ended");
    let desk = world.mission.actor(Role::Receptionist);
    revoke_mandate(&world.app, &desk, given.id, "counter").await.unwrap();
    let certificate = print_mandate_certificate(&world.app, &desk, given.id).await.unwrap();
    assert_eq!((receipt.pages, certificate.pages), (1, 1));
    assert_eq!(refused(print_mandate_text(&world.app, &helper, given.id).await), "mandate.no_text");

    let unprintable = relais_app::persons::PersonInput { given_name: "李".into(), ..somebody("Wang") };
    let other = create(&world, &helper, unprintable).await;
    let asked = put(&world, &helper, other, &["social"], "month").await;
    assert_eq!(refused(print_mandate_text(&world.app, &helper, asked.id).await), "mandate.unprintable");
}
