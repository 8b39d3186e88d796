//! A mail to a professional, put together at the moment it leaves: is it still due, who reads it now, in which words.

use relais_app::{App, AppError};
use relais_domain::{
    clock::Timestamp,
    ids::{MembershipId, ReferralId},
    referral::ReferralState,
    text::Email,
};
use relais_store::{
    UnitOfWork,
    deliveries::{Addressee, ClaimedDelivery, Standing},
};

use crate::{
    digest::{self, DIGEST},
    fan_out::{ARRIVED, event_of, side_of, told},
    ports::{Mail, TextMessage},
    rules::{Rule, Told, rule},
    texts::Texts,
    words,
};

/// What becomes of a delivery that is due to leave.
pub(crate) enum Letter {
    /// It leaves.
    Mail(Box<Mail>),
    /// It leaves, to the person of this referral.
    Text(Box<TextMessage>, Box<Standing>),
    /// Not at this hour.
    Later(Timestamp),
    /// It is not to be told any more, or not to this addressee.
    Drop(&'static str),
    /// It cannot leave.
    Dead(&'static str),
}

/// Puts a mail together.
pub(crate) async fn compose_mail(
    app: &App,
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
) -> Result<Letter, AppError> {
    match held.kind.as_str() {
        ARRIVED => arrival(app, unit, held).await,
        DIGEST => digest::compose(app, unit, held).await,
        _ => about_referral(app, unit, held).await,
    }
}

async fn about_referral(
    app: &App,
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
) -> Result<Letter, AppError> {
    let found = unit.find_standing(ReferralId::new(held.object_id)).await?;
    let Some(standing) = found else { return Ok(Letter::Drop("delivery.outdated")) };
    let side = side_of(&standing, held.organisation());
    let Some(rule) = rule(&held.kind, side, &standing) else { return Ok(Letter::Drop("delivery.outdated")) };
    let Some(Addressee::Member(member)) = held.addressee() else {
        return Ok(Letter::Dead("delivery.unaddressed"));
    };
    let to = match reader(app, unit, held, (rule, &standing, member)).await? {
        Reader::At(email) => email,
        Reader::Gone => return Ok(Letter::Drop("delivery.addressee_left")),
        Reader::Unreachable => return Ok(Letter::Dead("delivery.unaddressed")),
    };
    let why = match rule.told {
        Told::Managers => "mail-why-manager",
        Told::Concerned | Told::Inbox if side == relais_domain::referral::visibility::Side::Sender => {
            "mail-why-author"
        }
        Told::Concerned | Told::Inbox => "mail-why-answer",
    };
    let texts = Texts::french();
    let zone = app.settings.time_zone;
    let day = standing.expires_on.map(|at| words::day(words::day_of(at, zone))).unwrap_or_default();
    let sentence = texts.say(rule.text, [("number", standing.number.into()), ("day", day.into())])?;
    let home = &app.settings.public_url;
    // What was masked is not there any more for the partner.
    let (open, link) = match standing.state {
        ReferralState::EnteredInError => ("mail-open-day", format!("{home}/")),
        _ => ("mail-open", format!("{home}/referrals/{}", standing.referral)),
    };
    let parts = Parts { subject: rule.subject, sentence, open, link, why };
    letter(unit, held, to, parts)
}

/// Where a mail is read.
pub(crate) enum Reader {
    At(Email),
    Gone,
    Unreachable,
}

/// Where a member reads a mail about this referral now. It is no longer hers when she has left, is away or may not
/// answer any more: then her colleagues are told.
async fn reader(
    app: &App,
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
    (rule, standing, member): (&Rule, &Standing, MembershipId),
) -> Result<Reader, AppError> {
    let members = unit.list_members_present(held.organisation(), app.today()).await?;
    let told = told(rule, &members, standing);
    if let Some(row) = told.iter().find(|row| row.id() == member) {
        return Ok(address(row.email.as_deref()));
    }
    event_of(held).mail_to(unit, &told, unit.now()).await?;
    Ok(Reader::Gone)
}

pub(crate) fn address(email: Option<&str>) -> Reader {
    email.and_then(|email| Email::parse(email).ok()).map_or(Reader::Unreachable, Reader::At)
}

async fn arrival(app: &App, unit: &UnitOfWork<'_>, held: &ClaimedDelivery) -> Result<Letter, AppError> {
    if !unit.has_unopened_referral(held.organisation()).await? {
        return Ok(Letter::Drop("delivery.outdated"));
    }
    let (reader, why) = match held.addressee() {
        Some(Addressee::Mailbox) => {
            let row = unit.find_any_organisation(held.organisation()).await?;
            (address(row.and_then(|row| row.email).as_deref()), "mail-why-mailbox")
        }
        Some(Addressee::Member(id)) => {
            let members = unit.list_members_of(held.organisation()).await?;
            let row = members.iter().find(|row| row.id() == id);
            (row.map_or(Reader::Gone, |row| address(row.email.as_deref())), "mail-why-answer")
        }
        Some(Addressee::Person) | None => (Reader::Unreachable, ""),
    };
    let to = match reader {
        Reader::At(email) => email,
        Reader::Gone => return Ok(Letter::Drop("delivery.addressee_left")),
        Reader::Unreachable => return Ok(Letter::Dead("delivery.unaddressed")),
    };
    let sentence = Texts::french().plain("mail-arrived")?;
    let link = format!("{}/inbox", app.settings.public_url);
    letter(unit, held, to, Parts { subject: "inbox", sentence, open: "mail-open-inbox", link, why })
}

/// What one mail says and another does not.
pub(crate) struct Parts {
    pub subject: &'static str,
    pub sentence: String,
    pub open: &'static str,
    pub link: String,
    pub why: &'static str,
}

pub(crate) fn letter(
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
    to: Email,
    parts: Parts,
) -> Result<Letter, AppError> {
    let texts = Texts::french();
    let Parts { subject, sentence, open, link, why } = parts;
    let (hello, open) = (texts.plain("mail-hello")?, texts.plain(open)?);
    let (why, no_reply) = (texts.plain(why)?, texts.plain("mail-no-reply")?);
    let text = format!("{hello}\n\n{sentence}\n\n{open}\n{link}\n\n-- \n{why}\n{no_reply}\n");
    let subject = texts.plain(&format!("mail-subject-{subject}"))?;
    Ok(Letter::Mail(Box::new(Mail { id: held.id(), to, subject, text, at: unit.now() })))
}
