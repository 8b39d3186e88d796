//! Sends mails and text messages: each is asked again whether it is due, put together, offered, handed over, settled.
//! What may be lost and what may come twice at each step is said in `relais_store::deliveries` and in the README.

use chrono::TimeDelta;
use relais_app::{App, AppError};
use relais_domain::{actor::Actor, clock::Timestamp};
use relais_store::deliveries::{Channel, ClaimedDelivery, Outcome, Standing};

use crate::{
    digest::queue_digests,
    fan_out::fall_back,
    mails::{Letter, compose_mail},
    person::{compose_text, journal_text},
    ports::{Fate, HandOver, Mail, TextMessage, UNHEARD, Undelivered},
    ways_out::WaysOut,
};

/// How long a claim holds: longer than any conversation with the other side may take.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// The first wait after a failure, in minutes; then twice as long each time.
const FIRST_WAIT: i64 = 1;
/// The longest wait: a mail server that is back is noticed within the hour.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// How long a channel rests after it left a message in doubt: a gateway that fails for an hour is told six, not all.
const REST: TimeDelta = TimeDelta::minutes(10);

/// The code of what a worker that stopped left half given away: it says nothing of the other side.
const INTERRUPTED: &str = "delivery.interrupted";

/// What a round of one channel goes on with.
enum Tried {
    Sent,
    NotSent,
    /// The other side is away: nothing more is tried in this round.
    Away,
}

/// Queues the digests of the morning and sends what is due, on each channel there is a way for, until `stopping`; how
/// many left. One channel waits for no other.
pub async fn send_messages(
    app: &App,
    ways: &WaysOut,
    stopping: &(dyn Fn() -> bool + Sync),
) -> Result<usize, AppError> {
    queue_digests(app, ways).await?;
    let mails = async {
        match &ways.mailer {
            Some(mailer) => drain((app, ways), (Channel::Mail, mailer.takes_once()), stopping).await,
            None => Ok(0),
        }
    };
    let texts = async {
        match &ways.text_messages {
            Some(gateway) => drain((app, ways), (Channel::Text, gateway.takes_once()), stopping).await,
            None => Ok(0),
        }
    };
    let (mails, texts) = tokio::join!(mails, texts);
    Ok(mails? + texts?)
}

async fn drain(
    (app, ways): (&App, &WaysOut),
    (channel, takes_once): (Channel, bool),
    stopping: &(dyn Fn() -> bool + Sync),
) -> Result<usize, AppError> {
    let unit = app.store.begin_house().await?;
    let doubtful = unit.lapse_hand_overs(channel, takes_once, INTERRUPTED).await?;
    unit.commit().await?;
    if doubtful > 0 && !takes_once {
        tracing::error!(
            channel = channel.as_str(),
            doubtful,
            "messages were cut off while they were handed over"
        );
    }
    let unit = app.store.read_house().await?;
    let rests = unit.has_doubt(channel, (unit.now() - REST, INTERRUPTED)).await?;
    unit.commit().await?;
    if rests {
        return Ok(0);
    }
    let mut sent = 0;
    while !stopping()
        && let Some(held) = claim(app, channel).await?
    {
        match send(app, ways, &held).await {
            Ok(Tried::Sent) => sent += 1,
            Ok(Tried::NotSent) => {}
            Ok(Tried::Away) => break,
            Err(error) => put_back(app, &held, &error).await?,
        }
    }
    Ok(sent)
}

/// Claims in a transaction of its own: the try counts even when the process dies.
async fn claim(app: &App, channel: Channel) -> Result<Option<ClaimedDelivery>, AppError> {
    let unit = app.store.begin_house().await?;
    let held = unit.claim_delivery(channel, unit.now() + CLAIM).await?;
    unit.commit().await?;
    Ok(held)
}

/// The other side may take minutes at each step: the turn may be another instance's by then. What came of the try is
/// written down all the same, for the row itself knows whose try it is.
async fn send(app: &App, ways: &WaysOut, held: &ClaimedDelivery) -> Result<Tried, AppError> {
    let ready = prepare(app, held).await?;
    let app = &app.out_of_turn();
    let (offered, person) = match (ready, &ways.mailer, &ways.text_messages) {
        (Some(Ready::Mail(mail)), Some(mailer), _) => (mailer.offer(*mail).await, None),
        (Some(Ready::Text(text, standing)), _, Some(gateway)) => (gateway.offer(*text).await, Some(standing)),
        (None | Some(_), ..) => return Ok(Tried::NotSent),
    };
    match offered {
        Ok(offered) => hand_over(app, held, offered, person.as_deref()).await,
        Err(failure) => fail(app, held, failure).await,
    }
}

/// A message as it is to leave now.
enum Ready {
    Mail(Box<Mail>),
    /// With the referral whose person it is for.
    Text(Box<TextMessage>, Box<Standing>),
}

