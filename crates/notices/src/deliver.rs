//! The outbox's worker: each message becomes news of the organisation it is for, and the mails and text messages that
//! tell of it. Idempotent by event.

use chrono::TimeDelta;
use relais_app::{App, AppError};
use relais_domain::ids::ReferralId;
use relais_store::outbox::Claimed;

use crate::{fan_out::fan_out, rules::is_over, ways_out::WaysOut};

/// A message not delivered after so many tries is given up, for the operator to see.
const TRIES: i32 = 8;
/// Messages claimed by one commit: few enough to be delivered long before their claim ends.
const AT_ONCE: u32 = 16;
/// How long a claim holds: a worker that dies with a message lets it go after this.
const CLAIM: TimeDelta = TimeDelta::minutes(1);

/// Delivers what is due; how many messages that was. What was claimed together is delivered by one commit. Where one of
/// them fails each is delivered alone: that one is put back for later and holds up no other.
pub async fn deliver_messages(app: &App, ways: &WaysOut) -> Result<usize, AppError> {
    let mut delivered = 0;
    loop {
        let claimed = claim(app).await?;
        if claimed.is_empty() {
            return Ok(delivered);
        }
        if claimed.len() > 1 {
            match deliver(app, ways, &claimed).await {
                Ok(()) => {
                    delivered += claimed.len();
                    continue;
                }
                Err(error) => {
                    let (together, error) = (claimed.len(), &error as &dyn std::error::Error);
                    tracing::warn!(together, error, "messages are delivered one by one");
                }
            }
        }
        for message in claimed {
            match deliver(app, ways, std::slice::from_ref(&message)).await {
                Ok(()) => delivered += 1,
                Err(error) => put_back(app, &message, &error).await?,
            }
        }
    }
}

/// Claims in a transaction of its own: the try counts even when the delivery fails or the process dies.
async fn claim(app: &App) -> Result<Vec<Claimed>, AppError> {
    let unit = app.store.begin_house().await?;
    let messages = unit.claim_messages(unit.now() + CLAIM, AT_ONCE).await?;
    unit.commit().await?;
    Ok(messages)
}

/// News and deliveries are there exactly when the message is done. What a clock said and is over by now makes neither.
async fn deliver(app: &App, ways: &WaysOut, messages: &[Claimed]) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    let referrals = messages.iter().map(|message| ReferralId::new(message.object_id));
    let standings = unit.find_standings(referrals).await?;
    let told: Vec<_> = messages
        .iter()
        .map(|message| (message, standings.iter().find(|it| it.referral.uuid() == message.object_id)))
        .filter(|(message, standing)| !standing.is_some_and(|standing| is_over(&message.kind, standing)))
        .collect();
    unit.insert_notices(&told.iter().map(|(message, _)| *message).collect::<Vec<_>>()).await?;
    for (message, standing) in told {
        if let Some(standing) = standing {
            fan_out(app, ways, &unit, message, standing).await?;
        }
    }
    unit.finish_messages(messages).await?;
    Ok(unit.commit().await?)
}

async fn put_back(app: &App, message: &Claimed, error: &AppError) -> Result<(), AppError> {
    let given_up = message.attempts >= TRIES;
    tracing::error!(
        message = %message.id(),
        kind = message.kind,
        attempts = message.attempts,
        given_up,
        error = error as &dyn std::error::Error,
        "a message was not delivered"
    );
    let unit = app.store.begin_house().await?;
    let again = (!given_up).then(|| unit.now() + back_off(message.attempts));
    unit.fail_message(message.id(), "delivery.internal", again).await?;
    Ok(unit.commit().await?)
}

/// One minute, then twice as long each time: the eighth try is made two hours after the first.
fn back_off(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    TimeDelta::minutes(1) * 2_i32.pow(doublings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_overflow() {
        let minutes = |attempts| back_off(attempts).num_minutes();
        assert_eq!([minutes(1), minutes(2), minutes(7)], [1, 2, 64]);
        assert_eq!(minutes(i32::MAX), minutes(11));
        assert_eq!((1..TRIES).map(minutes).sum::<i64>(), 127);
    }
}
