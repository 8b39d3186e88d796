//! Agreements to share, and their events.

/// An agreement to share.
pub mod agreement {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub network_id: Uuid,
        pub person_id: Uuid,
        pub relation_id: Uuid,
        pub controller_id: Uuid,
        pub collected_by: Option<Uuid>,
        pub referral_id: Option<Uuid>,
        pub recipient_organisation_id: Uuid,
        pub recipient_service_id: Option<Uuid>,
        pub purposes: String,
        pub items: String,
        pub secrecy: bool,
        pub legal_basis: String,
        pub indicated_by: String,
        pub text_version: String,
        pub text_language: String,
        pub text_sha256: Vec<u8>,
        pub state: String,
        pub method: Option<String>,
        pub witnessed: Option<bool>,
        pub withdrawn_via: Option<String>,
        pub invalid_reason: Option<String>,
        pub replaces: Option<Uuid>,
        pub replaced_by: Option<Uuid>,
        pub given_at: Option<DateTimeUtc>,
        pub valid_from: Option<DateTimeUtc>,
        pub hard_end: Option<DateTimeUtc>,
        pub closing_end: Option<DateTimeUtc>,
        pub valid_until: Option<DateTimeUtc>,
        pub renewed_at: Option<DateTimeUtc>,
        pub ended_at: Option<DateTimeUtc>,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
        pub version: i32,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An event of an agreement.
pub mod agreement_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreement_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agreement_id: Uuid,
        pub version: i32,
        pub event: String,
        pub state: String,
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
