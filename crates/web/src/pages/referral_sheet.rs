//! The sheet of a referral, for both sides.

use relais_app::referrals::{HistoryItem, ReferralView, show_referral};
use relais_domain::{
    access::Action,
    agreement::Item,
    clock::Timestamp,
    ids::ReferralId,
    need::comes_back,
    referral::{Awaited, Due, HoldReason, Holder, PersonAnswer, ReferralState, Voices, visibility::Sight},
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::{
        live,
        refer::who,
        referral_facts::{agreed_facts, agreed_items, given_facts, partner_has_its_own, reduced_facts},
    },
    paths, present,
    request::{Id, Page},
    say::Say,
    views::{
        parts::{Fact, HistoryLine, Link, Live, Phrase, Tag, Tone},
        referrals::{ReferralSheet, SheetAction, Side, Stage},
    },
    words::Words,
};

/// A need of more signs is no heading; it stands among the facts, under its theme.
const LONGEST_HEADING: usize = 120;

/// `GET /referrals/{id}`
pub async fn show(page: Page<can::ViewReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let live = live::from_now(&page, &paths::referral_live(id));
    let view = show_referral(page.app(), page.actor(), id).await?;
    page.draw(&sheet(&page.words(), &view, live))
}

fn sheet(words: &Words, view: &ReferralView, live: Live) -> ReferralSheet {
    let stage = stage(view);
    let side = if view.sent_by_us { Side::Sender } else { Side::Recipient };
    let title = heading(view);
    let mut reduced = if ran_out(view) { Vec::new() } else { reduced_facts(view) };
    if title.is_some()
        && let Some(need) = reduced.first_mut()
    {
        // The need stands above: its line tells the theme instead.
        *need = Fact::new("fact-theme", present::theme(view.theme.as_deref()));
    }
    let mut facts = match stage {
        Stage::Agreed if view.sent_by_us => given_facts(words, view),
        Stage::Agreed => agreed_facts(words, view),
        Stage::BeforeAcceptance | Stage::Standing | Stage::Ended => Vec::new(),
    };
    facts.extend(reduced);
    ReferralSheet {
        number: view.record.number.to_string(),
        side,
        stage,
        title: title.unwrap_or_else(|| without_need(view).into()),
        context: context(view),
        tag: tag(words, view),
        person: view
            .person
            .as_ref()
            .map(|(relation, _)| Link::new(paths::person(*relation), "sheet-open-person").about(who(view))),
        facts,
        notes: notes(words, view, stage),
        actions: actions(view),
        history: history(words, view),
        version: view.record.version,
        live,
    }
}

/// The need, where it may be read and one line says it.
fn heading(view: &ReferralView) -> Option<Phrase> {
    let need = view.content.as_ref().map(|content| content.need.trim())?;
    let short = !need.is_empty() && !need.contains('\n') && need.chars().count() <= LONGEST_HEADING;
    short.then(|| need.into())
}

/// The theme; nothing of the person where the reader may not know even that.
fn without_need(view: &ReferralView) -> Say {
    need_in_a_word(view)
        .unwrap_or_else(|| Say::new("sheet-title-ended").with("number", view.record.number.to_string()))
}

/// The theme, or that none was chosen; nothing where it is hidden from the reader.
pub fn need_in_a_word(view: &ReferralView) -> Option<Say> {
    let theme = view.theme.as_deref();
    (theme.is_some() || view.content.is_some()).then(|| present::theme(theme))
}

fn stage(view: &ReferralView) -> Stage {
    match view.record.state {
        ReferralState::Completed
        | ReferralState::Rejected
        | ReferralState::Cancelled
        | ReferralState::ConsentWithdrawn
        | ReferralState::Expired
        | ReferralState::EnteredInError => Stage::Ended,
        _ if ran_out(view) => Stage::Standing,
        _ if view.record.accepted_at.is_none() => Stage::BeforeAcceptance,
        _ if view.sight >= Sight::Agreed => Stage::Agreed,
        _ => Stage::Standing,
    }
}

