//! A contact at the desk is recorded in a minute; no name is needed.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
    ids::{ContactId, RelationId},
    organisation::Theme,
    text::FreeText,
};
use relais_store::{
    contacts::{ContactContent, NewContact},
    journal::{Act, Action as Journalled},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
};

/// The raw fields of a contact.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of Contact")]
pub struct ContactInput {
    pub text: String,
    pub theme: String,
    pub mode: String,
    pub posture: String,
    pub channel: String,
    pub minutes: String,
    pub outcome: String,
    pub relation: Option<RelationId>,
}

impl std::fmt::Debug for ContactInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactInput([secret])")
    }
}

/// Records a contact, with or without a person of the organisation.
pub async fn record_contact(app: &App, actor: &Actor, input: ContactInput) -> Result<ContactId, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::RecordContact, &own)?;
    let new = read(&input, ContactId::random(app.random.as_ref()))?;
    let unit = app.store.begin(actor).await?;
    let mut act = Act::new(Journalled::ContactRecorded).on(new.id.uuid());
    if let Some(id) = input.relation {
        let relation = unit.find_relation(id).await?.ok_or(AppError::NotFound)?;
        access::require(actor, Action::ViewReceptionCard, &relation.facts())?;
        unit.touch_relation(id).await?;
        act = act.about(relation.person());
    }
    let id = new.id;
    unit.insert_contact(new).await?;
    unit.record(act).await?;
    unit.commit().await?;
    Ok(id)
}

fn read(input: &ContactInput, id: ContactId) -> Result<NewContact, AppError> {
    let mut fields = Fields::default();
    let text = fields.optional("text", &input.text, FreeText::parse);
    let theme: Option<Theme> = fields.optional_code("theme", &input.theme);
    let mode: Option<ContactMode> = fields.code("mode", &input.mode);
    let posture: Option<Posture> = fields.optional_code("posture", &input.posture);
    let channel: Option<ContactChannel> = fields.code("channel", &input.channel);
    let minutes: Option<Minutes> = fields.code("minutes", &input.minutes);
    let outcome: Option<ContactOutcome> = fields.code("outcome", &input.outcome);
    fields.finish()?;
    Ok(NewContact {
        id,
        relation: input.relation,
        theme: theme.map(Theme::as_str),
        mode: present("mode", mode)?.as_str(),
        posture: posture.map(Posture::as_str),
        channel: present("channel", channel)?.as_str(),
        minutes: i32::from(present("minutes", minutes)?.get()),
        outcome: present("outcome", outcome)?.as_str(),
        content: ContactContent { text: text.map(|text| text.as_str().to_owned()).unwrap_or_default() },
    })
}
