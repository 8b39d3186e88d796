//! The papers of a mandate: the text to sign, the receipt she keeps, the certificate that it has ended.

use std::{collections::BTreeMap, sync::LazyLock};

use relais_domain::{access::Action, actor::Actor, clock::Timestamp, ids::MandateId, mandate::Mandate};
use relais_paper::{
    Block, Code, Document, Fact, Footer, Language, Note, Paper, PaperError, SideBySide, Signature, Text,
};
use serde::Deserialize;

use crate::{
    App, AppError,
    mandates::{
        receipt::{MandateReceipt, print_mandate_receipt},
        show::show_mandate,
        text::{Article, calendar, day_in_words, describe_scope},
        work::Work,
    },
};

const WORDS: &str = include_str!("../../../../config/catalogue/mandates/papers.fr.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    language: String,
    page: String,
    number: String,
    sign: SignWords,
    receipt: ReceiptWords,
    certificate: CertificateWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignWords {
    title: String,
    lead: String,
    heads: (String, String),
    place: String,
    date: String,
    signature: String,
    person: String,
    helper: String,
    code: String,
    code_words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptWords {
    title: String,
    lead: String,
    who: String,
    what: String,
    dates: String,
    span: String,
    number_label: String,
    code_label: String,
    stop_title: String,
    stop: Vec<String>,
    code: String,
    code_words: String,
    unsealed: String,
    key_title: String,
    key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateWords {
    title: String,
    lead: String,
    ended: String,
    who: String,
    what: String,
    how: String,
    kept: String,
    ends: BTreeMap<String, String>,
}

/// Made once: it holds the fonts.
static PAPER: LazyLock<Result<Paper, PaperError>> = LazyLock::new(Paper::new);

/// A printed paper.
#[derive(Clone)]
pub struct PrintedPaper {
    /// A tagged PDF.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
}

impl std::fmt::Debug for PrintedPaper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrintedPaper").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// What every paper of a mandate says of it.
struct About {
    number: String,
    organisation: String,
    day: String,
    things: Vec<String>,
}

/// The text that was put to her, to sign twice.
pub async fn print_mandate_text(app: &App, actor: &Actor, id: MandateId) -> Result<PrintedPaper, AppError> {
    let sheet = show_mandate(app, actor, id).await?;
    let person = sheet.name.filter(|_| !sheet.articles.is_empty());
    let person = person.ok_or(AppError::rule("mandate.no_text"))?;
    let about = about(app, actor, &sheet.mandate).await?;
    let address = format!("{}/verify?number={}", app.settings.public_url, about.number);
    let words = words()?;
    print(to_sign(&words, &about, &person, &sheet.articles, &address)?).await
}

/// What she keeps: number, code, signed promise, how to stop it.
pub async fn print_receipt_paper(app: &App, actor: &Actor, id: MandateId) -> Result<PrintedPaper, AppError> {
    let receipt = print_mandate_receipt(app, actor, id).await?;
    let mandate = load(app, actor, id, Action::ViewMandate).await?;
    let validity = mandate.validity().ok_or(AppError::rule("mandate.not_agreed"))?;
    let (from, until) = (day(app, validity.not_before)?, day(app, validity.not_after)?);
    let about = about(app, actor, &mandate).await?;
    print(kept(&words()?, &about, &receipt, [from, until])?).await
}

/// That it has ended, for whichever desk she stopped it at.
pub async fn print_mandate_certificate(
    app: &App,
    actor: &Actor,
    id: MandateId,
) -> Result<PrintedPaper, AppError> {
    let mandate = load(app, actor, id, Action::RevokeMandate).await?;
    let end = mandate.stage().end().ok_or(AppError::rule("mandate.not_ended"))?;
    let ended = day(app, end.at)?;
    let about = about(app, actor, &mandate).await?;
    print(ended_paper(&words()?, &about, end.how.state().as_str(), &ended)?).await
}

async fn load(app: &App, actor: &Actor, id: MandateId, action: Action) -> Result<Mandate, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load_at_desk(&unit, actor, id, action).await?;
    unit.commit().await?;
    Ok(work.stored.mandate)
}

async fn about(app: &App, actor: &Actor, mandate: &Mandate) -> Result<About, AppError> {
    let unit = app.store.read(actor).await?;
    let organisation = unit.find_any_organisation(mandate.organisation()).await?.ok_or(AppError::NotFound)?;
    let today = unit.now();
    unit.commit().await?;
    Ok(About {
        number: mandate.number().to_string(),
        organisation: organisation.name,
        day: day(app, today)?,
        things: describe_scope(mandate.scope())?,
    })
}

fn day(app: &App, at: Timestamp) -> Result<String, AppError> {
    day_in_words(calendar(app).day_of(at))
}

fn words() -> Result<Words, AppError> {
    toml::from_str(WORDS).map_err(AppError::internal)
}

/// Words of a paper that binds somebody are printed whole or not at all.
async fn print(document: Document) -> Result<PrintedPaper, AppError> {
    let printing = tokio::task::spawn_blocking(move || {
        let paper = PAPER.as_ref().map_err(Clone::clone)?;
        paper.print(&document)
    });
    let printed = printing.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
    if !printed.replaced.is_empty() {
        return Err(AppError::rule("mandate.unprintable"));
    }
    Ok(PrintedPaper { bytes: printed.bytes, pages: printed.pages })
}

fn document(words: &Words, about: &About, title: &str, blocks: Vec<Block>) -> Result<Document, AppError> {
    Ok(Document {
        title: title.to_owned(),
        language: Language::parse(&words.language).map_err(AppError::internal)?,
        letterhead: vec![Text::from(about.organisation.as_str())],
        number: words.number.replace("{number}", &about.number),
        date: about.day.clone(),
        footer: Footer { words: String::new(), page: words.page.clone() },
        blocks,
    })
}

fn to_sign(
    words: &Words,
    about: &About,
    person: &str,
    articles: &[Article],
    address: &str,
) -> Result<Document, AppError> {
    let sign = &words.sign;
    let row = |article: &Article| {
        let legal = Text::default().strong(format!("{}.\n", article.title)).plain(article.legal.as_str());
        (legal, Text::from(article.simple.as_str()))
    };
    let signature = |who: String| Signature {
        who: Text::from(who.as_str()),
        place: Text::from(sign.place.as_str()),
        date: Text::from(sign.date.as_str()),
        signature: Text::from(sign.signature.as_str()),
    };
    let blocks = vec![
        Block::Paragraph(Text::from(sign.lead.as_str())),
        Block::SideBySide(SideBySide {
            heads: (Text::from(sign.heads.0.as_str()), Text::from(sign.heads.1.as_str())),
            rows: articles.iter().map(row).collect(),
        }),
        Block::Signatures(vec![
            signature(sign.person.replace("{person}", person)),
            signature(sign.helper.replace("{organisation}", &about.organisation)),
        ]),
        code(address, &sign.code, &sign.code_words.replace("{address}", address)),
    ];
    document(words, about, &sign.title, blocks)
}

fn code(content: &str, alternative: &str, said: &str) -> Block {
    Block::Code(Code {
        content: content.to_owned(),
        alternative: alternative.to_owned(),
        words: Text::from(said),
    })
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: Text::from(label), value: Text::from(value) }
}

fn kept(
    words: &Words,
    about: &About,
    receipt: &MandateReceipt,
    [from, until]: [String; 2],
) -> Result<Document, AppError> {
    let said = &words.receipt;
    let paragraph = |text: &String| Text::from(text.as_str());
    let mut blocks = vec![
        Block::Paragraph(paragraph(&said.lead)),
        Block::Facts(vec![
            fact(&said.number_label, &about.number),
            fact(&said.who, &about.organisation),
            fact(&said.what, &about.things.join(" ; ")),
            fact(&said.dates, &said.span.replace("{from}", &from).replace("{until}", &until)),
            fact(&said.code_label, &receipt.code.to_string()),
        ]),
        Block::Note(Note {
            title: paragraph(&said.stop_title),
            paragraphs: said.stop.iter().map(paragraph).collect(),
        }),
    ];
    let address = said.code_words.replace("{address}", &receipt.address);
    blocks.push(code(receipt.scanned.as_ref().unwrap_or(&receipt.address), &said.code, &address));
    blocks.push(match &receipt.key {
        Some(key) => Block::Note(Note {
            title: paragraph(&said.key_title),
            paragraphs: vec![Text::from(said.key.replace("{key}", key).as_str())],
        }),
        None => Block::Paragraph(paragraph(&said.unsealed)),
    });
    document(words, about, &said.title, blocks)
}

fn ended_paper(words: &Words, about: &About, how: &str, ended: &str) -> Result<Document, AppError> {
    let said = &words.certificate;
    let how = said.ends.get(how).ok_or_else(|| AppError::internal("an end without words"))?;
    let blocks = vec![
        Block::Paragraph(Text::default().large(said.lead.as_str())),
        Block::Facts(vec![
            fact(&said.ended, ended),
            fact(&said.how, how),
            fact(&said.who, &about.organisation),
            fact(&said.what, &about.things.join(" ; ")),
        ]),
        Block::Paragraph(Text::from(said.kept.as_str())),
    ];
    document(words, about, &said.title, blocks)
}
