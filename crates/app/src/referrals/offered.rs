//! What a reader of a referral may do with it now.

use relais_domain::{
    access::{self, Action, Decision},
    actor::Actor,
    need::NeedState,
    referral::{ErrorReason, ReferralRecord, ReferralState, SendingFacts},
};
use relais_store::UnitOfWork;

use crate::{
    App,
    referrals::work::{Work, facts},
};

/// What the reader may do now: allowed by access, and offered by the state.
pub(super) fn allowed(app: &App, unit: &UnitOfWork<'_>, actor: &Actor, work: &Work) -> Vec<Action> {
    let referral = &work.stored.referral;
    let facts = facts(referral, work.agreement.as_ref(), unit, false);
    let receives = referral.recipient().is_some_and(|to| to.organisation == actor.organisation);
    let offered = offered(&referral.record());
    let acceptable = || {
        work.agreed().is_ok_and(|agreed| {
            referral.clone().accept(agreed, &app.settings.clocks, actor, unit.now()).is_ok()
        })
    };
    let reopens = || {
        work.agreed().is_ok_and(|agreed| {
            let facts = SendingFacts {
                recipient_active: true,
                duplicate_open: false,
                elsewhere: NeedState::Open,
                agreement: agreed,
            };
            referral.clone().reopen(facts, &app.settings.clocks, actor, unit.now()).is_ok()
        })
    };
    let side = |action: &Action| match action {
        // It would be refused once her agreement ran out, and the recipient cannot ask her again.
        Action::AcceptReferral => receives && acceptable(),
        Action::AcknowledgeReferral
        | Action::RejectReferral
        | Action::StartReferral
        | Action::CompleteReferral
        | Action::AssignReferral => receives,
        Action::HoldReferral => {
            receives && referral.record().hold_until(&app.settings.clocks, unit.now()).is_some()
        }
        // A colleague's claim is not taken away; one's own, or a manager any, is let go.
        Action::ClaimReferral => {
            let free = referral.clone().claim_for(actor, unit.now()).is_ok();
            receives && (free || referral.clone().release(actor, unit.now()).is_ok())
        }
        Action::MarkReferralError => {
            referral.clone().mark_error(ErrorReason::Other, actor, unit.now()).is_ok()
        }
        Action::ReopenReferral => reopens(),
        // Her answer judges the recipient, which replaces none.
        Action::TellOutcome => !receives || referral.record().person_contacted.is_none(),
        _ => true,
    };
    let allows = |action: &Action| matches!(access::decide(actor, *action, &facts), Decision::Allow(_));
    let stop = work.outlived(unit).then_some(Action::WithdrawAgreement);
    offered.into_iter().chain(stop).filter(side).filter(allows).collect()
}

/// What either side may do while a sent referral is open, whatever its state.
const UNDER_WAY: &[Action] = &[
    Action::ClaimReferral,
    Action::AssignReferral,
    Action::CancelReferral,
    Action::WithdrawAgreement,
    Action::MarkReferralError,
];

/// The acts each state offers (`referrals-and-consent.md` 3.3).
fn offered(record: &ReferralRecord) -> Vec<Action> {
    let under_way = record.state.is_open() && !record.state.is_unsent();
    let also = if under_way { UNDER_WAY } else { &[] };
    [own_acts(record), also].concat()
}

const fn own_acts(record: &ReferralRecord) -> &'static [Action] {
    match record.state {
        ReferralState::Draft => {
            &[Action::DraftReferral, Action::SendReferral, Action::RecordAgreement, Action::CancelReferral]
        }
        ReferralState::AwaitingConsent => {
            &[Action::RecordAgreement, Action::CancelReferral, Action::MarkReferralError]
        }
        ReferralState::Requested => &[
            Action::AcknowledgeReferral,
            Action::AcceptReferral,
            Action::RejectReferral,
            Action::HoldReferral,
        ],
        ReferralState::Received => &[Action::AcceptReferral, Action::RejectReferral, Action::HoldReferral],
        ReferralState::OnHold if record.accepted_at.is_some() => &[Action::ResumeReferral],
        ReferralState::OnHold => &[Action::ResumeReferral, Action::RejectReferral],
        ReferralState::Accepted => &[Action::StartReferral, Action::CompleteReferral, Action::HoldReferral],
        ReferralState::InProgress => &[Action::CompleteReferral, Action::HoldReferral],
        // Work that was taken over and called back: that it has stopped is acknowledged once.
        ReferralState::Cancelled
            if record.accepted_at.is_some() && record.cancel_acknowledged_at.is_none() =>
        {
            &[
                Action::AcknowledgeReferral,
                Action::ClaimReferral,
                Action::AssignReferral,
                Action::MarkReferralError,
            ]
        }
        ReferralState::Completed => &[Action::TellOutcome, Action::ReopenReferral, Action::MarkReferralError],
        ReferralState::Rejected | ReferralState::Expired => {
            &[Action::ReopenReferral, Action::MarkReferralError]
        }
        ReferralState::Cancelled | ReferralState::ConsentWithdrawn => &[Action::MarkReferralError],
        ReferralState::EnteredInError => &[],
    }
}
