//! Schemas of the closed lists, drawn from the rules themselves: a new code appears in the document by itself.
//!
//! The types stand in for texts in schemas only (`value_type = codes::Role`); nothing else is made of them.

use std::borrow::Cow;

use relais_app::persons;
use relais_domain::{access, actor, agreement, contact, organisation, person, referral};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! lists {
    ($($name:ident $list:ty, $words:literal;)+) => {$(
        #[doc = $words]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let codes = <$list>::ALL.iter().map(|code| code.as_str());
                let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
                code.description(Some($words)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

lists! {
    Action access::Action, "What a caller may want to do.";
    Role actor::Role, "What a member, or an organisation's software, may do.";
    AgreementState agreement::AgreementState, "Where an agreement stands.";
    AgreementMethod agreement::Method, "How a person said yes; `card` and `sms` are not open yet.";
    IndicatedBy agreement::IndicatedBy, "Who says yes: herself, or whoever a measure of protection names.";
    Item agreement::Item, "What may be passed on beyond the reduced sheet.";
    WithdrawalChannel agreement::WithdrawalChannel, "By what way a person takes her agreement back.";
    ContactChannel contact::ContactChannel, "By what way a person came.";
    ContactMode contact::ContactMode, "What was done for her.";
    ContactOutcome contact::ContactOutcome, "How a contact ended.";
    Posture contact::Posture, "Who did it.";
    Capacity organisation::Capacity, "How much room a service has.";
    OrganisationKind organisation::OrganisationKind, "What kind of organisation it is.";
    Theme organisation::Theme, "The ten themes of service-public.fr.";
    AgeBand person::AgeBand, "An age band, instead of a date of birth.";
    Channel person::Channel, "How a person prefers to be told.";
    Protection person::Protection, "A legal protection of adults.";
    Reading person::Reading, "How a person takes in a text.";
    ReadingReason persons::ReadingReason, "Why a manager reads a sheet.";
    ReferralState referral::ReferralState, "Where a referral stands.";
    RejectReason referral::RejectReason, "Why a recipient refuses.";
    DeniedBy referral::DeniedBy, "On whose side a refusal lies.";
    Outcome referral::Outcome, "How the work ended.";
    CancelReason referral::CancelReason, "Why a referral was called back.";
    HoldReason referral::HoldReason, "What a referral on hold waits for.";
    ErrorReason referral::ErrorReason, "What was wrong with a referral that is masked.";
}
