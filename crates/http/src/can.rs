//! One type for each action of `domain::access`, so that a handler's signature says what it permits:
//! `Permit<can::AcceptReferral>`.

use relais_domain::access::Action;

/// An action as a type.
pub trait Permission: Send + Sync {
    /// The action.
    const ACTION: Action;
}

macro_rules! permissions {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("May `", stringify!($name), "`.")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Permission for $name {
                const ACTION: Action = Action::$name;
            }
        )+

        #[cfg(test)]
        const LISTED: &[Action] = &[$(Action::$name),+];
    };
}

permissions!(
    ViewDay,
    RecordContact,
    SearchPersons,
    CreatePerson,
    ViewReceptionCard,
    EditReceptionCard,
    ViewPerson,
    EditPerson,
    DraftReferral,
    SendReferral,
    RecordAgreement,
    WithdrawAgreement,
    ViewInbox,
    ViewReferral,
    AcknowledgeReferral,
    AcceptReferral,
    RejectReferral,
    StartReferral,
    CompleteReferral,
    HoldReferral,
    ResumeReferral,
    ReopenReferral,
    MarkReferralError,
    ClaimReferral,
    AssignReferral,
    TellOutcome,
    CancelReferral,
    FindPartner,
    ViewOrganisation,
    EditOrganisation,
    ManageMembers,
    ManageNetwork,
    ManageApiKeys,
    ViewJournal,
    DraftMandate,
    AgreeMandate,
    UseMandate,
    ViewMandate,
    PauseMandate,
    ResumeMandate,
    RevokeMandate,
    EndMandate,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_its_type() {
        assert_eq!(LISTED, Action::ALL);
    }
}
