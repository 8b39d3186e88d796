//! The demonstration network lives on, day after day, on an injected clock: agents answer in time, late or never, forget
//! what they put on hold, go on leave, depart; the product's own jobs strike and its notices leave by its own way out.
//! Then everybody who was told something is looked at, and everything that is left.
//!
//! The suite walks a few weeks of it. `RELAIS_YEAR=1` walks a whole year after the demonstration's own story and prints
//! the notices, `RELAIS_YEAR_SEED` says what is drawn, `RELAIS_YEAR_SECONDS` how long it may take; `cargo xtask year` sets
//! them.

mod checks;
mod life;
mod plan;
mod told;

use relais_app::{
    App, Settings,
    journal::{finish_journal, verify_journal},
};
use relais_demo::{
    SEED,
    clock::StoryClock,
    network::DemoNetwork,
    persons::Seeded,
    seed::{Life, sow},
    story::{Hand, Story},
};
use relais_domain::clock::Clock as _;
use relais_notices::WaysOut;
use relais_testdb::{TestStore, outside::Memory};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use self::{
    life::{Event, Walk, rounds},
    plan::{Scale, draw},
    told::{Histories, Notice, Way},
};
use crate::founded::ISSUER;

/// A few weeks: long enough for a hold that nobody looks at again to end.
const WEEKS: Scale = Scale { days: 75, referrals: 20, begun_within: 7 };
/// A referral each working day.
const YEAR: Scale = Scale { days: 365, referrals: 260, begun_within: 360 };

fn asked(name: &str) -> Option<u64> {
    let said = std::env::var_os(name)?.into_string().ok()?;
    Some(said.parse().expect(name))
}

#[tokio::test]
async fn a_year_goes_by_and_everybody_is_told_once_what_is_still_true() {
    let begun = Instant::now();
    let (whole, seed) = (asked("RELAIS_YEAR").is_some(), asked("RELAIS_YEAR_SEED").unwrap_or(1));
    let walked = Box::pin(walk(if whole { YEAR } else { WEEKS }, whole, seed)).await;
    if whole {
        println!("{}\n{}", told::list(&walked.told), told::table(&walked.told));
        println!("{:<18}{:>7}", "state", "in all");
        walked.stand.iter().for_each(|(state, count)| println!("{state:<18}{count:>7}"));
        println!("\n{}", walked.sums);
    }
    let kinds: BTreeSet<(Way, &str)> =
        walked.told.iter().map(|notice| (notice.way, notice.kind.as_str())).collect();
    for expected in EXPECTED {
        assert!(kinds.contains(&expected), "nobody was told {expected:?}: {kinds:?}");
    }
    let took = begun.elapsed();
    println!("seed {seed}: every check held, {:.1} s", took.as_secs_f64());
    if let Some(most) = asked("RELAIS_YEAR_SECONDS") {
        assert!(took < Duration::from_secs(most), "it took {took:?}, {most} s were promised");
    }
}

/// What a few weeks bring already.
const EXPECTED: [(Way, &str); 20] = [
    (Way::Mail, "arrived"),
    (Way::Mail, "accepted"),
    (Way::Mail, "rejected"),
    (Way::Mail, "held"),
    (Way::Mail, "completed"),
    (Way::Mail, "expired"),
    (Way::Mail, "hold_lapsed"),
    (Way::Mail, "no_contact"),
    (Way::Mail, "consent_withdrawn"),
    (Way::Mail, "cancelled"),
    (Way::Mail, "escalated"),
    (Way::Mail, "digest"),
    (Way::News, "acknowledge_late"),
    (Way::News, "reminder_1"),
    (Way::News, "reminder_3"),
    (Way::News, "nudged"),
    (Way::News, "hold_review"),
    (Way::News, "consent_lapsed"),
    (Way::News, "reopened"),
    (Way::Text, "accepted"),
];

/// What a walk has shown.
struct Walked {
    told: Vec<Notice>,
    stand: BTreeMap<String, usize>,
    sums: String,
}

