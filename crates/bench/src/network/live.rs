//! Each act by the use case that an agent's click would call.

use anyhow::{Context as _, Result, bail};
use relais_app::{
    App,
    contacts::{ContactInput, record_contact},
    persons::{CreatePerson, Created, PersonInput, create_person},
    referrals::{
        HoldInput, RecordAgreement, RejectInput, Saved, StartReferral, accept_referral, acknowledge_referral,
        cancel_referral, choose_items, choose_service, complete_referral, hold_referral, mark_referral_error,
        record_agreement, referral_version, reject_referral, send_referral, show_agreement_text,
        show_referral, start_referral, start_work, withdraw_consent,
    },
};
use relais_bench::Chance;
use relais_domain::{actor::Actor, ids::RelationId};

use crate::{
    found::{House, found},
    plan::{Act, Plan, Planned, Step},
    story::Scale,
    words::{COMMUNES, CONTACTS, FAMILY, GIVEN, NEEDS, SITUATIONS, THEMES},
};

/// What is passed on, each time with the person's agreement.
const ITEMS: [&str; 5] = ["identity", "phone", "language", "reception_card", "situation"];

/// The network as its history goes on.
pub(super) struct Life<'a> {
    app: &'a App,
    plan: &'a Plan,
    scale: Scale,
    chance: Chance,
    houses: Vec<House>,
    relations: Vec<Option<RelationId>>,
    referrals: Vec<Option<Kept>>,
    rounds: usize,
}

/// A referral as the last act on it left it, and after how many rounds of the jobs that was.
#[derive(Clone, Copy)]
struct Kept {
    saved: Saved,
    rounds: usize,
}

impl<'a> Life<'a> {
    /// Founds the network.
    pub(super) async fn begin(app: &'a App, scale: Scale, plan: &'a Plan) -> Result<Self> {
        let chance = Chance::new(plan.steps.len() as u64);
        let houses = found(app, scale, &chance).await?;
        Ok(Self {
            app,
            plan,
            scale,
            chance,
            houses,
            relations: vec![None; scale.persons()],
            referrals: vec![None; plan.referrals.len()],
            rounds: 0,
        })
    }

    /// The jobs have run: clocks may have struck on any referral.
    pub(super) const fn note_round(&mut self) {
        self.rounds += 1;
    }

    /// Does one act.
    pub(super) async fn live(&mut self, step: &Step) -> Result<()> {
        match step.act {
            Act::Meet(person) => self.meet(person).await,
            Act::Contact(person) => self.contact(person).await,
            Act::Draft(index) => self.draft(index).await,
            Act::Ask(index)
            | Act::Refuse(index)
            | Act::Send(index)
            | Act::Cancel(index)
            | Act::Mistake(index) => {
                let planned = self.planned(index)?;
                let actor = *self.worker(planned.person % self.scale.organisations(), index)?;
                let saved = self.by_sender(&actor, step.act, self.saved(&actor, index).await?).await?;
                self.keep(index, saved)
            }
            Act::Read(index)
            | Act::Acknowledge(index)
            | Act::Accept(index)
            | Act::Hold(index)
            | Act::Start(index)
            | Act::Complete(index)
            | Act::Reject(index)
            | Act::Withdraw(index) => {
                let actor = *self.worker(self.planned(index)?.recipient, index)?;
                let saved = self.by_recipient(&actor, step.act, self.saved(&actor, index).await?).await?;
                self.keep(index, saved)
            }
        }
    }

    async fn meet(&mut self, person: usize) -> Result<()> {
        let actor = *self.worker(person % self.scale.organisations(), person)?;
        let read = self.input(person).read(self.app.today()).context("what she says of herself")?;
        let command = CreatePerson { person: read, not_a_duplicate: true, contact: None };
        let Created::Relation(relation) = create_person(self.app, &actor, command).await? else {
            bail!("person {person} looks like somebody else");
        };
        *self.relations.get_mut(person).context("a person of the plan")? = Some(relation);
        Ok(())
    }

    async fn contact(&self, person: usize) -> Result<()> {
        let actor = *self.worker(person % self.scale.organisations(), self.chance.below(7))?;
        let input = ContactInput {
            text: self.chance.one(&CONTACTS).unwrap_or_default().to_owned(),
            theme: Self::theme(person),
            mode: "helped".to_owned(),
            posture: "with".to_owned(),
            channel: "desk".to_owned(),
            minutes: "20".to_owned(),
            outcome: "appointment".to_owned(),
            relation: self.relation(person),
        };
        record_contact(self.app, &actor, input).await?;
        Ok(())
    }

    async fn draft(&mut self, index: usize) -> Result<()> {
        let planned = self.planned(index)?;
        let actor = *self.worker(planned.person % self.scale.organisations(), index)?;
        let input = StartReferral {
            relation: self.relation(planned.person),
            need: self.chance.one(&NEEDS).unwrap_or_default().to_owned(),
            theme: Self::theme(index),
            situation: self.chance.one(&SITUATIONS).unwrap_or_default().to_owned(),
            availability: "le mardi et le jeudi matin".to_owned(),
        };
        let id = start_referral(self.app, &actor, &input).await?;
        let house = self.houses.get(planned.recipient).context("an organisation of the plan")?;
        let service = *house.services.get(planned.service).context("a service of the plan")?;
        let saved = choose_service(self.app, &actor, id, 1, service).await?;
        let saved = choose_items(self.app, &actor, id, saved.version, &ITEMS.map(str::to_owned)).await?;
        self.keep(index, saved)
    }

