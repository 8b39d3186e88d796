//! Steps of the story that most tests begin with, in every package: a second passes between two of them.

use crate::World;
use relais_app::{
    AppError,
    persons::{CreatePerson, Created, PersonInput, create_person},
    referrals::{
        RecordAgreement, Saved, StartReferral, accept_referral, choose_items, choose_service,
        record_agreement, send_referral, show_agreement_text, start_referral,
    },
};
use relais_domain::{
    actor::Actor,
    ids::{ReferralId, RelationId, ServiceId},
};

/// Everything a person may agree to pass on in these tests.
pub const ITEMS: &[&str] = &["identity", "phone", "situation"];

/// The need of every referral of these tests.
pub const NEED: &str = "Elle cherche un logement";
/// The situation behind it.
pub const SITUATION: &str = "Hébergée par sa soeur";

/// A referral on its way.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The sender's relation.
    pub relation: RelationId,
    /// The referral.
    pub id: ReferralId,
    /// Its version now.
    pub version: i32,
}

impl Step {
    /// The same referral after an act of it.
    #[must_use]
    pub fn after(self, saved: Saved) -> Self {
        assert_eq!(saved.id, self.id);
        Self { version: saved.version, ..self }
    }
}

/// What Amina says at reception.
pub fn amina() -> PersonInput {
    PersonInput {
        given_name: "Amina".into(),
        family_name: "Benali".into(),
        birth: "12 03 1984".into(),
        phone: "06 12 34 56 78".into(),
        email: "amina@example.org".into(),
        address: "3 rue de Siam".into(),
        postcode: "29200".into(),
        commune: "Brest".into(),
        languages: vec!["ar".into(), "fr".into()],
        channel: "phone".into(),
        safe_hours: "le matin".into(),
        ..PersonInput::default()
    }
}

/// Another person than the others: no duplicate.
pub fn somebody(name: &str) -> PersonInput {
    PersonInput {
        family_name: name.into(),
        given_name: name.into(),
        commune: "Brest".into(),
        ..PersonInput::default()
    }
}

/// Creates a person in the actor's organisation.
pub async fn create(world: &World, actor: &Actor, input: PersonInput) -> RelationId {
    let command = CreatePerson {
        person: input.read(world.app.today()).expect("the story goes on"),
        not_a_duplicate: false,
        contact: None,
    };
    match create_person(&world.app, actor, command).await.expect("the story goes on") {
        Created::Relation(relation) => relation,
        Created::Duplicates(lines) => panic!("unexpected duplicates: {lines:?}"),
    }
}

/// What the referral of a known person begins with.
pub fn need(relation: RelationId) -> StartReferral {
    StartReferral {
        relation: Some(relation),
        need: NEED.into(),
        theme: "logement".into(),
        situation: SITUATION.into(),
        availability: "le mardi".into(),
    }
}

/// A second passes: entries are told apart by the millisecond.
fn tick(world: &World) {
    world.advance(chrono::TimeDelta::seconds(1));
}

/// A draft to a service with items chosen.
pub async fn draft(
    world: &World,
    actor: &Actor,
    relation: RelationId,
    to: ServiceId,
    items: &[&str],
) -> Step {
    let id = start_referral(&world.app, actor, &need(relation)).await.expect("the story goes on");
    let step = Step { relation, id, version: 1 };
    tick(world);
    let saved = choose_service(&world.app, actor, id, step.version, to).await.expect("the story goes on");
    tick(world);
    let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
    let saved = choose_items(&world.app, actor, id, saved.version, &items).await.expect("the story goes on");
    step.after(saved)
}

/// The text is read to her, and she answers.
pub async fn answer(world: &World, actor: &Actor, step: Step, answer: &str) -> Result<Saved, AppError> {
    tick(world);
    let text = show_agreement_text(&world.app, actor, step.id).await?;
    let input = RecordAgreement {
        version: step.version,
        answer: answer.into(),
        method: "paper".into(),
        signed_at: "au guichet".into(),
        text_sha256: text.text.sha256.to_string(),
        ..RecordAgreement::default()
    };
    record_agreement(&world.app, actor, step.id, &input).await
}

/// Amina, known to the CCAS, with a referral sent to the Mission locale.
pub async fn sent(world: &World) -> Step {
    let actor = world.ccas.social_worker();
    let relation = create(world, &actor, amina()).await;
    sent_for(world, &actor, relation, world.mission.service()).await
}

/// A referral of a known person, agreed on paper and sent.
pub async fn sent_for(world: &World, actor: &Actor, relation: RelationId, to: ServiceId) -> Step {
    let step = draft(world, actor, relation, to, ITEMS).await;
    let step = step.after(answer(world, actor, step, "yes").await.expect("the story goes on"));
    tick(world);
    step.after(send_referral(&world.app, actor, step.id, step.version).await.expect("the story goes on"))
}

/// The same, accepted by the Mission locale.
pub async fn accepted(world: &World) -> Step {
    let step = sent(world).await;
    accept(world, step).await
}

/// The Mission locale takes it over.
pub async fn accept(world: &World, step: Step) -> Step {
    let actor = world.mission.social_worker();
    tick(world);
    step.after(accept_referral(&world.app, &actor, step.id, step.version).await.expect("the story goes on"))
}

/// The state in the referral's row.
pub async fn state(world: &World, step: Step) -> String {
    let sql = "SELECT state FROM referral WHERE id = $1";
    world.db().texts(sql, [step.id.uuid().into()]).await.remove(0)
}

/// The journal's actions about an object, in order.
pub async fn entries(world: &World, object: uuid::Uuid) -> Vec<String> {
    let sql = "SELECT action FROM journal_entry WHERE object_id = $1 ORDER BY id";
    world.db().texts(sql, [object.into()]).await
}