async fn walk(scale: Scale, after_the_story: bool, seed: u64) -> Walked {
    let base = TestStore::with_key_files().await;
    let clock = StoryClock::over(base.clock.clone());
    let app = App::new(base.store.clone(), Arc::new(clock.clone()), base.random.clone(), Settings::default());
    let network = DemoNetwork::load().expect("the network");
    let nothing = Story { people: Vec::new(), referrals: Vec::new(), steps: Vec::new() };
    let zone = app.settings.time_zone;
    let before = Story::tell(&network, clock.now(), zone, &Seeded::new(SEED)).expect("a story");
    let before = if after_the_story { before } else { nothing };
    let founded = sow(&app, &clock, (&network, &before), ISSUER).await.expect("the demonstration");
    // As `relais demo` does: what happened before it opens is told to nobody any more.
    let (mails, texts) = (Arc::new(Memory::new()), Arc::new(Memory::new()));
    let ways = WaysOut::new(Some(Arc::clone(&mails) as _), Some(Arc::clone(&texts) as _));
    let calendar = &app.settings.clocks.calendar;
    let today = app.today();
    let (story, steps) = draw(&network, (calendar, today), scale, seed);
    let rounds = rounds(today.succ_opt().expect("tomorrow"), scale.days, calendar);
    let until = *rounds.last().expect("a day");
    let mut walk =
        Walk::new((&app, &ways, &base), Life::new((&app, &ways), &network, &story, founded), until);
    for at in rounds {
        walk.put(at, Event::Jobs);
    }
    for step in steps {
        walk.put(step.at, Event::Step(step, 0));
    }
    put_people(&mut walk, scale);
    walk.go().await;
    walk.jobs().await;
    finish_journal(&app).await.expect("sealed");

    let told = told::all(&base.db, mails.taken(), texts.taken()).await;
    let histories = Histories::read(&base.db).await;
    checks::nothing_twice(&told);
    checks::nothing_to_who_has_answered(&base.db, &told, &histories).await;
    let people: Vec<_> = before.people.iter().chain(&story.people).cloned().collect();
    checks::nothing_said_aloud(&told, &network, &people);
    let stand = checks::everything_is_held(&mut walk, &network).await;
    let unsent = base.db.count("delivery WHERE state NOT IN ('sent', 'dropped')", []).await;
    let queued = base.db.count("outbox WHERE done_at IS NULL", []).await;
    assert_eq!((unsent, queued), (0, 0), "messages wait");
    finish_journal(&app).await.expect("sealed");
    let report = verify_journal(&app).await.expect("audited");
    assert_eq!(report.total, 0, "{:?}", report.findings);
    let sums = format!(
        "{} days, {} acts, {} that came too late, {} journal entries verified under {} checkpoints",
        scale.days, walk.done, walk.too_late, report.entries, report.checkpoints
    );
    Walked { told, stand, sums }
}

/// Leaves and a departure, where they fall on the days that are walked.
fn put_people(walk: &mut Walk<'_>, scale: Scale) {
    let hand = |username: &str, organisation: &str| Hand {
        username: username.to_owned(),
        organisation: organisation.to_owned(),
    };
    let (lea, yann) = (hand("lea.ccas-brest", "ccas-brest"), hand("yann.ccas-brest", "ccas-brest"));
    let hugo = hand("hugo.mission-locale", "mission-locale-brest");
    let agathe = hand("agathe.mission-locale", "mission-locale-brest");
    let today = walk.app.today();
    let calendar = walk.app.settings.clocks.calendar.clone();
    let mut on = |share: u64, event: Event| {
        let day = calendar.working_from(today + chrono::Days::new(scale.days * share / 100));
        walk.put(calendar.morning_of(day), event);
    };
    on(10, Event::Absence { who: lea, days: 9, cover: Some(yann) });
    on(30, Event::Absence { who: hugo.clone(), days: 21, cover: None });
    on(65, Event::Departure { who: hugo, manager: agathe, successor: "ines.mission-locale" });
}
