//! The person's agreement: a text to read together, a yes or a no of the same size, nothing ticked in advance.

use relais_domain::agreement::IndicatedBy;
use serde::Serialize;

use super::Step;
use crate::{
    Form, NavPlace, View,
    parts::{Choice, Phrase},
};

/// The page. Fields: `method`, `indicated_by` (where `voices` are asked), `witness`, `signed_at`, `secrecy`, `answer` (`yes`, `no`), `text_sha256`.
#[derive(Clone, Debug, Serialize)]
pub struct AgreementStep {
    /// Where it stands.
    pub step: Step,
    /// As typed.
    pub form: Form,
    /// Where it is sent.
    pub action: String,
    /// The exact text, line by line, as it is hashed and kept.
    pub lines: Vec<String>,
    /// Its hash, sent back with the answer: another text was not agreed to.
    pub text_sha256: String,
    /// The version of the text, printed with it.
    pub text_version: String,
    /// The referral's number, printed on the paper.
    pub number: String,
    /// The person's name, printed on the paper she signs.
    pub who: String,
    /// « le 12 mars 2026 », printed on the paper.
    pub day: String,
    /// Paper, spoken with witness.
    pub methods: Vec<Choice>,
    /// Who may say yes with her or for her; empty unless her card notes a measure of protection that asks for it.
    pub voices: Vec<Choice>,
    /// « Oui, … », « Non, … ».
    pub answers: Vec<Choice>,
    /// How she prefers to be told, recalled here.
    pub reading: Option<Phrase>,
}

/// Everybody who may say yes but the person alone.
pub fn second_voices() -> Vec<Choice> {
    let others = IndicatedBy::ALL.iter().filter(|voice| **voice != IndicatedBy::Person);
    others.map(|voice| Choice::code("voice", voice.as_str())).collect()
}

impl View for AgreementStep {
    const TEMPLATE: &'static str = "refer/agreement.html";
    const PLACE: Option<NavPlace> = Some(NavPlace::Persons);

    fn samples() -> Vec<(&'static str, Self)> {
        let lines = [
            "Qui veut demander de l’aide pour vous : CCAS de Brest.",
            "À qui : CCAS de Guipavas.",
            "C’est vous qui décidez.",
            "S’il accepte, il voit aussi votre prénom et votre nom.",
            "S’il accepte, il voit aussi votre numéro de téléphone.",
            "Cet accord s’arrête 30 jours après la fin de l’aide, et au plus tard le 10 septembre 2027.",
            "Vous pouvez dire non. Si vous dites non, on vous aide quand même.",
            "Vous pouvez arrêter quand vous voulez, sans dire pourquoi.",
        ];
        let page = |form: Form| Self {
            step: Step::sample(4),
            form: form.version(4),
            action: "/referrals/4/agreement".to_owned(),
            lines: lines.map(str::to_owned).to_vec(),
            text_sha256: "00".repeat(32),
            text_version: "partage-2026-11".to_owned(),
            number: "R-4K7Q9ZTD".to_owned(),
            who: "Amina Benali".to_owned(),
            day: "12 mars 2026".to_owned(),
            methods: vec![
                Choice::code("agreed", "paper").icon("file-text"),
                Choice::code("agreed", "spoken_with_witness").icon("ear"),
            ],
            voices: Vec::new(),
            answers: vec![
                Choice::code("answer", "yes").icon("check"),
                Choice::code("answer", "no").icon("x"),
            ],
            reading: Some(crate::say::Say::code("reading", "prefers_explanation").into()),
        };
        let refused = Form::new()
            .with("method", "spoken_with_witness")
            .refused("witness", "agreement.witness_missing")
            .refused("answer", "choice.required");
        let voices = second_voices();
        let alone = Form::new().with("method", "paper").refused("form", "agreement.second_voice_missing");
        let protected = Self { voices, ..page(alone) };
        vec![("new", page(Form::new())), ("refused", page(refused)), ("protected", protected)]
    }
}
