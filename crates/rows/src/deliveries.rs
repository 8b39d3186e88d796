//! Mails and text messages.

/// A mail or a text message to one addressee.
pub mod delivery {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub event_key: String,
        pub channel: String,
        pub addressee: String,
        pub kind: String,
        pub object_id: Uuid,
        pub organisation_id: Uuid,
        pub membership_id: Option<Uuid>,
        pub state: String,
        pub attempts: i32,
        pub created_at: DateTimeUtc,
        pub run_after: DateTimeUtc,
        pub give_up_at: DateTimeUtc,
        pub claimed_until: Option<DateTimeUtc>,
        pub settled_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
