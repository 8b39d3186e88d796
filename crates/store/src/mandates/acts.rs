//! What was done in her name: coded in clear, in words under the mandate's own keys.

use chrono::NaiveDate;
use relais_domain::{
    access::{Grant, Object},
    clock::Timestamp,
    ids::{EntryId, MandateActId, MembershipId},
    mandate::{ActMode, ActResult, Mandate, Presence, ScopeItem},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Set, prelude::Uuid};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, UnitOfWork,
    mandates::entity::mandate_act,
    sealing::{Sealed, sealed_columns},
    sql::Sql,
};

/// The words of an act, sealed; they die with the mandate, the coded act stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActWords {
    /// Why in her place.
    pub why: Option<String>,
    /// What was done, or what was found wrong.
    pub note: Option<String>,
    /// The number it was given by the administration.
    pub number: Option<String>,
    /// The papers that were shown, for this act only.
    pub papers: Option<String>,
}

impl std::fmt::Debug for ActWords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActWords([secret])")
    }
}

/// An act about to be stored.
#[derive(Clone, Debug)]
pub struct NewAct {
    /// The new id.
    pub id: MandateActId,
    /// What, and where.
    pub what: ScopeItem,
    /// With her, or in her place.
    pub mode: ActMode,
    /// Where she was.
    pub presence: Presence,
    /// What became of it.
    pub result: ActResult,
    /// When to look again.
    pub next_on: Option<NaiveDate>,
    /// The act it corrects, in good faith.
    pub corrects: Option<MandateActId>,
    /// The words.
    pub words: ActWords,
}

/// An act as it is read: the words are gone once the mandate has ended.
#[derive(Clone, Debug)]
pub struct ActLine {
    /// The id.
    pub id: MandateActId,
    /// What, and where: a code of the scope.
    pub what: String,
    /// Mode code.
    pub mode: String,
    /// Presence code.
    pub presence: String,
    /// Result code.
    pub result: String,
    /// When to look again.
    pub next_on: Option<NaiveDate>,
    /// The act it corrects.
    pub corrects: Option<MandateActId>,
    /// The helper.
    pub by: MembershipId,
    /// Her name.
    pub helper: String,
    /// When.
    pub at: Timestamp,
    /// The journal's entry.
    pub entry: EntryId,
    /// The words.
    pub words: Option<ActWords>,
}

#[derive(FromQueryResult)]
struct ActRow {
    id: Uuid,
    what: String,
    mode: String,
    presence: String,
    result: String,
    next_on: Option<NaiveDate>,
    corrects: Option<Uuid>,
    membership_id: Uuid,
    entry_id: Uuid,
    at: Timestamp,
    given_name: Option<String>,
    usual_name: Option<String>,
    wrap: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    revision: i32,
    tenant_version: i32,
}

impl UnitOfWork<'_> {
    /// Stores an act, tied to its entry.
    pub async fn insert_mandate_act(
        &self,
        mandate: &Mandate,
        new: NewAct,
        entry: EntryId,
    ) -> Result<(), StoreError> {
        let sealed = if new.words == ActWords::default() {
            Sealed::default()
        } else {
            self.seal_act(mandate, new.id, &new.words).await?
        };
        let row = mandate_act::ActiveModel {
            id: Set(new.id.uuid()),
            mandate_id: Set(mandate.id().uuid()),
            organisation_id: Set(self.organisation()?.uuid()),
            membership_id: Set(self.own_membership()),
            what: Set(new.what.to_string()),
            mode: Set(new.mode.to_string()),
            presence: Set(new.presence.to_string()),
            result: Set(new.result.to_string()),
            next_on: Set(new.next_on),
            corrects: Set(new.corrects.map(MandateActId::uuid)),
            entry_id: Set(entry.uuid()),
            at: Set(self.now()),
            wrap: Set(sealed.wrap),
            payload: Set(sealed.payload),
            revision: Set(sealed.revision),
            tenant_version: Set(sealed.tenant_version.max(1)),
        };
        mandate_act::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// An act of this mandate, by whom and whether it is a correction itself.
    pub async fn find_mandate_act(
        &self,
        mandate: &Mandate,
        id: MandateActId,
    ) -> Result<Option<ScopeItem>, StoreError> {
        let row = mandate_act::Entity::find_by_id(id.uuid())
            .filter(mandate_act::Column::MandateId.eq(mandate.id().uuid()))
            .one(self.transaction())
            .await?;
        let what = |row: mandate_act::Model| {
            row.what.parse().map_err(|_| crate::error::inconsistent("mandate_act", "what", row.id))
        };
        row.map(what).transpose()
    }

    /// Everything done under a mandate, the latest first; the words for whom the grant lets read them.
    pub async fn list_mandate_acts(
        &self,
        grant: &Grant,
        mandate: &Mandate,
    ) -> Result<Vec<ActLine>, StoreError> {
        let sql = Sql::new(
            "SELECT t.id, t.what, t.mode, t.presence, t.result, t.next_on, t.corrects, t.membership_id, t.entry_id, t.at,
                    a.given_name, a.usual_name, t.wrap, t.payload, t.revision, t.tenant_version
             FROM mandate_act t
             JOIN membership m ON m.id = t.membership_id
             JOIN agent a ON a.id = m.agent_id
             WHERE t.mandate_id = $1 ORDER BY t.at DESC, t.id DESC",
        );
        let rows: Vec<ActRow> = sql.id(mandate.id().uuid()).all(self.transaction()).await?;
        let reads = grant.object() == Object::Mandate(mandate.id())
            && grant.organisation() == mandate.organisation()
            && grant.opens_content()
            && mandate.is_in_force(self.now());
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, sealed) = (MandateActId::new(row.id), sealed_columns!(row));
            let words = if reads { self.open_act(mandate, id, &sealed).await } else { None };
            lines.push(row.line(words));
        }
        Ok(lines)
    }
}

impl ActRow {
    fn line(self, words: Option<ActWords>) -> ActLine {
        let names = [self.given_name, self.usual_name];
        ActLine {
            id: MandateActId::new(self.id),
            what: self.what,
            mode: self.mode,
            presence: self.presence,
            result: self.result,
            next_on: self.next_on,
            corrects: self.corrects.map(MandateActId::new),
            by: MembershipId::new(self.membership_id),
            helper: names.into_iter().flatten().collect::<Vec<_>>().join(" "),
            at: self.at,
            entry: EntryId::new(self.entry_id),
            words,
        }
    }
}
