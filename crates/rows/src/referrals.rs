//! Referrals, and their events.

/// A referral.
pub mod referral {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referral")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub number: String,
        pub network_id: Uuid,
        pub need_id: Uuid,
        pub person_id: Uuid,
        pub relation_id: Uuid,
        pub sender_organisation_id: Uuid,
        pub sender_membership_id: Option<Uuid>,
        pub sender_organisation_name: String,
        pub recipient_organisation_id: Option<Uuid>,
        pub recipient_service_id: Option<Uuid>,
        pub recipient_organisation_name: Option<String>,
        pub recipient_service_name: Option<String>,
        pub agreement_id: Option<Uuid>,
        pub theme: Option<String>,
        pub items: String,
        pub state: String,
        pub held_from: Option<String>,
        pub hold_sub_reason: Option<String>,
        pub hold_review_on: Option<Date>,
        pub hold_review_at: Option<DateTimeUtc>,
        pub reject_reason: Option<String>,
        pub denied_by: Option<String>,
        pub waiting_list: Option<bool>,
        pub outcome: Option<String>,
        pub cancel_reason: Option<String>,
        pub error_reason: Option<String>,
        pub closed_by: Option<Uuid>,
        pub superseded_by: Option<Uuid>,
        pub consent_asked_at: Option<DateTimeUtc>,
        pub consent_due: Option<DateTimeUtc>,
        pub sent_at: Option<DateTimeUtc>,
        pub asked_at: Option<DateTimeUtc>,
        pub held_days: i32,
        pub acknowledge_due: Option<DateTimeUtc>,
        pub first_reminder_due: Option<DateTimeUtc>,
        pub second_reminder_due: Option<DateTimeUtc>,
        pub third_reminder_due: Option<DateTimeUtc>,
        pub escalation_due: Option<DateTimeUtc>,
        pub expires_on: Option<DateTimeUtc>,
        pub received_at: Option<DateTimeUtc>,
        pub accepted_at: Option<DateTimeUtc>,
        pub nudge_due: Option<DateTimeUtc>,
        pub no_contact_due: Option<DateTimeUtc>,
        pub started_at: Option<DateTimeUtc>,
        pub held_at: Option<DateTimeUtc>,
        pub hold_until: Option<DateTimeUtc>,
        pub cancel_acknowledged_at: Option<DateTimeUtc>,
        pub closed_at: Option<DateTimeUtc>,
        pub struck: String,
        pub next_clock_at: Option<DateTimeUtc>,
        pub claimed_by: Option<Uuid>,
        pub claimed_at: Option<DateTimeUtc>,
        pub suggested_service_id: Option<Uuid>,
        pub sender_outcome: Option<String>,
        pub person_contacted: Option<bool>,
        pub person_useful: Option<bool>,
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

/// An event of a referral.
pub mod referral_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referral_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub referral_id: Uuid,
        pub version: i32,
        pub event: String,
        pub from_state: String,
        pub to_state: String,
        pub reason: Option<String>,
        pub organisation_id: Option<Uuid>,
        pub membership_id: Option<Uuid>,
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
