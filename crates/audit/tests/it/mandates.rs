//! Mandates, what was done under them, and their entries against one another.

use chrono::TimeDelta;
use relais_app::mandates::{
    ActInput, AgreeInput, CapacityInput, CorrectionInput, DraftInput, SavedMandate, SignedIn, accept_charter,
    act_under_mandate, correct_act, draft_mandate, narrow_mandate, put_mandate_text,
    record_mandate_agreement, resume_mandate, revoke_mandate, suspend_mandate,
};
use relais_domain::{
    actor::{Actor, Role},
    assurance::Assurance,
    clock::Clock,
    ids::RelationId,
};
use relais_testdb::{
    World,
    story::{create, somebody},
};

use crate::{each_is_told, sound, told};

fn signed_in(world: &World) -> SignedIn {
    SignedIn { at: world.clock().now(), assurance: Some(Assurance::Eidas2) }
}

fn act(what: &str, result: &str) -> ActInput {
    ActInput {
        what: what.into(),
        mode: "with".into(),
        presence: "present".into(),
        result: result.into(),
        note: "Demande envoyée".into(),
        ..ActInput::default()
    }
}

async fn agreed(world: &World, by: &Actor, relation: RelationId, items: &[&str]) -> SavedMandate {
    let items = items.iter().map(|item| (*item).to_owned()).collect();
    let draft = DraftInput { items, term: "half_year".into() };
    let drafted = draft_mandate(&world.app, by, relation, None, &draft).await.unwrap();
    let yes = || "yes".to_owned();
    let capable = CapacityInput { adult: yes(), protection: "none".into(), free: yes(), understood: yes() };
    let asked = put_mandate_text(&world.app, by, (drafted.id, drafted.version), &capable).await.unwrap();
    let paper = AgreeInput {
        way: "paper".into(),
        identity: "document_seen".into(),
        reading: "read_aloud".into(),
        language: "fr".into(),
        signed_on: world.app.today().to_string(),
        signed_at: "Brest".into(),
        ..AgreeInput::default()
    };
    let at = (asked.id, asked.version);
    record_mandate_agreement(&world.app, by, at, signed_in(world), &paper).await.unwrap()
}

/// One mandate used, refused, corrected, paused, narrowed and stopped, one that goes on.
async fn lived() -> World {
    let world = World::open().await;
    let helper = world.ccas.social_worker();
    accept_charter(&world.app, &helper).await.unwrap();
    let berthe = create(&world, &helper, somebody("Berthe")).await;
    let first = agreed(&world, &helper, berthe, &["social:rsa", "logement:apl@caf"]).await;
    world.advance(TimeDelta::seconds(30));
    let sign = signed_in(&world);
    let used = act("logement:apl@caf", "sent");
    let done = act_under_mandate(&world.app, &helper, first.id, sign, &used).await.unwrap();
    let refused = act("social:rsa", "refused");
    act_under_mandate(&world.app, &helper, first.id, sign, &refused).await.unwrap();
    let wrong = CorrectionInput { note: "Le loyer était celui de 2025".into() };
    correct_act(&world.app, &helper, (first.id, done), &wrong).await.unwrap();
    let desk = world.caf.actor(Role::Receptionist);
    suspend_mandate(&world.app, &desk, first.id, "person").await.unwrap();
    world.advance(TimeDelta::seconds(30));
    resume_mandate(&world.app, &helper, first.id).await.unwrap();
    narrow_mandate(&world.app, &helper, first.id, "social").await.unwrap();
    revoke_mandate(&world.app, &desk, first.id, "counter").await.unwrap();
    let zoe = create(&world, &helper, somebody("Zoé")).await;
    agreed(&world, &helper, zoe, &["social"]).await;
    assert_eq!(told(&world).await, "");
    world
}

#[tokio::test]
async fn what_happened_to_mandates_is_sound() {
    sound(&lived().await).await;
}