/// Whether it goes on without an agreement in force: nobody at the partner's sees anything of her.
fn ran_out(view: &ReferralView) -> bool {
    let sent = view.record.sent_at.is_some() && view.record.state.is_open();
    sent && view.agreement.as_ref().is_none_or(|agreement| !agreement.in_force)
}

fn context(view: &ReferralView) -> Say {
    if !view.sent_by_us {
        return Say::new("sheet-received-from").with("who", view.record.sender.organisation_name.as_str());
    }
    let Some(to) = view.recipient() else { return Say::new("draft-no-service") };
    let key = match (view.record.sent_at, view.record.state.is_open()) {
        (Some(_), _) => "sheet-sent-to",
        (None, true) => "sheet-not-sent",
        (None, false) => "sheet-never-sent", // it is no draft any more
    };
    Say::new(key).with("who", format!("{}, {}", to.service_name, to.organisation_name))
}

/// The state, with what the recipient owes next and its promised day.
fn tag(words: &Words, view: &ReferralView) -> Tag {
    let record = &view.record;
    let Some(due) = Due::of(record.state, record.acknowledge_due, record.expires_on) else {
        return Tag::referral(record.state);
    };
    let text = Say::new(match due.what {
        Awaited::Acknowledgement => "sheet-received-by",
        Awaited::Answer => "sheet-answered-by",
    });
    let state = Say::code("state", record.state.as_str());
    Tag::new(Tone::Wait, text.with("state", state).with("day", words.day(words.date(due.by))))
}

fn notes(words: &Words, view: &ReferralView, stage: Stage) -> Vec<Say> {
    let record = &view.record;
    let mut notes = Vec::new();
    if let Some(reason) = record.reject_reason {
        notes.push(Say::new("sheet-reason").with("reason", Say::code("reject", reason.as_str())));
    }
    notes.extend(held(words, view));
    if let Some(colleague) = &view.in_hands_of {
        let name = present::full_name(Some(&colleague.given_name), Some(&colleague.usual_name));
        notes.push(if colleague.is_reader {
            Say::new("sheet-in-your-hands")
        } else {
            Say::new("sheet-in-hands-of").with("who", name)
        });
    }
    if let Some(service) = &view.suggested {
        notes.push(Say::new("sheet-suggested").with("service", service.as_str()));
    }
    if record.waiting_list == Some(true) {
        notes.push(Say::new("sheet-waiting-list"));
    }
    if let Some(reason) = record.cancel_reason {
        notes.push(Say::new("sheet-reason").with("reason", Say::code("cancel", reason.as_str())));
    }
    if let Some(outcome) = record.outcome {
        notes.push(Say::new("sheet-outcome").with("outcome", Say::code("outcome", outcome.as_str())));
    }
    notes.extend(voices(view));
    notes.extend(promised(words, view));
    match (stage, view.sent_by_us) {
        (Stage::Ended, true) if comes_back(record.state, record.outcome, record.cancel_reason) => {
            notes.push(Say::new("sheet-back-with-you"));
        }
        (Stage::Ended, false) if view.content.is_none() => {
            notes.push(Say::code("sheet-nothing-left", record.state.as_str()));
        }
        (Stage::Ended, _) => {}
        (Stage::BeforeAcceptance, false) => {
            let after = after_acceptance(words, view);
            let told = after.is_some();
            notes.extend(after);
            notes.extend(sharing(words, view, told));
        }
        (Stage::Agreed, true) => {
            notes.extend(partners_card(view));
            notes.extend(sharing(words, view, false));
        }
        (Stage::BeforeAcceptance | Stage::Standing | Stage::Agreed, _) => {
            notes.extend(sharing(words, view, false));
        }
    }
    notes
}

