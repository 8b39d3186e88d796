//! A member is away: she notes it herself, or a manager does. What is in her hands goes over on its first day.

use relais_domain::{
    access::{self, Action, Resource},
    actor::{Actor, Role},
    ids::{AbsenceId, MembershipId},
    organisation::Absence,
    text::LocalDate,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    members::{AbsenceRow, Load, MemberRow},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    jobs::hand_over_of,
    referrals::may_have_in_hand,
};

/// The raw fields of an absence.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of Absence")]
pub struct AbsenceInput {
    pub from: String,
    pub until: String,
    /// A colleague's membership; may stay empty.
    pub cover: String,
}

/// Notes an absence. What she has in hand goes over at once where it has begun.
pub async fn note_absence(
    app: &App,
    actor: &Actor,
    member: MembershipId,
    input: &AbsenceInput,
) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    let member = may_note(&unit, actor, member).await?;
    let mut fields = Fields::default();
    let from = fields.required("from", &input.from, LocalDate::parse).map(LocalDate::date);
    let until = fields.required("until", &input.until, LocalDate::parse).map(LocalDate::date);
    let cover: Option<MembershipId> = fields.optional_code("cover", &input.cover);
    if let Some(cover) = cover
        && !unit.find_member(cover).await?.is_some_and(|member| may_have_in_hand(&member))
    {
        fields.refuse("cover", "choice.unknown");
    }
    fields.finish()?;
    let days = (present("from", from)?, present("until", until)?);
    let absence = Absence::new(member.id(), days, cover, app.today());
    let absence = absence.map_err(|error| AppError::field(error.field(), error.code()))?;
    unit.insert_absence(AbsenceId::random(app.random.as_ref()), &absence).await?;
    unit.record(Act::new(Journalled::AbsenceNoted).on(member.id().uuid())).await?;
    unit.commit().await?;
    if let Err(error) = hand_over_of(app, member.id()).await {
        // The absence is noted, and the next round hands over.
        tracing::error!(error = &error as &dyn std::error::Error, "an absence was not handed over at once");
    }
    Ok(())
}

/// Takes her absences back: she is here again. What went over stays where it is.
pub async fn take_back_absence(app: &App, actor: &Actor, member: MembershipId) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    let member = may_note(&unit, actor, member).await?;
    if unit.take_back_absences(member.id(), app.today()).await? > 0 {
        unit.record(Act::new(Journalled::AbsenceTakenBack).on(member.id().uuid())).await?;
    }
    Ok(unit.commit().await?)
}

/// A member, her absences ahead, and the colleagues who may cover.
#[derive(Clone, Debug)]
pub struct MemberAbsences {
    /// Who.
    pub member: MemberRow,
    /// Hers, the next first.
    pub absences: Vec<AbsenceRow>,
    /// Who may take over.
    pub colleagues: Vec<MemberRow>,
}

/// What the page of a member's absences shows.
pub async fn show_absences(
    app: &App,
    actor: &Actor,
    member: MembershipId,
) -> Result<MemberAbsences, AppError> {
    let unit = app.store.read(actor).await?;
    let member = may_note(&unit, actor, member).await?;
    let mut absences = unit.list_absences_of(actor.organisation, app.today()).await?;
    absences.retain(|absence| absence.member() == member.id());
    let colleagues = unit.list_members_of(actor.organisation).await?;
    unit.commit().await?;
    let others = |colleague: &MemberRow| may_have_in_hand(colleague) && colleague.id() != member.id();
    let colleagues = colleagues.into_iter().filter(others).collect();
    Ok(MemberAbsences { member, absences, colleagues })
}

/// What an organisation received, by whose hands it is in, and who is away.
#[derive(Clone, Debug)]
pub struct TeamLoad {
    /// A line a pair of hands; what lies open to all first.
    pub loads: Vec<Load>,
    /// Who is away, or will be.
    pub absences: Vec<AbsenceRow>,
}

/// What waits at the actor's organisation and since when, for whoever answers for the team.
pub async fn show_team_load(app: &App, actor: &Actor) -> Result<TeamLoad, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ManageMembers, &own)?;
    let unit = app.store.read(actor).await?;
    let loads = unit.list_loads().await?;
    let absences = unit.list_absences_of(actor.organisation, app.today()).await?;
    unit.commit().await?;
    Ok(TeamLoad { loads, absences })
}

/// Herself, or a manager of her organisation.
async fn may_note(unit: &UnitOfWork<'_>, actor: &Actor, member: MembershipId) -> Result<MemberRow, AppError> {
    let found = unit.find_member(member).await?.ok_or(AppError::NotFound)?;
    if actor.membership() == Some(member) || actor.role == Role::Manager {
        Ok(found)
    } else {
        Err(AppError::Forbidden)
    }
}
