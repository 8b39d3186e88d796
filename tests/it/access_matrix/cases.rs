//! The objects that calls name, made through the product's own use cases and made anew once a call has changed them.

use std::{collections::HashMap, rc::Rc};

use relais_app::{
    members::invite,
    persons::PersonInput,
    referrals::{HoldInput, cancel_referral, complete_referral, hold_referral, start_work, withdraw_consent},
};
use relais_domain::{
    actor::Role,
    ids::{ReferralId, RelationId},
    random::fill_array,
};
use relais_testkit::{World, db::Desk};
use uuid::Uuid;

use super::{
    ground::{Ground, Relation},
    sight,
};
use crate::story::{self, Step};

/// What a route's address names, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    /// Nothing.
    Nothing,
    /// A relation to a person.
    Person,
    /// A draft with service and items.
    Draft,
    /// A draft with the person's agreement.
    Agreed,
    /// A referral on its way.
    Requested,
    /// An accepted one.
    Accepted,
    /// One being worked on.
    InProgress,
    /// One on hold before acceptance.
    OnHold,
    /// One that ended with an outcome.
    Completed,
    /// One called back after acceptance.
    CalledBack,
    /// A piece of news.
    Notice,
    /// A membership.
    Member,
    /// An invitation.
    Invitation,
    /// An organisation.
    Organisation,
    /// The caller's own organisation, which the address does not name.
    House,
    /// A service.
    Service,
    /// A place of the directory.
    Place,
}

impl Stage {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Draft => "  (draft)",
            Self::Agreed => "  (agreed draft)",
            Self::Requested => "  (requested)",
            Self::Accepted => "  (accepted)",
            Self::InProgress => "  (in progress)",
            Self::OnHold => "  (on hold)",
            Self::Completed => "  (completed)",
            Self::CalledBack => "  (called back)",
            Self::Nothing
            | Self::Person
            | Self::Notice
            | Self::Member
            | Self::Invitation
            | Self::Organisation
            | Self::House
            | Self::Service
            | Self::Place => "",
        }
    }

    /// Whether it is content that strangers must not know of.
    pub(super) const fn is_private(self) -> bool {
        !matches!(self, Self::Nothing | Self::Organisation | Self::House | Self::Service | Self::Place)
    }
}

/// The ids of a case.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// What the address names.
    pub id: Uuid,
    /// An invitation's token.
    pub token: String,
    /// The draft's sender and step, for what must be asked before a call.
    pub step: Option<Step>,
}

/// The cases made so far.
pub(super) struct Cases<'a> {
    ground: &'a Ground,
    made: HashMap<(Relation, Stage), Rc<Case>>,
}

impl<'a> Cases<'a> {
    pub(super) fn new(ground: &'a Ground) -> Self {
        Self { ground, made: HashMap::new() }
    }

    /// One case of every kind a list may hold, so that no list is walked empty.
    pub(super) async fn fill_the_lists(&mut self) {
        let listed = [
            (Relation::Own, Stage::Draft),
            (Relation::Asked, Stage::Requested),
            (Relation::Took, Stage::Accepted),
            (Relation::Took, Stage::InProgress),
            (Relation::Done, Stage::InProgress),
            (Relation::Past, Stage::Accepted),
            (Relation::Ended, Stage::Requested),
            (Relation::Own, Stage::Notice),
        ];
        for (relation, stage) in listed {
            self.of(relation, stage).await;
        }
    }

    /// The case a relation stands to, at a stage; and whether it was made just now.
    pub(super) async fn of(&mut self, relation: Relation, stage: Stage) -> (Rc<Case>, bool) {
        if let Some(known) = self.made.get(&(relation, stage)) {
            return (Rc::clone(known), false);
        }
        let case = Rc::new(self.make(relation, stage).await);
        self.made.insert((relation, stage), Rc::clone(&case));
        (case, true)
    }

    /// It has been changed.
    pub(super) fn forget(&mut self, relation: Relation, stage: Stage) {
        self.made.remove(&(relation, stage));
    }

    /// All of them may have been changed.
    pub(super) fn forget_all(&mut self) {
        self.made.clear();
    }

