//! The use cases, as somebody's click calls them.

use relais_app::{
    AppError,
    referrals::{
        HoldInput, RejectInput, Saved, StartReferral, accept_referral, acknowledge_referral, assign_referral,
        cancel_referral, choose_items, claim_referral, complete_referral, confirm_cancel, hold_referral,
        mark_referral_error, record_person_answer, record_sender_outcome, reject_referral, release_referral,
        reopen_referral, resume_referral, send_referral, start_work, withdraw_consent, write_need,
    },
};
use relais_domain::actor::Actor;
use relais_testdb::{
    World,
    story::{ITEMS, Step, answer, need},
};

use super::moves::Act;

/// Does an act on the version of `step`. [`Act::StartAgain`] is another use case: it makes something.
pub async fn act_on(
    world: &World,
    actor: &Actor,
    step: Step,
    (act, colleague): (Act, &str),
) -> Result<Saved, AppError> {
    let (app, Step { id, version, .. }) = (&world.app, step);
    match act {
        Act::ChooseItems(all) => {
            let items: Vec<String> = ITEMS.iter().map(|item| (*item).to_owned()).collect();
            choose_items(app, actor, id, version, if all { &items[..] } else { &[] }).await
        }
        Act::Rewrite(reworded) => {
            let first = need(step.relation);
            let second = StartReferral { situation: "À la rue".into(), ..need(step.relation) };
            write_need(app, actor, id, version, if reworded { &second } else { &first }).await
        }
        Act::Yes => answer(world, actor, step, "yes").await,
        Act::No => answer(world, actor, step, "no").await,
        Act::Send => send_referral(app, actor, id, version).await,
        Act::Acknowledge => acknowledge_referral(app, actor, id, version).await,
        Act::Claim => claim_referral(app, actor, id, version).await,
        Act::Release => release_referral(app, actor, id, version).await,
        Act::Assign => assign_referral(app, actor, id, version, colleague).await,
        Act::Accept => accept_referral(app, actor, id, version).await,
        Act::Hold => hold_referral(app, actor, id, &hold(world, version)).await,
        Act::Resume => resume_referral(app, actor, id, version, "Voici la réponse.").await,
        Act::Start => start_work(app, actor, id, version).await,
        Act::Reject(wrong) => {
            let reason = if wrong { "wrong_service" } else { "no_capacity" };
            let input = RejectInput { version, reason: reason.into(), ..RejectInput::default() };
            reject_referral(app, actor, id, &input).await
        }
        Act::Complete => complete_referral(app, actor, id, version, ("helped", "")).await,
        Act::Cancel => cancel_referral(app, actor, id, version, ("other", "Autre chose.")).await,
        Act::Confirm => confirm_cancel(app, actor, id, version).await,
        Act::Withdraw => withdraw_consent(app, actor, id, "counter").await,
        Act::Reopen => reopen_referral(app, actor, id, version, "Elle est revenue.").await,
        Act::MarkError => mark_referral_error(app, actor, id, version, ("double_entry", "")).await,
        Act::TellSender => record_sender_outcome(app, actor, id, version, "helped").await,
        Act::TellPerson => record_person_answer(app, actor, id, version, ("yes", "yes")).await,
        Act::StartAgain => Err(AppError::NotFound),
    }
}

fn hold(world: &World, version: i32) -> HoldInput {
    let day = world.app.today() + chrono::Days::new(3);
    HoldInput {
        version,
        reason: "information_needed".into(),
        review_on: day.to_string(),
        note: "Une question.".into(),
    }
}
