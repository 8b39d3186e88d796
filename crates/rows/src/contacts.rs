//! Desk contacts.

/// A desk contact.
pub mod contact {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub membership_id: Option<Uuid>,
        pub relation_id: Option<Uuid>,
        pub theme: Option<String>,
        pub mode: String,
        pub posture: Option<String>,
        pub channel: String,
        pub minutes: i32,
        pub outcome: String,
        pub happened_at: DateTimeUtc,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
