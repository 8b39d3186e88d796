//! Organisations of the network.

mod edit;
mod found;
mod house;
mod list;
mod show;

pub use edit::{EditOrganisation, edit_organisation};
pub use found::{
    FoundMember, FoundNetwork, FoundOrganisation, FoundService, found_network, found_organisation,
};
pub use house::{found_member_organisation, found_real_network};
pub use list::{OrganisationCursor, list_organisations};
pub use relais_store::organisations::{OrganisationRow, OrganisationUpsert};
pub use show::{OrganisationView, show_organisation};
