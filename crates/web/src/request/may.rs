//! Permissions as types: a handler's signature says which act its page is for (`Page<may::AcceptReferral>`), and a
//! role without that act is turned away before the handler runs. What a role may do to this very object is decided
//! by the use case, with the same function of `domain::access`.

use relais_domain::access::Action;

/// An act a page is for.
pub trait Permission: Send + Sync {
    /// The act.
    const ACTION: Action;
}

macro_rules! permissions {
    ($($name:ident)+) => {$(
        #[doc = concat!("See [`Action::", stringify!($name), "`].")]
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            const ACTION: Action = Action::$name;
        }
    )+};
}

permissions! {
    RecordContact SearchPersons CreatePerson ViewReceptionCard EditReceptionCard DraftReferral SendReferral
    RecordAgreement WithdrawAgreement ViewInbox ViewReferral AcknowledgeReferral AcceptReferral RejectReferral
    StartReferral CompleteReferral CancelReferral FindPartner ViewOrganisation EditOrganisation ManageMembers
    ManageNetwork
}
