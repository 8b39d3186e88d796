//! The demonstration on its first day, before anybody has come.

use std::sync::Arc;

use relais_app::{App, Settings};
use relais_demo::{clock::StoryClock, network::DemoNetwork, provider::subject, seed::sow, story::Story};
use relais_domain::{actor::Actor, ids::NetworkId};
use relais_testdb::{TestDb, TestStore};

pub const ISSUER: &str = "https://idp.test";

/// The network, and what it stands on.
pub struct Demonstration {
    pub app: App,
    pub facts: DemoNetwork,
    pub base: TestStore,
}

impl Demonstration {
    pub async fn open() -> Self {
        let base = TestStore::open().await;
        let clock = StoryClock::over(base.clock.clone());
        let app =
            App::new(base.store.clone(), Arc::new(clock.clone()), base.random.clone(), Settings::default());
        let facts = DemoNetwork::load().expect("the network");
        let story = Story { people: Vec::new(), referrals: Vec::new(), steps: Vec::new() };
        sow(&app, &clock, (&facts, &story), ISSUER).await.expect("founded");
        Self { app, facts, base }
    }

    pub fn db(&self) -> &TestDb {
        &self.base.db
    }

    pub async fn network(&self) -> NetworkId {
        let (network, _) = relais_app::imports::network_for(&self.app, None).await.expect("one network");
        network
    }

    /// An agent of the demonstration.
    pub async fn actor(&self, username: &str) -> Actor {
        let unit = self.app.store.read_house().await.expect("a reading");
        let agent = unit.find_agent(ISSUER, &subject(username)).await.expect("read").expect("an agent");
        let held = unit.list_memberships(agent).await.expect("read");
        held.first().expect("a membership").actor().expect("an actor")
    }
}
