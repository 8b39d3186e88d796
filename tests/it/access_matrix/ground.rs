//! Where the matrix is walked: the application, four organisations of two networks, and how each stands to a case.

use relais_testkit::{TestApp, World, db::Desk};

/// How the caller's organisation stands to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    /// Follows the person, sent the referral.
    Own,
    /// Followed her; the relation has ended and the referral is closed.
    Ended,
    /// Is asked, has not accepted.
    Asked,
    /// Has accepted.
    Took,
    /// Has ended its work with an outcome.
    Done,
    /// Had accepted; the person took her agreement back.
    Past,
    /// Nothing to do with it.
    Other,
    /// Nothing to do with it, and of another network.
    Abroad,
    /// The id names nothing.
    Guess,
}

pub(super) const RELATIONS: [Relation; 9] = [
    Relation::Own,
    Relation::Ended,
    Relation::Asked,
    Relation::Took,
    Relation::Done,
    Relation::Past,
    Relation::Other,
    Relation::Abroad,
    Relation::Guess,
];

impl Relation {
    /// Its column.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Ended => "ended",
            Self::Asked => "asked",
            Self::Took => "took",
            Self::Done => "done",
            Self::Past => "past",
            Self::Other => "other",
            Self::Abroad => "abroad",
            Self::Guess => "guess",
        }
    }

    /// Whether the caller's organisation owns what is named.
    pub(super) const fn owns(self) -> bool {
        matches!(self, Self::Own | Self::Ended)
    }

    /// Whether whatever is named must answer as if it did not exist.
    pub(super) const fn is_strange(self) -> bool {
        matches!(self, Self::Other | Self::Abroad)
    }
}

/// The application and an organisation of another network in it.
pub(super) struct Ground {
    pub app: TestApp,
    abroad: Desk,
}

impl Ground {
    pub(super) async fn open() -> Self {
        let app = TestApp::open().await;
        let abroad = app.world.found_abroad(&app.provider.issuer).await;
        app.enrol(&abroad);
        app.expect_undelivered();
        Self { app, abroad }
    }

    pub(super) fn world(&self) -> &World {
        &self.app.world
    }

    /// The caller's organisation.
    pub(super) fn desk(&self, relation: Relation) -> &Desk {
        let world = self.world();
        match relation {
            Relation::Own | Relation::Ended | Relation::Guess => &world.ccas,
            Relation::Asked | Relation::Took | Relation::Done | Relation::Past => &world.mission,
            Relation::Other => &world.caf,
            Relation::Abroad => &self.abroad,
        }
    }

    pub(super) fn desks(&self) -> [&Desk; 4] {
        let world = self.world();
        [&world.ccas, &world.mission, &world.caf, &self.abroad]
    }
}
