//! All pages on one screen.

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use relais_http::edge::rate_limit::by_sign_in;

use crate::{
    frame, once,
    pages::{
        about, absences, contacts, day, directory, entry, inbox, letter, live, members, organisations,
        person_forms, persons, places, receipt, refer, refer_steps, referral_acts, referral_hands,
        referral_reason, referral_sheet, referral_turns, referral_voices, services, sign_in, verify,
    },
    paths as at,
    web::Web,
};

macro_rules! routes {
    ($($path:path => $($method:ident $handler:path),+;)+) => {
        /// Every route of the pages: method and pattern, for the lists that must not forget one.
        pub const ROUTES: &[(&str, &str)] = &[$($((stringify!($method), $path),)+)+];

        fn pages() -> Router<Web> {
            Router::new()$(.route($path, routes!(@ $($method $handler),+)))+
        }
    };
    (@ $method:ident $handler:path) => { $method($handler) };
    (@ $method:ident $handler:path, $other:ident $second:path) => { $method($handler).$other($second) };
}

routes! {
    at::HOME => get entry::home;
    at::LOGOUT => post sign_in::logout;
    at::SIGNED_OUT => get sign_in::signed_out;
    at::MEMBERSHIPS => get entry::memberships, post entry::choose_membership;
    at::CONTACT_NEW => get contacts::form, post contacts::record;
    at::CONTACT_PERSON => get person_forms::new_from_contact, post person_forms::choose;
    at::PERSONS => get persons::list, post person_forms::create;
    at::PERSONS_SEARCH => post persons::search;
    at::PERSON_NEW => get person_forms::new;
    at::PERSON => get persons::show;
    at::PERSON_EDIT => get person_forms::edit_form, post person_forms::edit;
    at::PERSON_CONTACTS => get contacts::form_with, post contacts::record_with;
    at::PERSON_REASON => post persons::reason;
    at::PERSON_REFERRALS => get refer::begin, post refer::start;
    at::INBOX => get inbox::inbox;
    at::INBOX_LIVE => get live::inbox;
    at::INBOX_ENDED => get inbox::ended;
    at::INBOX_SEARCH => post inbox::search;
    at::SENT => get inbox::sent;
    at::NOTICE_SEEN => post day::seen;
    at::REFERRAL => get referral_sheet::show;
    at::REFERRAL_LIVE => get live::referral;
    at::REFERRAL_REASON => get referral_reason::form, post referral_reason::save;
    at::REFERRAL_AGAIN => post refer::again;
    at::REFERRAL_DRAFT => get refer::tasks;
    at::REFERRAL_NEED => get refer_steps::need_form, post refer_steps::save_need;
    at::REFERRAL_SERVICE => get refer_steps::service_form, post refer_steps::save_service;
    at::REFERRAL_ITEMS => get refer_steps::items_form, post refer_steps::save_items;
    at::REFERRAL_AGREEMENT => get refer_steps::agreement_form, post refer_steps::save_agreement;
    at::REFERRAL_CHECK => get refer::check;
    at::REFERRAL_SEND => post refer::send;
    at::REFERRAL_RECEIPT => get receipt::receipt;
    at::REFERRAL_LETTER => get letter::letter;
    at::REFERRAL_ACKNOWLEDGE => post referral_acts::acknowledge;
    at::REFERRAL_ACCEPT => post referral_acts::accept;
    at::REFERRAL_START => post referral_acts::start;
    at::REFERRAL_REJECT => get referral_acts::reject_form, post referral_acts::reject;
    at::REFERRAL_COMPLETE => get referral_acts::complete_form, post referral_acts::complete;
    at::REFERRAL_CANCEL => get referral_acts::cancel_form, post referral_acts::cancel;
    at::REFERRAL_CONFIRM_CANCEL => post referral_acts::confirm_cancelled;
    at::REFERRAL_HOLD => get referral_turns::hold_form, post referral_turns::hold;
    at::REFERRAL_RESUME => get referral_turns::resume_form, post referral_turns::resume;
    at::REFERRAL_REOPEN => get referral_turns::reopen_form, post referral_turns::reopen;
    at::REFERRAL_ERROR => get referral_turns::error_form, post referral_turns::mark_error;
    at::REFERRAL_CLAIM => post referral_hands::claim;
    at::REFERRAL_RELEASE => post referral_hands::release;
    at::REFERRAL_ASSIGN => get referral_hands::assign_form, post referral_hands::assign;
    at::REFERRAL_ANSWER => get referral_voices::answer_form, post referral_voices::answer;
    at::REFERRAL_OUTCOME => get referral_voices::outcome_form, post referral_voices::outcome;
    at::REFERRAL_WITHDRAW => get referral_acts::withdraw_form, post referral_acts::withdraw;
    at::PARTNERS => get directory::partners;
    at::SERVICE => get directory::service;
    at::SERVICE_EDIT => get services::edit_form, post services::edit;
    at::PLACE => get places::show;
    at::ORGANISATION => get organisations::own;
    at::ORGANISATION_EDIT => get organisations::edit_form, post organisations::edit;
    at::SERVICE_NEW => get services::new, post services::add;
    at::ORGANISATION_INVITATIONS => post members::invite_member;
    at::INVITATION_END => post members::end_invitation;
    at::MEMBER_END => get members::end_form, post members::end;
    at::MEMBER_ABSENCE => get absences::form, post absences::note;
    at::MEMBER_BACK => post absences::back;
    at::TEAM => get absences::team;
    at::ORGANISATIONS => get organisations::list;
    at::ORGANISATION_OF_NETWORK => get organisations::of_network;
    at::INVITATION => get members::invitation, post members::accept;
    at::ACCESSIBILITY => get about::accessibility;
    at::PRIVACY => get about::privacy;
    at::VERIFY => get verify::verify;
    at::LOGIN_CALLBACK => get sign_in::callback;
}

