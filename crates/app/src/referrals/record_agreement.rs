//! The person has answered: yes by paper or before a witness, or no. Both are ordinary.

use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::{
        Agreement, AgreementEvent, AgreementRecipient, Giving, IndicatedBy, LegalBasis, Method, NewAgreement,
        Purpose, Terms,
    },
    code_set::CodeSet,
    ids::{AgreementId, ReferralId},
    referral::{Recipient, ReferralState, SubmitFacts},
    text::{PersonName, ShortText},
};
use relais_store::{
    UnitOfWork,
    agreements::{AgreementEvidence, SealedTerms},
    journal::{Act, Action as Journalled},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::{
        agreement_text::render,
        work::{Saved, Work, save_agreement},
    },
};

/// What she said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Oui.
    Yes,
    /// Non.
    No,
}

/// The raw record of her answer.
#[derive(Clone, Default)]
pub struct RecordAgreement {
    /// The version of the referral that was read.
    pub version: i32,
    /// `yes` or `no`.
    pub answer: String,
    /// Method code, for a yes.
    pub method: String,
    /// Who witnessed a spoken yes.
    pub witness: String,
    /// Where a paper was signed.
    pub signed_at: String,
    /// She also agrees that these professionals talk to each other.
    pub secrecy: bool,
    /// The hash of the text that was read, in hexadecimal: another text was not agreed to.
    pub text_sha256: String,
}

impl std::fmt::Debug for RecordAgreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordAgreement([secret])")
    }
}

struct Given {
    giving: Giving,
    witness: Option<String>,
    signed_at: Option<String>,
}

/// Records the answer. A yes to a draft is attached and the draft can be sent; a yes to a referral that waited for
/// it sends it at once; a no ends it, and the person is helped all the same.
pub async fn record_agreement(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    input: &RecordAgreement,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::RecordAgreement).await?;
    work.expect_version(input.version)?;
    let saved = match input.answer.as_str() {
        "yes" => yes(app, &unit, &mut work, input).await?,
        "no" => no(app, &unit, &mut work).await?,
        _ => return Err(AppError::field("answer", "choice.required")),
    };
    unit.commit().await?;
    Ok(saved)
}

async fn yes(
    app: &App,
    unit: &UnitOfWork<'_>,
    work: &mut Work,
    input: &RecordAgreement,
) -> Result<Saved, AppError> {
    let given = read(input)?;
    let rendered = render(app, &work.stored, unit.now())?;
    if rendered.text.sha256.to_string() != input.text_sha256 {
        return Err(AppError::rule("agreement.text_changed"));
    }
    let actor = actor(unit)?;
    let exact = rendered.exact();
    let requested = request(app, unit, work, rendered.text, input.secrecy)?;
    let step = requested.clone().give(given.giving, &app.settings.terms, &actor, unit.now());
    let (agreement, event) = step.map_err(|error| AppError::rule(error.code()))?;
    let evidence = AgreementEvidence {
        text: exact,
        witness: given.witness,
        signed_at: given.signed_at,
        terms: SealedTerms::of(&agreement),
    };
    insert(unit, work, &requested, &evidence).await?;
    save_agreement(unit, (agreement.clone(), event)).await?;
    attach(app, unit, work, &agreement).await
}

/// Ties the yes to the referral; one that only waited for it leaves now.
async fn attach(
    app: &App,
    unit: &UnitOfWork<'_>,
    work: &mut Work,
    agreement: &Agreement,
) -> Result<Saved, AppError> {
    let actor = actor(unit)?;
    let read = work.stored.referral.version();
    let attached = work.stored.referral.clone().attach_agreement(agreement.id(), &actor);
    work.stored.referral = attached.map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut work.stored, read, None).await?;
    if work.stored.referral.state() == ReferralState::AwaitingConsent {
        let step =
            work.stored.referral.clone().give_consent(agreement, &app.settings.clocks, &actor, unit.now());
        return work.save(unit, step, None, None).await;
    }
    Ok(Saved { id: work.stored.referral.id(), version: work.stored.referral.version() })
}

async fn no(app: &App, unit: &UnitOfWork<'_>, work: &mut Work) -> Result<Saved, AppError> {
    let actor = actor(unit)?;
    let rendered = render(app, &work.stored, unit.now())?;
    let evidence = AgreementEvidence { text: rendered.exact(), ..AgreementEvidence::default() };
    let requested = request(app, unit, work, rendered.text, false)?;
    insert(unit, work, &requested, &evidence).await?;
    let refused: (Agreement, AgreementEvent) =
        requested.refuse(&actor, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    save_agreement(unit, refused).await?;
    if work.stored.referral.state() == ReferralState::Draft {
        let facts = SubmitFacts {
            recipient_active: true,
            documents_attached: true,
            duplicate_open: false,
            agreement: None,
        };
        let step = work.stored.referral.clone().submit(facts, &app.settings.clocks, &actor, unit.now());
        work.save(unit, step, None, None).await?;
    }
    let step = work.stored.referral.clone().refuse_consent(&actor, unit.now());
    let saved = work.save(unit, step, None, None).await?;
    unit.empty_referral(&mut work.stored).await?;
    Ok(saved)
}

async fn insert(
    unit: &UnitOfWork<'_>,
    work: &Work,
    requested: &Agreement,
    evidence: &AgreementEvidence,
) -> Result<(), AppError> {
    unit.insert_agreement(requested, work.stored.relation, evidence).await?;
    let act = Act::new(Journalled::AgreementRequested).on(requested.id().uuid()).about(requested.person());
    unit.record(act).await?;
    Ok(())
}

fn request(
    app: &App,
    unit: &UnitOfWork<'_>,
    work: &Work,
    text: relais_domain::agreement::AgreementText,
    secrecy: bool,
) -> Result<Agreement, AppError> {
    let referral = &work.stored.referral;
    let recipient: &Recipient = referral.recipient().ok_or(AppError::rule("referral.recipient_missing"))?;
    let terms = Terms {
        recipient: AgreementRecipient {
            organisation: recipient.organisation,
            service: Some(recipient.service),
        },
        purposes: [Purpose::Referral].into_iter().collect::<CodeSet<_>>(),
        items: work.stored.items.clone(),
        secrecy,
        legal_basis: LegalBasis::PublicInterest,
        indicated_by: IndicatedBy::Person,
        text,
    };
    let new = NewAgreement {
        id: AgreementId::random(app.random.as_ref()),
        network: referral.network(),
        person: referral.person(),
        controller: referral.sender().organisation,
        collected_by: actor(unit)?.membership(),
        referral: Some(referral.id()),
        terms,
        replaces: None,
    };
    Agreement::request(new, unit.now()).map_err(|error| AppError::rule(error.code()))
}

fn read(input: &RecordAgreement) -> Result<Given, AppError> {
    let mut fields = Fields::default();
    let method: Option<Method> = fields.code("method", &input.method);
    let witness = fields.optional("witness", &input.witness, PersonName::parse);
    let signed_at = fields.optional("signed_at", &input.signed_at, ShortText::parse);
    if method == Some(Method::SpokenWithWitness) && input.witness.trim().is_empty() {
        fields.refuse("witness", "agreement.witness_missing");
    }
    fields.finish()?;
    Ok(Given {
        giving: Giving { method: present("method", method)?, witnessed: witness.is_some() },
        witness: witness.map(|name| name.as_str().to_owned()),
        signed_at: signed_at.map(|text| text.as_str().to_owned()),
    })
}

fn actor(unit: &UnitOfWork<'_>) -> Result<Actor, AppError> {
    unit.actor().copied().ok_or(AppError::Forbidden)
}
