//! One message of the outbox becomes its deliveries, in the transaction that marks it done.

use chrono::{NaiveDate, TimeDelta};
use relais_app::{App, AppError};
use relais_domain::{clock::Timestamp, ids::OrganisationId, referral::visibility::Side, text::Email};
use relais_store::{
    UnitOfWork,
    deliveries::{Addressee, Channel, ClaimedDelivery, NewDelivery, Standing},
    members::MemberRow,
    outbox::Claimed,
};
use uuid::Uuid;

use crate::{
    concerned::{Concern, managers_or_colleagues, members_concerned},
    person::is_told,
    rules::{Rule, Told, rule},
    ways_out::WaysOut,
    words,
};

/// A delivery that nobody takes is tried this long: a mail server that is away over a long week-end loses nothing.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::days(4);
/// The kind of the mail that says that something has arrived: it tells of the organisation's inbox, not of one referral.
pub(crate) const ARRIVED: &str = "arrived";

/// Queues whatever a message is to become beside news. Nothing where there is no way to send it.
pub(crate) async fn fan_out(
    app: &App,
    ways: &WaysOut,
    unit: &UnitOfWork<'_>,
    message: &Claimed,
    standing: &Standing,
) -> Result<(), AppError> {
    let organisation = message.organisation();
    if ways.text_messages.is_some() && is_told(&message.kind, standing) {
        tell_person(unit, message, standing).await?;
    }
    if ways.mailer.is_some()
        && let Some(rule) = rule(&message.kind, side_of(standing, organisation), standing)
    {
        if rule.told == Told::Inbox {
            return tell_inbox(app, unit, organisation).await;
        }
        let members = unit.list_members_present(organisation, app.today()).await?;
        let event =
            Event { key: &message.event_key, kind: rule.kind, object: message.object_id, organisation };
        event.mail_to(unit, &told(rule, &members, standing), message.due()).await?;
    }
    Ok(())
}

/// The event is one, whichever of the two organisations the message is for: its key ends in theirs.
async fn tell_person(unit: &UnitOfWork<'_>, message: &Claimed, standing: &Standing) -> Result<(), AppError> {
    let key = message.event_key.as_str();
    let event = key.strip_suffix(&format!(":{}", message.organisation())).unwrap_or(key);
    let new = NewDelivery {
        event_key: format!("{event}:text:person"),
        channel: Channel::Text,
        addressee: Addressee::Person,
        kind: message.kind.clone(),
        object: message.object_id,
        organisation: standing.sender,
        run_after: message.due(),
        give_up_at: unit.now() + PATIENCE,
    };
    unit.insert_delivery(new).await?;
    Ok(())
}

/// The side an organisation stands on.
pub(crate) fn side_of(standing: &Standing, organisation: OrganisationId) -> Side {
    if standing.sender == organisation { Side::Sender } else { Side::Recipient }
}

/// The members a mail about a referral goes to.
pub(crate) fn told<'a>(rule: &Rule, members: &'a [MemberRow], standing: &Standing) -> Vec<&'a MemberRow> {
    match rule.told {
        Told::Managers => managers_or_colleagues(members),
        Told::Concerned | Told::Inbox => {
            members_concerned(members, Concern { side: rule.side, whose: standing.whose(rule.side) })
        }
    }
}

/// What deliveries tell of, whoever gets them.
pub(crate) struct Event<'a> {
    pub key: &'a str,
    pub kind: &'a str,
    pub object: Uuid,
    pub organisation: OrganisationId,
}

impl Event<'_> {
    /// A mail to each of these members, due at an instant: those of one commit leave in the order of their events.
    pub(crate) async fn mail_to(
        &self,
        unit: &UnitOfWork<'_>,
        members: &[&MemberRow],
        due: Timestamp,
    ) -> Result<(), AppError> {
        for member in members {
            self.mail(unit, Addressee::Member(member.id()), due).await?;
        }
        Ok(())
    }

    async fn mail(
        &self,
        unit: &UnitOfWork<'_>,
        to: Addressee,
        run_after: Timestamp,
    ) -> Result<bool, AppError> {
        let new = NewDelivery {
            event_key: self.mail_key(to),
            channel: Channel::Mail,
            addressee: to,
            kind: self.kind.to_owned(),
            object: self.object,
            organisation: self.organisation,
            run_after,
            // From now: an event that has waited long for this may wait as long for its mail.
            give_up_at: run_after.max(unit.now()) + PATIENCE,
        };
        Ok(unit.insert_delivery(new).await?)
    }

    fn mail_key(&self, to: Addressee) -> String {
        let name = match to {
            Addressee::Member(id) => id.to_string(),
            Addressee::Mailbox => "mailbox".to_owned(),
            Addressee::Person => "person".to_owned(),
        };
        format!("{}{MAIL}{name}", self.key)
    }
}

/// Between an event's key and the addressee in a delivery's key.
const MAIL: &str = ":mail:";

/// The event of a delivery, for whoever gets the mail in her place.
pub(crate) fn event_of(held: &ClaimedDelivery) -> Event<'_> {
    let key = held.event_key.rsplit_once(MAIL).map_or(held.event_key.as_str(), |(event, _)| event);
    Event { key, kind: &held.kind, object: held.object_id, organisation: held.organisation() }
}

/// Says once a day that something has arrived: at once the first time, else the next morning, if it still waits then.
async fn tell_inbox(app: &App, unit: &UnitOfWork<'_>, organisation: OrganisationId) -> Result<(), AppError> {
    let members = unit.list_members_present(organisation, app.today()).await?;
    let row = unit.find_any_organisation(organisation).await?;
    let mailbox = row.and_then(|row| row.email).is_some_and(|email| Email::parse(&email).is_ok());
    let to: Vec<Addressee> = if mailbox {
        vec![Addressee::Mailbox]
    } else {
        let concern = Concern { side: Side::Recipient, whose: None };
        let concerned = members_concerned(&members, concern);
        concerned.into_iter().map(|member| Addressee::Member(member.id())).collect()
    };
    let today = words::day_of(unit.now(), app.settings.time_zone);
    let tomorrow = today.succ_opt().unwrap_or(today);
    for to in to {
        let (first, second) = (arrival_key(organisation, today), arrival_key(organisation, tomorrow));
        let event = |key| Event { key, kind: ARRIVED, object: organisation.uuid(), organisation };
        let queued = event(&first).mail(unit, to, unit.now()).await?;
        if !queued && !unit.delivery_waits(&event(&first).mail_key(to)).await? {
            event(&second).mail(unit, to, app.settings.clocks.calendar.morning_of(tomorrow)).await?;
        }
    }
    Ok(())
}

fn arrival_key(organisation: OrganisationId, day: NaiveDate) -> String {
    format!("{ARRIVED}:{organisation}:{day}")
}

/// A mailbox that refuses for good: the organisation's managers are told in its place.
pub(crate) async fn fall_back(
    app: &App,
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
) -> Result<(), AppError> {
    if held.addressee() != Some(Addressee::Mailbox) {
        return Ok(());
    }
    let members = unit.list_members_present(held.organisation(), app.today()).await?;
    event_of(held).mail_to(unit, &managers_or_colleagues(&members), unit.now()).await
}
