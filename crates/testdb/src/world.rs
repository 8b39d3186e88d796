//! A founded network: three organisations that refer to each other, with one agent a role in each.

use std::sync::Arc;

use chrono::TimeDelta;
use relais_app::{
    App, AppError, Settings,
    organisations::{
        FoundMember, FoundNetwork, FoundOrganisation, FoundService, found_network, found_organisation,
    },
};
use relais_crypto::keystore::{MemoryMedium, Stored};
use relais_domain::{
    actor::{Actor, Role, Who},
    ids::{ApiKeyId, NetworkId, OrganisationId, ServiceId},
    organisation::Theme,
};
use relais_notices::{
    WaysOut,
    ports::{Mail, TextMessage},
};
use relais_store::{members::AgentClaims, organisations::OrganisationUpsert};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::{KeyPlace, TestDb, TestStore, backend::Image, fixed::ManualClock, outside::Memory};

/// An organisation and the people who work there.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Its short name.
    pub slug: &'static str,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its services.
    pub services: Vec<ServiceId>,
    actors: Vec<Actor>,
}

impl Desk {
    /// Its agent of a role; for [`Role::Integration`] its own software.
    #[must_use]
    pub fn actor(&self, role: Role) -> Actor {
        let known = self.actors.iter().find(|actor| actor.role == role).copied();
        known.unwrap_or_else(|| panic!("no actor for {role:?}"))
    }

    /// The subject under which its agent of a role is known to the provider.
    #[must_use]
    pub fn account(&self, role: Role) -> String {
        format!("{}-{role}", self.slug)
    }

    /// The social worker: may do everything of her organisation's persons.
    #[must_use]
    pub fn social_worker(&self) -> Actor {
        self.actor(Role::SocialWorker)
    }

    /// The first service.
    #[must_use]
    pub fn service(&self) -> ServiceId {
        *self.services.first().expect("a service")
    }
}

/// The application on a fresh database, with its network.
#[derive(Debug)]
pub struct World {
    /// The application.
    pub app: App,
    /// By which ways people are told; none until a test gives some.
    pub ways: WaysOut,
    /// What it stands on.
    pub base: TestStore,
    /// The network.
    pub network: NetworkId,
    /// Sends most of the time.
    pub ccas: Desk,
    /// Receives most of the time.
    pub mission: Desk,
    /// Has nothing to do with it.
    pub caf: Desk,
}

/// A founded world as it stood: founding one a test would be half of every test's time.
#[derive(Debug)]
struct Template {
    image: Image,
    keys: Option<Stored>,
    network: NetworkId,
    desks: [Desk; 3],
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

impl Template {
    async fn make() -> Self {
        let World { base, network, ccas, mission, caf, .. } = World::on(TestStore::open().await).await;
        base.store.keys().close().await.expect("the key store closes");
        let keys = match &base.keys {
            KeyPlace::Memory(medium) => medium.backup(),
            KeyPlace::Files(_) => None,
        };
        Self { image: base.db.into_image().await, keys, network, desks: [ccas, mission, caf] }
    }
}

/// Whose word is taken for the agents of a world without a provider.
const ISSUER: &str = "https://idp.test";

/// Roles an agent may have.
pub const AGENT_ROLES: [Role; 7] = [
    Role::Receptionist,
    Role::SocialWorker,
    Role::DigitalMediator,
    Role::Manager,
    Role::Volunteer,
    Role::NetworkAdmin,
    Role::Dpo,
];

impl World {
    /// A fresh world with keys in memory: a copy of one that was founded once for the whole process.
    pub async fn open() -> Self {
        let founded = TEMPLATE.get_or_init(|| Box::pin(Template::make())).await;
        let medium = MemoryMedium::new();
        medium.restore(founded.keys.clone());
        let db = TestDb::copy_of(&founded.image).await;
        let base = TestStore::on(db, KeyPlace::Memory(medium), 2).await;
        let [ccas, mission, caf] = founded.desks.clone();
        let (app, ways) = (app(&base), WaysOut::default());
        Self { app, ways, base, network: founded.network, ccas, mission, caf }
    }

    /// A world founded on a store.
    pub async fn on(base: TestStore) -> Self {
        Self::vouched_by(base, ISSUER).await
    }

    /// A world whose agents sign in at a provider; the subject of each is [`Desk::account`].
    pub async fn vouched_by(base: TestStore, issuer: &str) -> Self {
        let app = app(&base);
        let network = network(&app, "brest", "Brest métropole").await;
        let founded = Founded { app: &app, db: &base.db, network, issuer };
        let ccas = founded.desk(("ccas", "CCAS de Brest", "Accompagnement social")).await;
        let mission = founded.desk(("mission-locale", "Mission locale", "Accueil des jeunes")).await;
        let caf = founded.desk(("caf", "Caf du Finistère", "Accueil de Brest")).await;
        Self { app, ways: WaysOut::default(), base, network, ccas, mission, caf }
    }