    async fn make(&self, relation: Relation, stage: Stage) -> Case {
        let world = self.ground.world();
        let named = |id| Case { id, token: String::new(), step: None };
        if stage == Stage::House {
            return named(self.ground.desk(relation).organisation.uuid());
        }
        if relation == Relation::Guess {
            return Case { token: "A".repeat(43), ..named(self.draw()) };
        }
        let owner = if relation.owns() { self.ground.desk(relation) } else { &world.ccas };
        match stage {
            Stage::Nothing | Stage::House => named(Uuid::nil()),
            Stage::Organisation => named(owner.organisation.uuid()),
            Stage::Service => named(owner.service().uuid()),
            Stage::Place => named(self.place().await),
            Stage::Notice => named(self.notice(owner).await),
            Stage::Member => named(self.member(owner).await),
            Stage::Invitation => self.invitation(owner).await,
            Stage::Person => named(self.person(relation).await),
            Stage::Draft
            | Stage::Agreed
            | Stage::Requested
            | Stage::Accepted
            | Stage::InProgress
            | Stage::OnHold
            | Stage::Completed
            | Stage::CalledBack => {
                let step = self.referral(relation, stage).await;
                Case { id: step.id.uuid(), token: String::new(), step: Some(step) }
            }
        }
    }

    fn draw(&self) -> Uuid {
        uuid::Builder::from_random_bytes(fill_array(self.ground.world().app.random.as_ref())).into_uuid()
    }

    async fn sender_relation(&self) -> RelationId {
        let world = self.ground.world();
        let her = story::stranger(world);
        let her = PersonInput {
            family_name: format!("{} {}", sight::NAME, her.family_name),
            address: sight::ADDRESS.into(),
            ..her
        };
        story::create(world, &world.ccas.social_worker(), her).await
    }

    /// A relation: the sender's, or what the recipient holds of the person since it accepted.
    async fn person(&self, relation: Relation) -> Uuid {
        let world = self.ground.world();
        match relation {
            Relation::Own | Relation::Asked | Relation::Other | Relation::Abroad | Relation::Guess => {
                self.sender_relation().await.uuid()
            }
            Relation::Ended => {
                let id = self.sender_relation().await.uuid();
                end_relation(world, id).await;
                id
            }
            Relation::Took | Relation::Done | Relation::Past => {
                let step = self.sent_to_stage(Stage::InProgress).await;
                let sql = "SELECT id FROM relation WHERE ground_referral_id = $1";
                let held = world.db().column::<Uuid>(sql, [step.id.uuid().into()]).await;
                self.come_to_an_end(relation, step).await;
                held.first().copied().expect("the recipient's relation")
            }
        }
    }

    async fn referral(&self, relation: Relation, stage: Stage) -> Step {
        let step =
            self.sent_to_stage(match (relation, stage) {
                (Relation::Ended, _)
                | (
                    Relation::Asked,
                    Stage::Accepted | Stage::InProgress | Stage::Completed | Stage::CalledBack,
                ) => Stage::Requested,
                (Relation::Past, _)
                | (Relation::Took, Stage::Draft | Stage::Agreed | Stage::Requested | Stage::OnHold) => {
                    Stage::Accepted
                }
                (Relation::Done, _) => Stage::InProgress,
                (_, stage) => stage,
            });
        let step = step.await;
        self.come_to_an_end(relation, step).await;
        step
    }

    /// Ends the referral the way the relation says.
    async fn come_to_an_end(&self, relation: Relation, step: Step) {
        let world = self.ground.world();
        let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
        let Step { id, version, .. } = step;
        match relation {
            Relation::Ended => {
                let why = ("solved_otherwise", "");
                cancel_referral(&world.app, &sender, id, version, why).await.expect("it is called back");
                end_relation(world, step.relation.uuid()).await;
            }
            Relation::Done => {
                let end = ("helped", "");
                complete_referral(&world.app, &receiver, id, version, end).await.expect("the work ends");
            }
            Relation::Past => withdraw(world, id).await,
            Relation::Own
            | Relation::Asked
            | Relation::Took
            | Relation::Other
            | Relation::Abroad
            | Relation::Guess => {}
        }
    }

