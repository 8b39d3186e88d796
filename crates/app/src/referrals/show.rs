//! A referral as its two organisations see it: parts by state, side, agreement and role; its history in words.

use relais_domain::{
    access::{self, Action, Decision},
    actor::{Actor, Role},
    agreement::{AgreementState, Item, Method},
    clock::Timestamp,
    code_set::CodeSet,
    ids::{ReferralId, RelationId},
    referral::{
        Holder, Recipient, ReferralEventKind, ReferralRecord, ReferralState,
        visibility::{Part, Sight, visible},
    },
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    persons::{PersonContent, Relation},
    referrals::{HistoryLine, Note, ReferralContent},
};

use crate::{
    App, AppError,
    persons::keep_card,
    referrals::{
        content::sheet,
        offered::allowed,
        work::{Work, facts},
    },
};

/// Where the agreement stands.
#[derive(Clone, Debug)]
pub struct AgreementView {
    /// Its state.
    pub state: AgreementState,
    /// In force at this read.
    pub in_force: bool,
    /// How the person agreed.
    pub method: Option<Method>,
    /// When.
    pub given_at: Option<Timestamp>,
    /// Until when.
    pub valid_until: Option<Timestamp>,
    /// When she took it back.
    pub withdrawn_at: Option<Timestamp>,
    /// What she agreed to pass on.
    pub items: CodeSet<Item>,
    /// Whether the professionals of both sides may speak of her; told with what she agreed to.
    pub secrecy: Option<bool>,
}

/// One line of the history.
#[derive(Clone, Debug)]
pub struct HistoryItem {
    /// Who, what, when.
    pub line: HistoryLine,
    /// The words that went with it, for whoever may read them.
    pub note: Option<Note>,
}

/// A colleague, as the history names her.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// Whether that is the reader.
    pub is_reader: bool,
}

/// The sheet of a referral.
#[derive(Clone, Debug)]
pub struct ReferralView {
    /// Everything coded: state, dates, names of organisations.
    pub record: ReferralRecord,
    /// Whether the reader's organisation sent it (else it received it).
    pub sent_by_us: bool,
    /// Who holds it now.
    pub holder: Holder,
    /// Theme code of the need, for whoever sees the reduced sheet.
    pub theme: Option<String>,
    /// How deep the reader sees.
    pub sight: Sight,
    /// Items chosen by the sender, for whoever sees the reduced sheet.
    pub items: CodeSet<Item>,
    /// The agreement, once there is one.
    pub agreement: Option<AgreementView>,
    /// The sheet, with only the parts the reader may see filled in.
    pub content: Option<ReferralContent>,
    /// The person, as the reader's own organisation knows her.
    pub person: Option<(RelationId, PersonContent)>,
    /// The history, the newest first.
    pub history: Vec<HistoryItem>,
    /// Who of the reader's own organisation has it in hand.
    pub in_hands_of: Option<Colleague>,
    /// The service the recipient takes for the right one, for the sender.
    pub suggested: Option<String>,
    /// Acts the reader may do now.
    pub allowed: Vec<Action>,
    /// Whether a manager's reason would show more than this.
    pub reason_needed: bool,
}

impl ReferralView {
    /// The referral.
    #[must_use]
    pub const fn id(&self) -> ReferralId {
        self.record.id
    }

    /// The service asked.
    #[must_use]
    pub const fn recipient(&self) -> Option<&Recipient> {
        self.record.recipient.as_ref()
    }

    /// Whether this reader may print the paper of the sending: it tells the items, which one who reads less than the
    /// reduced sheet would print as none.
    #[must_use]
    pub fn has_receipt(&self) -> bool {
        let under_way = self.record.sent_at.is_some() && self.record.closed_at.is_none();
        self.sent_by_us && under_way && self.sight >= Sight::Reduced
    }

    /// Whether this reader may write to her how it stands: the sender's side, where it knows her, once there is more to
    /// tell than that it was sent. Who stopped it herself has her confirmation.
    #[must_use]
    pub fn has_letter(&self) -> bool {
        let told = matches!(
            self.record.state,
            ReferralState::OnHold
                | ReferralState::Accepted
                | ReferralState::InProgress
                | ReferralState::Completed
                | ReferralState::Rejected
                | ReferralState::Cancelled
                | ReferralState::Expired
        );
        let knows_her = self.sight == Sight::Own && self.person.is_some();
        self.sent_by_us && knows_her && told && self.record.sent_at.is_some()
    }

