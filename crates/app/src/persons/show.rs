//! The sheet of a person: name and card for reception, everything for who follows her.

use relais_domain::{
    access::{self, Action, Grant},
    actor::{Actor, Role},
    clock::Timestamp,
    ids::{ReferralId, RelationId},
};
use relais_store::{
    UnitOfWork,
    contacts::ContactLine,
    journal::{Act, Action as Journalled},
    persons::{PersonContent, Relation},
    referrals::{ListFilter, ReferralLine},
};

use crate::{
    App, AppError,
    referrals::{find_ground, on_sheet},
};

/// How much of the sheet is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetDepth {
    /// Name and reception card.
    Card,
    /// Everything the organisation knows.
    Full,
}

/// What a sheet shows.
#[derive(Clone, Debug)]
pub struct PersonSheet {
    /// The relation.
    pub relation: RelationId,
    /// How much is filled in: with `Card`, contact data and referrals are left out.
    pub depth: SheetDepth,
    /// Identity and card.
    pub content: PersonContent,
    /// Ground code.
    pub ground: String,
    /// The referral that is the ground, when one is.
    pub ground_referral: Option<ReferralId>,
    /// Since when the organisation knows her.
    pub since: Timestamp,
    /// Last contact.
    pub last_contact_at: Timestamp,
    /// Version to send back with an edit.
    pub version: i32,
    /// The referral under which she was received, while it goes on.
    pub received: Option<ReferralLine>,
    /// Referrals this organisation sent for her, the last changed first.
    pub referrals: Vec<ReferralLine>,
    /// Contacts with this organisation, the newest first.
    pub contacts: Vec<ContactSeen>,
}

/// A contact as a sheet lists it.
#[derive(Clone, Debug)]
pub struct ContactSeen {
    /// When, about what, how it ended, who recorded it.
    pub line: ContactLine,
    /// What was said, for who reads the full sheet.
    pub text: Option<Said>,
}

/// What was said at a contact.
#[derive(Clone)]
pub struct Said(pub String);

impl std::fmt::Debug for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Said([secret])")
    }
}

/// Reads a person's sheet; one journal entry, which she can see. A manager without a reason is told to give one
/// (`person.reason_needed`).
pub async fn show_person(app: &App, actor: &Actor, id: RelationId) -> Result<PersonSheet, AppError> {
    let unit = app.store.read(actor).await?;
    let relation = unit.find_relation(id).await?.ok_or(AppError::NotFound)?;
    if actor.role == Role::Manager && relation.open && !relation.reason_given {
        return Err(AppError::rule("person.reason_needed"));
    }
    let (depth, grant) = depth(actor, &relation)?;
    let mut content = unit.open_relation(&grant, &relation).await?;
    let entry = match depth {
        SheetDepth::Card => Journalled::CardRead,
        SheetDepth::Full => Journalled::PersonRead,
    };
    unit.record(Act::new(entry).on(relation.id().uuid()).about(relation.person())).await?;
    let referrals = match depth {
        SheetDepth::Card => Vec::new(),
        SheetDepth::Full => referrals(&unit, actor, id).await?,
    };
    let received = match relation.ground_referral().filter(|_| depth == SheetDepth::Full) {
        Some(ground) => find_ground(&unit, actor, ground).await?,
        None => None,
    };
    let contacts = contacts(&unit, &grant, id, depth).await?;
    if depth == SheetDepth::Card {
        keep_card(&mut content);
    }
    unit.commit().await?;
    Ok(PersonSheet {
        relation: id,
        depth,
        content,
        ground: relation.ground.clone(),
        ground_referral: relation.ground_referral(),
        since: relation.since,
        last_contact_at: relation.last_contact_at,
        version: relation.version,
        received,
        referrals,
        contacts,
    })
}

/// The contacts of the relation; their words only under the full sheet's grant.
async fn contacts(
    unit: &UnitOfWork<'_>,
    grant: &Grant,
    relation: RelationId,
    depth: SheetDepth,
) -> Result<Vec<ContactSeen>, AppError> {
    let lines = unit.list_contacts(relation).await?;
    let mut texts = match depth {
        SheetDepth::Card => Vec::new(),
        SheetDepth::Full => unit.open_contacts(grant, &lines).await?,
    }
    .into_iter();
    let seen = lines.into_iter().map(|line| {
        let said = texts.next().flatten().map(|content| content.text);
        ContactSeen { line, text: said.filter(|text| !text.is_empty()).map(Said) }
    });
    Ok(seen.collect())
}

/// Leaves what reception needs to recognise her and to speak to her; how to reach her is for who follows her.
pub(crate) fn keep_card(content: &mut PersonContent) {
    content.identity.phone = None;
    content.identity.email = None;
    content.identity.address = None;
    content.identity.postcode = None;
}

fn depth(actor: &Actor, relation: &Relation) -> Result<(SheetDepth, Grant), AppError> {
    if access::role_allows(actor.role, Action::ViewPerson) {
        return Ok((SheetDepth::Full, access::require(actor, Action::ViewPerson, &relation.facts())?));
    }
    Ok((SheetDepth::Card, access::require(actor, Action::ViewReceptionCard, &relation.facts())?))
}

async fn referrals(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    relation: RelationId,
) -> Result<Vec<ReferralLine>, AppError> {
    let filter = ListFilter { relation: Some(relation), limit: 20, ..ListFilter::default() };
    Ok(unit.list_referrals(&filter).await?.into_iter().map(|line| on_sheet(actor, line)).collect())
}
