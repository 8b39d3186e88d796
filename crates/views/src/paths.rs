//! Every address of the pages: the pattern the router takes, and the function that fills it.
//!
//! Names, needs and other personal data never stand in an address; a search for a person is a POST.

use relais_domain::ids::{
    ContactId, InvitationId, MembershipId, OrganisationId, OutboxId, PlaceId, ReferralId, RelationId,
    ServiceId,
};

/// Addresses without a variable.
macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)+) => { $($(#[$doc])* pub const $name: &str = $path;)+ };
}

/// Addresses of one record: the router's pattern, and the function that fills it.
macro_rules! of_record {
    ($($(#[$doc:meta])* $name:ident, $function:ident($id:ident: $type:ty) = $head:literal, $tail:literal;)+) => {$(
        $(#[$doc])*
        pub const $name: &str = concat!($head, "/{id}", $tail);

        $(#[$doc])*
        pub fn $function($id: $type) -> String {
            format!(concat!($head, "/{}", $tail), $id)
        }
    )+};
}

fixed! {
    /// My day (C1), or the landing page before sign-in.
    HOME = "/";
    /// To the provider of identities.
    LOGIN = "/login";
    /// Back from the provider.
    LOGIN_CALLBACK = "/login/callback";
    /// Whether a mandate exists and is in force, for whoever holds its paper.
    VERIFY = "/verify";
    /// Out of Relais and of the provider (POST).
    LOGOUT = "/logout";
    /// Where the provider sends back after signing out.
    SIGNED_OUT = "/signed-out";
    /// Choose the membership to work in.
    MEMBERSHIPS = "/memberships";
    /// A new contact at the desk (C2).
    CONTACT_NEW = "/contacts/new";
    /// Persons whom the organisation follows; creates one (POST).
    PERSONS = "/persons";
    /// Search by name: a POST, so that no name stands in an address or a log.
    PERSONS_SEARCH = "/persons/search";
    /// A new person's form.
    PERSON_NEW = "/persons/new";
    /// Referrals received (C5).
    INBOX = "/inbox";
    /// Tells an open inbox that it has changed (a stream).
    INBOX_LIVE = "/inbox/live";
    /// Referrals received that have ended.
    INBOX_ENDED = "/inbox/ended";
    /// A referral by its number: a POST, so that no number stands in an address or a log.
    INBOX_SEARCH = "/inbox/search";
    /// Referrals sent.
    SENT = "/sent";
    /// Of these, one block of the day each.
    SENT_RETURNED = "/sent?show=returned";
    /// Silent for too long.
    SENT_SILENT = "/sent?show=silent";
    /// Without an answer yet.
    SENT_WAITING = "/sent?show=waiting";
    /// Not sent yet.
    SENT_DRAFTS = "/sent?show=drafts";
    /// Find a partner (C6).
    PARTNERS = "/partners";
    /// The own organisation and its members.
    ORGANISATION = "/organisation";
    /// Its form.
    ORGANISATION_EDIT = "/organisation/edit";
    /// Invites a member (POST).
    ORGANISATION_INVITATIONS = "/organisation/invitations";
    /// What waits in whose hands, for whoever answers for the team.
    TEAM = "/organisation/team";
    /// The form of one more service; adds it (POST).
    SERVICE_NEW = "/organisation/services/new";
    /// The organisations of the network.
    ORGANISATIONS = "/organisations";
    /// The accessibility statement.
    ACCESSIBILITY = "/accessibility";
    /// What Relais keeps, why, until when.
    PRIVACY = "/privacy";
    /// An asset, by hash and name.
    ASSET = "/assets/{hash}/{name}";
    /// An invitation, by its secret token.
    INVITATION = "/invitations/{token}";
}

of_record! {
    /// The form of the person whom a contact without a name was with; says that it was one already followed (POST).
    CONTACT_PERSON, contact_person(id: ContactId) = "/contacts", "/person";
    /// A person's sheet, in the organisation's relation.
    PERSON, person(id: RelationId) = "/persons", "";
    /// Its form.
    PERSON_EDIT, person_edit(id: RelationId) = "/persons", "/edit";
    /// A manager's reason to open it (POST).
    PERSON_REASON, person_reason(id: RelationId) = "/persons", "/reason";
    /// A contact with her: its form, and its record (POST).
    PERSON_CONTACTS, person_contacts(id: RelationId) = "/persons", "/contacts";
    /// The first question of a referral for her; its answer starts the draft (POST).
    PERSON_REFERRALS, person_referrals(id: RelationId) = "/persons", "/referrals";
    /// A referral's sheet, for whoever may see it.
    REFERRAL, referral(id: ReferralId) = "/referrals", "";
    /// Tells an open sheet that it has changed (a stream).
    REFERRAL_LIVE, referral_live(id: ReferralId) = "/referrals", "/live";
    /// A manager's reason to read what it says.
    REFERRAL_REASON, referral_reason(id: ReferralId) = "/referrals", "/reason";
    /// Another service for the same need (POST).
    REFERRAL_AGAIN, referral_again(id: ReferralId) = "/referrals", "/again";
    /// The task list of a draft (C4).
    REFERRAL_DRAFT, referral_draft(id: ReferralId) = "/referrals", "/draft";
    /// Step: the need.
    REFERRAL_NEED, referral_need(id: ReferralId) = "/referrals", "/need";
    /// Step: the service.
    REFERRAL_SERVICE, referral_service(id: ReferralId) = "/referrals", "/service";
    /// Step: what is passed on.
    REFERRAL_ITEMS, referral_items(id: ReferralId) = "/referrals", "/items";
    /// Step: the person's agreement.
    REFERRAL_AGREEMENT, referral_agreement(id: ReferralId) = "/referrals", "/agreement";
    /// Step: read again.
    REFERRAL_CHECK, referral_check(id: ReferralId) = "/referrals", "/check";
    /// Sends (POST).
    REFERRAL_SEND, referral_send(id: ReferralId) = "/referrals", "/send";
    /// Puts it on hold; its form.
    REFERRAL_HOLD, referral_hold(id: ReferralId) = "/referrals", "/hold";
    /// What it waited for has come; its form.
    REFERRAL_RESUME, referral_resume(id: ReferralId) = "/referrals", "/resume";
    /// Opens it again; its form.
    REFERRAL_REOPEN, referral_reopen(id: ReferralId) = "/referrals", "/reopen";
    /// Masks it as created in error; its form.
    REFERRAL_ERROR, referral_error(id: ReferralId) = "/referrals", "/error";
    /// Takes it in hand (POST).
    REFERRAL_CLAIM, referral_claim(id: ReferralId) = "/referrals", "/claim";
    /// Lets it go (POST).
    REFERRAL_RELEASE, referral_release(id: ReferralId) = "/referrals", "/release";
    /// Gives it to a colleague; its form.
    REFERRAL_ASSIGN, referral_assign(id: ReferralId) = "/referrals", "/assign";
    /// The person's answer on the outcome; its form.
    REFERRAL_ANSWER, referral_answer(id: ReferralId) = "/referrals", "/answer";
    /// The sender's word on the outcome; its form.
    REFERRAL_OUTCOME, referral_outcome(id: ReferralId) = "/referrals", "/outcome";
    /// The paper for the person: what was passed on, to whom, until when, how to stop.
    REFERRAL_RECEIPT, referral_receipt(id: ReferralId) = "/referrals", "/receipt";
    /// The letter for whoever has no phone: how it stands, and what comes next.
    REFERRAL_LETTER, referral_letter(id: ReferralId) = "/referrals", "/letter";
    /// Says that somebody has opened it (POST).
    REFERRAL_ACKNOWLEDGE, referral_acknowledge(id: ReferralId) = "/referrals", "/acknowledge";
    /// Accepts (POST).
    REFERRAL_ACCEPT, referral_accept(id: ReferralId) = "/referrals", "/accept";
    /// First contact made (POST).
    REFERRAL_START, referral_start(id: ReferralId) = "/referrals", "/start";
    /// Refuses with a reason.
    REFERRAL_REJECT, referral_reject(id: ReferralId) = "/referrals", "/reject";
    /// Ends with an outcome.
    REFERRAL_COMPLETE, referral_complete(id: ReferralId) = "/referrals", "/complete";
    /// The sender takes it back.
    REFERRAL_CANCEL, referral_cancel(id: ReferralId) = "/referrals", "/cancel";
    /// The recipient says that called-back work has stopped (POST).
    REFERRAL_CONFIRM_CANCEL, referral_confirm_cancel(id: ReferralId) = "/referrals", "/confirm-cancel";
    /// The person takes her agreement back.
    REFERRAL_WITHDRAW, referral_withdraw(id: ReferralId) = "/referrals", "/withdraw";
    /// A service of a partner.
    SERVICE, service(id: ServiceId) = "/services", "";
    /// The form of a service of the own organisation.
    SERVICE_EDIT, service_edit(id: ServiceId) = "/services", "/edit";
    /// A place.
    PLACE, place(id: PlaceId) = "/places", "";
    /// An organisation of the network.
    ORGANISATION_OF_NETWORK, organisation(id: OrganisationId) = "/organisations", "";
    /// Ends a membership, after a question.
    MEMBER_END, member_end(id: MembershipId) = "/organisation/members", "/end";
    /// A member's absences; notes one (POST).
    MEMBER_ABSENCE, member_absence(id: MembershipId) = "/organisation/members", "/absence";
    /// She is here again (POST).
    MEMBER_BACK, member_back(id: MembershipId) = "/organisation/members", "/back";
    /// Puts a piece of news away (POST).
    NOTICE_SEEN, notice_seen(id: OutboxId) = "/notices", "/seen";
    /// Takes an invitation back (POST).
    INVITATION_END, invitation_end(id: InvitationId) = "/organisation/invitations", "/end";
}

/// An asset's address.
pub fn asset(hash: &str, name: &str) -> String {
    format!("/assets/{hash}/{name}")
}

/// An invitation's address.
pub fn invitation(token: &str) -> String {
    format!("/invitations/{token}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_address_fits_its_pattern() {
        let id = ReferralId::new(uuid::Uuid::nil());
        assert_eq!(REFERRAL_ACCEPT, "/referrals/{id}/accept");
        assert_eq!(referral_accept(id), REFERRAL_ACCEPT.replace("{id}", &id.to_string()));
    }
}