/// What it waits for, until when, and what happens then.
fn held(words: &Words, view: &ReferralView) -> Vec<Say> {
    let record = &view.record;
    let Some((reason, until)) = record.hold_sub_reason.zip(record.hold_until) else { return Vec::new() };
    let mut notes = vec![Say::new("sheet-held").with("reason", Say::code("hold", reason.as_str()))];
    if let Some(review) = record.hold_review_on {
        notes.push(Say::new("sheet-held-review").with("day", words.day(review)));
    }
    let key = if record.accepted_at.is_some() { "sheet-held-limit-work" } else { "sheet-held-limit" };
    notes.push(Say::new(key).with("day", words.day(words.date(until))));
    notes
}

/// The outcome by the two other voices, and whether they agree with the recipient's.
fn voices(view: &ReferralView) -> Vec<Say> {
    let record = &view.record;
    let Some(outcome) = record.outcome else { return Vec::new() };
    let person = record.person_contacted.and_then(|it| PersonAnswer::of(it, record.person_useful));
    let mut notes = Vec::new();
    if let Some(sender) = record.sender_outcome {
        notes.push(Say::new("sheet-outcome-sender").with("outcome", Say::code("outcome", sender.as_str())));
    }
    if let Some(answer) = person {
        let said = Say::code("person-answer", answer.as_str());
        notes.push(Say::new("sheet-outcome-person").with("answer", said));
    }
    if (Voices { sender: record.sender_outcome, person }).disagree_with(outcome) {
        notes.push(Say::new("sheet-voices-disagree"));
    }
    notes
}

/// The dates promised to all while an answer is awaited.
fn promised(words: &Words, view: &ReferralView) -> Option<Say> {
    let record = &view.record;
    if !matches!(record.state, ReferralState::Requested | ReferralState::Received) {
        return None;
    }
    let day = |at: Option<Timestamp>| at.map(|at| words.day(words.date(at)));
    let key = if view.sent_by_us { "sheet-promised-sender" } else { "sheet-promised-recipient" };
    Some(
        Say::new(key)
            .with("first", day(record.first_reminder_due)?)
            .with("second", day(record.second_reminder_due)?)
            .with("third", day(record.third_reminder_due)?)
            .with("escalation", day(record.escalation_due)?)
            .with("end", day(record.expires_on)?),
    )
}

/// What the partner will see once it accepts, and until when.
fn after_acceptance(words: &Words, view: &ReferralView) -> Option<Say> {
    let agreement = view.agreement.as_ref().filter(|agreement| agreement.in_force)?;
    let until = words.day(words.date(agreement.valid_until?));
    let listed = present::items(agreement.items.iter())?;
    Some(Say::new("sheet-after-acceptance").with("items", listed).with("until", until))
}

/// What the partner keeps of her since it accepted: named, never shown, for it may differ from the sender's card.
fn partners_card(view: &ReferralView) -> Vec<Say> {
    if !partner_has_its_own(view) {
        return Vec::new();
    }
    let copied = agreed_items(view).iter().filter(|item| *item != Item::Situation);
    let listed =
        present::items(copied).map(|items| Say::new("sheet-partner-card-items").with("items", items));
    std::iter::once(Say::new("sheet-partner-card")).chain(listed).collect()
}

/// What the agreement allows, until when (unless `told` with what the partner will see), and who holds the request
/// meanwhile.
fn sharing(words: &Words, view: &ReferralView, told: bool) -> Vec<Say> {
    let mut notes = Vec::new();
    let agreement = view.agreement.as_ref();
    match agreement.filter(|agreement| agreement.in_force) {
        Some(agreement) => {
            if let Some((given, method)) = agreement.given_at.zip(agreement.method) {
                let note = Say::new("sheet-agreement").with("day", words.day(words.date(given)));
                notes.push(note.with("method", Say::code("method", method.as_str())));
            }
            if let Some(secrecy) = agreement.secrecy {
                notes.push(Say::code("sheet-secrecy", if secrecy { "yes" } else { "no" }));
            }
            if let Some(until) = agreement.valid_until.filter(|_| !told) {
                notes.push(Say::new("sheet-visible-until").with("until", words.day(words.date(until))));
            }
        }
        None if view.record.sent_at.is_some() => notes.extend(over(view)),
        None => {}
    }
    if view.sent_by_us {
        match view.holder {
            Holder::Sender => notes.push(Say::new("sheet-holder-sender")),
            Holder::Recipient => notes.push(Say::new("sheet-holder-recipient")),
            Holder::Nobody => {}
        }
    }
    notes
}

