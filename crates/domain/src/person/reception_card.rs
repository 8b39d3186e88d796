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

/// The reception card. Sealed at rest with the identity. What she did not say is none: an empty field is worth more
/// than a guessed answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ReceptionCard {
    /// Languages she speaks, the best one first.
    pub spoken: Vec<LanguageCode>,
    /// Languages she reads, the best one first.
    pub read: Vec<LanguageCode>,
    /// How she prefers to be told.
    pub channel: Option<Channel>,
    /// When she may be called without danger or trouble for her, in words.
    pub safe_hours: Option<ShortText>,
    /// A legal protection measure.
    pub protection: Option<Protection>,
    /// « Ne pas écrire »: nothing in writing may reach her, neither letter nor e-mail nor SMS.
    pub do_not_write: bool,
    /// She needs an interpreter.
    pub interpreter: bool,
    /// How she takes in a text.
    pub reading: Option<Reading>,
}

impl Channel {
    /// Whether it leaves something in writing.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::Sms | Self::Mail | Self::Post)
    }
}

impl ReceptionCard {
    /// The channel that may be used, if she named one: « ne pas écrire » wins over a preference for anything written.
    #[must_use]
    pub const fn usable_channel(&self) -> Option<Channel> {
        match self.channel {
            Some(channel) if channel.is_written() && self.do_not_write => Some(Channel::None),
            said => said,
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
            let said = Some(channel);
            let card = ReceptionCard { channel: said, do_not_write: true, ..ReceptionCard::default() };
            let written = matches!(channel, Channel::Sms | Channel::Mail | Channel::Post);
            assert_eq!(card.usable_channel(), if written { Some(Channel::None) } else { said });
            let free = ReceptionCard { do_not_write: false, ..card };
            assert_eq!(free.usable_channel(), said);
        }
    }

    #[test]
    fn nothing_is_said_for_her() {
        let card = ReceptionCard::default();
        assert_eq!((card.channel, card.reading, card.protection), (None, None, None));
        assert_eq!(card.usable_channel(), None);
    }

    #[test]
    fn a_card_never_prints_its_content() {
        let card =
            ReceptionCard { safe_hours: ShortText::parse("jamais le soir").ok(), ..ReceptionCard::default() };
        assert!(!format!("{card:?}").contains("soir"));
    }
}
