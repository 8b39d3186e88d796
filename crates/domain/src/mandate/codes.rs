//! Closed lists of a mandate: how it was agreed, done, stopped.

use crate::codes;

codes! {
    /// How she said yes.
    pub enum AgreementWay {
        /// Two paper copies signed by hand.
        Paper = "paper",
        /// The secret of her card, in front of the helper.
        Card = "card",
        /// A text message that informs, a second that asks, and her clear yes.
        Sms = "sms",
        /// Two witnesses, for whoever cannot sign.
        Witnesses = "witnesses",
    }
}

codes! {
    /// How the helper knows who she is; shown to every organisation that relies on it.
    pub enum IdentityCheck {
        /// A document with a photograph was seen; nothing of it is copied.
        DocumentSeen = "document_seen",
        /// The organisation has known her for long.
        KnownPerson = "known_person",
        /// She identified herself through FranceConnect.
        FranceConnect = "france_connect",
        /// She said so.
        Declared = "declared",
    }
}

codes! {
    /// How the text came to her.
    pub enum ReadingMode {
        /// She read it.
        Read = "read",
        /// It was read aloud to her.
        ReadAloud = "read_aloud",
        /// She listened to the recording.
        Recording = "recording",
    }
}

codes! {
    /// Why a mandate is on pause.
    pub enum PauseCause {
        /// She asked.
        Person = "person",
        /// Somebody doubts that she is free, or that all is as it should be.
        Doubt = "doubt",
        /// Her card is lost.
        CardLost = "card_lost",
    }
}

codes! {
    /// By what way she stopped it; no reason is asked.
    pub enum RevocationChannel {
        /// At any desk of the network.
        Counter = "counter",
        /// By telephone, with her card.
        Phone = "phone",
        /// With her card, confirmed face to face.
        Card = "card",
        /// By the slip of her paper copy.
        Slip = "slip",
        /// Nobody resumed the pause in time.
        PauseOver = "pause_over",
    }
}

codes! {
    /// Why the organisation gives a mandate back.
    pub enum RenounceReason {
        /// She did not agree, which is an ordinary outcome.
        NotAgreed = "not_agreed",
        /// It was put aside while it was prepared.
        PutAside = "put_aside",
        /// Nobody agreed to its text in time.
        NotAnswered = "not_answered",
        /// The organisation cannot go on.
        CannotGoOn = "cannot_go_on",
        /// The organisation leaves the network.
        OrganisationLeaves = "organisation_leaves",
    }
}

codes! {
    /// Why a mandate should never have been.
    pub enum InvalidMandateReason {
        /// Another person was meant.
        WrongPerson = "wrong_person",
        /// She is a minor.
        Minor = "minor",
        /// A measure of protection was found.
        Protection = "protection",
        /// She has died (Code civil, 2003).
        Death = "death",
    }
}

codes! {
    /// Who holds the mouse: together, or in her place.
    pub enum ActMode {
        /// « Avec »: she is there and learns.
        With = "with",
        /// « Pour »: in her place; why is written down.
        For = "for",
    }
}

codes! {
    /// Where she was meanwhile.
    pub enum Presence {
        /// Beside the helper.
        Present = "present",
        /// On the telephone.
        Phone = "phone",
        /// Neither.
        Absent = "absent",
    }
}

codes! {
    /// What became of something done in her name.
    pub enum ActResult {
        /// Sent.
        Sent = "sent",
        /// Looked up, nothing sent.
        Consulted = "consulted",
        /// Stopped on the way: a paper, a question is missing.
        Stopped = "stopped",
        /// An error was found and told.
        ErrorFound = "error_found",
        /// The helper would not do it.
        Refused = "refused",
    }
}
