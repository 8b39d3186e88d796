//! Steps of the story that most tests begin with.

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
    random::fill_array,
};
use relais_testkit::World;

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
    /// The same referral after an act.
    pub fn after(self, saved: Saved) -> Self {
        assert_eq!(saved.id, self.id);
        Self { version: saved.version, ..self }
    }
}

/// Another person than all others: no duplicate.
pub fn somebody(world: &World) -> PersonInput {
    let letter = |(place, byte): (usize, &u8)| char::from(if place == 0 { b'A' } else { b'a' } + byte % 26);
    let name = || -> String {
        let drawn: [u8; 12] = fill_array(world.app.random.as_ref());
        drawn.iter().enumerate().map(letter).collect()
    };
    PersonInput { given_name: name(), family_name: name(), commune: "Brest".into(), ..PersonInput::default() }
}

/// Creates a person in the actor's organisation.
pub async fn create(world: &World, actor: &Actor, input: PersonInput) -> RelationId {
    let command = CreatePerson {
        person: input.read(world.app.today()).expect("done"),
        not_a_duplicate: false,
        contact: None,
    };
    match create_person(&world.app, actor, command).await.expect("done") {
        Created::Relation(relation) => relation,
        Created::Duplicates(lines) => panic!("unexpected duplicates: {lines:?}"),
    }
}

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
pub fn tick(world: &World) {
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
    let id = start_referral(&world.app, actor, &need(relation)).await.expect("done");
    let step = Step { relation, id, version: 1 };
    tick(world);
    let saved = choose_service(&world.app, actor, id, step.version, to).await.expect("done");
    tick(world);
    let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
    let saved = choose_items(&world.app, actor, id, saved.version, &items).await.expect("done");
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

/// A referral of a known person, agreed on paper and sent.
pub async fn sent_for(world: &World, actor: &Actor, relation: RelationId, to: ServiceId) -> Step {
    let step = draft(world, actor, relation, to, ITEMS).await;
    let step = step.after(answer(world, actor, step, "yes").await.expect("done"));
    tick(world);
    step.after(send_referral(&world.app, actor, step.id, step.version).await.expect("done"))
}

/// The Mission locale takes it over.
pub async fn accept(world: &World, step: Step) -> Step {
    let actor = world.mission.social_worker();
    tick(world);
    step.after(accept_referral(&world.app, &actor, step.id, step.version).await.expect("done"))
}
