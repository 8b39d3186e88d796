//! The sheet that a partner may read: composed in one place for the page that shows it beforehand and for the act that
//! sends it.

use relais_domain::{
    person::{AgeBand, Identity},
    referral::Holder,
};
use relais_store::{
    UnitOfWork,
    needs::NeedContent,
    persons::{PersonContent, StoredCard},
    referrals::ReferralContent,
};

use crate::{
    AppError,
    persons::{commune_of, identity_of},
    referrals::work::Work,
};

/// The sheet: of the person only what `referrals-and-consent.md` 3.6 allows before acceptance.
pub(super) fn compose(unit: &UnitOfWork<'_>, need: &NeedContent, person: &PersonContent) -> ReferralContent {
    let identity: Identity = identity_of(&person.identity);
    let age = AgeBand::of(identity.birth, unit.now().date_naive());
    let sheet = ReferralContent {
        need: need.text.clone(),
        commune: commune_of(person),
        age_band: Some(age.as_str().to_owned()),
        availability: need.availability.clone(),
        situation: need.situation.clone(),
        ..ReferralContent::default()
    };
    as_card_says(sheet, &person.card)
}

/// How to reach and speak to her, as a card says.
fn as_card_says(sheet: ReferralContent, card: &StoredCard) -> ReferralContent {
    ReferralContent {
        languages: card.languages.clone(),
        channel: card.channel.clone(),
        safe_hours: card.safe_hours.clone(),
        do_not_write: card.do_not_write,
        ..sheet
    }
}

/// The sheet of what has not left, as it would leave now: the words as written, and of the person what is known of her
/// at this moment.
pub(super) async fn leaving(
    unit: &UnitOfWork<'_>,
    work: &Work,
    person: &PersonContent,
) -> Result<ReferralContent, AppError> {
    let ReferralContent { need, situation, availability, .. } =
        unit.open_referral(&work.grant, &work.stored).await?;
    Ok(compose(unit, &NeedContent { text: need, situation, availability }, person))
}

/// The sheet as this reader sees it now. Until it leaves: what would leave. While it goes on, how to reach her safely
/// must not wait for a new sending: the card of the side that holds the referral tells it as it stands, and the sender,
/// who does not read the recipient's card, keeps what it sent. After the end: what was sent.
pub(super) async fn sheet(
    unit: &UnitOfWork<'_>,
    work: &Work,
    person: Option<&PersonContent>,
) -> Result<ReferralContent, AppError> {
    let (grant, stored) = (&work.grant, &work.stored);
    let referral = &stored.referral;
    if referral.state().is_unsent() {
        let opened = match person {
            Some(_) => None,
            None => unit.open_person_of(grant, stored).await?,
        };
        if let Some(person) = person.or(opened.as_ref()) {
            return leaving(unit, work, person).await;
        }
    }
    let sheet = unit.open_referral(grant, stored).await?;
    let sends = grant.organisation() == referral.sender().organisation;
    let told = match referral.holder() {
        Holder::Sender => true,
        Holder::Recipient => !sends,
        Holder::Nobody => false,
    };
    let card = match person.map(|person| person.card.clone()).filter(|_| told) {
        None if told => unit.open_holders_card(grant, stored, &sheet).await?,
        known => known,
    };
    Ok(match card {
        Some(card) => as_card_says(sheet, &card),
        None => sheet,
    })
}
