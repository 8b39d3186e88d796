//! What must leave the house.

/// A message waiting to leave.
#[expect(clippy::module_inception, reason = "the table bears the name of its subject")]
pub mod outbox {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub event_key: String,
        pub object_id: Uuid,
        pub organisation_id: Uuid,
        pub created_at: DateTimeUtc,
        pub run_after: DateTimeUtc,
        pub attempts: i32,
        pub claimed_until: Option<DateTimeUtc>,
        pub done_at: Option<DateTimeUtc>,
        pub dead_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
