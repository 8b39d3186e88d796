//! What is settled before mandates are taken: a helper's charter, the themes an organisation does not do.

use relais_domain::{clock::Timestamp, code_set::CodeSet, organisation::Theme};
use sea_orm::FromQueryResult;

use crate::{StoreError, UnitOfWork, error::inconsistent, sql::Sql};

#[derive(FromQueryResult)]
struct Charter {
    charter_at: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Off {
    themes_off: String,
}

impl UnitOfWork<'_> {
    /// When the actor accepted the charter in the membership she works in.
    pub async fn find_charter(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = Sql::new("SELECT charter_at FROM membership WHERE id = $1").id(self.own_membership());
        let charter: Option<Charter> = sql.one(self.transaction()).await?;
        Ok(charter.and_then(|charter| charter.charter_at))
    }

    /// Notes that she accepts it; whether she had not before.
    pub async fn accept_charter(&self) -> Result<bool, StoreError> {
        let sql = Sql::new("UPDATE membership SET charter_at = $1 WHERE id = $2 AND charter_at IS NULL");
        let noted = sql.instant(self.now()).id(self.own_membership()).run(self.transaction()).await?;
        Ok(noted == 1)
    }

    /// The themes the actor's organisation does not do.
    pub async fn find_themes_off(&self) -> Result<CodeSet<Theme>, StoreError> {
        let organisation = self.organisation()?.uuid();
        let sql = Sql::new("SELECT themes_off FROM organisation WHERE id = $1").id(organisation);
        let off: Option<Off> = sql.one(self.transaction()).await?;
        let refused = |_| inconsistent("organisation", "themes_off", organisation);
        off.map_or_else(|| Ok(CodeSet::default()), |off| off.themes_off.parse().map_err(refused))
    }

    /// Switches them off, and the others on.
    pub async fn set_themes_off(&self, off: &CodeSet<Theme>) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE organisation SET themes_off = $1 WHERE id = $2");
        sql.value(off.to_string()).id(self.organisation()?.uuid()).run(self.transaction()).await?;
        Ok(())
    }
}
