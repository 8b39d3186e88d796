//! What just happened, carried to the next page in its address (`?done=accepted`): a closed list, so that an
//! address can say nothing of its own.

use relais_domain::codes;

codes! {
    /// A sentence to say once at the top of the next page: `flash-{code}`.
    pub enum Done {
        /// A contact was recorded.
        ContactSaved = "contact_saved",
        /// A person's sheet was saved.
        PersonSaved = "person_saved",
        /// A draft was begun.
        Started = "draft_started",
        /// The person said yes.
        SaidYes = "said_yes",
        /// The person said no.
        SaidNo = "said_no",
        /// The referral has left.
        Sent = "sent",
        /// It was acknowledged.
        Acknowledged = "acknowledged",
        /// It was accepted.
        Accepted = "accepted",
        /// First contact was noted.
        WorkStarted = "started",
        /// It was refused with a reason.
        Rejected = "rejected",
        /// It ended with an outcome.
        Completed = "completed",
        /// The sender took it back.
        Cancelled = "cancelled",
        /// The recipient said that called-back work has stopped.
        CancelConfirmed = "cancel_confirmed",
        /// It waits for something named.
        Held = "held",
        /// What it waited for has come.
        Resumed = "resumed",
        /// It was opened again.
        Reopened = "reopened",
        /// It was masked as created in error.
        MarkedError = "marked_error",
        /// The agent has it in hand.
        Claimed = "claimed",
        /// It lies open to all colleagues again.
        Released = "released",
        /// A colleague has it in hand.
        Assigned = "assigned",
        /// The person's answer was noted.
        AnswerNoted = "answer_noted",
        /// The sender's word on the outcome was noted.
        OutcomeNoted = "outcome_noted",
        /// The person stopped the sharing.
        Withdrawn = "withdrawn",
        /// The organisation was saved.
        OrganisationSaved = "organisation_saved",
        /// A service was added.
        ServiceAdded = "service_added",
        /// A service was saved.
        ServiceSaved = "service_saved",
        /// A membership was ended.
        MemberEnded = "member_ended",
        /// An absence was noted.
        AbsenceNoted = "absence_noted",
        /// A member is here again.
        MemberBack = "member_back",
        /// An invitation was taken back.
        InvitationEnded = "invitation_ended",
        /// An invitation was accepted.
        Joined = "joined",
    }
}

impl Done {
    /// An address that says it on arrival.
    pub fn on(self, url: &str) -> String {
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}done={self}")
    }
}
