//! Where the next page begins: opaque to callers, base64url. What no page gave is refused, never guessed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use relais_app::referrals::Turn;
use relais_domain::ids::{MembershipId, OrganisationId, OutboxId, ReferralId, RelationId};
use uuid::Uuid;

use crate::error::ApiError;

const REFERRAL: u8 = 1;
const OFFSET: u8 = 2;
const NAME: u8 = 3;
const PERSON: u8 = 4;
const TURN: u8 = 5;
const NOTICE: u8 = 6;
const MEMBER: u8 = 7;
const ENDED: u8 = 8;

/// After this referral among those sent, by its last change.
pub(crate) fn after_referral((at, id): (DateTime<Utc>, ReferralId)) -> String {
    after(REFERRAL, at, id.uuid())
}

/// Reads it back.
pub(crate) fn referral(cursor: &str) -> Result<(DateTime<Utc>, ReferralId), ApiError> {
    instant_and_id(REFERRAL, cursor).map(|(at, id)| (at, ReferralId::new(id)))
}

/// After this referral among those that have ended, by its last change.
pub(crate) fn after_ended((at, id): (DateTime<Utc>, ReferralId)) -> String {
    after(ENDED, at, id.uuid())
}

/// Reads it back.
pub(crate) fn ended(cursor: &str) -> Result<(DateTime<Utc>, ReferralId), ApiError> {
    instant_and_id(ENDED, cursor).map(|(at, id)| (at, ReferralId::new(id)))
}

/// After this referral, by its turn among those that await an answer.
pub(crate) fn after_turn(Turn { rank, at, id }: Turn) -> String {
    let at = at.timestamp_micros().to_be_bytes();
    write(TURN, &[&rank.to_be_bytes()[..], &at[..], &id.bytes()[..]].concat())
}

/// Reads it back.
pub(crate) fn turn(cursor: &str) -> Result<Turn, ApiError> {
    let bytes = read(TURN, cursor)?;
    let (rank, rest) = bytes.split_first_chunk::<4>().ok_or(ApiError::Cursor)?;
    let (at, id) = micros_and_id(rest)?;
    Turn::new(i32::from_be_bytes(*rank), at, ReferralId::new(id)).ok_or(ApiError::Cursor)
}

/// After this person, by her last contact.
pub(crate) fn after_person((at, id): (DateTime<Utc>, RelationId)) -> String {
    after(PERSON, at, id.uuid())
}

/// Reads it back.
pub(crate) fn person(cursor: &str) -> Result<(DateTime<Utc>, RelationId), ApiError> {
    instant_and_id(PERSON, cursor).map(|(at, id)| (at, RelationId::new(id)))
}

/// After this piece of news.
pub(crate) fn after_notice((at, id): (DateTime<Utc>, OutboxId)) -> String {
    after(NOTICE, at, id.uuid())
}

/// Reads it back.
pub(crate) fn notice(cursor: &str) -> Result<(DateTime<Utc>, OutboxId), ApiError> {
    instant_and_id(NOTICE, cursor).map(|(at, id)| (at, OutboxId::new(id)))
}

/// After this membership.
pub(crate) fn after_member(id: MembershipId) -> String {
    write(MEMBER, id.uuid().as_bytes())
}

/// Reads it back.
pub(crate) fn member(cursor: &str) -> Result<MembershipId, ApiError> {
    let id: [u8; 16] = read(MEMBER, cursor)?.try_into().map_err(|_| ApiError::Cursor)?;
    Ok(MembershipId::new(Uuid::from_bytes(id)))
}

fn after(kind: u8, at: DateTime<Utc>, id: Uuid) -> String {
    write(kind, &[&at.timestamp_micros().to_be_bytes()[..], id.as_bytes()].concat())
}

fn instant_and_id(kind: u8, cursor: &str) -> Result<(DateTime<Utc>, Uuid), ApiError> {
    micros_and_id(&read(kind, cursor)?)
}

