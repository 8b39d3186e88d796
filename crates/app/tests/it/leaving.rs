//! What the sender is shown before it sends is what leaves; what keeps her safe is told as it stands now.

use relais_app::{
    persons::{EditPerson, PersonInput, edit_person, show_person},
    referrals::{ReferralContent, send_referral, show_referral},
};
use relais_domain::{
    access::{self, Action},
    actor::{Actor, Role},
    ids::RelationId,
};
use relais_store::StoreError;
use relais_testdb::{
    World,
    story::{self, Step, answer, create, draft},
};

/// The card after it was corrected: she moved, is older than was noted, and nothing may reach her in writing.
fn corrected() -> PersonInput {
    PersonInput {
        commune: "Guipavas".into(),
        birth: "12 03 1950".into(),
        safe_hours: "jamais le soir".into(),
        channel: "in_person".into(),
        do_not_write: true,
        ..story::amina()
    }
}

async fn edit(world: &World, actor: &Actor, relation: RelationId, version: i32, person: PersonInput) {
    let person = person.read_correction(world.app.today()).unwrap();
    edit_person(&world.app, actor, EditPerson { relation, version, person }).await.unwrap();
}

async fn read(world: &World, actor: &Actor, step: Step) -> ReferralContent {
    show_referral(&world.app, actor, step.id).await.unwrap().content.unwrap()
}

/// Everything that either side reads of the sheet, of the person's own words too.
fn told(content: &ReferralContent) -> ReferralContent {
    ReferralContent { situation: None, shared: None, ..content.clone() }
}

#[tokio::test]
async fn what_is_shown_before_sending_is_what_leaves() {
    for waits in [false, true] {
        let world = World::open().await;
        let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
        let relation = create(&world, &sender, story::amina()).await;
        let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
        let mut step = step;
        if waits {
            step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
        }
        edit(&world, &sender, relation, 1, corrected()).await;
        let shown = read(&world, &sender, step).await;
        assert_eq!(shown.commune.as_deref(), Some("Guipavas"), "waits: {waits}");
        assert!(shown.do_not_write && shown.age_band.as_deref() != Some("40_59"), "{:?}", shown.age_band);
        step = step.after(answer(&world, &sender, step, "yes").await.unwrap());
        if !waits {
            step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
        }
        assert_eq!(story::state(&world, step).await, "requested");
        let left = read(&world, &receiver, step).await;
        assert!(told(&left) == told(&shown), "waits: {waits}");
        assert_eq!(shown.situation.as_deref(), Some(story::SITUATION));
    }
}

/// What of the sheet says how to reach her.
fn reach(content: &ReferralContent) -> (Option<&str>, Option<&str>, bool) {
    (content.channel.as_deref(), content.safe_hours.as_deref(), content.do_not_write)
}

const CORRECTED: (Option<&str>, Option<&str>, bool) = (Some("in_person"), Some("jamais le soir"), true);

#[tokio::test]
async fn what_keeps_her_safe_reaches_the_service_asked_without_a_new_sending() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = story::sent(&world).await;
    let sealed = "SELECT payload FROM referral WHERE id = $1";
    let payload = async || world.db().column::<Vec<u8>>(sealed, [step.id.uuid().into()]).await.remove(0);
    let before = payload().await;
    edit(&world, &sender, step.relation, 1, corrected()).await;
    let readers =
        [receiver, world.mission.actor(Role::Receptionist), sender, world.ccas.actor(Role::Receptionist)];
    for reader in &readers {
        let content = read(&world, reader, step).await;
        assert_eq!(reach(&content), CORRECTED, "{:?}", reader.role);
        assert_eq!(content.commune.as_deref(), Some("Brest"), "the rest is what was sent");
    }
    assert_eq!(payload().await, before, "nothing was sent anew");

    // The recipient's own card holds from its acceptance on, on both of its pages.
    let step = story::accept(&world, step).await;
    let (copy, known) = show_referral(&world.app, &receiver, step.id).await.unwrap().person.unwrap();
    assert!(known.card.do_not_write, "copied as it stood");
    let here = PersonInput { safe_hours: "le midi".into(), email: String::new(), ..corrected() };
    edit(&world, &receiver, copy, 1, here).await;
    edit(&world, &sender, step.relation, 2, story::amina()).await;
    for reader in &readers[..2] {
        let content = read(&world, reader, step).await;
        assert_eq!(reach(&content), (Some("in_person"), Some("le midi"), true), "{:?}", reader.role);
    }
    let page = show_person(&world.app, &receiver, copy).await.unwrap().content.card;
    assert_eq!((page.safe_hours.as_deref(), page.do_not_write), (Some("le midi"), true));
}

/// The sender's card opens to the service asked only while the agreement allows it.
#[tokio::test]
async fn without_the_agreement_no_card_opens() {
    let world = World::open().await;
    let step = story::sent(&world).await;
    let receiver = world.mission.social_worker();
    let card = async |actor: &Actor, valid: bool| {
        let unit = world.app.store.begin(actor).await.unwrap();
        let stored = unit.find_referral(step.id).await.unwrap().unwrap();
        let sheet = ReferralContent::default();
        let facts = stored.referral.facts(valid, false);
        let grant = access::require(actor, Action::ViewReferral, &facts).unwrap();
        let sent = unit.open_referral(&grant, &stored).await.unwrap_or_default();
        let opened = unit.open_holders_card(&grant, &stored, &sent).await;
        let unshared = unit.open_holders_card(&grant, &stored, &sheet).await;
        (opened.map(|card| card.is_some()), unshared.map(|card| card.is_some()))
    };
    let (opened, unshared) = card(&receiver, true).await;
    assert!(opened.unwrap() && matches!(unshared, Err(StoreError::Sealed { .. })), "{unshared:?}");
    let (opened, _) = card(&receiver, false).await;
    assert!(matches!(opened, Err(StoreError::Sealed { .. })), "{opened:?}");
    world.advance(chrono::TimeDelta::days(i64::from(world.app.settings.terms.longest_days) + 1));
    let (opened, _) = card(&receiver, true).await;
    assert!(matches!(opened, Err(StoreError::Sealed { .. })), "its last instant is sealed in: {opened:?}");
}
