//! Persons: search among the organisation's own, the form (reception before identity), the sheet, the reason asked
//! of a manager.

mod form;
mod list;
mod sheet;

pub use self::{
    form::{LikelyDuplicates, LikelyPerson, PersonForm, PersonOptions},
    list::PersonList,
    sheet::{PersonSheet, ReasonForm, SheetDepth},
};
