//! Mandates: what they let be done, what became of them, what was done, and the proof.

/// A mandate.
pub mod mandate {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub network_id: Uuid,
        pub person_id: Uuid,
        pub relation_id: Uuid,
        pub organisation_id: Uuid,
        pub prepared_by: Uuid,
        pub scope: String,
        pub term: String,
        pub renews: Option<Uuid>,
        pub state: String,
        pub text_version: Option<String>,
        pub text_sha256: Option<Vec<u8>>,
        pub way: Option<String>,
        pub identity: Option<String>,
        pub reading: Option<String>,
        pub language: Option<String>,
        pub interpreter: Option<bool>,
        pub agreed_by: Option<Uuid>,
        pub signed_on: Option<Date>,
        pub pause_cause: Option<String>,
        pub revoked_via: Option<String>,
        pub renounce_reason: Option<String>,
        pub invalid_reason: Option<String>,
        pub superseded_by: Option<Uuid>,
        pub not_before: Option<DateTimeUtc>,
        pub not_after: Option<DateTimeUtc>,
        pub agreed_at: Option<DateTimeUtc>,
        pub paused_at: Option<DateTimeUtc>,
        pub pause_until: Option<DateTimeUtc>,
        pub ended_at: Option<DateTimeUtc>,
        pub next_at: Option<DateTimeUtc>,
        pub warned_at: Option<DateTimeUtc>,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
        pub version: i32,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One thing a mandate lets be done.
pub mod mandate_item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub mandate_id: Uuid,
        pub person_id: Uuid,
        pub organisation_id: Uuid,
        pub code: String,
        pub living: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An event of a mandate.
pub mod mandate_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub mandate_id: Uuid,
        pub version: i32,
        pub event: String,
        pub from_state: String,
        pub to_state: String,
        pub reason: Option<String>,
        pub organisation_id: Option<Uuid>,
        pub membership_id: Option<Uuid>,
        pub entry_id: Uuid,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something done in her name.
pub mod mandate_act {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_act")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub mandate_id: Uuid,
        pub organisation_id: Uuid,
        pub membership_id: Uuid,
        pub what: String,
        pub mode: String,
        pub presence: String,
        pub result: String,
        pub next_on: Option<Date>,
        pub corrects: Option<Uuid>,
        pub entry_id: Uuid,
        pub at: DateTimeUtc,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The proof that she agreed.
pub mod mandate_proof {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandate_proof")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