fn micros_and_id(bytes: &[u8]) -> Result<(DateTime<Utc>, Uuid), ApiError> {
    let (micros, id) = bytes.split_first_chunk::<8>().ok_or(ApiError::Cursor)?;
    let at = DateTime::from_timestamp_micros(i64::from_be_bytes(*micros)).ok_or(ApiError::Cursor)?;
    let id: [u8; 16] = id.try_into().map_err(|_| ApiError::Cursor)?;
    Ok((at, Uuid::from_bytes(id)))
}

/// After so many lines.
pub(crate) fn after_lines(lines: usize) -> String {
    write(OFFSET, &u32::try_from(lines).unwrap_or(u32::MAX).to_be_bytes())
}

/// Reads it back.
pub(crate) fn lines(cursor: &str) -> Result<usize, ApiError> {
    let bytes: [u8; 4] = read(OFFSET, cursor)?.try_into().map_err(|_| ApiError::Cursor)?;
    usize::try_from(u32::from_be_bytes(bytes)).map_err(|_| ApiError::Cursor)
}

/// After this organisation, by its search key.
pub(crate) fn after_organisation((key, id): &(String, OrganisationId)) -> String {
    write(NAME, &[&id.bytes()[..], key.as_bytes()].concat())
}

/// Reads it back.
pub(crate) fn organisation(cursor: &str) -> Result<(String, OrganisationId), ApiError> {
    let bytes = read(NAME, cursor)?;
    let (id, key) = bytes.split_first_chunk::<16>().ok_or(ApiError::Cursor)?;
    let key = std::str::from_utf8(key).map_err(|_| ApiError::Cursor)?;
    Ok((key.to_owned(), OrganisationId::new(Uuid::from_bytes(*id))))
}

fn write(kind: u8, bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode([&[kind], bytes].concat())
}

fn read(kind: u8, cursor: &str) -> Result<Vec<u8>, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| ApiError::Cursor)?;
    match bytes.split_first() {
        Some((found, rest)) if *found == kind => Ok(rest.to_vec()),
        Some(_) | None => Err(ApiError::Cursor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let at = DateTime::from_timestamp_micros(1_795_000_000_123_456).expect("an instant");
        let id = ReferralId::new(Uuid::from_bytes([7; 16]));
        assert_eq!(referral(&after_referral((at, id))).ok(), Some((at, id)));
        assert_eq!(ended(&after_ended((at, id))).ok(), Some((at, id)));
        for rank in 0..4 {
            let place = Turn { rank, at, id };
            assert_eq!(turn(&after_turn(place)).ok(), Some(place));
        }
        assert_eq!(lines(&after_lines(40)).ok(), Some(40));
        let last = ("ccas brest".to_owned(), OrganisationId::new(Uuid::from_bytes([8; 16])));
        assert_eq!(organisation(&after_organisation(&last)).ok(), Some(last));
    }

    #[test]
    fn a_cursor_of_one_order_is_none_of_the_other() {
        let at = DateTime::from_timestamp_micros(1_795_000_000_123_456).expect("an instant");
        let id = ReferralId::new(Uuid::from_bytes([7; 16]));
        assert!(matches!(turn(&after_referral((at, id))), Err(ApiError::Cursor)));
        assert!(matches!(referral(&after_turn(Turn { rank: 0, at, id })), Err(ApiError::Cursor)));
        assert!(matches!(ended(&after_referral((at, id))), Err(ApiError::Cursor)));
        assert!(turn(&after_turn(Turn { rank: 4, at, id })).is_err(), "no such rank");
    }

    #[test]
    fn a_garbled_cursor_is_refused() {
        let good = after_lines(40);
        for wrong in ["", "!", "AAAA", "é", &good[1..], &format!("{good}A"), &write(NAME, b"a")] {
            assert!(
                lines(wrong).is_err()
                    && referral(wrong).is_err()
                    && turn(wrong).is_err()
                    && organisation(wrong).is_err(),
                "{wrong}"
            );
        }
    }
}
