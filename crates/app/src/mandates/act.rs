//! Something is done in her name: asked live, recorded whole, shown to her. What a helper would not do, and what was
//! found wrong afterwards, is recorded too.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::{MandateActId, MandateId},
    mandate::{ActMode, ActResult, Ask, MandateError, Presence, ScopeItem},
    text::{FreeText, LocalDate, ShortText},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    mandates::{ActWords, NewAct},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::work::{SignedIn, Work, through_races},
};

/// The raw fields of an act.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of NewAct and ActWords")]
pub struct ActInput {
    /// A code of the scope: what, and where.
    pub what: String,
    pub mode: String,
    pub presence: String,
    pub result: String,
    pub why: String,
    pub note: String,
    pub number: String,
    pub papers: String,
    pub next_on: String,
}

/// What was found wrong afterwards.
#[derive(Clone, Default)]
pub struct CorrectionInput {
    /// What was wrong, and what is right.
    pub note: String,
}

impl std::fmt::Debug for ActInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActInput([secret])")
    }
}

impl std::fmt::Debug for CorrectionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CorrectionInput([secret])")
    }
}

impl ActInput {
    fn read(&self, id: MandateActId) -> Result<NewAct, AppError> {
        let mut fields = Fields::default();
        let what: Option<ScopeItem> = fields.code("what", &self.what);
        let mode: Option<ActMode> = fields.code("mode", &self.mode);
        let presence: Option<Presence> = fields.code("presence", &self.presence);
        let result: Option<ActResult> = fields.code("result", &self.result);
        let instead = mode == Some(ActMode::For);
        let why = fields.required_if(instead, "why", &self.why, FreeText::parse);
        let said = matches!(result, Some(ActResult::Refused | ActResult::ErrorFound));
        let note = fields.required_if(said, "note", &self.note, FreeText::parse);
        let number = fields.optional("number", &self.number, ShortText::parse);
        let papers = fields.optional("papers", &self.papers, ShortText::parse);
        let next_on = fields.optional("next_on", &self.next_on, LocalDate::parse);
        fields.finish()?;
        let line = |text: ShortText| text.as_str().to_owned();
        let lines = |text: FreeText| text.as_str().to_owned();
        Ok(NewAct {
            id,
            what: present("what", what)?,
            mode: present("mode", mode)?,
            presence: present("presence", presence)?,
            result: present("result", result)?,
            next_on: next_on.map(LocalDate::date),
            corrects: None,
            words: ActWords {
                why: why.map(lines),
                note: note.map(lines),
                number: number.map(line),
                papers: papers.map(line),
            },
        })
    }
}

/// Records something done in her name. The mandate, the clock, the scope and the helper are asked in this transaction;
/// two helpers who act at once both do, and one that is stopped meanwhile refuses.
pub async fn act_under_mandate(
    app: &App,
    actor: &Actor,
    id: MandateId,
    signed_in: SignedIn,
    input: &ActInput,
) -> Result<MandateActId, AppError> {
    let new = input.read(MandateActId::random(app.random.as_ref()))?;
    through_races(async || act(app, actor, id, signed_in, new.clone()).await).await
}

async fn act(
    app: &App,
    actor: &Actor,
    id: MandateId,
    signed_in: SignedIn,
    new: NewAct,
) -> Result<MandateActId, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::UseMandate).await?;
    let ask = Ask { what: new.what.clone(), mode: new.mode, why_said: new.words.why.is_some() };
    let helper = signed_in.helper(app, &unit).await?;
    let act_id = new.id;
    if new.result == ActResult::Refused {
        refuse(&unit, &work, &ask, actor, new).await?;
    } else {
        let mandate = work.stored.mandate.clone();
        let step = mandate.act(&ask, &helper, actor, unit.now());
        let (_, entry) = work.save(app, &unit, step).await?;
        unit.insert_mandate_act(&work.stored.mandate, new, entry).await?;
    }
    unit.commit().await?;
    Ok(act_id)
}

/// A helper would not do it: nothing was done, so that a recent sign-in is not asked; it is still recorded under a mandate
/// in force only.
async fn refuse(
    unit: &UnitOfWork<'_>,
    work: &Work,
    ask: &Ask,
    actor: &Actor,
    new: NewAct,
) -> Result<(), AppError> {
    let mandate = &work.stored.mandate;
    if !mandate.is_in_force(unit.now()) {
        return Err(AppError::rule(MandateError::OutsideTerm.code()));
    }
    if !mandate.scope().includes(&ask.what) {
        return Err(AppError::rule(MandateError::OutsideScope.code()));
    }
    actor.membership().ok_or(AppError::rule(MandateError::NotAHelper.code()))?;
    let act = Act::new(Journalled::MandateActRefused).on(mandate.id().uuid()).about(mandate.person());
    let entry = unit.record(act.scope(ask.what.theme.as_str())).await?;
    Ok(unit.insert_mandate_act(mandate, new, entry).await?)
}

/// Records what was found wrong in an act, in good faith (CRPA, L.123-1): nothing of it is erased.
pub async fn correct_act(
    app: &App,
    actor: &Actor,
    (id, act): (MandateId, MandateActId),
    input: &CorrectionInput,
) -> Result<MandateActId, AppError> {
    let mut fields = Fields::default();
    let note = fields.required("note", &input.note, FreeText::parse);
    fields.finish()?;
    let unit = app.store.begin(actor).await?;
    let work = Work::load(&unit, actor, id, Action::UseMandate).await?;
    let mandate = &work.stored.mandate;
    let what = unit.find_mandate_act(mandate, act).await?.ok_or(AppError::NotFound)?;
    if !mandate.is_in_force(unit.now()) {
        return Err(AppError::rule(MandateError::OutsideTerm.code()));
    }
    let new = NewAct {
        id: MandateActId::random(app.random.as_ref()),
        what,
        mode: ActMode::With,
        presence: Presence::Absent,
        result: ActResult::ErrorFound,
        next_on: None,
        corrects: Some(act),
        words: ActWords { note: Some(present("note", note)?.as_str().to_owned()), ..ActWords::default() },
    };
    let corrected = new.id;
    let entry = Act::new(Journalled::MandateCorrected).on(id.uuid()).about(mandate.person());
    let entry = unit.record(entry.scope("good_faith")).await?;
    unit.insert_mandate_act(mandate, new, entry).await?;
    unit.commit().await?;
    Ok(corrected)
}
