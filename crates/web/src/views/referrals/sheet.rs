//! The sheet of one referral: the same page for both sides, showing what the agreement allows at this moment.

use serde::Serialize;

use crate::{
    paths,
    say::Say,
    views::{
        NavPlace, View,
        parts::{Fact, HistoryLine, Link, Phrase, Tag, Tone},
    },
};

/// On which side the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The organisation that sent it.
    Sender,
    /// The organisation that received it.
    Recipient,
}

impl Side {
    /// Its code in the keys of texts.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Recipient => "recipient",
        }
    }
}

/// What the sheet shows of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The reduced sheet.
    BeforeAcceptance,
    /// The agreed items.
    Agreed,
    /// How it stands, for whoever reads less than was agreed: reception, a manager, everybody once the agreement ran out.
    Standing,
    /// Nothing of her any more; dates and outcome only.
    Ended,
}

/// Something the reader may do now. A post is a form with one button; the others lead to a page that asks first.
#[derive(Clone, Debug, Serialize)]
pub struct SheetAction {
    url: String,
    label: &'static str,
    icon: &'static str,
    style: &'static str,
    post: bool,
}

impl SheetAction {
    const fn new(
        url: String,
        label: &'static str,
        icon: &'static str,
        style: &'static str,
        post: bool,
    ) -> Self {
        Self { url, label, icon, style, post }
    }

    /// « Accepter ».
    pub fn accept(url: String) -> Self {
        Self::new(url, "act-accept", "check", "", true)
    }

    /// « Dire que c’est bien reçu ».
    pub fn acknowledge(url: String) -> Self {
        Self::new(url, "act-acknowledge", "inbox", "second", true)
    }

    /// « Confirmer que c’est arrêté ».
    pub fn confirm_cancel(url: String) -> Self {
        Self::new(url, "act-confirm-cancel", "check", "", true)
    }

    /// « Premier contact fait ».
    pub fn start(url: String) -> Self {
        Self::new(url, "act-start", "phone", "", true)
    }

    /// « Terminer ».
    pub fn complete(url: String) -> Self {
        Self::new(url, "act-complete", "circle-check", "second", false)
    }

    /// « Refuser avec un motif ».
    pub fn reject(url: String) -> Self {
        Self::new(url, "act-reject", "", "quiet", false)
    }

    /// « Annuler la demande ».
    pub fn cancel(url: String) -> Self {
        Self::new(url, "act-cancel", "", "quiet", false)
    }

    /// « La personne arrête le partage ».
    pub fn withdraw(url: String) -> Self {
        Self::new(url, "act-withdraw", "hand", "stop", false)
    }

    /// « Lire le contenu, avec un motif », for a manager.
    pub fn give_reason(url: String) -> Self {
        Self::new(url, "act-give-reason", "eye", "second", false)
    }

    /// « Chercher un autre service » for the same need.
    pub fn other_service(url: String) -> Self {
        Self::new(url, "act-other-service", "search", "", true)
    }

    /// « Mettre en attente ».
    pub fn hold(url: String) -> Self {
        Self::new(url, "act-hold", "circle-pause", "second", false)
    }

    /// « Répondre à la question » of the partner.
    pub fn answer_question(url: String) -> Self {
        Self::new(url, "act-answer-question", "message-circle", "", false)
    }

    /// « Reprendre » what was on hold.
    pub fn go_on(url: String) -> Self {
        Self::new(url, "act-go-on", "check", "", false)
    }

    /// « Rouvrir ».
    pub fn reopen(url: String) -> Self {
        Self::new(url, "act-reopen", "", "quiet", false)
    }

    /// « Créée par erreur ».
    pub fn mark_error(url: String) -> Self {
        Self::new(url, "act-mark-error", "", "quiet", false)
    }

    /// « Je m’en occupe ».
    pub fn claim(url: String) -> Self {
        Self::new(url, "act-claim", "user", "second", true)
    }

    /// « Remettre à toute l’équipe ».
    pub fn release(url: String) -> Self {
        Self::new(url, "act-release", "users", "quiet", true)
    }

    /// « Confier à une ou un collègue ».
    pub fn assign(url: String) -> Self {
        Self::new(url, "act-assign", "users", "second", false)
    }

    /// « Noter l’avis de la personne ».
    pub fn person_answer(url: String) -> Self {
        Self::new(url, "act-person-answer", "message-circle", "", false)
    }

    /// « Dire comment cela s’est terminé », for the sender.
    pub fn sender_outcome(url: String) -> Self {
        Self::new(url, "act-sender-outcome", "circle-check", "second", false)
    }

