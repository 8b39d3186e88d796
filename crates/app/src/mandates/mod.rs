//! Mandates: prepared, put to her, agreed to, used, stopped. One use case a file; what they share is in `work`.

mod act;
mod agree;
mod charter;
mod desk;
mod draft;
mod end;
mod list;
mod paper;
mod put_text;
mod receipt;
mod show;
mod stop;
mod strike;
mod text;
mod work;

pub use act::{ActInput, CorrectionInput, act_under_mandate, correct_act};
pub use agree::{AgreeInput, record_mandate_agreement};
pub use charter::{accept_charter, has_accepted_charter, list_themes_off, switch_themes_off};
pub use desk::{DeskMandate, find_mandate_at_desk, show_mandate_at_desk};
pub use draft::{DraftInput, draft_mandate, rewrite_mandate};
pub use end::{end_mandate, invalidate_mandate, renounce_mandate};
pub use list::{MandateListLine, MandateView, list_mandates, list_mandates_of_person};
pub use paper::{PrintedPaper, print_mandate_certificate, print_mandate_text, print_receipt_paper};
pub use put_text::{CapacityInput, put_mandate_text};
pub use receipt::{MandateReceipt, VerifiedMandate, print_mandate_receipt, verify_mandate};
pub use show::{MandateSheet, show_mandate};
pub use stop::{narrow_mandate, resume_mandate, revoke_mandate, suspend_mandate};
pub(crate) use strike::strike_mandate;
pub use text::{Article, MandateText, describe_scope, preview_mandate_text};
pub use work::{SavedMandate, SignedIn};