/// The pages, to be put inside `relais_http::edge::surround`. Its fallback is the page that does not exist.
pub fn router(web: &Web) -> Router {
    let login = Router::new()
        .route(at::LOGIN, get(sign_in::login))
        .route_layer(from_fn_with_state(Arc::clone(&web.rate_limits), by_sign_in));
    pages()
        .merge(login)
        .fallback(about::nowhere)
        .method_not_allowed_fallback(about::wrong_method)
        .layer(from_fn_with_state(web.clone(), once::around))
        .layer(from_fn_with_state(web.clone(), frame::around))
        .route(at::ASSET, get(about::asset))
        .with_state(web.clone())
}

/// Whether an address of ours is a page that a browser may be sent to: it answers a GET, and it is not a door of the
/// sign-in itself.
pub fn is_page(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let door = [at::LOGIN, at::LOGIN_CALLBACK, at::SIGNED_OUT].contains(&path);
    // As for the router: an address without a variable is never read as one with a variable.
    let plain = ROUTES.iter().any(|(_, pattern)| *pattern == path);
    let streams = [at::INBOX_LIVE, at::REFERRAL_LIVE];
    let meant = |pattern: &str| if plain { pattern == path } else { fits(pattern, path) };
    !door
        && ROUTES
            .iter()
            .any(|(method, pattern)| *method == "get" && !streams.contains(pattern) && meant(pattern))
}

/// A variable stands for one id or token; never for dots, by which a browser would go elsewhere.
fn fits(pattern: &str, path: &str) -> bool {
    let is_named = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let (wanted, parts): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let same = |(wanted, part): (&&str, &&str)| {
        if wanted.starts_with('{') { is_named(part) } else { wanted == part }
    };
    wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_answers_a_get_is_a_page_to_go_to() {
        let id = "0190d5f2-0000-7000-8000-000000000001";
        for page in ["/", "/inbox?after=1", &format!("/referrals/{id}/draft"), "/invitations/Zm9y_-dA"] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "/logout",
            "/logout?x=1",
            "/persons/search",
            &format!("/referrals/{id}/accept"),
            &format!("/referrals/{id}/live"),
            "/inbox/live",
            "/login",
            "/login/callback?code=a&state=b",
            "/signed-out",
            "/nowhere",
            "/persons/../logout",
            "/persons/..",
            "/persons/%2e%2e",
            "/inbox/",
            "/api/v1/me",
            "",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }
}