    /// « Continuer le brouillon ».
    pub fn resume(url: String) -> Self {
        Self::new(url, "act-resume", "pencil", "", false)
    }

    /// « Demander l’accord ».
    pub fn ask(url: String) -> Self {
        Self::new(url, "row-ask-agreement", "hand", "", false)
    }

    /// « Papier pour la personne ».
    pub fn receipt(url: String) -> Self {
        Self::new(url, "act-receipt", "printer", "second", false)
    }

    /// « Imprimer la confirmation » of a withdrawal.
    pub fn confirmation(url: String) -> Self {
        Self::new(url, "act-confirmation", "printer", "second", false)
    }
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct ReferralSheet {
    /// `R-4K7Q…`, read aloud on the phone.
    pub number: String,
    /// The reader's side.
    pub side: Side,
    /// What may be seen.
    pub stage: Stage,
    /// The need in a few words.
    pub title: Phrase,
    /// « reçue de … », « envoyée à … ».
    pub context: Say,
    /// The state, with its term.
    pub tag: Tag,
    /// The person's sheet, for the side that has one.
    pub person: Option<Link>,
    /// What may be seen now.
    pub facts: Vec<Fact>,
    /// What follows: what acceptance shows, until when; why nothing is shown any more.
    pub notes: Vec<Say>,
    /// What may be done now.
    pub actions: Vec<SheetAction>,
    /// Newest first.
    pub history: Vec<HistoryLine>,
    /// Sent back with each action.
    pub version: i32,
}

impl View for ReferralSheet {
    const TEMPLATE: &'static str = "referrals/show.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Inbox);

    fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("before-acceptance", before_acceptance()),
            ("under-way", under_way()),
            ("sender", sender()),
            ("sender-agreed", sender_agreed()),
            ("ran-out", ran_out()),
            ("refused", refused()),
            ("withdrawn", withdrawn()),
        ]
    }
}

fn id() -> relais_domain::ids::ReferralId {
    relais_domain::ids::ReferralId::new(uuid::Uuid::nil())
}

fn written() -> HistoryLine {
    HistoryLine::new(Say::new("history-written").with("who", "Mission locale du Pays de Brest"))
        .detail(Say::new("history-by").with("who", "Hugo Riou").with("moment", "10 mars, 15 h 48"))
}

fn agreed() -> HistoryLine {
    HistoryLine::new(Say::new("history-agreed").with("method", Say::code("method", "spoken_with_witness")))
        .detail(Say::new("history-at").with("moment", "10 mars, 16 h 05"))
}

fn requested() -> HistoryLine {
    HistoryLine::new(Say::new("history-submitted").with("who", "Mission locale du Pays de Brest"))
        .detail(Say::new("history-at").with("moment", "10 mars, 16 h 12"))
}

fn before_acceptance() -> ReferralSheet {
    ReferralSheet {
        number: "R-4K7Q9ZTD".to_owned(),
        side: Side::Recipient,
        stage: Stage::BeforeAcceptance,
        title: "Apprendre à se servir d’une messagerie".into(),
        context: Say::new("sheet-received-from").with("who", "Mission locale du Pays de Brest"),
        tag: Tag::new(
            Tone::Wait,
            Say::new("sheet-received-by")
                .with("state", Say::code("state", "requested"))
                .with("day", "14 mars"),
        ),
        person: None,
        facts: vec![
            Fact::new("fact-need", "Créer une adresse mail, lire et répondre, sans aide"),
            Fact::new("fact-where", "Brest, quartier Bellevue"),
            Fact::new("fact-age", Say::code("age", "26_39")),
            Fact::new("fact-languages", "Français (parle), arabe (lit)"),
            Fact::new("fact-reach", "Par téléphone, le matin. Ne pas laisser de message."),
            Fact::maybe("fact-availability", None::<&str>),
        ],
        notes: vec![
            Say::new("sheet-after-acceptance")
                .with("items", "le nom, le téléphone, l’autonomie numérique")
                .with("until", "12 juin"),
            Say::new("sheet-agreement")
                .with("day", "10 mars")
                .with("method", Say::code("method", "spoken_with_witness")),
        ],
        actions: vec![
            SheetAction::accept(paths::referral_accept(id())),
            SheetAction::acknowledge(paths::referral_acknowledge(id())),
            SheetAction::reject(paths::referral_reject(id())),
        ],
        history: vec![requested(), agreed(), written()],
        version: 3,
    }
}

