//! What was received and what was sent: one query, one opening, one journal entry a page. The inbox also counts.

use relais_domain::{
    access::{self, Action, Decision, Grant, ReferralFacts, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::ReferralId,
    referral::ReferralState,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    referrals::{InboxCount, ListFilter, Order, ReferralContent, ReferralLine, Turn, Which},
};

use crate::{
    App, AppError,
    paging::{ASKED, PAGE, page, page_of},
    persons::names_of,
    referrals::{
        day::{midnight, returned_since},
        show::Colleague,
    },
    shown::shown,
};

/// Where the next page begins in a list whose last changed stands first.
pub type Cursor = (Timestamp, ReferralId);

/// A page of the inbox.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// First what is to be confirmed, then what is due, then what waits without a date, then what was accepted.
    pub lines: Vec<InboxLine>,
    /// How many there are on all pages.
    pub count: InboxCount,
    /// Where the next page begins.
    pub next: Option<Turn>,
}

/// A line of the inbox: the reduced sheet, as far as this actor may see it.
#[derive(Clone, Debug)]
pub struct InboxLine {
    /// The row.
    pub line: ReferralLine,
    /// The reduced sheet; nothing when the agreement is no longer in force.
    pub content: Option<ReferralContent>,
    /// Which colleague has it in hand, where the list tells it.
    pub in_hands_of: Option<Colleague>,
}

/// A line of what was sent, with the person's name.
#[derive(Clone, Debug)]
pub struct SentLine {
    /// The row.
    pub line: ReferralLine,
    /// First name and initial; empty when this actor may not see names.
    pub name: String,
}

/// A block of the sender's day, listed to its end in the order of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentBlock {
    /// Needs that are back, each by its latest attempt.
    Returned,
    /// Silent for too long.
    Silent,
    /// Sent, without an answer yet.
    Waiting,
    /// Not sent yet.
    Drafts,
}

impl SentBlock {
    /// Every block, as on the day.
    pub const ALL: [Self; 4] = [Self::Returned, Self::Silent, Self::Waiting, Self::Drafts];

    /// Whether what is due first stands first, as it does wherever an answer is awaited; else the last changed.
    #[must_use]
    pub const fn is_by_turn(self) -> bool {
        match self {
            Self::Silent | Self::Waiting => true,
            Self::Returned | Self::Drafts => false,
        }
    }
}

/// Lines of the inbox on a screen. Every one is opened under its own key, whether anybody scrolls down to it or not, and
/// what is due stands on top: whoever works through it begins there, and asks for the rest.
const ON_SCREEN: usize = 25;

/// A page of the organisation's inbox, what is due first standing first.
pub async fn list_inbox(app: &App, actor: &Actor, after: Option<Turn>) -> Result<Inbox, AppError> {
    inbox(app, actor, after, (PAGE, false)).await
}

/// The same, as much of it as a screen shows, each line with whose hands it is in.
pub async fn show_inbox(app: &App, actor: &Actor, after: Option<Turn>) -> Result<Inbox, AppError> {
    inbox(app, actor, after, (ON_SCREEN, true)).await
}

async fn inbox(
    app: &App,
    actor: &Actor,
    after: Option<Turn>,
    (most, with_hands): (usize, bool),
) -> Result<Inbox, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.read(actor).await?;
    let count = unit.count_inbox().await?;
    let limit = u32::try_from(most + 1).unwrap_or(u32::MAX);
    let filter = ListFilter { limit, ..filter(Which::Inbox, Order::Turn(after)) };
    let (lines, next) = page_of(most, unit.list_referrals(&filter).await?, ReferralLine::turn);
    let mut lines = open_inbox(&unit, actor, lines).await?;
    if with_hands {
        name_hands(&unit, actor, &mut lines).await?;
    }
    let read = Act::new(Journalled::ReferralSheetRead).scope("inbox");
    unit.record(shown(read, lines.iter().map(|line| line.line.id()))).await?;
    unit.commit().await?;
    Ok(Inbox { lines, count, next })
}