    /// When she took her agreement back, of what had been sent: there is a paper that confirms it.
    #[must_use]
    pub fn withdrawn_at(&self) -> Option<Timestamp> {
        self.record.sent_at?;
        let ended = self.record.closed_at.filter(|_| self.record.state == ReferralState::ConsentWithdrawn);
        ended.or_else(|| self.agreement.as_ref()?.withdrawn_at)
    }

    /// Until when the recipient could see something of her: the end of the referral, or of the agreement before it.
    #[must_use]
    pub fn seen_until(&self) -> Option<Timestamp> {
        let agreed_until = self.agreement.as_ref().and_then(|agreement| agreement.valid_until);
        self.record.closed_at.into_iter().chain(agreed_until).min()
    }

    /// Whether an act is offered.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.allowed.contains(&action)
    }
}

/// Reads a referral. One journal entry, which says how deep it was read.
pub async fn show_referral(app: &App, actor: &Actor, id: ReferralId) -> Result<ReferralView, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Box::pin(Work::load(&unit, actor, id, Action::ViewReferral)).await?;
    let referral = &work.stored.referral;
    let sight = work.grant.sight();
    let received = referral.sender().organisation != actor.organisation;
    if received && work.grant.opens_content() {
        work.hold_to_sealed_terms(&unit).await?;
    }
    let history = history(&unit, actor, &work).await?;
    let person = person(&unit, actor, &work).await?;
    let content = content(&unit, &work, person.as_ref()).await?;
    let shown = parts(&work);
    let entry = if sight >= Sight::Agreed { Journalled::ReferralRead } else { Journalled::ReferralSheetRead };
    unit.record(Act::new(entry).on(id.uuid()).about(referral.person())).await?;
    let in_hands_of = in_hands_of(actor, &work, &history).filter(|_| received);
    let suggested = suggested(&unit, &work).await?.filter(|_| !received);
    let view = ReferralView {
        in_hands_of,
        suggested,
        sent_by_us: !received,
        holder: referral.holder(),
        theme: work.stored.theme.clone().filter(|_| shown.contains(Part::Need)),
        sight,
        items: items(sight, &work.stored.items),
        agreement: work.agreement.as_ref().map(|stored| AgreementView {
            state: stored.agreement.state(),
            in_force: stored.agreement.is_in_force(unit.now()),
            method: stored.agreement.stage().given().map(|given| given.method),
            given_at: stored.agreement.stage().given().map(|given| given.at),
            valid_until: stored.agreement.valid_until(),
            withdrawn_at: stored.agreement.withdrawn_at(),
            items: items(sight, &stored.agreement.terms().items),
            secrecy: stored
                .agreement
                .stage()
                .given()
                .filter(|_| sight >= Sight::Reduced)
                .map(|_| stored.agreement.terms().secrecy),
        }),
        content,
        person,
        history,
        allowed: allowed(app, &unit, actor, &work),
        reason_needed: reason_needed(&unit, actor, &work),
        record: referral.record(),
    };
    unit.commit().await?;
    Ok(view)
}

/// Who has it in hand at the reader's own organisation; somebody who left is nobody's hands.
fn in_hands_of(actor: &Actor, work: &Work, history: &[HistoryItem]) -> Option<Colleague> {
    let claim = work.stored.referral.claim()?;
    let line = &history.first()?.line;
    Some(Colleague {
        given_name: line.hands_given_name.clone()?,
        usual_name: line.hands_usual_name.clone()?,
        is_reader: actor.membership() == Some(claim.by),
    })
}

/// The service a refusal named as the right one.
async fn suggested(unit: &UnitOfWork<'_>, work: &Work) -> Result<Option<String>, AppError> {
    let Some(service) = work.stored.referral.record().suggested_service else { return Ok(None) };
    let found = unit.find_service(service).await?;
    Ok(found.map(|found| format!("{}, {}", found.name, found.organisation_name)))
}

