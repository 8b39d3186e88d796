//! What every use case is given: the store, time, randomness and the network's settings.

use std::{sync::Arc, time::Duration};

use chrono::{NaiveDate, TimeDelta};
use relais_domain::{
    agreement::TermRules, calendar::Calendar, clock::Clock, mandate::HelperRules, random::Random,
    referral::ClockRules,
};
use relais_store::{
    Store,
    deliveries::Afloat,
    journal::{CheckpointMemory, Forgetful},
    outbox::Depth,
};
use uuid::Uuid;

use crate::{AppError, auth::LastSeen, persons::NameIndex};

/// The rules an installation may tune; defaults are those of the design.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A session ends after so long without use.
    pub session_idle: TimeDelta,
    /// A session ends after so long, used or not.
    pub session_absolute: TimeDelta,
    /// How often it is looked whether the session of an open page still lives: what it shows stays on the screen no
    /// longer than this after its session ended.
    pub session_look: Duration,
    /// Sessions an agent may have at once.
    pub sessions_at_most: u64,
    /// The clocks of referrals.
    pub clocks: ClockRules,
    /// The terms of agreements.
    pub terms: TermRules,
    /// What is asked of helpers who act under a mandate.
    pub helpers: HelperRules,
    /// How long a manager's reason for reading holds.
    pub reading_reason_life: TimeDelta,
    /// Where the network is, for what a day is.
    pub time_zone: chrono_tz::Tz,
    /// The journal's name in its signed notes: this installation's, among all.
    pub journal_name: String,
    /// The address people type, without a slash at its end: links in mails begin with it.
    pub public_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_idle: TimeDelta::minutes(15),
            session_absolute: TimeDelta::hours(10),
            session_look: Duration::from_mins(1),
            sessions_at_most: 2,
            clocks: ClockRules {
                calendar: Calendar::new(chrono_tz::Europe::Paris, []),
                ..ClockRules::default()
            },
            terms: TermRules::default(),
            helpers: HelperRules::default(),
            reading_reason_life: TimeDelta::hours(1),
            time_zone: chrono_tz::Europe::Paris,
            journal_name: "relais.invalid/journal".to_owned(),
            public_url: "https://relais.invalid".to_owned(),
        }
    }
}

/// What waits in the house: figures without persons.
#[derive(Clone, Copy, Debug)]
pub struct Vitals {
    /// Messages that wait, and messages given up.
    pub outbox: Depth,
    /// Mails and text messages that wait, that nobody knows of, and that did not arrive.
    pub deliveries: Afloat,
    /// Journal entries recorded and not yet under a signed checkpoint.
    pub unsealed: u64,
}

/// The application: cheap to clone, shared by both edges and the jobs.
#[derive(Clone, Debug)]
pub struct App {
    /// Rows and keys.
    pub store: Store,
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// The one source of randomness.
    pub random: Arc<dyn Random>,
    /// The installation's rules.
    pub settings: Arc<Settings>,
    /// This instance among others, for leases.
    pub instance: Uuid,
    /// Where the journal's last checkpoint is remembered outside the database.
    pub checkpoint_memory: Arc<dyn CheckpointMemory>,
    pub(crate) names: Arc<NameIndex>,
    pub(crate) last_seen: Arc<LastSeen>,
}

impl App {
    /// Puts the application together.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<dyn Random>, settings: Settings) -> Self {
        let instance =
            uuid::Builder::from_random_bytes(relais_domain::random::fill_array(random.as_ref())).into_uuid();
        Self {
            store,
            clock,
            random,
            settings: Arc::new(settings),
            instance,
            checkpoint_memory: Arc::new(Forgetful),
            names: Arc::default(),
            last_seen: Arc::default(),
        }
    }

    /// Remembers the journal's checkpoints somewhere durable.
    #[must_use]
    pub fn remembering(self, checkpoint_memory: Arc<dyn CheckpointMemory>) -> Self {
        Self { checkpoint_memory, ..self }
    }

    /// The same without the lease of its turn ([`Store::out_of_turn`]).
    #[must_use]
    pub fn out_of_turn(&self) -> Self {
        Self { store: self.store.out_of_turn(), ..self.clone() }
    }

    /// The day it is where the network is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.now().with_timezone(&self.settings.time_zone).date_naive()
    }

    /// What an operator watches.
    pub async fn vitals(&self) -> Result<Vitals, AppError> {
        let unit = self.store.read_house().await?;
        let vitals = Vitals {
            outbox: unit.outbox_depth().await?,
            deliveries: unit.count_deliveries().await?,
            unsealed: unit.count_waiting_entries().await?,
        };
        unit.commit().await?;
        Ok(vitals)
    }

    /// Whether requests can be served: the database answers and the key store has replayed its destructions.
    pub async fn ready(&self) -> Result<(), AppError> {
        let unit = self.store.read_house().await?;
        unit.outbox_depth().await?;
        unit.commit().await?;
        if self.store.keys_ready().await? {
            Ok(())
        } else {
            Err(AppError::internal("the key store is not ready"))
        }
    }
}
