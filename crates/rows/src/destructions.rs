//! Keys ordered destroyed.

/// A key to destroy, and whether it is.
pub mod key_destruction {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "key_destruction")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub class: String,
        pub bucket: i64,
        pub object_id: Uuid,
        pub ordered_at: DateTimeUtc,
        pub generation: Option<i64>,
        pub done_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
