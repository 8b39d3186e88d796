//! What a referral's pages tell of the person, fact by fact.

use relais_app::{
    persons::{PersonContent, StoredCard},
    referrals::{ReferralContent, ReferralView},
};
use relais_domain::{agreement::Item, code_set::CodeSet, referral::Holder};

use crate::{present, say::Say, views::parts::Fact, words::Words};

/// The reduced sheet: what both sides may read before acceptance. Once it is accepted the partner goes by a card of
/// its own, which the sender does not read: how to reach her is then left out of the sender's page.
pub fn reduced_facts(view: &ReferralView) -> Vec<Fact> {
    let Some(content) = &view.content else { return Vec::new() };
    let mut facts = vec![
        Fact::new("fact-need", content.need.as_str()),
        Fact::maybe("fact-where", present::given(content.commune.as_ref())),
        Fact::new("fact-age", Say::code("age", content.age_band.as_deref().unwrap_or("unknown"))),
    ];
    if !partner_has_its_own(view) {
        facts.extend(reach_facts(content));
    }
    facts.push(Fact::maybe("fact-availability", present::given(content.availability.as_ref())));
    facts
}

/// How to reach and speak to her; first what must never be done.
fn reach_facts(content: &ReferralContent) -> Vec<Fact> {
    let channel = content.channel.as_deref().map(|code| Say::code("reach", code));
    let warning =
        content.do_not_write.then(|| Fact::new("field-do-not-write", Say::new("person-do-not-write")));
    let told = [
        Fact::maybe("fact-languages", relais_views::languages::named(&content.languages)),
        Fact::maybe("fact-reach", channel),
        Fact::maybe("fact-safe-hours", present::given(content.safe_hours.as_ref())),
    ];
    warning.into_iter().chain(told).collect()
}

/// Whether this is the sender's page while the partner, having accepted, keeps its own card of her.
pub fn partner_has_its_own(view: &ReferralView) -> bool {
    view.sent_by_us && view.holder == Holder::Recipient
}

/// What the partner was given with the referral itself: the same words on both sides.
pub fn given_facts(words: &Words, view: &ReferralView) -> Vec<Fact> {
    let situation = agreed_items(view).contains(Item::Situation);
    if situation { item_facts(words, view, Item::Situation) } else { Vec::new() }
}

/// What she agreed to pass on; what is chosen, before she was asked.
pub fn agreed_items(view: &ReferralView) -> &CodeSet<Item> {
    view.agreement.as_ref().map_or(&view.items, |agreement| &agreement.items)
}

/// The agreed items that hold something.
pub fn agreed_facts(words: &Words, view: &ReferralView) -> Vec<Fact> {
    agreed_items(view).iter().flat_map(|item| item_facts(words, view, item)).collect()
}

/// What an item holds for this person: everything that passing it on will show.
pub fn item_facts(words: &Words, view: &ReferralView, item: Item) -> Vec<Fact> {
    let person = view.person.as_ref().map(|(_, person)| person);
    match (item, person) {
        (_, None) => Vec::new(),
        (Item::ReceptionCard, Some(person)) => card_facts(&person.card),
        (_, Some(person)) => item_fact(words, view, person, item).into_iter().collect(),
    }
}

/// How to receive her well: what `accept_referral` copies with this item.
fn card_facts(card: &StoredCard) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(reading) = &card.reading {
        facts.push(Fact::new("item-reception-card", Say::code("reading", reading)));
    }
    if card.interpreter {
        facts.push(Fact::new("field-interpreter", Say::code("answer", "yes")));
    }
    if let Some(measure) = card.protection.as_deref().filter(|measure| *measure != "none") {
        facts.push(Fact::new("field-protection", Say::code("protection", measure)));
    }
    facts
}

fn item_fact(words: &Words, view: &ReferralView, person: &PersonContent, item: Item) -> Option<Fact> {
    let (identity, card) = (&person.identity, &person.card);
    let fact = |label, value: Option<String>| {
        value.filter(|value| !value.is_empty()).map(|value| Fact::new(label, value))
    };
    let place = || {
        [&identity.address, &identity.postcode, &identity.commune]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let names = || present::full_name(identity.given_name.as_deref(), identity.family_name.as_deref());
    match item {
        Item::Identity => fact("item-identity", Some(names())),
        Item::Phone => fact("item-phone", identity.phone.as_deref().map(present::phone)),
        Item::Email => fact("item-email", identity.email.clone()),
        Item::Address => identity.address.as_ref().and_then(|_| fact("item-address", Some(place()))),
        Item::Birth => {
            fact("item-birth", identity.birth.as_deref().map(|birth| present::birth(words, birth)))
        }
        Item::Language => fact("item-language", relais_views::languages::named(&card.languages)),
        Item::Situation => {
            fact("item-situation", view.content.as_ref().and_then(|content| content.situation.clone()))
        }
        // The card is told in several facts; the others are kept in later parts, nothing holds them yet.
        Item::ReceptionCard | Item::DigitalAutonomy | Item::Notes => None,
    }
}
