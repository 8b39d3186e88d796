//! A mandate as the organisation it was given to sees it.

use relais_domain::{access::Action, actor::Actor, ids::MandateId, mandate::Mandate};
use relais_store::{
    journal::{Act, Action as Journalled},
    mandates::{ActLine, MandateContent, MandateHistoryLine},
};

use crate::{
    App, AppError,
    mandates::{
        text::{Article, MandateText},
        work::Work,
    },
    persons::names_of,
};

/// Everything a page of a mandate shows.
#[derive(Clone, Debug)]
pub struct MandateSheet {
    /// The mandate.
    pub mandate: Mandate,
    /// Whether something may be done under it now.
    pub in_force: bool,
    /// Her name, for whom may open it: as sealed under the mandate, or as the organisation knows her.
    pub name: Option<String>,
    /// What is needed to act, while it is in force.
    pub content: Option<MandateContent>,
    /// The articles put to her, until it ends.
    pub articles: Vec<Article>,
    /// What was done, the latest first.
    pub acts: Vec<ActLine>,
    /// What happened to it, the latest first.
    pub history: Vec<MandateHistoryLine>,
}

/// Reads a mandate. Whoever opens what is sealed under it leaves an entry that she can see.
pub async fn show_mandate(app: &App, actor: &Actor, id: MandateId) -> Result<MandateSheet, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load(&unit, actor, id, Action::ViewMandate).await?;
    let mandate = work.stored.mandate.clone();
    let in_force = mandate.is_in_force(unit.now());
    let opens = work.grant.opens_content();
    let content =
        if opens && in_force { Some(unit.open_mandate(&work.grant, &work.stored).await?) } else { None };
    let asked = opens && mandate.text().is_some() && !mandate.state().is_final();
    let articles = if asked {
        MandateText::articles_of(&unit.open_proof_in_hand(&work.grant, &mandate).await?.text)
    } else {
        Vec::new()
    };
    let known = if opens { super::put_text::open_person(&unit, actor, &mandate).await.ok() } else { None };
    let acts = unit.list_mandate_acts(&work.grant, &mandate).await?;
    let history = unit.list_mandate_history(id).await?;
    if content.is_some() || known.is_some() {
        unit.record(Act::new(Journalled::MandateRead).on(id.uuid()).about(mandate.person())).await?;
    }
    unit.commit().await?;
    let name = known.as_ref().map(|known| {
        let (given, family) = names_of(known);
        format!("{given} {family}").trim().to_owned()
    });
    Ok(MandateSheet { mandate, in_force, name, content, articles, acts, history })
}
