//! Every route of the interface.

use axum::{Router, middleware::from_fn, middleware::from_fn_with_state, routing::get};
use relais_http::gate::Gate;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    error::ApiError,
    idempotency, openapi, problem,
    state::ApiState,
    v1::{contacts, me, members, notices, organisations, partners, persons, referrals},
};

/// Where the interface stands.
pub const PREFIX: &str = "/api/v1";

macro_rules! routes {
    ($($group:ident { $($method:ident $path:literal $area:ident::$handler:ident;)+ })+) => {
        /// Method, path and name of every route; a test holds them against the document drawn from the handlers.
        pub const ROUTES: &[(&str, &str, &str)] =
            &[$($((stringify!($method), $path, concat!(stringify!($area), "_", stringify!($handler))),)+)+];

        $(pub(crate) fn $group() -> OpenApiRouter<ApiState> {
            OpenApiRouter::new()$(.routes(utoipa_axum::routes!($area::$handler)))+
        })+
    };
}

routes! {
    reads {
        GET    "/me"                               me::show;
        GET    "/organisation"                     organisations::show_own;
        GET    "/organisations"                    organisations::list;
        GET    "/organisations/{id}"               organisations::show;
        GET    "/members"                          members::list;
        GET    "/partners/services"                partners::search;
        GET    "/services/{id}"                    partners::show;
        GET    "/persons"                          persons::list;
        POST   "/persons/search"                   persons::search;
        GET    "/persons/{id}"                     persons::show;
        GET    "/referrals"                        referrals::list;
        GET    "/referrals/{id}"                   referrals::show;
        GET    "/referrals/{id}/agreement-text"    referrals::agreement_text;
        GET    "/notices"                          notices::list;
    }
    edits {
        PUT    "/organisation"                     organisations::edit_own;
        PUT    "/services/{id}"                    organisations::edit_service;
        PUT    "/persons/{id}"                     persons::edit;
        PUT    "/referrals/{id}/need"              referrals::need;
        PUT    "/referrals/{id}/service"           referrals::service;
        PUT    "/referrals/{id}/items"             referrals::items;
        DELETE "/invitations/{id}"                 members::revoke;
        DELETE "/members/{id}/absences"            members::back;
    }
    acts {
        POST   "/organisation/services"            organisations::add_service;
        POST   "/contacts"                         contacts::record;
        POST   "/contacts/{id}/person"             contacts::tie;
        POST   "/persons"                          persons::create;
        POST   "/persons/{id}/reading-reasons"     persons::reason;
        POST   "/referrals"                        referrals::start;
        POST   "/referrals/{id}/reading-reasons"   referrals::reason;
        POST   "/referrals/{id}/again"             referrals::again;
        POST   "/referrals/{id}/agreement"         referrals::agreement;
        POST   "/referrals/{id}/send"              referrals::send;
        POST   "/referrals/{id}/acknowledge"       referrals::acknowledge;
        POST   "/referrals/{id}/accept"            referrals::accept;
        POST   "/referrals/{id}/reject"            referrals::reject;
        POST   "/referrals/{id}/start"             referrals::begin;
        POST   "/referrals/{id}/complete"          referrals::complete;
        POST   "/referrals/{id}/cancel"            referrals::cancel;
        POST   "/referrals/{id}/confirm-cancel"    referrals::confirm;
        POST   "/referrals/{id}/withdraw"          referrals::withdraw;
        POST   "/referrals/{id}/hold"              referrals::hold;
        POST   "/referrals/{id}/resume"            referrals::resume;
        POST   "/referrals/{id}/reopen"            referrals::reopen;
        POST   "/referrals/{id}/mark-error"        referrals::mark_error;
        POST   "/referrals/{id}/claim"             referrals::claim;
        POST   "/referrals/{id}/release"           referrals::release;
        POST   "/referrals/{id}/assign"            referrals::assign;
        POST   "/referrals/{id}/person-answer"     referrals::person_answer;
        POST   "/referrals/{id}/sender-outcome"    referrals::sender_outcome;
        POST   "/notices/{id}/seen"                notices::see;
        POST   "/invitations"                      members::invite_member;
        POST   "/members/{id}/end"                 members::end;
        POST   "/members/{id}/absences"            members::note_away;
    }
}

/// The interface behind its gate ([`Gate::for_api`]), to be merged with the pages and surrounded by the shared
/// layers; [`crate::dress`] writes the refusals of those.
pub fn router(gate: Gate) -> Router {
    let state = ApiState::new(gate);
    let once = from_fn_with_state(state.clone(), idempotency::once);
    let (routes, _) = reads().merge(edits()).merge(acts().route_layer(once)).split_for_parts();
    let routes = routes
        .route("/openapi.json", get(openapi::serve))
        .fallback(async || ApiError::NoRoute)
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(from_fn(problem::finish))
        .with_state(state);
    Router::new().nest(PREFIX, routes)
}
