//! Organisations of the network.

mod add_service;
mod edit;
mod edit_service;
mod found;
mod house;
mod list;
mod service;
mod show;
mod unreached;

pub use add_service::add_service;
pub use edit::{EditOrganisation, edit_organisation};
pub use edit_service::{edit_service, show_own_service};
pub use found::{
    FoundMember, FoundNetwork, FoundOrganisation, FoundService, found_network, found_organisation,
};
pub use house::{found_member_organisation, found_real_network};
pub use list::{OrganisationCursor, list_organisations};
pub use relais_store::{
    deliveries::Unreached,
    organisations::{OrganisationRow, OrganisationUpsert},
};
pub use service::{ANSWER_DAYS, ServiceInput};
pub use show::{OrganisationView, show_organisation};
pub use unreached::list_unreached;