#[tokio::test]
async fn a_rewritten_line_of_a_mandates_history_is_told() {
    each_is_told(
        lived,
        &[
            (
                "UPDATE mandate_event SET event = 'expired', to_state = 'expired' WHERE event = 'revoked'",
                "mandate_event ",
            ),
            ("UPDATE mandate_event SET event = 'narrowed' WHERE event = 'used'", "was altered"),
            ("UPDATE mandate_event SET reason = 'phone' WHERE event = 'revoked'", "was altered"),
            ("UPDATE mandate_event SET reason = NULL WHERE event = 'suspended'", "was altered"),
            (
                "UPDATE mandate_event SET at = (SELECT MAX(x.at) FROM mandate_event x) WHERE event = 'used'",
                "was altered",
            ),
            ("UPDATE mandate_event SET membership_id = NULL WHERE event = 'used'", "was altered"),
            (
                "UPDATE mandate_event SET mandate_id = (SELECT m.id FROM mandate m WHERE m.state = 'active')
             WHERE event = 'resumed'",
                "was altered",
            ),
            ("UPDATE mandate_event SET from_state = 'active' WHERE event = 'resumed'", "was altered"),
            ("UPDATE mandate_event SET to_state = 'active' WHERE event = 'suspended'", "was altered"),
            ("DELETE FROM mandate_event WHERE event = 'narrowed'", "no more in mandate_event"),
            ("UPDATE mandate_event SET entry_id = mandate_id WHERE event = 'used'", "mandate_event "),
        ],
    )
    .await;
}

/// What she stopped does not go on, and what nobody agreed to does not begin.
#[tokio::test]
async fn a_mandate_in_a_state_that_no_act_led_to_is_told() {
    each_is_told(lived, &[
        (
            "UPDATE mandate SET state = 'active', ended_at = NULL, revoked_via = NULL WHERE state = 'revoked'",
            "stands in a state that none of its acts led to",
        ),
        (
            "UPDATE mandate_event SET to_state = 'suspended', event = 'suspended' WHERE event = 'revoked'",
            "stands in a state that none of its acts led to",
        ),
        (
            "UPDATE mandate SET organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'caf')
             WHERE state = 'active'",
            "mandate ",
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_act_in_her_name_rewritten_moved_or_taken_out_is_told() {
    each_is_told(lived, &[
        ("UPDATE mandate_act SET result = 'sent' WHERE result = 'refused'", "mandate_act "),
        ("UPDATE mandate_act SET result = 'refused' WHERE result = 'sent'", "mandate_act "),
        ("UPDATE mandate_act SET what = 'argent:impots' WHERE result = 'sent'", "mandate_act "),
        ("UPDATE mandate_act SET corrects = NULL WHERE corrects IS NOT NULL", "mandate_act "),
        (
            "UPDATE mandate_act SET corrects = (SELECT x.id FROM mandate_act x WHERE x.result = 'refused')
             WHERE corrects IS NOT NULL",
            "mandate_act ",
        ),
        (
            "UPDATE mandate_act SET mandate_id = (SELECT m.id FROM mandate m WHERE m.state = 'active')
             WHERE result = 'sent'",
            "mandate_act ",
        ),
        (
            "UPDATE mandate_act SET membership_id = (SELECT m.id FROM membership m WHERE m.role = 'dpo' LIMIT 1)
             WHERE result = 'sent'",
            "mandate_act ",
        ),
        (
            "UPDATE mandate_act SET organisation_id = (SELECT o.id FROM organisation o WHERE o.slug = 'caf')
             WHERE result = 'sent'",
            "mandate_act ",
        ),
        ("UPDATE mandate_act SET at = (SELECT MAX(x.at) FROM mandate_event x) WHERE result = 'sent'", "mandate_act "),
        ("UPDATE mandate_act SET entry_id = mandate_id WHERE result = 'sent'", "mandate_act "),
        ("DELETE FROM mandate_act WHERE result = 'refused'", "no more in mandate_act"),
        ("DELETE FROM mandate_act WHERE corrects IS NOT NULL", "no more in mandate_act"),
    ])
    .await;
}
