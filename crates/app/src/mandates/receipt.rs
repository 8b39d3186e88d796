//! What is printed for her: number, code and signed promise; and the answer to whoever holds that paper.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::{
    access::Action,
    actor::Actor,
    clock::Timestamp,
    ids::MandateId,
    mandate::{MandateNumber, MandateState, MandateTerm, Scope},
    number::VerificationCode,
};
use relais_store::UnitOfWork;

use crate::{App, AppError, mandates::work::Work};

/// Her paper: what stands in its code, and what may be typed instead.
#[derive(Clone, Debug)]
pub struct MandateReceipt {
    /// The mandate's number.
    pub number: MandateNumber,
    /// The code typed beside it.
    pub code: VerificationCode,
    /// The address of the page that says whether it is in force.
    pub address: String,
    /// The same with the signed promise behind `#`, which a browser never sends: for the printed code. None before the
    /// entry is sealed, a minute after the agreement at the latest.
    pub scanned: Option<String>,
    /// The journal's public key, for whoever checks the promise without us.
    pub key: Option<String>,
}

/// What anybody who holds the paper learns: no name, no organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedMandate {
    /// Its number.
    pub number: MandateNumber,
    /// Whether something may be done under it at this instant.
    pub in_force: bool,
    /// Its state.
    pub state: MandateState,
    /// What may be done.
    pub scope: Scope,
    /// The term she chose.
    pub term: MandateTerm,
    /// From when.
    pub not_before: Timestamp,
    /// Until when.
    pub not_after: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// The receipt of a mandate that was agreed to.
pub async fn print_mandate_receipt(
    app: &App,
    actor: &Actor,
    id: MandateId,
) -> Result<MandateReceipt, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load(&unit, actor, id, Action::ViewMandate).await?;
    let number = work.stored.mandate.number();
    let found = unit.find_agreement_entry(id).await?;
    unit.commit().await?;
    let unagreed = || AppError::rule("mandate.not_agreed");
    let (entry, leaf_hash) = found.ok_or_else(unagreed)?;
    let code = VerificationCode::of(&leaf_hash).ok_or_else(unagreed)?;
    let printed = app.store.print_receipt(&app.settings.journal_name, entry).await?;
    let address = format!("{}/verify?number={number}&code={code}", app.settings.public_url);
    let scanned = printed.as_ref().map(|it| format!("{address}#{}", URL_SAFE_NO_PAD.encode(it.bytes)));
    Ok(MandateReceipt { number, code, address, scanned, key: printed.map(|it| it.key) })
}

/// Whether a mandate with this number and code exists, and is in force now. A number that does not exist, one that was
/// never agreed to and a wrong code have one answer: a field error of `code`.
pub async fn verify_mandate(app: &App, number: &str, code: &str) -> Result<VerifiedMandate, AppError> {
    let unknown = || AppError::field("code", "mandate.not_verified");
    let (number, code) = (number.parse().ok(), code.parse::<VerificationCode>().ok());
    let unit = app.store.read_house().await?;
    let found = find(&unit, number).await?;
    let now = unit.now();
    unit.commit().await?;
    let (mandate, held) = found.ok_or_else(unknown)?;
    let validity = mandate.validity().filter(|_| code == Some(held)).ok_or_else(unknown)?;
    Ok(VerifiedMandate {
        number: mandate.number(),
        in_force: mandate.is_in_force(now),
        state: mandate.state(),
        scope: mandate.scope().clone(),
        term: mandate.term(),
        not_before: validity.not_before,
        not_after: validity.not_after,
        ended_at: mandate.stage().end().map(|end| end.at),
    })
}

async fn find(
    unit: &UnitOfWork<'_>,
    number: Option<MandateNumber>,
) -> Result<Option<(relais_domain::mandate::Mandate, VerificationCode)>, AppError> {
    let Some(number) = number else { return Ok(None) };
    let Some(mandate) = unit.find_mandate_to_verify(number).await? else { return Ok(None) };
    let entry = unit.find_agreement_entry(mandate.id()).await?;
    let code = entry.and_then(|(_, leaf_hash)| VerificationCode::of(&leaf_hash));
    Ok(code.map(|code| (mandate, code)))
}
