//! The person's agreement: a text to read together, a yes or a no of the same size, nothing ticked in advance.

use serde::Serialize;

use super::Step;
use crate::views::{
    Form, NavPlace, Shell, View,
    parts::{Choice, Phrase},
};

/// The page. Fields: `read_aloud`, `said_again`, `paper_given`, `method`, `witness`, `answer` (`yes`, `no`).
#[derive(Clone, Debug, Serialize)]
pub struct AgreementStep {
    /// Where it stands.
    pub step: Step,
    /// As typed.
    pub form: Form,
    /// Where it is sent.
    pub action: String,
    /// The exact text, as it is hashed and kept: blank lines part paragraphs.
    pub text: String,
    /// The version of the text, printed with it.
    pub text_version: String,
    /// The referral's number, printed on the paper.
    pub number: String,
    /// « le 12 mars », printed on the paper.
    pub day: String,
    /// Paper, spoken with witness.
    pub methods: Vec<Choice>,
    /// « Oui, … », « Non, … ».
    pub answers: Vec<Choice>,
    /// How she prefers to be told, recalled here.
    pub reading: Option<Phrase>,
}

impl View for AgreementStep {
    const TEMPLATE: &'static str = "refer/agreement.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let text = "Le CCAS de Brest veut demander de l’aide au CCAS de Guipavas. C’est pour votre logement.\n\n\
                    Si vous dites oui, le CCAS de Guipavas verra : votre nom, votre téléphone, votre situation.\n\n\
                    Il verra ces informations jusqu’au 10 septembre au plus tard. Après, il ne les voit plus.\n\n\
                    Vous pouvez dire non. Si vous dites non, on vous aide quand même.\n\n\
                    Vous pouvez arrêter quand vous voulez, sans dire pourquoi : au guichet, par téléphone au 02 98 00 80 80, ou par lettre.";
        let page = |form: Form| Self {
            step: Step::sample(4),
            form: form.version(4),
            action: "/referrals/4/agreement".to_owned(),
            text: text.to_owned(),
            text_version: "partage-2026-11".to_owned(),
            number: "R-4K7Q9ZTD".to_owned(),
            day: "12 mars".to_owned(),
            methods: vec![
                Choice::code("agreed", "paper").icon("file-text"),
                Choice::code("agreed", "spoken_with_witness").icon("ear"),
            ],
            answers: vec![
                Choice::code("answer", "yes").icon("check"),
                Choice::code("answer", "no").icon("x"),
            ],
            reading: Some(crate::say::Say::code("reading", "prefers_explanation").into()),
        };
        let refused = Form::new()
            .with("read_aloud", "yes")
            .with("method", "spoken_with_witness")
            .refused("witness", "text.required")
            .refused("answer", "choice.required");
        vec![("new", page(Form::new())), ("refused", page(refused))]
    }

    fn sample_shell() -> Shell {
        Shell::sample_at(Some(NavPlace::Persons))
    }
}
