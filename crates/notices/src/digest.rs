//! The weekly digest: one mail an agent, with everything that waits for her in all her organisations. It is queued on a
//! working morning, once in seven days at most, and put together when it leaves: what was answered meanwhile is not in it,
//! and an empty one is not sent.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};
use relais_app::{App, AppError};
use relais_domain::{
    clock::Timestamp,
    ids::{AgentId, MembershipId},
    referral::{ReferralState, visibility::Side},
};
use relais_store::{
    UnitOfWork,
    deliveries::{Addressee, ClaimedDelivery, WaitingReferral},
    members::MemberRow,
};

use crate::{
    concerned::{Concern, members_concerned},
    fan_out::{Event, PATIENCE},
    mails::{Letter, Parts, Reader, address, letter},
    texts::Texts,
    ways_out::WaysOut,
    words,
};

/// The kind of the digest.
pub(crate) const DIGEST: &str = "digest";
/// Days between two digests to one agent.
const APART: u64 = 7;
/// What waits for less is nobody's reproach yet.
const YOUNG: TimeDelta = TimeDelta::days(3);
/// Referrals told one by one; the inbox shows the others.
const TOLD: usize = 40;

/// Queues the digests of this morning; how many. Nothing before the morning, on a day off, or the second time.
pub(crate) async fn queue_digests(app: &App, ways: &WaysOut) -> Result<usize, AppError> {
    let (now, today) = (app.clock.now(), app.today());
    let calendar = &app.settings.clocks.calendar;
    let working = calendar.is_working(today);
    if ways.mailer.is_none() || !working || now < calendar.morning_of(today) || ways.digests.is_done(today) {
        return Ok(0);
    }
    let unit = app.store.begin_house().await?;
    let since = calendar.morning_of(today - Days::new(APART - 1)) - TimeDelta::hours(12);
    let mut told: BTreeSet<AgentId> = unit.list_told_since(DIGEST, since).await?.into_iter().collect();
    let mut queued = 0;
    for organisation in unit.list_awaited(now - YOUNG, today).await? {
        let members = unit.list_members_present(organisation, today).await?;
        let waiting = unit.list_waiting(organisation, now - YOUNG, today).await?;
        let concerned = waiting.iter().flat_map(|waiting| members_concerned(&members, concern(waiting)));
        for member in concerned.filter(|member| member.email.is_some()) {
            if told.insert(member.agent()) {
                queue(&unit, member, today).await?;
                queued += 1;
            }
        }
    }
    unit.commit().await?;
    ways.digests.done(today);
    Ok(queued)
}

fn concern(waiting: &WaitingReferral) -> Concern {
    Concern { side: waiting.side(), whose: waiting.whose() }
}

async fn queue(unit: &UnitOfWork<'_>, member: &MemberRow, today: NaiveDate) -> Result<(), AppError> {
    let key = format!("{DIGEST}:{today}");
    let organisation = member.organisation();
    let event = Event { key: &key, kind: DIGEST, object: organisation.uuid(), organisation };
    event.mail_to(unit, &[member], unit.now()).await
}

/// The day on which the digests were last queued by this process: the rows say it too, and cost a look at all that waits.
#[derive(Debug, Default)]
pub(crate) struct DigestDay(std::sync::Mutex<Option<NaiveDate>>);

impl DigestDay {
    fn is_done(&self, day: NaiveDate) -> bool {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) == Some(day)
    }

    fn done(&self, day: NaiveDate) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(day);
    }
}

/// Puts a digest together.
pub(crate) async fn compose(
    app: &App,
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
) -> Result<Letter, AppError> {
    let Some(Addressee::Member(id)) = held.addressee() else {
        return Ok(Letter::Dead("delivery.unaddressed"));
    };
    let members = unit.list_members_of(held.organisation()).await?;
    let Some(member) = members.iter().find(|member| member.id() == id) else {
        return Ok(Letter::Drop("delivery.addressee_left"));
    };
    let Reader::At(to) = address(member.email.as_deref()) else {
        return Ok(Letter::Dead("delivery.unaddressed"));
    };
    let waiting = waiting_for(app, unit, member.agent()).await?;
    if waiting.is_empty() {
        return Ok(Letter::Drop("delivery.outdated"));
    }
    let sentence = told(app, &waiting)?;
    let link = format!("{}/inbox", app.settings.public_url);
    let why = "mail-why-digest";
    letter(unit, held, to, Parts { subject: "digest", sentence, open: "mail-open-digest", link, why })
}

/// What waits for an agent, in all her organisations.
async fn waiting_for(
    app: &App,
    unit: &UnitOfWork<'_>,
    agent: AgentId,
) -> Result<Vec<WaitingReferral>, AppError> {
    let mut all = Vec::new();
    for own in unit.list_memberships(agent).await? {
        let members = unit.list_members_present(own.organisation(), app.today()).await?;
        let waiting = unit.list_waiting(own.organisation(), unit.now() - YOUNG, app.today()).await?;
        all.extend(waiting.into_iter().filter(|waiting| concerns(&members, waiting, own.id())));
    }
    Ok(all)
}

fn concerns(members: &[MemberRow], waiting: &WaitingReferral, own: MembershipId) -> bool {
    members_concerned(members, concern(waiting)).iter().any(|member| member.id() == own)
}

fn told(app: &App, waiting: &[WaitingReferral]) -> Result<String, AppError> {
    let texts = Texts::french();
    let mut lines = vec![texts.say("digest-waiting", [("n", waiting.len().into())])?, String::new()];
    for one in waiting.iter().take(TOLD) {
        lines.push(line(app, &texts, one)?);
        lines.push(format!("  {}/referrals/{}", app.settings.public_url, one.id()));
    }
    if let Some(more) = waiting.len().checked_sub(TOLD).filter(|more| *more > 0) {
        lines.push(texts.say("digest-more", [("n", more.into())])?);
    }
    Ok(lines.join("\n"))
}

fn line(app: &App, texts: &Texts, one: &WaitingReferral) -> Result<String, AppError> {
    let said = |at: Timestamp| words::day(words::day_of(at, app.settings.time_zone));
    let key = match (one.side(), one.state.parse()) {
        (Side::Sender, _) => "digest-question",
        (Side::Recipient, Ok(ReferralState::Requested)) => "digest-to-open",
        (Side::Recipient, Ok(ReferralState::Received)) => "digest-to-answer",
        (Side::Recipient, Ok(ReferralState::Accepted)) => "digest-no-contact",
        (Side::Recipient, Ok(ReferralState::Cancelled)) => "digest-to-confirm",
        (Side::Recipient, _) => "digest-on-hold",
    };
    let day = one.expires_on.map(said).unwrap_or_default();
    let review = one.hold_review_on.map(words::day).unwrap_or_default();
    let values = [
        ("number", one.number.as_str().into()),
        ("since", said(one.since).into()),
        ("day", day.into()),
        ("review", review.into()),
    ];
    texts.say(key, values)
}

/// A digest is worth nothing any more when the next one is due.
const _: () = assert!(PATIENCE.num_days() < 7);
