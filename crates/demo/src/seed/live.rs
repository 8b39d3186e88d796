//! One act after the other, each by the use case that an agent's click would call.

use super::{Founded, SeedError, While};
use crate::{
    network::DemoNetwork,
    persons::FictitiousPerson,
    story::{Act, ContactFacts, PlannedReferral, Step, Story},
};
use relais_app::{
    App, AppError,
    contacts::{ContactInput, record_contact},
    persons::{CreatePerson, Created, PersonInput, create_person},
    referrals::{
        RecordAgreement, RejectInput, Saved, StartReferral, accept_referral, acknowledge_referral,
        cancel_referral, choose_items, choose_service, complete_referral, record_agreement, reject_referral,
        send_referral, show_agreement_text, start_referral, start_work, withdraw_consent,
    },
};
use relais_domain::{
    actor::Actor,
    agreement::{IndicatedBy, Item, Method, WithdrawalChannel},
    ids::{ReferralId, RelationId},
    person::Protection,
};
use relais_notices::{WaysOut, deliver_messages};
use std::collections::HashMap;

/// What is passed on in the story, each referral with the person's agreement.
const ITEMS: [Item; 5] = [Item::Identity, Item::Phone, Item::Language, Item::ReceptionCard, Item::Situation];

/// The network as the story goes on.
#[derive(Debug)]
pub struct Life<'a> {
    app: &'a App,
    ways: &'a WaysOut,
    network: &'a DemoNetwork,
    story: &'a Story,
    founded: Founded,
    relations: HashMap<usize, RelationId>,
    referrals: HashMap<usize, Saved>,
}

impl<'a> Life<'a> {
    /// A story about to be lived in a founded network.
    pub fn new(
        (app, ways): (&'a App, &'a WaysOut),
        network: &'a DemoNetwork,
        story: &'a Story,
        founded: Founded,
    ) -> Self {
        Self { app, ways, network, story, founded, relations: HashMap::new(), referrals: HashMap::new() }
    }

    /// Who acts for whom, when the story is over.
    pub fn into_founded(self) -> Founded {
        self.founded
    }

    /// Who acts for whom; somebody may join.
    pub const fn founded(&mut self) -> &mut Founded {
        &mut self.founded
    }

    /// A referral of the story as its last act left it, once it was drafted.
    pub fn saved(&self, index: usize) -> Option<Saved> {
        self.referrals.get(&index).copied()
    }

    /// Does one act, and delivers the news it makes at the same hour.
    pub async fn live(&mut self, step: &Step) -> Result<(), SeedError> {
        let actor = *self.founded.actor(&step.by.username, &step.by.organisation)?;
        let doing = || format!("{:?} by {}", step.act, step.by.username);
        match step.act {
            Act::Meet(person) => self.meet(&actor, person).await?,
            Act::Contact(facts) => {
                record_contact(self.app, &actor, contact(facts)).await.map(drop).while_doing(doing)?;
            }
            Act::Draft(index) => self.draft(&actor, index).await?,
            act => {
                let (index, saved) = self.referral(act)?;
                let saved = self.carry_on(&actor, act, saved).await.while_doing(doing)?;
                self.referrals.insert(index, saved);
            }
        }
        deliver_messages(self.app, self.ways).await.map(drop).while_doing(doing)
    }

    async fn meet(&mut self, actor: &Actor, index: usize) -> Result<(), SeedError> {
        let person = self.story.people.get(index).ok_or_else(|| SeedError::missing("person"))?;
        let doing = || format!("meet person {index}");
        let read = input(self.network, person).read(self.app.today()).while_doing(doing)?;
        let command = CreatePerson { person: read, not_a_duplicate: true, contact: None };
        match create_person(self.app, actor, command).await.while_doing(doing)? {
            Created::Relation(relation) => self.relations.insert(index, relation),
            Created::Duplicates(_) => return Err(SeedError::new(doing(), "looks like somebody else")),
        };
        Ok(())
    }

    /// Need, service, items: the steps of the task list.
    async fn draft(&mut self, actor: &Actor, index: usize) -> Result<(), SeedError> {
        let planned = self.planned(index)?;
        let person = self.story.people.get(planned.person).ok_or_else(|| SeedError::missing("person"))?;
        let need = person.needs.get(planned.need).ok_or_else(|| SeedError::missing("need"))?;
        let path = format!("{}/{}", need.organisation, need.service);
        let (_, service) = self.network.service(&path).ok_or_else(|| SeedError::missing(&path))?;
        let service = self.founded.service(&need.organisation, &service.name)?;
        let input = StartReferral {
            relation: self.relations.get(&planned.person).copied(),
            need: need.text.clone(),
            theme: need.theme.as_str().to_owned(),
            ..StartReferral::default()
        };
        let doing = || format!("draft referral {index}");
        let id = start_referral(self.app, actor, &input).await.while_doing(doing)?;
        let saved = choose_service(self.app, actor, id, FIRST_VERSION, service).await.while_doing(doing)?;
        let items = ITEMS.map(|item| item.as_str().to_owned());
        let saved = choose_items(self.app, actor, id, saved.version, &items).await.while_doing(doing)?;
        self.referrals.insert(index, saved);
        Ok(())
    }