fn under_way() -> ReferralSheet {
    let sheet = before_acceptance();
    let mut facts = vec![
        Fact::new("item-identity", "Amina Benali"),
        Fact::new("item-phone", "06 12 34 56 78"),
        Fact::new("item-digital-autonomy", "Utilise un téléphone, pas encore d’ordinateur"),
    ];
    facts.extend(sheet.facts);
    ReferralSheet {
        stage: Stage::Agreed,
        tag: Tag::new(Tone::Ok, Say::code("state", "accepted")),
        person: Some(Link::new("/persons/1", "sheet-open-person").about("Amina B.")),
        facts,
        notes: vec![Say::new("sheet-visible-until").with("until", "12 juin")],
        actions: vec![
            SheetAction::start(paths::referral_start(id())),
            SheetAction::complete(paths::referral_complete(id())),
            SheetAction::withdraw(paths::referral_withdraw(id())),
        ],
        history: vec![
            HistoryLine::new(Say::new("history-accepted").with("who", "CCAS de Brest"))
                .detail(Say::new("history-by").with("who", "Léa Morvan").with("moment", "11 mars, 9 h 20")),
            requested(),
            agreed(),
            written(),
        ],
        ..before_acceptance()
    }
}

fn sender() -> ReferralSheet {
    ReferralSheet {
        side: Side::Sender,
        context: Say::new("sheet-sent-to").with("who", "Médiation numérique, Ville de Brest"),
        person: Some(Link::new("/persons/1", "sheet-open-person").about("Amina B.")),
        notes: vec![
            Say::new("sheet-holder-sender"),
            Say::new("sheet-visible-until").with("until", "12 juin"),
        ],
        actions: vec![
            SheetAction::receipt(paths::referral_receipt(id())),
            SheetAction::withdraw(paths::referral_withdraw(id())),
            SheetAction::cancel(paths::referral_cancel(id())),
        ],
        ..before_acceptance()
    }
}

fn sender_agreed() -> ReferralSheet {
    let sheet = sender();
    ReferralSheet {
        stage: Stage::Agreed,
        tag: Tag::new(Tone::Ok, Say::code("state", "accepted")),
        facts: sheet.facts.into_iter().take(3).collect(),
        notes: vec![
            Say::new("sheet-partner-card"),
            Say::new("sheet-partner-card-items").with("items", "Nom et prénom, Téléphone"),
            Say::new("sheet-visible-until").with("until", "12 juin"),
            Say::new("sheet-holder-recipient"),
        ],
        ..sender()
    }
}

fn ran_out() -> ReferralSheet {
    ReferralSheet {
        stage: Stage::Standing,
        title: Say::new("sheet-title-ended").with("number", "R-4K7Q9ZTD").into(),
        facts: Vec::new(),
        notes: vec![
            Say::new("sheet-agreement-over"),
            Say::new("sheet-ask-again").with("who", "Mission locale du Pays de Brest"),
        ],
        actions: vec![SheetAction::reject(paths::referral_reject(id()))],
        ..before_acceptance()
    }
}

fn refused() -> ReferralSheet {
    ReferralSheet {
        stage: Stage::Ended,
        tag: Tag::new(Tone::Stop, Say::code("state", "rejected")),
        notes: vec![
            Say::new("sheet-reason").with("reason", Say::code("reject", "no_capacity")),
            Say::new("sheet-back-with-you"),
        ],
        actions: vec![SheetAction::other_service(paths::referral_again(id()))],
        history: vec![
            HistoryLine::new(Say::new("history-rejected").with("who", "CCAS de Brest"))
                .detail(Say::new("history-sentence").with("text", Say::code("reject", "no_capacity")))
                .detail(Say::new("history-at").with("moment", "12 mars, 10 h 02")),
            requested(),
            agreed(),
            written(),
        ],
        ..sender()
    }
}

fn withdrawn() -> ReferralSheet {
    ReferralSheet {
        stage: Stage::Ended,
        title: Say::new("sheet-title-ended").with("number", "R-4K7Q9ZTD").into(),
        tag: Tag::new(Tone::Stop, Say::code("state", "consent_withdrawn")),
        person: None,
        facts: Vec::new(),
        notes: vec![Say::code("sheet-nothing-left", "consent_withdrawn")],
        actions: vec![SheetAction::confirmation(paths::referral_receipt(id()))],
        history: vec![
            HistoryLine::new(Say::new("history-consent-withdrawn"))
                .detail(Say::new("history-at").with("moment", "12 mars, 11 h 40")),
        ],
        ..before_acceptance()
    }
}
