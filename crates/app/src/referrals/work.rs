//! What every act on a referral shares: load within the actor's reach, decide, then save the step with its event,
//! its journal entry and the news for the other side, in one transaction.

use relais_domain::{
    access::{self, Action, Grant, Resource},
    actor::{Actor, Role},
    agreement::Agreement,
    clock::Timestamp,
    ids::{AgreementId, OrganisationId, ReferralId},
    need::NeedState,
    referral::{Referral, ReferralError, ReferralEvent, ReferralEventKind, SendingFacts, Step},
    text::FreeText,
};
use relais_store::{
    StoreError, UnitOfWork,
    agreements::StoredAgreement,
    journal::{Act, Action as Journalled},
    outbox::Message,
    referrals::{Note, ReferralContent, StoredReferral},
};

use crate::{App, AppError};

/// The kind of the news: the agreement ran out while the referral was open. Told to both sides.
pub const AGREEMENT_ENDED: &str = "agreement_ended";

/// A referral loaded for one act that was allowed.
pub(super) struct Work {
    pub stored: StoredReferral,
    pub agreement: Option<StoredAgreement>,
    pub grant: Grant,
}

/// What an act leaves: where the referral stands now.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    /// The referral.
    pub id: ReferralId,
    /// Its new version.
    pub version: i32,
}

impl Work {
    /// Loads a referral with its agreement and asks access; a referral the actor may not know of is not found.
    pub async fn load(
        unit: &UnitOfWork<'_>,
        actor: &Actor,
        id: ReferralId,
        action: Action,
    ) -> Result<Self, AppError> {
        let found = unit.find_referral_and_reason(id).await?;
        let (stored, reason_given) = found.ok_or(AppError::NotFound)?;
        let agreement = find_agreement_of(unit, &stored.referral).await?;
        let reason_given = actor.role == Role::Manager && reason_given;
        let facts = facts(&stored.referral, agreement.as_ref(), unit, reason_given);
        let grant = access::require(actor, action, &facts)?;
        Ok(Self { stored, agreement, grant })
    }

    /// The agreement it was sent under.
    pub fn agreed(&self) -> Result<&Agreement, AppError> {
        let found = self.agreement.as_ref().map(|stored| &stored.agreement);
        found.ok_or(AppError::rule("referral.agreement_not_valid"))
    }

    /// Whether the service it is for is there and takes referrals now.
    pub async fn is_recipient_active(&self, unit: &UnitOfWork<'_>) -> Result<bool, AppError> {
        let Some(recipient) = self.stored.referral.recipient() else { return Ok(false) };
        Ok(unit.find_service(recipient.service).await?.is_some_and(|service| service.takes_referrals()))
    }

    /// What a yes that was waited for, or a reopening, is decided upon.
    pub async fn sending_facts<'a>(
        &self,
        unit: &UnitOfWork<'_>,
        agreement: &'a Agreement,
    ) -> Result<SendingFacts<'a>, AppError> {
        Ok(SendingFacts {
            recipient_active: self.is_recipient_active(unit).await?,
            duplicate_open: self.is_asked_already(unit).await?,
            elsewhere: NeedState::fold(&unit.list_other_attempts(&self.stored.referral).await?),
            agreement,
        })
    }

    /// Whether the same organisation already asks the same service for the same person.
    pub async fn is_asked_already(&self, unit: &UnitOfWork<'_>) -> Result<bool, AppError> {
        Ok(unit.find_duplicate(&self.stored.referral).await?.is_some())
    }

    /// Whether the referral has ended and its agreement still runs.
    pub fn outlived(&self, unit: &UnitOfWork<'_>) -> bool {
        let runs = self.agreement.as_ref().is_some_and(|stored| stored.agreement.is_in_force(unit.now()));
        runs && !self.stored.referral.state().is_open()
    }

    /// For the recipient's side: the agreement it reads or acts under says what was sealed at the yes, and no more.
    pub async fn hold_to_sealed_terms(&self, unit: &UnitOfWork<'_>) -> Result<(), AppError> {
        let stored = self.agreement.as_ref().ok_or(AppError::rule("referral.agreement_not_valid"))?;
        Ok(unit.hold_to_sealed_terms(&self.grant, &self.stored.referral, stored).await?)
    }

    /// Refuses an act made on another version than the present one; nothing typed is lost, the page shows both.
    pub fn expect_version(&self, read: i32) -> Result<(), AppError> {
        if self.stored.referral.version() == read { Ok(()) } else { Err(AppError::Conflict) }
    }

    /// Saves a step of the rules, unless they refused it.
    pub async fn save(
        &mut self,
        unit: &UnitOfWork<'_>,
        step: Step,
        note: Option<&FreeText>,
        content: Option<&ReferralContent>,
    ) -> Result<Saved, AppError> {
        save_step(unit, &mut self.stored, step, note, content).await
    }

    /// After an end: the agreement ends some days later, so that nothing is readable for longer than it was said.
    pub async fn end_agreement_with(&self, app: &App, unit: &UnitOfWork<'_>) -> Result<(), AppError> {
        end_agreement(app, unit, &self.stored.referral, self.agreement.as_ref()).await
    }
}

