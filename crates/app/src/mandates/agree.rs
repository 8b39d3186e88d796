//! She agrees: the power begins, what is needed to act is sealed under keys that die with it, and the mandate it renews
//! ends in the same transaction.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::MandateId,
    mandate::{AgreeFacts, AgreementWay, ConsentEvidence, IdentityCheck, Mandate, ReadingMode},
    text::{FreeText, LanguageCode, LocalDate, ShortText},
};
use relais_store::{
    UnitOfWork,
    mandates::{MandateContent, MandateProof, StoredFileNumber, StoredMandate},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::{
        put_text::{living_of, open_person},
        text::calendar,
        work::{SavedMandate, SignedIn, Work, save_step, saved},
    },
};

/// The raw fields of an agreement.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields of Consent and MandateContent")]
pub struct AgreeInput {
    pub way: String,
    pub identity: String,
    pub reading: String,
    pub language: String,
    pub interpreter: String,
    pub signed_on: String,
    pub signed_at: String,
    pub witness_1: String,
    pub witness_2: String,
    /// Whose number, and the number, one a line: `Caf : 1234567`.
    pub file_numbers: String,
    pub instructions: String,
}

impl std::fmt::Debug for AgreeInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AgreeInput([secret])")
    }
}

/// What was read from them.
struct Read {
    evidence: ConsentEvidence,
    identity: IdentityCheck,
    reading: ReadingMode,
    language: LanguageCode,
    interpreter: Option<String>,
    signed_at: Option<String>,
    witnesses: Vec<String>,
    file_numbers: Vec<StoredFileNumber>,
    instructions: Option<String>,
}

impl AgreeInput {
    fn read(&self) -> Result<Read, AppError> {
        let mut fields = Fields::default();
        let way: Option<AgreementWay> = fields.code("way", &self.way);
        let identity: Option<IdentityCheck> = fields.code("identity", &self.identity);
        let reading: Option<ReadingMode> = fields.code("reading", &self.reading);
        let language = fields.required("language", &self.language, LanguageCode::parse);
        let interpreter = fields.optional("interpreter", &self.interpreter, ShortText::parse);
        let signed = way == Some(AgreementWay::Paper);
        let without_signature = way == Some(AgreementWay::Witnesses);
        let signed_on =
            fields.required_if(signed, "signed_on", &self.signed_on, LocalDate::parse).map(LocalDate::date);
        let signed_at = fields.required_if(signed, "signed_at", &self.signed_at, ShortText::parse);
        let first = fields.required_if(without_signature, "witness_1", &self.witness_1, ShortText::parse);
        let second = fields.required_if(without_signature, "witness_2", &self.witness_2, ShortText::parse);
        let file_numbers = self.read_file_numbers(&mut fields);
        let instructions = fields.optional("instructions", &self.instructions, FreeText::parse);
        fields.finish()?;
        let witnesses = named(first, second);
        let evidence = match present("way", way)? {
            AgreementWay::Paper => ConsentEvidence::Paper { signed_on: present("signed_on", signed_on)? },
            AgreementWay::Witnesses => {
                ConsentEvidence::Witnesses { named: u8::try_from(witnesses.len()).unwrap_or(0) }
            }
            AgreementWay::Card | AgreementWay::Sms => return Err(AppError::rule("mandate.way_not_open")),
        };
        let owned = |text: ShortText| text.as_str().to_owned();
        Ok(Read {
            evidence,
            identity: present("identity", identity)?,
            reading: present("reading", reading)?,
            language: present("language", language)?,
            interpreter: interpreter.map(owned),
            signed_at: signed_at.map(owned),
            witnesses,
            file_numbers,
            instructions: instructions.map(|text| text.as_str().to_owned()),
        })
    }

    /// A line is whose number it is and the number; a password or a NIR among them is refused like anywhere.
    fn read_file_numbers(&self, fields: &mut Fields) -> Vec<StoredFileNumber> {
        let mut numbers = Vec::new();
        for line in self.file_numbers.lines().filter(|line| !line.trim().is_empty()) {
            let Some(line) = fields.optional("file_numbers", line, ShortText::parse) else { continue };
            match line.as_str().split_once(':') {
                Some((at, number)) if !at.trim().is_empty() && !number.trim().is_empty() => {
                    let (at, number) = (at.trim().to_owned(), number.trim().to_owned());
                    numbers.push(StoredFileNumber { at, number });
                }
                _ => fields.refuse("file_numbers", "mandate.file_number_format"),
            }
        }
        numbers
    }
}

/// Two names are two witnesses: the same one twice is one.
fn named(first: Option<ShortText>, second: Option<ShortText>) -> Vec<String> {
    let mut names: Vec<String> =
        [first, second].into_iter().flatten().map(|name| name.as_str().to_owned()).collect();
    names.dedup_by_key(|name| name.to_lowercase());
    names
}

/// Records that she agreed to the text that was put to her.
pub async fn record_mandate_agreement(
    app: &App,
    actor: &Actor,
    (id, version): (MandateId, i32),
    signed_in: SignedIn,
    input: &AgreeInput,
) -> Result<SavedMandate, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::AgreeMandate).await?;
    work.expect_version(version)?;
    let read = input.read()?;
    let before = work.stored.mandate.clone();
    let living = living_of(&unit, &before).await?;
    let facts = AgreeFacts {
        evidence: read.evidence,
        identity: read.identity,
        reading: read.reading,
        language: read.language.clone(),
        interpreter: read.interpreter.is_some(),
        helper: signed_in.helper(app, &unit).await?,
        calendar: calendar(app),
        living: &living,
    };
    // Refused before anything is opened for it.
    let proof = unit.open_proof_in_hand(&work.grant, &before).await;
    let event = work.step(before.clone().agree(facts, actor, unit.now()))?;
    supersede(app, &unit, &work.stored.mandate).await?;
    let content = open_person(&unit, actor, &before).await?;
    let (content, proof) = read.sealed(content.identity, proof?);
    unit.seal_mandate_proof(&work.stored.mandate, &proof).await?;
    unit.seal_mandate(&mut work.stored, &content).await?;
    save_step(app, &unit, &mut work.stored, &before, &event).await?;
    unit.commit().await?;
    Ok(saved(&work.stored.mandate))
}

impl Read {
    fn sealed(
        self,
        identity: relais_store::persons::StoredIdentity,
        proof: MandateProof,
    ) -> (MandateContent, MandateProof) {
        let Self { interpreter, signed_at, witnesses, file_numbers, instructions, .. } = self;
        let content = MandateContent { identity, file_numbers, instructions };
        (content, MandateProof { interpreter, signed_at, witnesses, ..proof })
    }
}

/// Ends the mandate whose place this takes; one that ended meanwhile has left its place already.
async fn supersede(app: &App, unit: &UnitOfWork<'_>, next: &Mandate) -> Result<(), AppError> {
    let Some(old) = next.renews() else { return Ok(()) };
    let Some(mut old): Option<StoredMandate> = unit.find_mandate(old).await? else { return Ok(()) };
    if !old.mandate.state().is_living() {
        return Ok(());
    }
    let before = old.mandate.clone();
    let step = before.clone().supersede(next, unit.now());
    let (mandate, event) = step.map_err(|error| AppError::rule(error.code()))?;
    old.mandate = mandate;
    save_step(app, unit, &mut old, &before, &event).await?;
    Ok(())
}