    async fn sent_to_stage(&self, stage: Stage) -> Step {
        let relation = self.sender_relation().await;
        let world = self.ground.world();
        let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
        let service = world.mission.service();
        if matches!(stage, Stage::Draft | Stage::Agreed) {
            let step = story::draft(world, &sender, relation, service, story::ITEMS).await;
            return match stage {
                Stage::Agreed => step.after(story::answer(world, &sender, step, "yes").await.expect("a yes")),
                _ => step,
            };
        }
        let step = story::sent_for(world, &sender, relation, service).await;
        if stage == Stage::Requested {
            return step;
        }
        if stage == Stage::OnHold {
            let input = HoldInput {
                version: step.version,
                reason: "waiting_list".to_owned(),
                review_on: world.app.clock.now().date_naive().to_string(),
                note: String::new(),
            };
            let held = hold_referral(&world.app, &receiver, step.id, &input).await;
            return step.after(held.expect("it waits"));
        }
        let step = story::accept(world, step).await;
        match stage {
            Stage::Completed => {
                let end = ("helped", "");
                let done = complete_referral(&world.app, &receiver, step.id, step.version, end).await;
                step.after(done.expect("the work ends"))
            }
            Stage::InProgress => step
                .after(start_work(&world.app, &receiver, step.id, step.version).await.expect("it is begun")),
            Stage::CalledBack => {
                let end = ("solved_otherwise", "");
                let done = cancel_referral(&world.app, &sender, step.id, step.version, end).await;
                step.after(done.expect("it is called back"))
            }
            _ => step,
        }
    }

    async fn place(&self) -> Uuid {
        let id = self.draw();
        let sql = "INSERT INTO place (id, network_id, source, external_id, name, search_key, imported_at) \
                   SELECT $1, id, 'test', $2, 'Maison pour tous', 'maison pour tous', created_at FROM network WHERE id = $3";
        let values = [id.into(), id.to_string().into(), self.ground.world().network.uuid().into()];
        self.ground.world().db().execute(sql, values).await.expect("a place");
        id
    }

    async fn notice(&self, owner: &Desk) -> Uuid {
        let id = self.draw();
        let sql = "INSERT INTO notice (id, organisation_id, kind, object_id, event_key, created_at) \
                   SELECT $1, id, 'submitted', id, $2, updated_at FROM organisation WHERE id = $3";
        let values = [id.into(), id.to_string().into(), owner.organisation.uuid().into()];
        self.ground.world().db().execute(sql, values).await.expect("news");
        id
    }

    async fn member(&self, owner: &Desk) -> Uuid {
        let (agent, id, db) = (self.draw(), self.draw(), self.ground.world().db());
        let somebody = "INSERT INTO agent (id, issuer, subject, given_name, usual_name, created_at, last_signed_in_at) \
                        SELECT $1, issuer, $2, given_name, usual_name, created_at, last_signed_in_at FROM agent LIMIT 1";
        db.execute(somebody, [agent.into(), agent.to_string().into()]).await.expect("an agent");
        let member = "INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version) \
                      SELECT $1, $2, organisation_id, role, status, started_at, version FROM membership \
                      WHERE organisation_id = $3 AND role = 'volunteer' AND status = 'active' LIMIT 1";
        let values = [id.into(), agent.into(), owner.organisation.uuid().into()];
        db.execute(member, values).await.expect("a member");
        id
    }

    async fn invitation(&self, owner: &Desk) -> Case {
        let manager = owner.actor(Role::Manager);
        let email = format!("{}@example.org", self.draw()); // a mailbox has one open invitation
        let invited = invite(&self.ground.world().app, &manager, &email, "volunteer").await;
        let invited = invited.expect("an invitation");
        Case { id: invited.invitation.id().uuid(), token: invited.token, step: None }
    }
}

async fn end_relation(world: &World, id: Uuid) {
    let sql = "UPDATE relation SET ended_at = updated_at WHERE id = $1";
    world.db().execute(sql, [id.into()]).await.expect("the relation ends");
}

async fn withdraw(world: &World, id: ReferralId) {
    let sender = world.ccas.social_worker();
    withdraw_consent(&world.app, &sender, id, "counter").await.expect("the agreement is taken back");
}
