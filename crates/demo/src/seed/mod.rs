//! Carries the story out: the network is founded, then every act is done by the product's own use cases, at its hour.
//!
//! Nothing is written around the use cases: what the demonstration shows is what the product does.

mod found;
mod live;
mod places;

use crate::{clock::StoryClock, network::DemoNetwork, story::Story};
use chrono::TimeDelta;
use relais_app::{App, AppError};
use relais_notices::{WaysOut, run_all};

pub use found::Founded;
pub use live::Life;

/// How long before the first act the network was founded.
const FOUNDED_BEFORE: TimeDelta = TimeDelta::days(7);

/// Why the demonstration could not be prepared.
#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
pub struct SeedError {
    /// What was being done.
    doing: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl SeedError {
    fn new(doing: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { doing: doing.into(), source: source.into() }
    }

    /// A name of the story that the network does not have.
    fn missing(name: &str) -> Self {
        Self::new("look up a name of the story", format!("there is no {name}"))
    }
}

/// Says what was being done when a use case refused. A refusal is a fault of the demonstration: its plan is lawful.
trait While<T> {
    fn while_doing(self, doing: impl FnOnce() -> String) -> Result<T, SeedError>;
}

impl<T> While<T> for Result<T, AppError> {
    fn while_doing(self, doing: impl FnOnce() -> String) -> Result<T, SeedError> {
        self.map_err(|error| match error {
            AppError::Invalid(fields) => SeedError::new(doing(), format!("{fields:?}")),
            other => SeedError::new(doing(), other),
        })
    }
}

/// Founds the network and lives the story in an empty database. `clock` is the application's own; it runs on when
/// this ends, well or badly. `issuer` is the provider whose accounts the agents are. Gives who acts for whom.
pub async fn sow(
    app: &App,
    clock: &StoryClock,
    (network, story): (&DemoNetwork, &Story),
    issuer: &str,
) -> Result<Founded, SeedError> {
    let done = tell(app, clock, (network, story), issuer).await;
    clock.release();
    done
}

async fn tell(
    app: &App,
    clock: &StoryClock,
    (network, story): (&DemoNetwork, &Story),
    issuer: &str,
) -> Result<Founded, SeedError> {
    if let Some(first) = story.steps.first() {
        clock.hold(first.at - FOUNDED_BEFORE);
    }
    let founded = Founded::found(app, network, issuer).await?;
    let ways = WaysOut::default(); // what happened before it opens is told to nobody outside
    let mut life = Life::new((app, &ways), network, story, founded);
    for step in &story.steps {
        clock.hold(step.at);
        life.live(step).await?;
    }
    run_all(app, &ways).await.while_doing(|| "finish the messages".to_owned())?;
    Ok(life.into_founded())
}
