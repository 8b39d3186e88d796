//! What each page shows: one typed context a template, with samples that every test of the pages draws.
//!
//! A view holds display-ready data: words, sentences to say ([`say::Say`]), addresses from [`paths`]. It decides nothing;
//! what an agent may do arrives as the presence of a link or an action. Nothing here knows a use case, a session or a
//! request: values come in, a page goes out.

pub mod about;
pub mod absences;
pub mod assets;
pub mod contacts;
pub mod directory;
pub mod entry;
pub mod errors;
pub mod form;
mod icons;
pub mod languages;
pub mod locale;
pub mod made_for;
pub mod my_day;
pub mod organisations;
pub mod parts;
pub mod paths;
pub mod persons;
pub mod refer;
pub mod referrals;
pub mod render;
pub mod say;
pub mod services;
mod shell;
pub mod verify;

use serde::Serialize;

pub use self::{
    form::{FieldError, Form},
    shell::{Flash, Me, NavItem, NavPlace, Shell},
};
use crate::render::{RenderError, Renderer};

/// A page's context.
pub trait View: Serialize {
    /// The file under `templates/` that draws it.
    const TEMPLATE: &'static str;

    /// Its place in the main navigation.
    const PLACE: Option<NavPlace> = None;

    /// Named examples that together show every state of the page; their data is invented.
    fn samples() -> Vec<(&'static str, Self)>
    where
        Self: Sized;

    /// The frame the samples are drawn in.
    fn sample_shell() -> Shell {
        Shell::sample_at(Self::PLACE)
    }
}

/// One sample of a page, drawn.
#[derive(Debug)]
pub struct DrawnSample {
    /// The template.
    pub template: &'static str,
    /// The sample's name.
    pub name: &'static str,
    /// The page.
    pub html: String,
}

macro_rules! pages {
    ($($view:ty,)+) => {
        /// Every sample of every page. A page that is missing here fails the test of templates.
        ///
        /// Errors: the first page whose template and view disagree.
        pub fn draw_samples(renderer: &Renderer) -> Result<Vec<DrawnSample>, RenderError> {
            let mut drawn = Vec::new();
            $(for (name, view) in <$view>::samples() {
                let html = renderer.page(&<$view>::sample_shell(), &view)?;
                drawn.push(DrawnSample { template: <$view>::TEMPLATE, name, html });
            })+
            Ok(drawn)
        }
    };
}

pages! {
    entry::Landing,
    entry::SignInError,
    entry::SignedOut,
    entry::ChooseMembership,
    entry::NoMembership,
    my_day::MyDay,
    contacts::NewContact,
    persons::PersonList,
    persons::PersonForm,
    persons::LikelyDuplicates,
    persons::PersonSheet,
    persons::ReasonForm,
    refer::DraftTasks,
    refer::NeedStep,
    refer::ServiceStep,
    refer::ItemsStep,
    refer::AgreementStep,
    refer::CheckStep,
    refer::Receipt,
    refer::Letter,
    refer::Withdrawal,
    referrals::Inbox,
    referrals::EndedList,
    referrals::SentList,
    referrals::ReferralSheet,
    referrals::RejectForm,
    referrals::CompleteForm,
    referrals::CancelForm,
    referrals::WithdrawForm,
    referrals::HoldForm,
    referrals::ResumeForm,
    referrals::ReopenForm,
    referrals::ErrorForm,
    referrals::AssignForm,
    referrals::AnswerForm,
    referrals::OutcomeForm,
    directory::Partners,
    directory::ServicePage,
    directory::PlacePage,
    organisations::OrganisationPage,
    organisations::OrganisationForm,
    organisations::EndMember,
    organisations::InvitationLink,
    organisations::AcceptInvitation,
    organisations::Organisations,
    services::ServiceForm,
    errors::ErrorPage,
    errors::ConflictPage,
    errors::LateForm,
    about::AccessibilityPage,
    absences::AbsencePage,
    absences::TeamPage,
    about::PrivacyPage,
    verify::VerifyPage,
}
