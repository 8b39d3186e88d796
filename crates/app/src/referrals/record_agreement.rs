//! The person has answered: yes by paper or before a witness, or no. Both are ordinary.

use relais_domain::{
    access::Action,
    actor::Actor,
    agreement::{
        Agreement, AgreementEvent, AgreementRecipient, Giving, IndicatedBy, LegalBasis, Method, NewAgreement,
        Purpose, Terms, WithdrawalChannel,
    },
    code_set::CodeSet,
    ids::{AgreementId, ReferralId},
    organisation::OrganisationKind,
    person::Protection,
    referral::{Recipient, ReferralError, ReferralState, SubmitFacts},
    text::{PersonName, SearchKey, ShortText},
};
use relais_store::{
    UnitOfWork,
    agreements::{AgreementEvidence, SealedTerms},
    journal::{Act, Action as Journalled},
    persons::{PersonContent, StoredCard},
    referrals::ReferralContent,
    shared::Shared,
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::{
        agreement_text::render,
        content::leaving,
        redirect::continue_refused,
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
    /// Who says yes, for a yes; empty for the person herself.
    pub indicated_by: String,
    /// Who witnessed a spoken yes: somebody else than the agent.
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
    indicated_by: IndicatedBy,
    witness: Option<String>,
    signed_at: Option<String>,
}

/// What a yes adds to the terms, besides what the draft says.
struct Voice {
    indicated_by: IndicatedBy,
    secrecy: bool,
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
    // Refused before anything is opened for it: what is masked cannot be.
    if !work.stored.referral.state().is_unsent() {
        return Err(AppError::rule(ReferralError::NotADraft.code()));
    }
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
    check_witness(unit, given.witness.as_deref()).await?;
    let person = unit.open_person_of(&work.grant, &work.stored).await?;
    let person = person.ok_or(AppError::rule("relation.ended"))?;
    not_herself(given.witness.as_deref(), &person)?;
    let voice = given.indicated_by.check(protection_of(&person.card));
    voice.map_err(|error| AppError::rule(error.code()))?;
    let rendered = render(app, &work.stored, unit.now())?;
    if rendered.text.sha256.to_string() != input.text_sha256 {
        return Err(AppError::rule("agreement.text_changed"));
    }
    let actor = actor(unit)?;
    let exact = rendered.exact();
    let voice = Voice { indicated_by: given.indicated_by, secrecy: input.secrecy };
    let requested = request(app, unit, work, rendered.text, voice).await?;
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
    if let Some(former) = former(unit, work) {
        let step = former.clone().replace(agreement.id(), unit.now());
        save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await?;
    }
    attach(app, unit, work, (&agreement, &person)).await
}

/// The yes she gave before and now answers anew: never two that permit the same.
fn former<'a>(unit: &UnitOfWork<'_>, work: &'a Work) -> Option<&'a Agreement> {
    work.agreement.as_ref().map(|stored| &stored.agreement).filter(|former| former.is_in_force(unit.now()))
}

/// Ties the yes to the referral; one that only waited for it leaves now.
async fn attach(
    app: &App,
    unit: &UnitOfWork<'_>,
    work: &mut Work,
    (agreement, person): (&Agreement, &PersonContent),
) -> Result<Saved, AppError> {
    let actor = actor(unit)?;
    let read = work.stored.referral.version();
    let attached = work.stored.referral.clone().attach_agreement(agreement.id(), &actor);
    work.stored.referral = attached.map_err(|error| AppError::rule(error.code()))?;
    unit.save_referral(&mut work.stored, read, None).await?;
    if work.stored.referral.state() == ReferralState::AwaitingConsent {
        let facts = work.sending_facts(unit, agreement).await?;
        let step = work.stored.referral.clone().give_consent(facts, &app.settings.clocks, &actor, unit.now());
        let shared = Shared::under(agreement);
        let content = ReferralContent { shared, ..leaving(unit, work, person).await? };
        let saved = work.save(unit, step, None, Some(&content)).await?;
        continue_refused(unit, &actor, &work.stored.referral).await?;
        return Ok(saved);
    }
    Ok(Saved { id: work.stored.referral.id(), version: work.stored.referral.version() })
}

async fn no(app: &App, unit: &UnitOfWork<'_>, work: &mut Work) -> Result<Saved, AppError> {
    let actor = actor(unit)?;
    let rendered = render(app, &work.stored, unit.now())?;
    let evidence = AgreementEvidence { text: rendered.exact(), ..AgreementEvidence::default() };
    let voice = Voice { indicated_by: IndicatedBy::Person, secrecy: false };
    let requested = request(app, unit, work, rendered.text, voice).await?;
    insert(unit, work, &requested, &evidence).await?;
    let refused: (Agreement, AgreementEvent) =
        requested.refuse(&actor, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    save_agreement(unit, refused).await?;
    if let Some(former) = former(unit, work) {
        // A no after a yes takes the yes back, at the desk where she says it.
        let step = former.clone().withdraw(WithdrawalChannel::Counter, unit.now());
        save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await?;
    }
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

async fn request(
    app: &App,
    unit: &UnitOfWork<'_>,
    work: &Work,
    text: relais_domain::agreement::AgreementText,
    Voice { indicated_by, secrecy }: Voice,
) -> Result<Agreement, AppError> {
    let referral = &work.stored.referral;
    let controller = referral.sender().organisation;
    let sender = unit.find_organisation(controller).await?.ok_or(AppError::NotFound)?;
    let kind: OrganisationKind = sender.kind.parse().map_err(AppError::internal)?;
    let recipient: &Recipient = referral.recipient().ok_or(AppError::rule("referral.recipient_missing"))?;
    let terms = Terms {
        recipient: AgreementRecipient {
            organisation: recipient.organisation,
            service: Some(recipient.service),
        },
        purposes: [Purpose::Referral].into_iter().collect::<CodeSet<_>>(),
        items: work.stored.items.clone(),
        secrecy,
        legal_basis: LegalBasis::of(kind),
        indicated_by,
        text,
    };
    let new = NewAgreement {
        id: AgreementId::random(app.random.as_ref()),
        network: referral.network(),
        person: referral.person(),
        controller,
        collected_by: actor(unit)?.membership(),
        referral: Some(referral.id()),
        terms,
        replaces: former(unit, work).map(Agreement::id),
    };
    Agreement::request(new, unit.now()).map_err(|error| AppError::rule(error.code()))
}

fn read(input: &RecordAgreement) -> Result<Given, AppError> {
    let mut fields = Fields::default();
    let method: Option<Method> = fields.code("method", &input.method);
    let indicated_by = fields.optional_code("indicated_by", &input.indicated_by);
    let witness = fields.optional("witness", &input.witness, PersonName::parse);
    let signed_at = fields.optional("signed_at", &input.signed_at, ShortText::parse);
    if method == Some(Method::SpokenWithWitness) && input.witness.trim().is_empty() {
        fields.refuse("witness", "agreement.witness_missing");
    }
    fields.finish()?;
    Ok(Given {
        giving: Giving { method: present("method", method)?, witnessed: witness.is_some() },
        indicated_by: indicated_by.unwrap_or(IndicatedBy::Person),
        witness: witness.map(|name| name.as_str().to_owned()),
        signed_at: signed_at.map(|text| text.as_str().to_owned()),
    })
}

/// A witness is somebody else than the agent who writes the yes down (`security.md` 5.2), in any spelling of the name.
async fn check_witness(unit: &UnitOfWork<'_>, witness: Option<&str>) -> Result<(), AppError> {
    let (Some(witness), Some(membership)) = (witness, actor(unit)?.membership()) else { return Ok(()) };
    let Some(agent) = unit.find_member(membership).await? else { return Ok(()) };
    let same = words(witness) == words(&format!("{} {}", agent.given_name, agent.usual_name));
    if same { Err(AppError::field("witness", "agreement.witness_is_agent")) } else { Ok(()) }
}

/// Nor is it the person whose yes it is.
fn not_herself(witness: Option<&str>, person: &PersonContent) -> Result<(), AppError> {
    let own = [&person.identity.given_name, &person.identity.family_name].map(|name| name.as_deref());
    let name = own.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let same = witness.is_some_and(|witness| words(witness) == words(&name));
    if same { Err(AppError::field("witness", "agreement.witness_is_person")) } else { Ok(()) }
}

fn words(name: &str) -> Vec<String> {
    let key = SearchKey::of(name);
    let mut words: Vec<String> = key.as_str().split(' ').map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// The measure on her reception card; a card that says none was not asked.
fn protection_of(card: &StoredCard) -> Protection {
    card.protection.as_deref().and_then(|measure| measure.parse().ok()).unwrap_or(Protection::Unknown)
}

fn actor(unit: &UnitOfWork<'_>) -> Result<Actor, AppError> {
    unit.actor().copied().ok_or(AppError::Forbidden)
}