    async fn by_sender(&self, actor: &Actor, act: Act, saved: Saved) -> Result<Saved> {
        let (app, Saved { id, version }) = (self.app, saved);
        Ok(match act {
            Act::Send(_) => {
                let text = show_agreement_text(app, actor, id).await?;
                let yes = RecordAgreement {
                    version,
                    answer: "yes".to_owned(),
                    method: "paper".to_owned(),
                    signed_at: "au guichet".to_owned(),
                    secrecy: true,
                    text_sha256: text.text.sha256.to_string(),
                    ..RecordAgreement::default()
                };
                let saved = record_agreement(app, actor, id, &yes).await?;
                send_referral(app, actor, id, saved.version).await?
            }
            Act::Refuse(_) => {
                let no = RecordAgreement { version, answer: "no".to_owned(), ..RecordAgreement::default() };
                record_agreement(app, actor, id, &no).await?
            }
            Act::Cancel(_) => cancel_referral(app, actor, id, version, ("solved_otherwise", "")).await?,
            Act::Mistake(_) => mark_referral_error(app, actor, id, version, ("double_entry", "")).await?,
            _ => send_referral(app, actor, id, version).await?,
        })
    }

    async fn by_recipient(&self, actor: &Actor, act: Act, saved: Saved) -> Result<Saved> {
        let (app, Saved { id, version }) = (self.app, saved);
        Ok(match act {
            Act::Read(_) => {
                show_referral(app, actor, id).await?;
                saved
            }
            Act::Acknowledge(_) => acknowledge_referral(app, actor, id, version).await?,
            Act::Accept(_) => accept_referral(app, actor, id, version).await?,
            Act::Hold(_) => {
                let review_on = (app.today() + chrono::Days::new(40)).format("%d %m %Y").to_string();
                let reason = "waiting_list".to_owned();
                hold_referral(
                    app,
                    actor,
                    id,
                    &HoldInput { version, reason, review_on, ..HoldInput::default() },
                )
                .await?
            }
            Act::Start(_) => start_work(app, actor, id, version).await?,
            Act::Complete(_) => complete_referral(app, actor, id, version, ("helped", "")).await?,
            Act::Reject(_) => {
                let reason = "no_capacity".to_owned();
                let input = RejectInput { version, reason, ..RejectInput::default() };
                reject_referral(app, actor, id, &input).await?
            }
            _ => withdraw_consent(app, actor, id, "counter").await?,
        })
    }

    /// What somebody invented says of herself, as it would be typed.
    fn input(&self, person: usize) -> PersonInput {
        let chance = &self.chance;
        let (postcode, commune) = COMMUNES.get(person % COMMUNES.len()).copied().unwrap_or_default();
        let (day, month, year) = (chance.between(1, 28), chance.between(1, 12), chance.between(1940, 2007));
        PersonInput {
            given_name: chance.one(&GIVEN).unwrap_or_default().to_owned(),
            family_name: chance.one(&FAMILY).unwrap_or_default().to_owned(),
            birth: format!("{day:02} {month:02} {year}"),
            // Numbers set aside for fiction.
            phone: format!("06 39 98 {:02} {:02}", chance.below(100), chance.below(100)),
            address: format!("{} rue de la République", chance.between(1, 180)),
            postcode: postcode.to_owned(),
            commune: commune.to_owned(),
            languages: vec!["fr".to_owned()],
            ..PersonInput::default()
        }
    }

    fn theme(number: usize) -> String {
        THEMES.get(number % THEMES.len()).copied().unwrap_or_default().to_owned()
    }

    fn worker(&self, house: usize, number: usize) -> Result<&Actor> {
        let house = self.houses.get(house).context("an organisation of the plan")?;
        house.worker(number).context("an agent of the plan")
    }

    fn relation(&self, person: usize) -> Option<RelationId> {
        self.relations.get(person).copied().flatten()
    }

    fn planned(&self, index: usize) -> Result<Planned> {
        self.plan.referrals.get(index).copied().context("a referral of the plan")
    }

    /// As it stands now: asked for again where a clock may have struck since.
    async fn saved(&self, actor: &Actor, index: usize) -> Result<Saved> {
        let kept = self.referrals.get(index).copied().flatten().context("a referral that was drafted")?;
        if kept.rounds == self.rounds {
            return Ok(kept.saved);
        }
        Ok(Saved { version: referral_version(self.app, actor, kept.saved.id).await?, ..kept.saved })
    }

    fn keep(&mut self, index: usize, saved: Saved) -> Result<()> {
        let kept = Kept { saved, rounds: self.rounds };
        *self.referrals.get_mut(index).context("a referral of the plan")? = Some(kept);
        Ok(())
    }
}