/// The agreement a referral was sent under, or will be.
pub(super) async fn find_agreement_of(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
) -> Result<Option<StoredAgreement>, AppError> {
    match referral.agreement() {
        Some(agreement) => Ok(unit.find_agreement(agreement).await?),
        None => Ok(None),
    }
}

/// Saves a step of the rules with its event, its entry and the news for the other side, unless they refused it.
pub(super) async fn save_step(
    unit: &UnitOfWork<'_>,
    stored: &mut StoredReferral,
    step: Step,
    note: Option<&FreeText>,
    content: Option<&ReferralContent>,
) -> Result<Saved, AppError> {
    let event = record_step(unit, stored, step, note, content).await?;
    let referral = &stored.referral;
    if is_told(event.kind) {
        tell_other_side(unit, referral, event.kind).await?;
    }
    Ok(Saved { id: referral.id(), version: referral.version() })
}

/// The same, and nobody is told.
pub(super) async fn record_step(
    unit: &UnitOfWork<'_>,
    stored: &mut StoredReferral,
    step: Step,
    note: Option<&FreeText>,
    content: Option<&ReferralContent>,
) -> Result<ReferralEvent, AppError> {
    let (referral, event) = step.map_err(|error| AppError::rule(error.code()))?;
    let read = stored.referral.version();
    stored.referral = referral;
    unit.save_referral(stored, read, content).await.map_err(taken)?;
    let note = note.map(|note| Note(note.as_str().to_owned()));
    unit.record_referral_event(&stored.referral, &event, note).await?;
    Ok(event)
}

/// Whether an event is news for the other side: in whose hands a referral is there is not.
const fn is_told(kind: ReferralEventKind) -> bool {
    !matches!(
        kind,
        ReferralEventKind::Claimed
            | ReferralEventKind::Released
            | ReferralEventKind::Assigned
            | ReferralEventKind::Redirected
    )
}

/// The agreement of a referral that has ended ends some days later.
pub(super) async fn end_agreement(
    app: &App,
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    agreement: Option<&StoredAgreement>,
) -> Result<(), AppError> {
    let (Some(stored), Some(closed)) = (agreement, referral.closed_at()) else { return Ok(()) };
    if !stored.agreement.is_in_force(closed) {
        return Ok(());
    }
    let step = stored.agreement.clone().referral_closed(closed, app.settings.clocks.reopen_limit(closed));
    save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await
}

/// An act that moves a referral on and carries nothing else.
pub(super) async fn move_on(
    app: &App,
    actor: &Actor,
    (id, version): (ReferralId, i32),
    action: Action,
    step: impl FnOnce(Referral, &Actor, Timestamp) -> Step,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, action).await?;
    work.expect_version(version)?;
    let step = step(work.stored.referral.clone(), actor, unit.now());
    let saved = work.save(&unit, step, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}