/// A page of what the organisation received and has ended, the last changed first, and where the next begins. Nothing
/// of the person is left to see.
pub async fn list_ended(
    app: &App,
    actor: &Actor,
    after: Option<Cursor>,
) -> Result<(Vec<InboxLine>, Option<Cursor>), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.read(actor).await?;
    let filter = filter(Which::Ended, Order::Changed(after));
    let (lines, next) = page(unit.list_referrals(&filter).await?, after_line);
    let lines = open_inbox(&unit, actor, lines).await?;
    let read = Act::new(Journalled::ReferralSheetRead).scope("ended");
    unit.record(shown(read, lines.iter().map(|line| line.line.id()))).await?;
    unit.commit().await?;
    Ok((lines, next))
}

/// A page of what the organisation sent or prepares, the last changed first, and where the next begins.
pub async fn list_sent(
    app: &App,
    actor: &Actor,
    after: Option<Cursor>,
) -> Result<(Vec<SentLine>, Option<Cursor>), AppError> {
    let (unit, _) = begin_sent(app, actor).await?;
    let filter = filter(Which::Sent, Order::Changed(after));
    let (lines, next) = page(unit.list_referrals(&filter).await?, after_line);
    Ok((shown_sent(unit, actor, lines).await?, next))
}

/// A page of one block of the sender's day, in its order. A place of the other order is the first page.
pub async fn list_sent_block(
    app: &App,
    actor: &Actor,
    block: SentBlock,
    after: Order,
) -> Result<(Vec<SentLine>, Option<Order>), AppError> {
    let (unit, midnight) = begin_sent(app, actor).await?;
    let which = match block {
        SentBlock::Returned => Which::Returned(returned_since(unit.now())),
        SentBlock::Silent => Which::Silent(midnight),
        SentBlock::Waiting => Which::Waiting(midnight),
        SentBlock::Drafts => Which::Drafts,
    };
    let order = match (after, block.is_by_turn()) {
        (Order::Turn(_), true) | (Order::Changed(_), false) => after,
        (Order::Changed(_), true) => Order::Turn(None),
        (Order::Turn(_), false) => Order::Changed(None),
    };
    let (lines, next) = page(unit.list_referrals(&filter(which, order)).await?, |last| {
        if block.is_by_turn() {
            Order::Turn(Some(last.turn()))
        } else {
            Order::Changed(Some(after_line(last)))
        }
    });
    Ok((shown_sent(unit, actor, lines).await?, next))
}

async fn begin_sent<'a>(app: &'a App, actor: &Actor) -> Result<(UnitOfWork<'a>, Timestamp), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.read(actor).await?;
    let midnight = midnight(unit.now(), app.settings.time_zone);
    Ok((unit, midnight))
}

async fn shown_sent(
    unit: UnitOfWork<'_>,
    actor: &Actor,
    lines: Vec<ReferralLine>,
) -> Result<Vec<SentLine>, AppError> {
    let lines = with_names(&unit, actor, lines).await?;
    let read = Act::new(Journalled::PersonSearched).scope("sent");
    unit.record(shown(read, lines.iter().map(|line| line.line.id()))).await?;
    unit.commit().await?;
    Ok(lines)
}

/// The referral under which the organisation knows a person: received here and not ended, as this actor sees it.
pub(crate) async fn find_ground(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    id: ReferralId,
) -> Result<Option<ReferralLine>, AppError> {
    let filter = ListFilter { which: Which::Inbox, referral: Some(id), limit: 1, ..ListFilter::default() };
    let found = unit.list_referrals(&filter).await?.pop();
    Ok(found.map(|line| {
        let grant = decide(actor, &line, (true, false));
        as_seen(line, grant.as_ref())
    }))
}

fn after_line(last: &ReferralLine) -> Cursor {
    (last.updated_at, last.id())
}

fn filter(which: Which, order: Order) -> ListFilter {
    let limit = u32::try_from(ASKED).unwrap_or(u32::MAX);
    ListFilter { which, order, limit, ..ListFilter::default() }
}

/// Opens each line under its own decision. A list is the reduced sheet even of what was accepted: the situation stands
/// on the referral's own page, where the agreement is asked item by item.
pub(super) async fn open_inbox(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    lines: Vec<ReferralLine>,
) -> Result<Vec<InboxLine>, AppError> {
    let mut decided: Vec<_> =
        lines.into_iter().map(|line| (decide(actor, &line, (true, false)), line)).collect();
    let contents = unit.open_lines(&mut decided).await?;
    let reduced = |content| ReferralContent { situation: None, ..content };
    let lines = decided.into_iter().zip(contents);
    Ok(lines
        .map(|((grant, line), content)| InboxLine {
            line: as_seen(line, grant.as_ref()),
            content: content.map(reduced),
            in_hands_of: None,
        })
        .collect())
}

