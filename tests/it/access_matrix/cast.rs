//! Who calls: agents of every role in every organisation, software, and two who are nobody here.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use axum::http::{Method, Request};
use chrono::TimeDelta;
use relais_domain::{
    actor::Role,
    clock::{Clock as _, Timestamp},
    ids::MembershipId,
};
use relais_testkit::{
    TestApp,
    app::{Answer, Browser, NEWCOMER},
    db::{AGENT_ROLES, Desk},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    ground::{Ground, Relation},
    plan::{Body, Call},
};

/// Whoever sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    /// An agent, in this role.
    Agent(Role),
    /// The organisation's own software, by its key.
    Key,
    /// Signed in at the provider, a member of nothing.
    Newcomer,
    /// Nobody.
    Anonymous,
}

pub(super) const CALLERS: [Caller; 10] = [
    Caller::Agent(Role::Receptionist),
    Caller::Agent(Role::SocialWorker),
    Caller::Agent(Role::DigitalMediator),
    Caller::Agent(Role::Manager),
    Caller::Agent(Role::Volunteer),
    Caller::Agent(Role::NetworkAdmin),
    Caller::Agent(Role::Dpo),
    Caller::Key,
    Caller::Newcomer,
    Caller::Anonymous,
];

impl Caller {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Agent(role) => role.as_str(),
            Self::Key => "key",
            Self::Newcomer => "newcomer",
            Self::Anonymous => "anonymous",
        }
    }
}

/// A signed-in browser and the token of its forms.
struct Seat<'a> {
    browser: Browser<'a>,
    csrf: String,
}

/// Everybody, ready to call.
pub(super) struct Cast<'a> {
    ground: &'a Ground,
    seats: HashMap<(&'static str, Role), Seat<'a>>,
    newcomer: Seat<'a>,
    anonymous: Seat<'a>,
    keys: HashMap<&'static str, String>,
    tokens: RefCell<HashMap<String, (Timestamp, String)>>,
    members: HashSet<Uuid>,
}

impl<'a> Cast<'a> {
    pub(super) async fn gather(ground: &'a Ground) -> Self {
        let app = &ground.app;
        let mut seats = HashMap::new();
        let mut keys = HashMap::new();
        for desk in ground.desks() {
            for role in AGENT_ROLES {
                seats.insert((desk.slug, role), seat(app, &desk.account(role)).await);
            }
            keys.insert(desk.slug, app.key(desk).await);
        }
        let anonymous = Seat { browser: app.browser(), csrf: String::new() };
        let newcomer = seat(app, NEWCOMER).await;
        let members = members(app).await;
        Self { ground, seats, newcomer, anonymous, keys, tokens: RefCell::default(), members }
    }

    /// Sends the call as the caller of the organisation that stands in the relation.
    pub(super) async fn call(&self, caller: Caller, relation: Relation, call: &Call) -> Answer {
        let desk = self.ground.desk(relation);
        match &call.body {
            Body::Form(fields) => self.page(caller, desk, call, fields).await,
            Body::Json(body) => {
                let bearer = self.bearer(caller, desk);
                let mut request = Request::builder().method(method(call)).uri(&call.path);
                if let Some(version) = call.version {
                    request = request.header("if-match", format!("\"v{version}\""));
                }
                self.ground.app.api_with(request, &bearer, body.as_ref()).await
            }
        }
    }

    async fn page(&self, caller: Caller, desk: &Desk, call: &Call, fields: &[(String, String)]) -> Answer {
        let seat = match caller {
            Caller::Agent(role) => self.seats.get(&(desk.slug, role)).expect("a seat"),
            Caller::Newcomer => &self.newcomer,
            Caller::Anonymous | Caller::Key => &self.anonymous,
        };
        if call.method == "GET" {
            return match caller {
                Caller::Key => {
                    self.ground.app.api(Method::GET, &call.path, &self.bearer(caller, desk), None).await
                }
                _ => seat.browser.get(&call.path).await,
            };
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if caller == Caller::Key {
            let request = relais_testkit::app::form(&call.path)
                .header("authorization", format!("Bearer {}", self.bearer(caller, desk)));
            return self.ground.app.browser().send(request, relais_testkit::app::encode(&fields)).await;
        }
        seat.browser.post_with(&call.path, &seat.csrf, &fields).await
    }

    /// The membership in which the caller works.
    pub(super) fn membership(&self, caller: Caller, relation: Relation) -> Option<Uuid> {
        let Caller::Agent(role) = caller else { return None };
        self.ground.desk(relation).actor(role).membership().map(MembershipId::uuid)
    }

    fn bearer(&self, caller: Caller, desk: &Desk) -> String {
        match caller {
            Caller::Agent(role) => self.token(desk.account(role)),
            Caller::Key => self.keys[desk.slug].clone(),
            Caller::Newcomer => self.token(NEWCOMER.to_owned()),
            Caller::Anonymous => String::new(),
        }
    }

    /// An access token; made anew before it runs out.
    fn token(&self, account: String) -> String {
        let now = self.ground.world().clock().now();
        if let Some((made, token)) = self.tokens.borrow().get(&account)
            && now - *made < TimeDelta::minutes(2)
        {
            return token.clone();
        }
        let token = self.ground.app.provider.access_token(json!({ "sub": account }));
        self.tokens.borrow_mut().insert(account, (now, token.clone()));
        token
    }

    /// After an act that was allowed: who joined leaves again, who took another role takes hers again, who signed out
    /// signs in again.
    pub(super) async fn mend(&mut self, caller: Caller, relation: Relation) {
        let db = self.ground.world().db();
        for id in members(&self.ground.app).await.difference(&self.members) {
            let leave = "UPDATE membership SET status = 'ended', ended_at = started_at WHERE id = $1";
            db.execute(leave, [(*id).into()]).await.expect("who joined leaves");
        }
        match caller {
            Caller::Agent(role) => {
                let desk = self.ground.desk(relation);
                let own = self.membership(caller, relation).expect("an agent's");
                let again = "UPDATE membership SET role = $1 WHERE id = $2";
                db.execute(again, [role.as_str().into(), own.into()]).await.expect("her role again");
                self.seats.insert((desk.slug, role), seat(&self.ground.app, &desk.account(role)).await);
            }
            Caller::Newcomer => self.newcomer = seat(&self.ground.app, NEWCOMER).await,
            Caller::Key | Caller::Anonymous => {}
        }
    }
}

/// The living memberships.
async fn members(app: &TestApp) -> HashSet<Uuid> {
    let living = "SELECT id FROM membership WHERE status = 'active'";
    app.world.db().column(living, []).await.into_iter().collect()
}

async fn seat<'a>(app: &'a TestApp, account: &str) -> Seat<'a> {
    let browser = app.browser();
    assert_eq!(browser.sign_in(account).await.code(), 303, "{account} signs in");
    let csrf = browser.csrf().await;
    Seat { browser, csrf }
}

fn method(call: &Call) -> Method {
    call.method.parse().expect("a method")
}
