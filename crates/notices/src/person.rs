//! What the person herself is told, by text message: at sending, acceptance, refusal, expiry, closing
//! (`referrals-and-consent.md` 3.4). Only where she asked for text messages, never where she asked not to be written to,
//! in the day, from the organisation she knows: the one that sent her.

use chrono::{DateTime, Datelike as _, TimeDelta, Timelike as _, Weekday};
use chrono_tz::Tz;
use relais_app::{App, AppError};
use relais_domain::{
    actor::Actor,
    clock::Timestamp,
    ids::ReferralId,
    person::{Channel, ReceptionCard},
    referral::ReferralState as State,
    text::{PersonName, Phone},
};
use relais_store::{
    UnitOfWork,
    deliveries::{ClaimedDelivery, Standing},
    persons::Reach,
};

use crate::{mails::Letter, ports::TextMessage, texts::Texts, words};

/// The hours of the day in which a message may make her phone sound, Sundays excepted.
const DAYTIME: std::ops::Range<u32> = 9..19;
/// What one text message holds in the GSM alphabet.
const ONE_MESSAGE: usize = 160;
/// And in the other one, which every letter has as soon as one of them is not in the first.
const ONE_WIDE_MESSAGE: usize = 70;
/// The GSM alphabet, without its control characters (3GPP TS 23.038, 6.2.1).
const GSM: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\n\r";
/// Its extension: each takes two places (6.2.1.1).
const GSM_WIDE: &str = "^{}\\[~]|€";

/// One line of what she is told.
struct Rule {
    kind: &'static str,
    text: &'static str,
    holds: &'static [State],
}

const RULES: &[Rule] = &[
    Rule { kind: "submitted", text: "text-sent", holds: &[State::Requested, State::Received] },
    Rule { kind: "consent_given", text: "text-sent", holds: &[State::Requested, State::Received] },
    Rule { kind: "accepted", text: "text-accepted", holds: &[State::Accepted, State::InProgress] },
    Rule { kind: "rejected", text: "text-rejected", holds: &[State::Rejected] },
    Rule { kind: "expired", text: "text-expired", holds: &[State::Expired] },
    Rule { kind: "hold_lapsed", text: "text-expired", holds: &[State::Expired] },
    Rule { kind: "completed", text: "text-completed", holds: &[State::Completed] },
];

fn rule(kind: &str, standing: &Standing) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.kind == kind && rule.holds.contains(&standing.state))
}

/// Whether she is told of an event, if she is told at all.
pub(crate) fn is_told(kind: &str, standing: &Standing) -> bool {
    rule(kind, standing).is_some()
}

/// Puts a text message together. How to reach her is opened here, in a transaction of its own that journals it.
pub(crate) async fn compose_text(app: &App, held: &ClaimedDelivery) -> Result<Letter, AppError> {
    let now = app.clock.now();
    if let Some(later) = daytime_after(now, app.settings.time_zone) {
        return Ok(Letter::Later(later));
    }
    let unit = app.store.read_house().await?;
    let found = unit.find_standing(ReferralId::new(held.object_id)).await?;
    let phone = unit.find_any_organisation(held.organisation()).await?.and_then(|row| row.phone);
    unit.commit().await?;
    let Some((standing, rule)) = found.and_then(|at| rule(&held.kind, &at).map(|rule| (at, rule))) else {
        return Ok(Letter::Drop("delivery.outdated"));
    };
    let teller = Actor::system(standing.sender, standing.network);
    let unit = app.store.begin(&teller).await?;
    let reach = unit.open_reach(&standing).await?;
    unit.commit().await?;
    let Some(reach) = reach else { return Ok(Letter::Drop("delivery.not_by_text")) };
    let to = match number(&reach) {
        Ok(to) => to,
        Err(why) => return Ok(Letter::Drop(why)),
    };
    let call = phone.and_then(|phone| Phone::parse(&phone).ok());
    let text = words_for(app, &reach, rule.text, &standing, call.as_ref())?;
    Ok(Letter::Text(Box::new(TextMessage { id: held.id(), to, text }), Box::new(standing)))
}

/// Writes down in her journal that the message was taken.
pub(crate) async fn journal_text(
    unit: &UnitOfWork<'_>,
    held: &ClaimedDelivery,
    standing: &Standing,
) -> Result<(), AppError> {
    Ok(unit.record_message(standing, held.id(), &held.kind).await?)
}

/// The number she may be written to, as her card stands now. Hours she said in words no machine reads: where a message at
/// the wrong hour may put her in danger, none is sent.
fn number(reach: &Reach) -> Result<Phone, &'static str> {
    let card = ReceptionCard {
        channel: reach.card.channel.as_deref().and_then(|code| code.parse().ok()),
        do_not_write: reach.card.do_not_write,
        ..ReceptionCard::default()
    };
    if card.usable_channel() != Some(Channel::Sms) {
        return Err("delivery.not_by_text");
    }
    if reach.card.safe_hours.as_deref().is_some_and(|said| !said.trim().is_empty()) {
        return Err("delivery.hours_in_words");
    }
    let phone = reach.phone.as_deref().and_then(|phone| Phone::parse(phone).ok());
    phone.filter(|phone| takes_texts(phone.as_str())).ok_or("delivery.no_number")
}

/// A short number, or a French line that is not a mobile's, takes no text message.
fn takes_texts(number: &str) -> bool {
    let french = number.strip_prefix("+33");
    number.starts_with('+') && french.is_none_or(|rest| rest.starts_with(['6', '7']))
}

