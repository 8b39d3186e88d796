//! How a person wants to be received: asked before her name, kept even without one.

use crate::{
    codes,
    text::{LanguageCode, ShortText},
};

codes! {
    /// How she prefers to be told.
    pub enum Channel {
        /// A text message.
        Sms = "sms",
        /// A call.
        Phone = "phone",
        /// An e-mail.
        Mail = "mail",
        /// A letter.
        Post = "post",
        /// Face to face, at the desk.
        InPerson = "in_person",
        /// Not at all: she comes herself.
        None = "none",
    }
}

codes! {
    /// A legal protection of adults (Code civil, 425 ff.): who decides beside or for her.
    pub enum Protection {
        /// Asked: none.
        None = "none",
        /// « Tutelle »: a guardian acts for her.
        Tutelle = "tutelle",
        /// « Curatelle »: a curator assists her.
        Curatelle = "curatelle",
        /// « Sauvegarde de justice ».
        Sauvegarde = "sauvegarde",
        /// « Habilitation familiale ».
        Habilitation = "habilitation",
        /// Not asked yet.
        Unknown = "unknown",
    }
}

codes! {
    /// How she takes in a text.
    pub enum Reading {
        /// Reads.
        Reads = "reads",
        /// Prefers to have it read aloud.
        PrefersListening = "prefers_listening",
        /// Prefers to have it explained.
        PrefersExplanation = "prefers_explanation",
    }
}

/// The reception card. Sealed at rest with the identity.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceptionCard {
    /// Languages she speaks, the best one first.
    pub spoken: Vec<LanguageCode>,
    /// Languages she reads, the best one first.
    pub read: Vec<LanguageCode>,
    /// How she prefers to be told.
    pub channel: Channel,
    /// When she may be called without danger or trouble for her, in words.
    pub safe_hours: Option<ShortText>,
    /// A legal protection measure.
    pub protection: Protection,
    /// « Ne pas écrire »: nothing in writing may reach her, neither letter nor e-mail nor SMS.
    pub do_not_write: bool,
    /// She needs an interpreter.
    pub interpreter: bool,
    /// How she takes in a text.
    pub reading: Reading,
}

impl Default for ReceptionCard {
    fn default() -> Self {
        Self {
            spoken: Vec::new(),
            read: Vec::new(),
            channel: Channel::InPerson,
            safe_hours: None,
            protection: Protection::Unknown,
            do_not_write: false,
            interpreter: false,
            reading: Reading::Reads,
        }
    }
}

impl ReceptionCard {
    /// The channel that may be used: « ne pas écrire » wins over a preference for anything written.
    #[must_use]
    pub const fn usable_channel(&self) -> Channel {
        match self.channel {
            Channel::Sms | Channel::Mail | Channel::Post if self.do_not_write => Channel::None,
            Channel::Sms
            | Channel::Phone
            | Channel::Mail
            | Channel::Post
            | Channel::InPerson
            | Channel::None => self.channel,
        }
    }
}

impl Protection {
    /// Whether somebody else must be heard before she agrees: her guardian, her curator, her family's delegate.
    #[must_use]
    pub const fn needs_second_voice(self) -> bool {
        match self {
            Self::Tutelle | Self::Curatelle | Self::Habilitation => true,
            Self::None | Self::Sauvegarde | Self::Unknown => false,
        }
    }
}

impl std::fmt::Debug for ReceptionCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceptionCard [secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn do_not_write_silences_every_written_channel_and_no_other() {
        for channel in Channel::ALL.iter().copied() {
            let card = ReceptionCard { channel, do_not_write: true, ..ReceptionCard::default() };
            let written = matches!(channel, Channel::Sms | Channel::Mail | Channel::Post);
            assert_eq!(card.usable_channel(), if written { Channel::None } else { channel });
            let free = ReceptionCard { do_not_write: false, ..card };
            assert_eq!(free.usable_channel(), channel);
        }
    }

    #[test]
    fn a_card_never_prints_its_content() {
        let card =
            ReceptionCard { safe_hours: ShortText::parse("jamais le soir").ok(), ..ReceptionCard::default() };
        assert!(!format!("{card:?}").contains("soir"));
    }
}
