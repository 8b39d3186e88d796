//! Desk contacts (« premier accueil »): recorded in seconds, with or without a person.

mod history;

use relais_domain::{
    actor::Actor,
    clock::Timestamp,
    ids::{ContactId, RelationId},
};
pub(crate) use relais_rows::contacts as entity;
use sea_orm::{EntityTrait, FromQueryResult, Set};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    contacts::entity::contact,
    sealing::{Kind, Place},
    sql::Sql,
};

pub use history::ContactLine;

/// What the person said, sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ContactContent {
    /// Her words, or the agent's note of them.
    pub text: String,
}

/// A contact about to be stored: coded, but for the sealed text.
#[derive(Clone)]
#[expect(missing_docs, reason = "the codes are those of domain::contact; the names are the columns")]
pub struct NewContact {
    pub id: ContactId,
    pub relation: Option<RelationId>,
    pub theme: Option<&'static str>,
    pub mode: &'static str,
    pub posture: Option<&'static str>,
    pub channel: &'static str,
    pub minutes: i32,
    pub outcome: &'static str,
    pub content: ContactContent,
}

impl std::fmt::Debug for NewContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewContact").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How many contacts an organisation recorded since an instant.
#[derive(FromQueryResult)]
struct Count {
    contacts: i64,
}

impl UnitOfWork<'_> {
    /// Stores a contact of the actor's organisation.
    pub async fn insert_contact(&self, new: NewContact) -> Result<(), StoreError> {
        let organisation = self.organisation()?.uuid();
        let subject = new.relation.map_or(new.id.uuid(), RelationId::uuid);
        let place = Place { kind: Kind::Contact, tenant: organisation, row: new.id.uuid(), subject };
        self.make_slot(place).await?;
        let sealed = self.seal(place, 0, &new.content).await?;
        let row = contact::ActiveModel {
            id: Set(new.id.uuid()),
            organisation_id: Set(organisation),
            membership_id: Set(self
                .actor()
                .and_then(Actor::membership)
                .map(relais_domain::ids::MembershipId::uuid)),
            relation_id: Set(new.relation.map(RelationId::uuid)),
            theme: Set(new.theme.map(str::to_owned)),
            mode: Set(new.mode.to_owned()),
            posture: Set(new.posture.map(str::to_owned)),
            channel: Set(new.channel.to_owned()),
            minutes: Set(new.minutes),
            outcome: Set(new.outcome.to_owned()),
            happened_at: Set(self.now()),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version),
            version: Set(1),
        };
        contact::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// How many contacts the agent recorded since `since`: her own, for nobody's counts are a colleague's to read.
    pub async fn count_contacts(&self, since: Timestamp) -> Result<i64, StoreError> {
        let sql = Sql::new(
            "SELECT COUNT(*) AS contacts FROM contact WHERE membership_id = $1 AND happened_at >= $2",
        );
        let count: Option<Count> =
            sql.id(self.own_membership()).instant(since).one(self.transaction()).await?;
        Ok(count.map_or(0, |count| count.contacts))
    }
}