fn words_for(
    app: &App,
    reach: &Reach,
    key: &str,
    standing: &Standing,
    call: Option<&Phone>,
) -> Result<String, AppError> {
    let texts = Texts::of_person(&reach.card.languages);
    let zone = app.settings.time_zone;
    let day = standing.expires_on.map(|at| words::plain_day(words::day_of(at, zone))).unwrap_or_default();
    let sentence = texts.say(key, [("day", day.into())])?;
    let end = match call {
        Some(phone) => texts.say("text-call", [("phone", phone.spaced().into())])?,
        None => texts.plain("text-come")?,
    };
    let name = reach.given_name.as_deref().and_then(|name| PersonName::parse(name).ok());
    let named = name.map(|name| {
        texts.say(
            "text-hello",
            [("name", name.as_str().to_owned().into()), ("sentence", sentence.clone().into())],
        )
    });
    let named = named.transpose()?.map(|text| format!("{text} {end}"));
    // A name too long for one message, or of other letters, costs a second one and says nothing more.
    if let Some(named) = named.filter(|text| is_one_message(text)) {
        return Ok(named);
    }
    Ok(format!("{} {end}", texts.say("text-hello-nameless", [("sentence", sentence.into())])?))
}

/// Whether a text goes out as one message.
fn is_one_message(text: &str) -> bool {
    let places = |letter| match letter {
        it if GSM.contains(it) => Some(1),
        it if GSM_WIDE.contains(it) => Some(2),
        _ => None,
    };
    match text.chars().map(places).sum::<Option<usize>>() {
        Some(places) => places <= ONE_MESSAGE,
        None => text.encode_utf16().count() <= ONE_WIDE_MESSAGE,
    }
}

/// When the day begins in which she may be written to; nothing while it is one.
fn daytime_after(now: Timestamp, zone: Tz) -> Option<Timestamp> {
    let mut at: DateTime<Tz> = now.with_timezone(&zone);
    let open = |at: &DateTime<Tz>| at.weekday() != Weekday::Sun && DAYTIME.contains(&at.hour());
    if open(&at) {
        return None;
    }
    // Whole hours: a night and a Sunday are over within two days.
    for _ in 0..48 {
        at += TimeDelta::hours(1);
        if open(&at) {
            let full = TimeDelta::minutes(at.minute().into()) + TimeDelta::seconds(at.second().into());
            return Some((at - full).to_utc());
        }
    }
    Some(now + TimeDelta::hours(1))
}

#[cfg(test)]
mod tests {
    use relais_store::persons::StoredCard;

    use super::*;

    fn reach(channel: Option<&str>, phone: &str) -> Reach {
        let card = StoredCard { channel: channel.map(str::to_owned), ..StoredCard::default() };
        Reach { given_name: Some("Amina".into()), phone: Some(phone.into()), card }
    }

    #[test]
    fn she_is_written_to_only_as_she_said() {
        let mobile = "+33612345678";
        assert_eq!(number(&reach(Some("sms"), mobile)).unwrap().as_str(), mobile);
        for channel in [None, Some("phone"), Some("mail"), Some("none"), Some("pigeon")] {
            assert_eq!(number(&reach(channel, mobile)), Err("delivery.not_by_text"), "{channel:?}");
        }
        let mut silent = reach(Some("sms"), mobile);
        silent.card.do_not_write = true;
        assert_eq!(number(&silent), Err("delivery.not_by_text"));
        let mut careful = reach(Some("sms"), mobile);
        careful.card.safe_hours = Some("le matin".into());
        assert_eq!(number(&careful), Err("delivery.hours_in_words"));
        for line in ["", "3646", "+33298123456", "pas un numéro"] {
            assert_eq!(number(&reach(Some("sms"), line)), Err("delivery.no_number"), "{line}");
        }
        assert!(number(&reach(Some("sms"), "+212612345678")).is_ok());
    }

    #[test]
    fn a_message_is_measured_in_its_own_alphabet() {
        assert!(is_one_message(&"é".repeat(160)) && !is_one_message(&"é".repeat(161)));
        assert!(is_one_message(&"€".repeat(80)) && !is_one_message(&"€".repeat(81)), "two places each");
        // « ç » is not among them, nor is the apostrophe of books.
        assert!(is_one_message(&"ç".repeat(70)) && !is_one_message(&format!("ç{}", "a".repeat(70))));
        assert!(!is_one_message(&format!("L’{}", "a".repeat(70))));
        assert!(!is_one_message(&"😀".repeat(36)), "two units each");
    }

    #[test]
    fn no_phone_sounds_at_night_or_on_a_sunday() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        let after = |text: &str| {
            let later = daytime_after(at(text).to_utc(), chrono_tz::Europe::Paris);
            later.map(|later| later.with_timezone(&chrono_tz::Europe::Paris).format("%a %H:%M").to_string())
        };
        for day in ["2026-11-23T09:00:00+01:00", "2026-11-28T18:59:00+01:00"] {
            assert_eq!(after(day), None, "{day}");
        }
        assert_eq!(after("2026-11-23T19:20:30+01:00").unwrap(), "Tue 09:00");
        assert_eq!(after("2026-11-23T03:10:00+01:00").unwrap(), "Mon 09:00");
        assert_eq!(after("2026-11-28T19:00:00+01:00").unwrap(), "Mon 09:00", "over the Sunday");
        assert_eq!(
            after("2027-03-28T01:30:00+01:00").unwrap(),
            "Mon 09:00",
            "the night of summer time, a Sunday"
        );
    }
}
