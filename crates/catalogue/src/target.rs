//! Where a procedure is done, and what helps to do it.

use relais_domain::{codes, mandate::TargetCode};

codes! {
    /// What a target is.
    pub enum TargetKind {
        /// An administration, an organisation, a profession: somebody to go to or to write to.
        Administration = "administration",
        /// A site where the procedure is done.
        OnlineService = "online_service",
        /// A form to fill in.
        Form = "form",
        /// A letter to copy.
        Letter = "letter",
        /// A site that reckons.
        Simulator = "simulator",
        /// A site that finds an address.
        SearchTool = "search_tool",
    }
}

impl TargetKind {
    /// Whether something can be done there: only such a target narrows a mandate.
    #[must_use]
    pub const fn is_place(self) -> bool {
        matches!(self, Self::Administration | Self::OnlineService)
    }
}

/// A target, by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The code that mandates name.
    pub code: TargetCode,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: TargetKind,
    /// Its address on the web.
    pub url: Option<String>,
    /// No longer offered; still known, for those who named it.
    pub withdrawn: bool,
}
