//! The sheet of one referral: the same page for both sides, showing what the agreement allows at this moment.

use serde::Serialize;

use crate::{
    NavPlace, View,
    parts::{Fact, HistoryLine, Link, Live, Phrase, Tag, Tone},
    paths,
    say::Say,
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

/// What may be done: the text of its button, its drawing, its style, and whether it is done at once or asks first.
macro_rules! sheet_actions {
    (@ post) => { true };
    (@ ask) => { false };
    ($($(#[$doc:meta])* $name:ident = $label:literal, $icon:literal, $style:literal, $how:ident;)+) => {
        impl SheetAction {
            $($(#[$doc])*
            pub fn $name(url: String) -> Self {
                Self { url, label: $label, icon: $icon, style: $style, post: sheet_actions!(@ $how) }
            })+
        }
    };
}

sheet_actions! {
    /// « Accepter ».
    accept = "act-accept", "check", "", post;
    /// « Dire que c’est bien reçu ».
    acknowledge = "act-acknowledge", "inbox", "second", post;
    /// « Confirmer que c’est arrêté ».
    confirm_cancel = "act-confirm-cancel", "check", "", post;
    /// « Premier contact fait ».
    start = "act-start", "phone", "", post;
    /// « Terminer ».
    complete = "act-complete", "circle-check", "second", ask;
    /// « Refuser avec un motif ».
    reject = "act-reject", "", "quiet", ask;
    /// « Annuler la demande ».
    cancel = "act-cancel", "", "quiet", ask;
    /// « La personne arrête le partage ».
    withdraw = "act-withdraw", "hand", "stop", ask;
    /// « Lire le contenu, avec un motif », for a manager.
    give_reason = "act-give-reason", "eye", "second", ask;
    /// « Chercher un autre service » for the same need.
    other_service = "act-other-service", "search", "", post;
    /// « Mettre en attente ».
    hold = "act-hold", "circle-pause", "second", ask;
    /// « Répondre à la question » of the partner.
    answer_question = "act-answer-question", "message-circle", "", ask;
    /// « Reprendre » what was on hold.
    go_on = "act-go-on", "check", "", ask;
    /// « Rouvrir ».
    reopen = "act-reopen", "", "quiet", ask;
    /// « Créée par erreur ».
    mark_error = "act-mark-error", "", "quiet", ask;
    /// « Je m’en occupe ».
    claim = "act-claim", "user", "second", post;
    /// « Remettre à toute l’équipe ».
    release = "act-release", "users", "quiet", post;
    /// « Confier à une ou un collègue ».
    assign = "act-assign", "users", "second", ask;
    /// « Noter l’avis de la personne ».
    person_answer = "act-person-answer", "message-circle", "", ask;
    /// « Dire comment cela s’est terminé », for the sender.
    sender_outcome = "act-sender-outcome", "circle-check", "second", ask;
    /// « Continuer le brouillon ».
    resume = "act-resume", "pencil", "", ask;
    /// « Demander l’accord ».
    ask = "row-ask-agreement", "hand", "", ask;
    /// « Papier pour la personne ».
    receipt = "act-receipt", "printer", "second", ask;
    /// « Lettre pour la personne ».
    letter = "act-letter", "mail", "second", ask;
    /// « Imprimer la confirmation » of a withdrawal.
    confirmation = "act-confirmation", "printer", "second", ask;
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
    /// What follows it.
    pub live: Live,
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
        live: Live::sample("/referrals/7/live"),
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
