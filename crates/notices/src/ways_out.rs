//! By which ways people are told outside of Relais, in one process.

use std::sync::Arc;

use crate::{
    digest::DigestDay,
    ports::{Mailer, TextMessages},
};

/// The ways out of the house, each where there is one; by default none, and whoever looks at her day is told all the
/// same. Cheap to clone, shared by every round of a process.
#[derive(Clone, Debug, Default)]
pub struct WaysOut {
    /// What sends mails; without it nobody is told by mail.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// What sends text messages; without it nobody is told by text message.
    pub text_messages: Option<Arc<dyn TextMessages>>,
    pub(crate) digests: Arc<DigestDay>,
}

impl WaysOut {
    /// These ways.
    #[must_use]
    pub fn new(mailer: Option<Arc<dyn Mailer>>, text_messages: Option<Arc<dyn TextMessages>>) -> Self {
        Self { mailer, text_messages, digests: Arc::default() }
    }
}
