//! The journal: entries, the tree that seals them, its checkpoints, and the keys behind pseudonyms.

/// An entry of the journal.
pub mod journal_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: DateTimeUtc,
        pub tenant_id: Uuid,
        pub actor_pid: Option<Uuid>,
        pub action: String,
        pub object_id: Option<Uuid>,
        pub subject_pid: Option<Vec<u8>>,
        pub scope: Option<String>,
        pub payload_commit: Option<Vec<u8>>,
        pub leaf: Vec<u8>,
        pub leaf_hash: Vec<u8>,
        pub tag: Vec<u8>,
        pub payload: Option<Vec<u8>>,
        pub idx: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A complete subtree of the journal.
pub mod journal_node {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_node")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub level: i16,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idx: i64,
        pub hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A signed checkpoint.
pub mod journal_checkpoint {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_checkpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub size: i64,
        pub root: Vec<u8>,
        pub sealed_at: DateTimeUtc,
        pub note: String,
        pub tag: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The key behind a pseudonym.
pub mod journal_subject {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_subject")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub wrap: Option<Vec<u8>>,
        pub payload: Option<Vec<u8>>,
        pub revision: i32,
        pub tenant_version: i32,
        pub created_at: DateTimeUtc,
        pub erased_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