/// A referral on the sheet of its person, for whoever reads that sheet: a manager gave his reason for it.
pub(crate) fn on_sheet(actor: &Actor, line: ReferralLine) -> ReferralLine {
    let grant = decide(actor, &line, (false, true));
    as_seen(line, grant.as_ref())
}

/// Names the colleagues who have lines in hand: one look at the organisation's members, however many lines there are.
async fn name_hands(unit: &UnitOfWork<'_>, actor: &Actor, lines: &mut [InboxLine]) -> Result<(), AppError> {
    if lines.iter().all(|line| line.line.in_hands_of().is_none()) {
        return Ok(());
    }
    let members = unit.list_members_of(actor.organisation).await?;
    for line in lines {
        let hands = line.line.in_hands_of();
        let member = members.iter().find(|member| Some(member.id()) == hands);
        line.in_hands_of = member.map(|member| Colleague {
            given_name: member.given_name.clone(),
            usual_name: member.usual_name.clone(),
            is_reader: actor.membership() == hands,
        });
    }
    Ok(())
}

/// The theme belongs to the reduced sheet: a line whose words are closed does not tell it either.
fn as_seen(mut line: ReferralLine, grant: Option<&Grant>) -> ReferralLine {
    line.theme = line.theme.filter(|_| grant.is_some_and(Grant::opens_content));
    line
}

fn decide(actor: &Actor, line: &ReferralLine, (received, reason_given): (bool, bool)) -> Option<Grant> {
    let state: ReferralState = line.state.parse().ok()?;
    let facts = ReferralFacts {
        id: line.id(),
        sender: line.sender(),
        recipient: received.then_some(actor.organisation),
        state,
        accepted: line.accepted_at.is_some(),
        agreement_valid: line.agreement_valid,
        reason_given,
    };
    match access::decide(actor, Action::ViewReferral, &Resource::Referral(facts)) {
        Decision::Allow(grant) => Some(grant),
        Decision::Forbidden | Decision::Hidden => None,
    }
}

/// Adds first names and initials for whoever may search persons; a manager sees numbers only.
pub(super) async fn with_names(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    lines: Vec<ReferralLine>,
) -> Result<Vec<SentLine>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    let seen = |line| {
        let grant = decide(actor, &line, (false, false));
        (grant.is_some_and(|grant| grant.opens_content()), as_seen(line, grant.as_ref()))
    };
    let lines: Vec<_> = lines.into_iter().map(seen).collect();
    let Decision::Allow(grant) = access::decide(actor, Action::SearchPersons, &own) else {
        return Ok(lines.into_iter().map(|(_, line)| SentLine { line, name: String::new() }).collect());
    };
    // What is masked names nobody: it may have been written for the wrong person.
    let open = lines.iter().filter(|(opens, _)| *opens);
    let mut ids: Vec<_> = open.map(|(_, line)| line.relation()).collect();
    ids.sort_unstable();
    ids.dedup();
    let relations = unit.list_relations_among(&ids).await?;
    let contents = unit.open_relations(&grant, &relations).await?;
    let named: std::collections::HashMap<_, _> = relations
        .iter()
        .zip(&contents)
        .filter_map(|(relation, content)| Some((relation.id(), short(&names_of(content.as_ref()?)))))
        .collect();
    let name = |line: &ReferralLine| named.get(&line.relation()).cloned().unwrap_or_default();
    let named = |(opens, line): (bool, ReferralLine)| {
        let name = if opens { name(&line) } else { String::new() };
        SentLine { line, name }
    };
    Ok(lines.into_iter().map(named).collect())
}

/// « Amina B. »: enough for a colleague, little for whoever looks over a shoulder.
fn short((given, family): &(String, String)) -> String {
    match (given.is_empty(), family.chars().next()) {
        (false, Some(initial)) => format!("{given} {initial}."),
        (false, None) => given.clone(),
        (true, _) => family.clone(),
    }
}
