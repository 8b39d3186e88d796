//! A need is written and a draft begins; nothing leaves the organisation.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    code_set::CodeSet,
    ids::{NeedId, ReferralId, RelationId},
    organisation::Theme,
    referral::{NewReferral, RefNumber, Referral, Sender},
    text::{FreeText, ShortText},
};
use relais_store::{
    StoreError, UnitOfWork,
    journal::{Act, Action as Journalled},
    needs::{NeedContent, NewNeed},
    persons::{PersonContent, Relation},
    referrals::ReferralExtras,
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::content::compose,
};

/// The raw fields of a need.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields")]
pub struct StartReferral {
    pub relation: Option<RelationId>,
    pub need: String,
    pub theme: String,
    pub situation: String,
    pub availability: String,
}

impl std::fmt::Debug for StartReferral {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StartReferral([secret])")
    }
}

/// A need as parsed.
pub(super) struct ReadNeed {
    pub theme: Option<Theme>,
    pub content: NeedContent,
}

impl StartReferral {
    pub(super) fn read(&self) -> Result<ReadNeed, AppError> {
        let mut fields = Fields::default();
        let need = fields.required("need", &self.need, FreeText::parse);
        let theme = fields.optional_code("theme", &self.theme);
        let situation = fields.optional("situation", &self.situation, FreeText::parse);
        let availability = fields.optional("availability", &self.availability, ShortText::parse);
        fields.finish()?;
        let content = NeedContent {
            text: present("need", need)?.as_str().to_owned(),
            situation: situation.map(|text| text.as_str().to_owned()),
            availability: availability.map(|text| text.as_str().to_owned()),
        };
        Ok(ReadNeed { theme, content })
    }
}

/// Begins a draft for a person of the organisation.
pub async fn start_referral(app: &App, actor: &Actor, input: &StartReferral) -> Result<ReferralId, AppError> {
    let id = input.relation.ok_or(AppError::NotFound)?;
    let unit = app.store.begin(actor).await?;
    let relation = unit.find_relation(id).await?.ok_or(AppError::NotFound)?;
    let grant = access::require(actor, Action::DraftReferral, &relation.facts())?;
    let read = input.read()?;
    let person = unit.open_relation(&grant, &relation).await?;
    let theme = read.theme.map(Theme::as_str);
    let need = NeedId::random(app.random.as_ref());
    let new = NewNeed { id: need, person: relation.person(), relation: id, theme, content: &read.content };
    unit.insert_need(new).await?;
    unit.record(Act::new(Journalled::NeedRecorded).on(need.uuid()).about(relation.person())).await?;
    let from = Written { need, theme: theme.map(str::to_owned), content: &read.content };
    let draft = draft(app, &unit, (actor, &relation), from, &person).await?;
    unit.touch_relation(id).await?;
    unit.commit().await?;
    Ok(draft)
}

/// A need that is written, for a draft.
pub(super) struct Written<'a> {
    pub need: NeedId,
    pub theme: Option<String>,
    pub content: &'a NeedContent,
}

/// Begins the draft of a written need.
pub(super) async fn draft(
    app: &App,
    unit: &UnitOfWork<'_>,
    (actor, relation): (&Actor, &Relation),
    Written { need, theme, content: words }: Written<'_>,
    person: &PersonContent,
) -> Result<ReferralId, AppError> {
    let new = NewReferral {
        id: ReferralId::random(app.random.as_ref()),
        number: RefNumber::draw(app.random.as_ref()),
        network: actor.network,
        need,
        person: relation.person(),
        sender: sender(unit, actor).await?,
    };
    let referral = Referral::draft(new, unit.now());
    let extras = ReferralExtras { relation: relation.id(), theme, items: CodeSet::default() };
    let stored = unit.insert_referral(referral, extras, &compose(unit, words, person)).await;
    let stored = stored.map_err(|error| match error {
        StoreError::Unique(_) => AppError::Conflict, // this need has its draft already
        other => other.into(),
    })?;
    let act = Act::new(Journalled::ReferralDrafted).on(stored.referral.id().uuid());
    unit.record(act.about(relation.person())).await?;
    Ok(stored.referral.id())
}

async fn sender(unit: &UnitOfWork<'_>, actor: &Actor) -> Result<Sender, AppError> {
    let organisation = unit.find_organisation(actor.organisation).await?.ok_or(AppError::NotFound)?;
    Ok(Sender {
        organisation: actor.organisation,
        membership: actor.membership(),
        organisation_name: organisation.name,
    })
}