    /// An organisation of another network of the same installation, its agents known to the same provider.
    pub async fn found_abroad(&self, issuer: &str) -> Desk {
        let network = network(&self.app, "lorient", "Lorient agglomération").await;
        let founded = Founded { app: &self.app, db: self.db(), network, issuer };
        founded.desk(("ccas-lorient", "CCAS de Lorient", "Accompagnement à Lorient")).await
    }

    /// Gives a way to send mails: what takes them.
    pub fn with_mail(&mut self) -> Arc<Memory<Mail>> {
        let mail = Arc::new(Memory::new());
        self.ways.mailer = Some(Arc::clone(&mail) as _);
        mail
    }

    /// Gives a way to send text messages: what takes them.
    pub fn with_text_messages(&mut self) -> Arc<Memory<TextMessage>> {
        let gateway = Arc::new(Memory::new());
        self.ways.text_messages = Some(Arc::clone(&gateway) as _);
        gateway
    }

    /// One round of all jobs but sending.
    pub async fn run_all(&self) -> Result<(), AppError> {
        relais_notices::run_all(&self.app, &self.ways).await
    }

    /// Delivers what is queued; how many messages that was.
    pub async fn deliver_messages(&self) -> Result<usize, AppError> {
        relais_notices::deliver_messages(&self.app, &self.ways).await
    }

    /// Sends what is due; how many left.
    pub async fn send_messages(&self) -> Result<usize, AppError> {
        relais_notices::send_messages(&self.app, &self.ways, &|| false).await
    }

    /// Delivers what is queued and sends what is due.
    pub async fn tell(&self) -> Result<(), AppError> {
        self.deliver_messages().await?;
        self.send_messages().await.map(drop)
    }

    /// The database.
    #[must_use]
    pub const fn db(&self) -> &TestDb {
        &self.base.db
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &ManualClock {
        &self.base.clock
    }

    /// Moves the clock.
    pub fn advance(&self, step: TimeDelta) {
        self.base.advance(step);
    }

    /// The process stops and starts again.
    pub async fn restart(&mut self) {
        self.base.restart().await;
        (self.app, self.ways) = (app(&self.base), WaysOut::default());
    }
}

fn app(base: &TestStore) -> App {
    let (clock, random) = (Arc::clone(&base.clock), Arc::clone(&base.random));
    App::new(base.store.clone(), clock, random, Settings::default())
}

async fn network(app: &App, slug: &str, name: &str) -> NetworkId {
    let network = FoundNetwork {
        slug: slug.into(),
        name: name.into(),
        time_zone: "Europe/Paris".into(),
        phone: None,
        fictitious: true,
    };
    found_network(app, network).await.expect("the network is founded")
}

/// Where the organisations are founded.
struct Founded<'a> {
    app: &'a App,
    db: &'a TestDb,
    network: NetworkId,
    issuer: &'a str,
}

impl Founded<'_> {
    async fn desk(&self, (slug, name, service): (&'static str, &'static str, &'static str)) -> Desk {
        let member = |role: Role| FoundMember { claims: claims(self.issuer, slug, role), role };
        let services = vec![found_service(service), found_service(&format!("{service}, second guichet"))];
        let members = AGENT_ROLES.into_iter().map(member).collect();
        let new = FoundOrganisation { facts: facts(slug, name), known_as: Vec::new(), services, members };
        let founded = found_organisation(self.app, self.network, new).await;
        let (organisation, mut actors) = founded.expect("it is founded");
        let key = Who::Key(ApiKeyId::random(self.app.random.as_ref()));
        actors.push(Actor { who: key, organisation, network: self.network, role: Role::Integration });
        let sql = "SELECT id FROM service WHERE organisation_id = $1 ORDER BY name";
        let services: Vec<Uuid> = self.db.column(sql, [organisation.uuid().into()]).await;
        Desk { slug, organisation, services: services.into_iter().map(ServiceId::new).collect(), actors }
    }
}

fn facts(slug: &str, name: &str) -> OrganisationUpsert {
    OrganisationUpsert {
        commune: Some("Brest".into()),
        insee: Some("29019".into()),
        position: Some((48.39, -4.486)),
        ..OrganisationUpsert::member("test", slug, name, "ccas")
    }
}

fn claims(issuer: &str, slug: &str, role: Role) -> AgentClaims {
    AgentClaims {
        issuer: issuer.into(),
        subject: format!("{slug}-{role}"),
        given_name: "Camille".into(),
        usual_name: format!("{role} {slug}"),
        email: Some(format!("{role}@{slug}.test")),
        siret: None,
        provider_id: None,
        acr: None,
    }
}

fn found_service(name: &str) -> FoundService {
    FoundService {
        place: None,
        name: name.into(),
        description: "Accueil et accompagnement.".into(),
        audience: None,
        address: None,
        commune: Some("Brest".into()),
        insee: Some("29019".into()),
        position: Some((48.39, -4.486)),
        capacity: "open".into(),
        answer_days: Some(10),
        accepts_referrals: true,
        themes: vec![Theme::Social.as_str().into(), Theme::Papers.as_str().into()],
    }
}