/// That her agreement is over, and who may ask her again.
fn over(view: &ReferralView) -> [Say; 2] {
    if view.sent_by_us {
        return [Say::new("sheet-agreement-over-sender"), Say::new("sheet-ask-again-sender")];
    }
    let asks = view.record.sender.organisation_name.as_str();
    [Say::new("sheet-agreement-over"), Say::new("sheet-ask-again").with("who", asks)]
}

fn actions(view: &ReferralView) -> Vec<SheetAction> {
    let id = view.id();
    let mut actions = Vec::new();
    if view.reason_needed {
        actions.push(SheetAction::give_reason(paths::referral_reason(id)));
    }
    let mut offer = |action, make: fn(String) -> SheetAction, url| {
        if view.may(action) {
            actions.push(make(url));
        }
    };
    if view.sent_by_us && view.record.state == ReferralState::AwaitingConsent {
        offer(Action::RecordAgreement, SheetAction::ask, paths::referral_agreement(id));
    }
    if view.sent_by_us && view.record.state == ReferralState::Draft {
        offer(Action::DraftReferral, SheetAction::resume, paths::referral_draft(id));
    }
    offer(Action::AcceptReferral, SheetAction::accept, paths::referral_accept(id));
    match view.record.state {
        ReferralState::Cancelled => {
            let url = paths::referral_confirm_cancel(id);
            offer(Action::AcknowledgeReferral, SheetAction::confirm_cancel, url);
        }
        _ => offer(Action::AcknowledgeReferral, SheetAction::acknowledge, paths::referral_acknowledge(id)),
    }
    match (view.record.hold_sub_reason, view.sent_by_us) {
        (Some(HoldReason::InformationNeeded), true) => {
            offer(Action::ResumeReferral, SheetAction::answer_question, paths::referral_resume(id));
        }
        _ => offer(Action::ResumeReferral, SheetAction::go_on, paths::referral_resume(id)),
    }
    offer(Action::TellOutcome, SheetAction::person_answer, paths::referral_answer(id));
    if view.sent_by_us {
        offer(Action::TellOutcome, SheetAction::sender_outcome, paths::referral_outcome(id));
    }
    offer(Action::StartReferral, SheetAction::start, paths::referral_start(id));
    offer(Action::CompleteReferral, SheetAction::complete, paths::referral_complete(id));
    offer(Action::HoldReferral, SheetAction::hold, paths::referral_hold(id));
    match &view.in_hands_of {
        None => offer(Action::ClaimReferral, SheetAction::claim, paths::referral_claim(id)),
        Some(_) => offer(Action::ClaimReferral, SheetAction::release, paths::referral_release(id)),
    }
    offer(Action::AssignReferral, SheetAction::assign, paths::referral_assign(id));
    offer(Action::RejectReferral, SheetAction::reject, paths::referral_reject(id));
    if view.has_receipt() {
        actions.push(SheetAction::receipt(paths::referral_receipt(id)));
    }
    if view.has_letter() {
        actions.push(SheetAction::letter(paths::referral_letter(id)));
    }
    if view.withdrawn_at().is_some() {
        actions.push(SheetAction::confirmation(paths::referral_receipt(id)));
    }
    actions.extend(ways_out(view));
    let record = &view.record;
    let unmet = comes_back(record.state, record.outcome, record.cancel_reason);
    if unmet && view.sent_by_us && view.sight == Sight::Own && view.person.is_some() {
        actions.push(SheetAction::other_service(paths::referral_again(id)));
    }
    actions
}

