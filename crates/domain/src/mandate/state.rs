//! The ten states of a mandate.
//!
//! ```text
//!  draft ──► awaiting_agreement ──► active ◄──► suspended
//!    │              │                 │             │
//!    │              │                 ├─► expired ◄─┤  its term has passed
//!    │              │                 ├─► revoked ◄─┤  she stopped it, or nobody resumed the pause
//!    ├─► renounced ◄┤ (48 h too)      ├─► renounced ◄┤ the organisation gave it back
//!                   │                 ├─► superseded ◄┤ a newer one took its place
//!     invalidated ◄─┘                 ├─► invalidated ◄┘ it should never have been
//!                                     └─► fulfilled     the procedure it was for has ended
//! ```
//!
//! A final state never becomes anything else.

use crate::codes;

codes! {
    /// Where a mandate stands.
    pub enum MandateState {
        /// « En préparation »: a helper prepares it.
        Draft = "draft",
        /// « En attente de votre accord »: its text is fixed and put to her; nothing is usable.
        AwaitingAgreement = "awaiting_agreement",
        /// « En cours »
        Active = "active",
        /// « En pause »
        Suspended = "suspended",
        /// « Terminé » on its date.
        Expired = "expired",
        /// « Terminé (démarche finie) »
        Fulfilled = "fulfilled",
        /// « Arrêté par vous »
        Revoked = "revoked",
        /// « Rendu par l'organisme »
        Renounced = "renounced",
        /// « Remplacé »
        Superseded = "superseded",
        /// « Annulé »
        Invalidated = "invalidated",
    }
}

impl MandateState {
    /// Whether anything may be done in her name. Dates are asked apart.
    #[must_use]
    pub const fn gives_power(self) -> bool {
        matches!(self, Self::Active)
    }

    /// Whether it gives power, or will again when it is resumed: its keys live.
    #[must_use]
    pub const fn is_living(self) -> bool {
        matches!(self, Self::Active | Self::Suspended)
    }

    /// Whether nothing follows.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Expired
                | Self::Fulfilled
                | Self::Revoked
                | Self::Renounced
                | Self::Superseded
                | Self::Invalidated
        )
    }
}
