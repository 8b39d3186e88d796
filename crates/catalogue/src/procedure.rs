//! One procedure.

use relais_domain::{
    codes,
    mandate::{ProcedureCode, TargetCode},
    organisation::Theme,
};

codes! {
    /// Whose words a procedure is told in.
    pub enum Origin {
        /// Ours, shipped with the product.
        Shipped = "shipped",
        /// Those of the official sheet it was imported from, which is to be named beside them.
        Imported = "imported",
    }
}

/// A procedure, by its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    /// The code that mandates name.
    pub code: ProcedureCode,
    /// The theme it belongs to.
    pub theme: Theme,
    /// Its name.
    pub title: String,
    /// What it is: one plain sentence of ours, or the description of the official sheet.
    pub plain: String,
    /// Other words for it.
    pub keywords: Vec<String>,
    /// The number of its sheet on service-public.fr, e.g. `F19778`; several procedures may share one.
    pub sheet: Option<String>,
    /// Numbers of its forms, with or without their edition: `15481`, `15481*01`.
    pub cerfa: Vec<String>,
    /// Where it is done.
    pub targets: Vec<TargetCode>,
    /// What helps to do it: forms, model letters, simulators.
    pub papers: Vec<TargetCode>,
    /// Whose words these are.
    pub origin: Origin,
    /// No longer offered; still known, for those who named it.
    pub withdrawn: bool,
}