/// What ends it before its outcome, after everything else: the person's word, and the sender's own.
fn ways_out(view: &ReferralView) -> Vec<SheetAction> {
    let id = view.id();
    let stop =
        view.may(Action::WithdrawAgreement).then(|| SheetAction::withdraw(paths::referral_withdraw(id)));
    let cancels = view.sent_by_us && view.may(Action::CancelReferral);
    let cancel = cancels.then(|| SheetAction::cancel(paths::referral_cancel(id)));
    let reopen = view.may(Action::ReopenReferral).then(|| SheetAction::reopen(paths::referral_reopen(id)));
    let error =
        view.may(Action::MarkReferralError).then(|| SheetAction::mark_error(paths::referral_error(id)));
    stop.into_iter().chain(cancel).chain(reopen).chain(error).collect()
}

/// What happened, newest first: a sentence, its day, its agent, its reason, its words.
fn history(words: &Words, view: &ReferralView) -> Vec<HistoryLine> {
    let mut lines: Vec<_> = view.history.iter().map(|item| (item.line.at, event(words, item))).collect();
    let at = |moment| Say::new("history-at").with("moment", words.moment(moment));
    if let Some((given, method)) = view.agreement.as_ref().and_then(|it| it.given_at.zip(it.method)) {
        let agreed = Say::new("history-agreed").with("method", Say::code("method", method.as_str()));
        lines.push((given, HistoryLine::new(agreed).detail(at(given))));
    }
    // The event of a referral that ended so tells it already.
    let told = view.record.state == ReferralState::ConsentWithdrawn;
    if let Some(withdrawn) = view.withdrawn_at().filter(|_| !told) {
        let line = HistoryLine::new(Say::new("history-consent-withdrawn"));
        lines.push((withdrawn, line.detail(at(withdrawn))));
    }
    let written = Say::new("history-written").with("who", view.record.sender.organisation_name.as_str());
    let created = view.record.created_at;
    lines.push((created, HistoryLine::new(written).detail(at(created))));
    lines.sort_by_key(|(moment, _)| std::cmp::Reverse(*moment)); // stable: what happened at once keeps its order
    lines.into_iter().map(|(_, line)| line).collect()
}

fn event(words: &Words, item: &HistoryItem) -> HistoryLine {
    let line = &item.line;
    let who =
        line.organisation_name.clone().map_or_else(|| Say::new("brand").into(), crate::say::Value::from);
    let agent = present::full_name(line.given_name.as_deref(), line.usual_name.as_deref());
    let moment = words.moment(line.at);
    let waits = line.event == "submitted" && line.to_state == "awaiting_consent";
    let key = if waits { "awaiting_consent" } else { line.event.as_str() };
    let mut told = HistoryLine::new(Say::code("history", key).with("who", who)).detail(if agent.is_empty() {
        Say::new("history-at").with("moment", moment)
    } else {
        Say::new("history-by").with("moment", moment).with("who", agent)
    });
    let list = match line.event.as_str() {
        "rejected" => Some("reject"),
        "completed" | "sender_answered" => Some("outcome"),
        "cancelled" | "consent_refused" | "consent_lapsed" => Some("cancel"),
        "held" => Some("hold"),
        "clock_struck" => Some("struck"),
        "person_answered" => Some("person-answer"),
        "marked_error" => Some("mistake"),
        _ => None,
    };
    if let Some((list, reason)) = list.zip(line.reason.as_deref()) {
        told = told.detail(Say::new("history-sentence").with("text", Say::code(list, reason)));
    }
    if let Some(note) = &item.note {
        told = told.detail(Phrase::Plain(note.0.clone()));
    }
    told
}