    /// Does one act on a referral that is there, as it stands.
    pub async fn carry_on(
        &self,
        actor: &Actor,
        act: Act,
        Saved { id, version }: Saved,
    ) -> Result<Saved, AppError> {
        let app = self.app;
        match act {
            Act::Ask(_) => send_referral(app, actor, id, version).await,
            Act::Agree(referral, method) => {
                let yes = self.yes(actor, (id, version), (referral, method)).await?;
                record_agreement(app, actor, id, &yes).await
            }
            Act::Refuse(_) => {
                let no = RecordAgreement { version, answer: "no".to_owned(), ..RecordAgreement::default() };
                record_agreement(app, actor, id, &no).await
            }
            Act::Acknowledge(_) => acknowledge_referral(app, actor, id, version).await,
            Act::Accept(_) => accept_referral(app, actor, id, version).await,
            Act::Start(_) => start_work(app, actor, id, version).await,
            Act::Complete(_, outcome) => {
                complete_referral(app, actor, id, version, (outcome.as_str(), "")).await
            }
            Act::Reject(_, reason) => {
                let input =
                    RejectInput { version, reason: reason.as_str().to_owned(), ..RejectInput::default() };
                reject_referral(app, actor, id, &input).await
            }
            Act::Cancel(_, reason) => cancel_referral(app, actor, id, version, (reason.as_str(), "")).await,
            Act::Withdraw(_) => withdraw_consent(app, actor, id, WithdrawalChannel::Counter.as_str()).await,
            // Not acts on a referral that is there; `live` has done them.
            Act::Meet(_) | Act::Contact(_) | Act::Draft(_) => Ok(Saved { id, version }),
        }
    }

    /// A yes to the very text that is shown.
    async fn yes(
        &self,
        actor: &Actor,
        (id, version): (ReferralId, i32),
        (referral, method): (usize, Method),
    ) -> Result<RecordAgreement, AppError> {
        let shown = show_agreement_text(self.app, actor, id).await?;
        let spoken = method == Method::SpokenWithWitness;
        Ok(RecordAgreement {
            version,
            answer: "yes".to_owned(),
            method: method.as_str().to_owned(),
            indicated_by: self.voice(referral).to_owned(),
            witness: if spoken { "Soizic Marhic".to_owned() } else { String::new() },
            signed_at: if spoken { String::new() } else { "Brest".to_owned() },
            secrecy: true,
            text_sha256: shown.text.sha256.to_string(),
        })
    }

    /// Who says yes, under the measure of protection of the person.
    fn voice(&self, referral: usize) -> &'static str {
        let planned = self.story.referrals.get(referral);
        let person = planned.and_then(|planned| self.story.people.get(planned.person));
        let voice = match person.map_or(Protection::Unknown, |person| person.protection) {
            Protection::Tutelle => IndicatedBy::Guardian,
            Protection::Curatelle => IndicatedBy::CuratorAssisted,
            Protection::Habilitation => IndicatedBy::MandatedHelper,
            Protection::None | Protection::Sauvegarde | Protection::Unknown => IndicatedBy::Person,
        };
        voice.as_str()
    }

    fn referral(&self, act: Act) -> Result<(usize, Saved), SeedError> {
        let index = act.referral().ok_or_else(|| SeedError::missing("referral"))?;
        let saved = self.referrals.get(&index).ok_or_else(|| SeedError::missing("draft"))?;
        Ok((index, *saved))
    }

    fn planned(&self, index: usize) -> Result<&'a PlannedReferral, SeedError> {
        self.story.referrals.get(index).ok_or_else(|| SeedError::missing("referral"))
    }
}

/// The version of what was just made.
const FIRST_VERSION: i32 = 1;

fn contact(facts: ContactFacts) -> ContactInput {
    ContactInput {
        theme: facts.theme.as_str().to_owned(),
        mode: facts.mode.as_str().to_owned(),
        posture: facts.posture.map(|posture| posture.as_str().to_owned()).unwrap_or_default(),
        channel: facts.channel.as_str().to_owned(),
        minutes: facts.minutes.as_str().to_owned(),
        outcome: facts.outcome.as_str().to_owned(),
        ..ContactInput::default()
    }
}

/// What somebody invented says of herself, as it would be typed.
fn input(network: &DemoNetwork, person: &FictitiousPerson) -> PersonInput {
    let commune = network.communes.iter().find(|commune| commune.insee == person.commune);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    PersonInput {
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        birth: person.birth.format("%d %m %Y").to_string(),
        phone: text(&person.phone),
        email: text(&person.email),
        address: text(&person.address),
        postcode: person.postcode.clone(),
        commune: commune.map(|commune| commune.name.clone()).unwrap_or_default(),
        languages: person.languages.clone(),
        interpreter: person.interpreter,
        reading: person.reading.as_str().to_owned(),
        channel: person.channel.as_str().to_owned(),
        safe_hours: text(&person.safe_hours),
        protection: person.protection.as_str().to_owned(),
        do_not_write: person.do_not_write,
    }
}