/// Two drafts for the same person and service leave at once: the guard of `submit` saw neither, the database keeps
/// one of them back with the same answer.
fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Unique(_) => AppError::rule(ReferralError::Duplicate.code()),
        other => other.into(),
    }
}

/// Ends what the recipient knew of the person: its copy is sealed under its own key, and the key is destroyed.
pub(crate) async fn end_relations(unit: &UnitOfWork<'_>, referral: &Referral) -> Result<(), AppError> {
    for relation in unit.end_relations_of_referral(referral.id()).await? {
        let act = Act::new(Journalled::RelationEnded).on(relation.uuid()).about(referral.person());
        unit.record(act.scope("accepted_referral")).await?;
    }
    Ok(())
}

/// Whether the agreement is in force at this read, and what else access needs.
pub(super) fn facts(
    referral: &Referral,
    agreement: Option<&StoredAgreement>,
    unit: &UnitOfWork<'_>,
    reason_given: bool,
) -> Resource {
    let valid = agreement.zip(referral.recipient()).is_some_and(|(stored, recipient)| {
        stored.agreement.permits_referral(referral.person(), recipient, unit.now())
    });
    referral.facts(valid, reason_given)
}

/// Saves an agreement's step with its event and its journal entry.
pub(crate) async fn save_agreement(
    unit: &UnitOfWork<'_>,
    (agreement, event): (Agreement, relais_domain::agreement::AgreementEvent),
) -> Result<(), AppError> {
    unit.save_agreement(&agreement, agreement.version() - 1).await?;
    Ok(unit.record_agreement_event(&agreement, &event).await?)
}

/// Queues the news of an event for the organisation that did not act.
async fn tell_other_side(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    kind: ReferralEventKind,
) -> Result<(), AppError> {
    tell(unit, referral, kind, &event_of(referral)).await
}

/// Queues the news that an agreement was taken back after the end of its referral, which has no event of its own.
pub(super) async fn tell_withdrawal(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    agreement: &Agreement,
) -> Result<(), AppError> {
    let event = format!("agreement:{}:{}", agreement.id(), agreement.version());
    tell(unit, referral, ReferralEventKind::ConsentWithdrawn, &event).await
}

/// Queues the news that the agreement has run out while the referral is open: the recipient answers for somebody it no
/// longer sees, and the sender may ask her again. Nothing of an agreement that another one has replaced.
pub(crate) async fn tell_agreement_ended(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    agreement: AgreementId,
) -> Result<(), AppError> {
    let Some(recipient) = referral.recipient().filter(|_| referral.sent_at().is_some()) else {
        return Ok(());
    };
    if !referral.state().is_open() || referral.agreement() != Some(agreement) {
        return Ok(());
    }
    for organisation in [referral.sender().organisation, recipient.organisation] {
        queue(unit, referral, AGREEMENT_ENDED, &format!("agreement:{agreement}:ended"), organisation).await?;
    }
    Ok(())
}

/// Nothing is told before the referral has left.
async fn tell(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    kind: ReferralEventKind,
    event: &str,
) -> Result<(), AppError> {
    let (Some(recipient), Some(_)) = (referral.recipient(), referral.sent_at()) else { return Ok(()) };
    let sender = referral.sender().organisation;
    let acting = unit.actor().map(|actor| actor.organisation);
    let others = [sender, recipient.organisation].into_iter().filter(|side| Some(*side) != acting);
    for organisation in others {
        queue(unit, referral, kind.as_str(), event, organisation).await?;
    }
    Ok(())
}

/// Queues one piece of news of a referral for one organisation; `event` makes it that of one event.
pub(super) async fn queue(
    unit: &UnitOfWork<'_>,
    referral: &Referral,
    kind: &'static str,
    event: &str,
    organisation: OrganisationId,
) -> Result<(), AppError> {
    let event_key = format!("{event}:{organisation}");
    let object = referral.id().uuid();
    unit.enqueue(Message { kind, event_key, object, organisation }).await?;
    Ok(())
}

/// What makes the news of a referral's last event one of a kind.
pub(super) fn event_of(referral: &Referral) -> String {
    format!("referral:{}:{}", referral.id(), referral.version())
}
