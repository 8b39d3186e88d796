//! The recipient takes the person over: it becomes the holder, and what she agreed to share becomes its own.

use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::Item,
    ids::{ReferralId, RelationId},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    persons::{NewRelation, PersonContent, StoredCard, StoredIdentity},
    shared::Shared,
};

use crate::{
    App, AppError,
    referrals::work::{Saved, Work},
};

/// Accepts a referral while its agreement is in force; the recipient gets its own sealed copy of the agreed items.
pub async fn accept_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::AcceptReferral).await?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().accept(work.agreed()?, &app.settings.clocks, actor, unit.now());
    // Refused before anything is opened for it.
    let step = step.map_err(|error| AppError::rule(error.code()))?;
    work.hold_to_sealed_terms(&unit).await?;
    let saved = work.save(&unit, Ok(step), None, None).await?;
    copy_agreed_items(app, &unit, &work).await?;
    unit.commit().await?;
    Ok(saved)
}

async fn copy_agreed_items(app: &App, unit: &UnitOfWork<'_>, work: &Work) -> Result<(), AppError> {
    let referral = &work.stored.referral;
    let items = &work.agreed()?.terms().items;
    let whole = unit.open_relation_for_acceptance(&work.grant, &work.stored).await?;
    let whole = whole.ok_or(AppError::rule("referral.agreement_not_valid"))?;
    let relation = RelationId::random(app.random.as_ref());
    let new = NewRelation {
        id: relation,
        person: referral.person(),
        organisation: work.grant.organisation(),
        ground: "accepted_referral",
        ground_referral: Some(referral.id()),
        content: PersonContent {
            shared: Shared::under(work.agreed()?),
            ..agreed(&whole, |item| items.contains(item))
        },
    };
    unit.insert_relation(new).await?;
    let act = Act::new(Journalled::RelationOpened).on(relation.uuid()).about(referral.person());
    unit.record(act.scope("accepted_referral")).await?;
    Ok(())
}

/// What the person agreed to; languages and safe ways to reach her were on the reduced sheet already.
fn agreed(whole: &PersonContent, has: impl Fn(Item) -> bool) -> PersonContent {
    let PersonContent { identity, card, shared: _ } = whole;
    let when = |item: Item, value: &Option<String>| value.clone().filter(|_| has(item));
    PersonContent {
        identity: StoredIdentity {
            given_name: when(Item::Identity, &identity.given_name),
            family_name: when(Item::Identity, &identity.family_name),
            birth: when(Item::Birth, &identity.birth),
            phone: when(Item::Phone, &identity.phone),
            email: when(Item::Email, &identity.email),
            address: when(Item::Address, &identity.address),
            postcode: when(Item::Address, &identity.postcode),
            commune: identity.commune.clone(),
            insee: None,
        },
        card: StoredCard {
            languages: card.languages.clone(),
            channel: card.channel.clone(),
            safe_hours: card.safe_hours.clone(),
            do_not_write: card.do_not_write,
            interpreter: card.interpreter && has(Item::ReceptionCard),
            reading: when(Item::ReceptionCard, &card.reading),
            protection: when(Item::ReceptionCard, &card.protection),
        },
        shared: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_agreed_items_are_copied() {
        let text = |text: &str| Some(text.to_owned());
        let whole = PersonContent {
            identity: StoredIdentity {
                given_name: text("Amina"),
                family_name: text("B"),
                phone: text("+33600000000"),
                address: text("1 rue"),
                ..StoredIdentity::default()
            },
            card: StoredCard {
                protection: text("curatelle"),
                languages: vec!["ar".into()],
                ..StoredCard::default()
            },
            shared: None,
        };
        let copy = agreed(&whole, |item| item == Item::Identity);
        assert_eq!(copy.identity.given_name, whole.identity.given_name);
        assert_eq!((&copy.identity.phone, &copy.identity.address), (&None, &None));
        assert_eq!(copy.card.protection, None);
        assert_eq!(copy.card.languages, whole.card.languages);
    }
}