/// The message; nothing when it is not to leave now, which is written down.
async fn prepare(app: &App, held: &ClaimedDelivery) -> Result<Option<Ready>, AppError> {
    let letter =
        if held.channel() == Some(Channel::Text) { Some(compose_text(app, held).await?) } else { None };
    let unit = app.store.begin_house().await?;
    let letter = match letter {
        Some(letter) => letter,
        None => compose_mail(app, &unit, held).await?,
    };
    let mut ready = None;
    match letter {
        Letter::Mail(mail) => ready = Some(Ready::Mail(mail)),
        Letter::Text(text, standing) => ready = Some(Ready::Text(text, standing)),
        Letter::Later(at) => unit.postpone_delivery(held, at).await?,
        Letter::Drop(why) => unit.settle_delivery(held, Outcome::Dropped(why)).await?,
        Letter::Dead(why) => {
            unit.settle_delivery(held, Outcome::Dead(why)).await?;
            fall_back(app, &unit, held).await?;
        }
    }
    unit.commit().await?;
    Ok(ready)
}

/// From here on it may arrive: that is written down before, and what came of it after. What cannot be written down after
/// stays as it is and becomes doubtful; it is never put back.
async fn hand_over(
    app: &App,
    held: &ClaimedDelivery,
    offered: Box<dyn HandOver>,
    person: Option<&Standing>,
) -> Result<Tried, AppError> {
    let unit = app.store.begin_house().await?;
    unit.begin_hand_over(held).await?;
    unit.commit().await?;
    let heard = match offered.hand_over().await {
        Ok(()) => note_sent(app, held, person).await,
        Err(failure) => fail(app, held, failure).await,
    };
    heard.or_else(|error| {
        let error = &error as &dyn std::error::Error;
        tracing::error!(delivery = %held.id(), error, "what became of a message could not be written down");
        Ok(Tried::NotSent)
    })
}

async fn note_sent(app: &App, held: &ClaimedDelivery, person: Option<&Standing>) -> Result<Tried, AppError> {
    let unit = match person {
        Some(standing) => app.store.begin(&Actor::system(standing.sender, standing.network)).await?,
        None => app.store.begin_house().await?,
    };
    unit.settle_delivery(held, Outcome::Sent).await?;
    if let Some(standing) = person {
        journal_text(&unit, held, standing).await?;
    }
    unit.commit().await?;
    Ok(Tried::Sent)
}

async fn fail(app: &App, held: &ClaimedDelivery, failure: Undelivered) -> Result<Tried, AppError> {
    let unit = app.store.begin_house().await?;
    let outcome = after(held, failure, unit.now());
    tracing::warn!(
        delivery = %held.id(),
        kind = held.kind,
        attempts = held.attempts,
        code = failure.code,
        given_up = matches!(outcome, Outcome::Dead(_)),
        "a message did not leave"
    );
    unit.settle_delivery(held, outcome).await?;
    if matches!(outcome, Outcome::Dead(_)) {
        fall_back(app, &unit, held).await?;
    }
    unit.commit().await?;
    // After a doubt the next one would be doubtful too: one message is at risk, not all that wait.
    Ok(if matches!(failure.fate, Fate::Unreachable | Fate::Unknown) { Tried::Away } else { Tried::NotSent })
}

/// What a failure means for the delivery. One that was given away and not answered is given away once more, and no third
/// time, whatever came between: a server that takes mails and never says so would send one an hour for days. So its row
/// goes on saying that.
fn after(held: &ClaimedDelivery, failure: Undelivered, now: Timestamp) -> Outcome {
    let wait = back_off(held.attempts).max(failure.retry_after.unwrap_or_default());
    let may_have_arrived = held.last_error.as_deref() == Some(UNHEARD);
    match failure.fate {
        Fate::Refused => Outcome::Dead(failure.code),
        Fate::Unknown => Outcome::Doubtful(failure.code),
        Fate::Unheard if may_have_arrived => Outcome::Doubtful(UNHEARD),
        Fate::NotNow | Fate::Unreachable if now >= held.give_up_at => {
            if may_have_arrived {
                Outcome::Doubtful(UNHEARD)
            } else {
                Outcome::Dead(failure.code)
            }
        }
        Fate::Unheard => Outcome::Again { error: UNHEARD, at: now + wait },
        Fate::NotNow | Fate::Unreachable => {
            Outcome::Again { error: if may_have_arrived { UNHEARD } else { failure.code }, at: now + wait }
        }
    }
}

/// A fault of ours while a message was being prepared: it is tried again, and the operator is told.
async fn put_back(app: &App, held: &ClaimedDelivery, error: &AppError) -> Result<(), AppError> {
    if matches!(error, AppError::Conflict) {
        return Ok(()); // another worker holds it by now
    }
    tracing::error!(
        delivery = %held.id(),
        kind = held.kind,
        error = error as &dyn std::error::Error,
        "a message could not be sent"
    );
    let failure = Undelivered::new("delivery.internal", Fate::NotNow);
    fail(app, held, failure).await.map(drop)
}

/// One minute, then twice as long each time, an hour at most.
fn back_off(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    TimeDelta::minutes(FIRST_WAIT * 2_i64.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour_and_never_overflow() {
        let minutes = |attempts| back_off(attempts).num_minutes();
        assert_eq!([minutes(1), minutes(2), minutes(6), minutes(7)], [1, 2, 32, 60]);
        assert_eq!([minutes(i32::MAX), minutes(0)], [60, 1]);
    }
}