async fn history(unit: &UnitOfWork<'_>, actor: &Actor, work: &Work) -> Result<Vec<HistoryItem>, AppError> {
    let referral = &work.stored.referral;
    let mut lines = unit.list_history(referral.id()).await?;
    if referral.sender().organisation == actor.organisation {
        // Who of the partner's looks after it is the partner's own matter.
        let hands = [ReferralEventKind::Claimed, ReferralEventKind::Released, ReferralEventKind::Assigned];
        lines.retain(|line| hands.iter().all(|kind| kind.as_str() != line.event));
    }
    let sight = work.grant.sight();
    let opened =
        |line: &HistoryLine| (sight >= Sight::Agreed || is_asked(actor, sight, line)).then_some(work.grant);
    let notes = unit.open_notes(opened, referral, &lines).await?;
    Ok(lines.into_iter().zip(notes).map(|(line, note)| HistoryItem { line, note }).collect())
}

/// A colleague's words are for whoever reads the whole sheet, but for a question and its answer: whoever may ask it
/// reads them from the reduced sheet on, for the answer is what she accepts or refuses upon. Reception may not ask.
fn is_asked(actor: &Actor, sight: Sight, line: &HistoryLine) -> bool {
    let kinds = [ReferralEventKind::Held, ReferralEventKind::Resumed];
    sight >= Sight::Reduced
        && access::role_allows(actor.role, Action::HoldReferral)
        && kinds.iter().any(|kind| kind.as_str() == line.event)
}

/// The parts this reader may see, by state and agreement.
fn parts(work: &Work) -> CodeSet<Part> {
    let agreed =
        work.agreement.as_ref().map(|stored| stored.agreement.terms().items.clone()).unwrap_or_default();
    visible(work.grant.sight(), work.stored.referral.state(), &agreed)
}

/// What was chosen to pass on says something of the person: told from the reduced sheet on.
fn items(sight: Sight, items: &CodeSet<Item>) -> CodeSet<Item> {
    if sight >= Sight::Reduced { items.clone() } else { CodeSet::default() }
}

/// The sheet, emptied of what this reader may not see; nothing of one that was destroyed.
async fn content(
    unit: &UnitOfWork<'_>,
    work: &Work,
    person: Option<&(RelationId, PersonContent)>,
) -> Result<Option<ReferralContent>, AppError> {
    if !work.grant.opens_content() || work.stored.is_emptied() {
        return Ok(None);
    }
    let parts = parts(work);
    let mut content = sheet(unit, work, person.map(|(_, person)| person)).await?;
    if !parts.contains(Part::Situation) {
        content.situation = None;
    }
    Ok(Some(content))
}

/// The person from the reader's own relation: the sender's, or the copy the recipient got by accepting.
async fn person(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    work: &Work,
) -> Result<Option<(RelationId, PersonContent)>, AppError> {
    let found: Option<Relation> = match work.grant.sight() {
        Sight::Own => unit.find_relation(work.stored.relation).await?,
        Sight::Agreed => unit.find_relation_of_referral(work.stored.referral.id()).await?,
        Sight::Reduced | Sight::Existence | Sight::Hidden => None,
    };
    let Some(relation) = found.filter(|relation| relation.open) else { return Ok(None) };
    let action =
        if actor.role == Role::Receptionist { Action::ViewReceptionCard } else { Action::ViewPerson };
    let Decision::Allow(grant) = access::decide(actor, action, &relation.facts()) else { return Ok(None) };
    let mut content = unit.open_relation(&grant, &relation).await?;
    if action == Action::ViewReceptionCard {
        keep_card(&mut content);
    }
    Ok(Some((relation.id(), content)))
}

/// A manager reads the state and the dates; the words only for a reason.
fn reason_needed(unit: &UnitOfWork<'_>, actor: &Actor, work: &Work) -> bool {
    let with_reason = facts(&work.stored.referral, work.agreement.as_ref(), unit, true);
    match access::decide(actor, Action::ViewReferral, &with_reason) {
        Decision::Allow(grant) => grant.sight() > work.grant.sight() && !work.stored.is_emptied(),
        Decision::Forbidden | Decision::Hidden => false,
    }
}
