//! How each route is called: what its address names, and a body that would pass if the caller may.

use relais_app::referrals::show_agreement_text;
use relais_testkit::{
    TestApp,
    app::{Answer, fields},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    cases::{Case, Stage},
    ground::{Ground, Relation},
    sight,
    watch::Left,
};

/// Which of the two interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Pages,
    Api,
}

impl Edge {
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Pages => "Pages (session cookie)",
            Self::Api => "API (access token of the agent, or the organisation's key)",
        }
    }

    /// The edge an address belongs to.
    pub(super) fn of(path: &str) -> Self {
        if path.starts_with(relais_api::PREFIX) { Self::Api } else { Self::Pages }
    }
}

/// A body, of the interface's kind.
pub(super) enum Body {
    Form(Vec<(String, String)>),
    Json(Option<Value>),
}

/// One request.
pub(super) struct Call {
    pub method: String,
    pub path: String,
    pub version: Option<i32>,
    pub body: Body,
}

/// A row of the matrix.
pub(super) struct Plan {
    pub method: String,
    pub path: String,
    pub stage: Stage,
    edge: Edge,
}

impl Plan {
    /// The plan of a route; none for a route nobody has thought of.
    pub(super) fn of(method: &str, path: &str) -> Option<Self> {
        let edge = Edge::of(path);
        let stage = match edge {
            Edge::Pages => page_stage(method, path)?,
            Edge::Api => api_stage(method, path.strip_prefix(relais_api::PREFIX)?)?,
        };
        Some(Self { method: method.to_owned(), path: path.to_owned(), stage, edge })
    }

    /// Whether an allowed call leaves the caller with another session, or none.
    pub(super) fn ends_session(&self) -> bool {
        self.method == "POST"
            && ["/logout", "/memberships", "/invitations/{token}"].contains(&self.path.as_str())
    }

    /// Whether what is named must answer as if it did not exist: private, and none of the caller's business. Who holds
    /// an invitation's link may open it wherever he works.
    pub(super) fn hides(&self, relation: Relation) -> bool {
        relation.is_strange()
            && self.stage.is_private()
            && !self.path.contains("{token}")
            && self.path.contains("{id}")
    }

    /// Whether two relations make the very same request: the same organisation's, on a route that names no case.
    pub(super) fn asks_the_same(&self, ground: &Ground, one: Relation, other: Relation) -> bool {
        let names_none = matches!(self.stage, Stage::Nothing | Stage::House);
        names_none && ground.desk(one).slug == ground.desk(other).slug
    }

    /// Whether the call is made of what the sender is shown first.
    pub(super) fn asks_first(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/agreement")
    }

    /// The request for a case, by somebody who works in `membership`.
    pub(super) async fn call(&self, ground: &Ground, case: &Case, membership: Option<Uuid>) -> Call {
        let version = self.version(&ground.app, case).await;
        let path = self.path.replace("{id}", &case.id.to_string()).replace("{token}", &case.token);
        let mut path = path.replace("{hash}", "0").replace("{name}", "nothing.css");
        if self.path == "/api/v1/referrals" && self.method == "GET" {
            path.push_str("?box=inbox");
        }
        let service = ground.world().mission.service().uuid();
        let words = Words { app: &ground.app, case, membership, service, edge: self.edge };
        let said = words.of(&self.method, self.path.trim_start_matches(relais_api::PREFIX)).await;
        let body = match self.edge {
            Edge::Pages => {
                let own = [("version".to_owned(), version.unwrap_or(1).to_string())];
                Body::Form(own.into_iter().chain(fields(&said)).collect())
            }
            Edge::Api if self.method == "GET" || said.is_null() => Body::Json(None),
            Edge::Api => Body::Json(Some(said)),
        };
        Call { method: self.method.clone(), path, version: version.or(Some(1)), body }
    }

    /// The version now, so that an allowed act is an act.
    async fn version(&self, app: &TestApp, case: &Case) -> Option<i32> {
        if self.method == "GET" {
            return None;
        }
        let (table, id) = match self.stage {
            Stage::Person => ("relation", case.id),
            Stage::Draft
            | Stage::Agreed
            | Stage::Requested
            | Stage::Accepted
            | Stage::InProgress
            | Stage::OnHold
            | Stage::Completed
            | Stage::CalledBack => ("referral", case.id),
            Stage::Member => ("membership", case.id),
            Stage::Invitation => ("invitation", case.id),
            Stage::Organisation | Stage::House => ("organisation", case.id),
            Stage::Service => ("service", case.id),
            Stage::Nothing | Stage::Notice | Stage::Place => return None,
        };
        let sql = format!("SELECT version FROM {table} WHERE id = $1");
        app.world.db().column::<i32>(&sql, [id.into()]).await.first().copied()
    }

    /// An answer that means « not you ».
    pub(super) fn turns_away(&self, answer: &Answer) -> bool {
        let to = first(answer);
        to.starts_with("/login") || (to == "/memberships" && self.path != "/invitations/{token}")
    }
}

impl Call {
    /// The body without what this very request brought: a form that is given back holds its address and its words.
    pub(super) fn without_echo(&self, answer: &Answer) -> String {
        let Body::Form(fields) = &self.body else { return answer.body.clone() };
        let body = answer.body.replace(&format!("action=\"{}\"", self.path), "action");
        let echo = |(name, value): &(String, String)| format!("name=\"{name}\" value=\"{value}\"");
        fields.iter().fold(body, |body, field| body.replace(&echo(field), "field"))
    }
}

/// Where somebody who is not let in goes first: by a redirect, or by the link beside a form that is given back.
fn first(answer: &Answer) -> &str {
    match answer.code() {
        303 => answer.location(),
        403 => {
            let link = answer.body.split_once("\" target=\"_blank\"").map(|(before, _)| before);
            link.and_then(|before| before.rsplit_once("href=\"")).map_or("", |(_, to)| to)
        }
        _ => "",
    }
}

/// The cell.
pub(super) fn print(answer: &Answer, left: &Left) -> String {
    let status = match first(answer) {
        to if to.starts_with("/login") => "in".to_owned(),
        "/memberships" => "own".to_owned(),
        to if to.starts_with("http") => "away".to_owned(),
        _ => answer.code().to_string(),
    };
    let done = if left.acted() { "+" } else { "" };
    format!("{status}{}{done}", sight::seen(answer))
}

fn page_stage(method: &str, path: &str) -> Option<Stage> {
    Some(match (method, path) {
        (
            "GET",
            "/"
            | "/healthz"
            | "/readyz"
            | "/login"
            | "/login/callback"
            | "/assets/{hash}/{name}"
            | "/signed-out"
            | "/memberships"
            | "/contacts/new"
            | "/contacts/{id}/person"
            | "/persons"
            | "/persons/new"
            | "/inbox"
            | "/inbox/ended"
            | "/inbox/live"
            | "/sent"
            | "/partners"
            | "/organisation"
            | "/organisation/services/new"
            | "/organisation/team"
            | "/organisations"
            | "/accessibility"
            | "/privacy"
            | "/verify",
        )
        | (
            "POST",
            "/logout"
            | "/contacts/new"
            | "/persons"
            | "/persons/search"
            | "/organisation/invitations"
            | "/organisation/services/new",
        ) => Stage::Nothing,
        ("POST", "/memberships" | "/organisation/members/{id}/back")
        | ("GET" | "POST", "/organisation/members/{id}/end" | "/organisation/members/{id}/absence") => {
            Stage::Member
        }
        ("GET" | "POST", "/organisation/edit") => Stage::House,
        ("GET", "/organisations/{id}") => Stage::Organisation,
        ("GET", "/persons/{id}")
        | ("GET" | "POST", "/persons/{id}/edit" | "/persons/{id}/contacts" | "/persons/{id}/referrals")
        | ("POST", "/persons/{id}/reason" | "/contacts/{id}/person") => Stage::Person,
        ("POST", "/notices/{id}/seen") => Stage::Notice,
        ("GET", "/services/{id}") | ("GET" | "POST", "/services/{id}/edit") => Stage::Service,
        ("GET", "/places/{id}") => Stage::Place,
        ("POST", "/organisation/invitations/{id}/end") | ("GET" | "POST", "/invitations/{token}") => {
            Stage::Invitation
        }
        _ => return referral_stage(method, path),
    })
}

/// The pages of one referral.
fn referral_stage(method: &str, path: &str) -> Option<Stage> {
    Some(match (method, path) {
        ("GET", "/referrals/{id}/draft" | "/referrals/{id}/check")
        | (
            "GET" | "POST",
            "/referrals/{id}/need"
            | "/referrals/{id}/service"
            | "/referrals/{id}/items"
            | "/referrals/{id}/agreement",
        ) => Stage::Draft,
        ("POST", "/referrals/{id}/send") => Stage::Agreed,
        (
            "GET",
            "/referrals/{id}" | "/referrals/{id}/letter" | "/referrals/{id}/live" | "/referrals/{id}/receipt",
        )
        | (
            "POST",
            "/inbox/search"
            | "/referrals/{id}/acknowledge"
            | "/referrals/{id}/accept"
            | "/referrals/{id}/claim",
        )
        | (
            "GET" | "POST",
            "/referrals/{id}/reason"
            | "/referrals/{id}/hold"
            | "/referrals/{id}/assign"
            | "/referrals/{id}/error"
            | "/referrals/{id}/reject"
            | "/referrals/{id}/cancel"
            | "/referrals/{id}/withdraw",
        ) => Stage::Requested,
        ("POST", "/referrals/{id}/start" | "/referrals/{id}/release") => Stage::Accepted,
        ("GET" | "POST", "/referrals/{id}/resume") => Stage::OnHold,
        ("GET" | "POST", "/referrals/{id}/reopen" | "/referrals/{id}/answer" | "/referrals/{id}/outcome") => {
            Stage::Completed
        }
        ("GET" | "POST", "/referrals/{id}/complete") => Stage::InProgress,
        ("POST", "/referrals/{id}/confirm-cancel" | "/referrals/{id}/again") => Stage::CalledBack,
        _ => return None,
    })
}

fn api_stage(method: &str, path: &str) -> Option<Stage> {
    Some(match (method, path) {
        (
            "GET",
            "/openapi.json" | "/me" | "/organisations" | "/members" | "/partners/services" | "/persons"
            | "/referrals" | "/notices",
        )
        | ("POST", "/persons/search" | "/persons" | "/invitations" | "/organisation/services") => {
            Stage::Nothing
        }
        ("GET" | "PUT", "/organisation") => Stage::House,
        ("GET", "/organisations/{id}") => Stage::Organisation,
        ("GET" | "PUT", "/services/{id}") => Stage::Service,
        ("GET" | "PUT", "/persons/{id}")
        | ("POST", "/persons/{id}/reading-reasons" | "/referrals" | "/contacts" | "/contacts/{id}/person") => {
            Stage::Person
        }
        ("GET", "/referrals/{id}/agreement-text")
        | ("PUT", "/referrals/{id}/need" | "/referrals/{id}/service" | "/referrals/{id}/items")
        | ("POST", "/referrals/{id}/agreement") => Stage::Draft,
        ("POST", "/referrals/{id}/send") => Stage::Agreed,
        ("GET", "/referrals/{id}")
        | (
            "POST",
            "/referrals/{id}/reading-reasons"
            | "/referrals/{id}/acknowledge"
            | "/referrals/{id}/accept"
            | "/referrals/{id}/claim"
            | "/referrals/{id}/hold"
            | "/referrals/{id}/assign"
            | "/referrals/{id}/mark-error"
            | "/referrals/{id}/reject"
            | "/referrals/{id}/cancel"
            | "/referrals/{id}/withdraw",
        ) => Stage::Requested,
        ("POST", "/referrals/{id}/start" | "/referrals/{id}/release") => Stage::Accepted,
        ("POST", "/referrals/{id}/resume") => Stage::OnHold,
        (
            "POST",
            "/referrals/{id}/reopen" | "/referrals/{id}/person-answer" | "/referrals/{id}/sender-outcome",
        ) => Stage::Completed,
        ("POST", "/referrals/{id}/complete") => Stage::InProgress,
        ("POST", "/referrals/{id}/confirm-cancel" | "/referrals/{id}/again") => Stage::CalledBack,
        ("POST", "/notices/{id}/seen") => Stage::Notice,
        ("DELETE", "/invitations/{id}") => Stage::Invitation,
        ("POST", "/members/{id}/end") | ("POST" | "DELETE", "/members/{id}/absences") => Stage::Member,
        _ => return None,
    })
}

/// What is said, under the names both interfaces use.
struct Words<'a> {
    app: &'a TestApp,
    case: &'a Case,
    membership: Option<Uuid>,
    service: Uuid,
    edge: Edge,
}

impl Words<'_> {
    async fn of(&self, method: &str, path: &str) -> Value {
        if method == "GET" {
            return Value::Null;
        }
        let need = json!({ "need": "Un logement avant décembre", "theme": "logement", "situation": "Hébergée", "availability": "le mardi" });
        match path {
            "/contacts/new" | "/persons/{id}/contacts" => {
                json!({ "mode": "helped", "channel": "desk", "minutes": "10", "outcome": "solved", "theme": "papiers", "posture": "with" })
            }
            "/contacts" => {
                json!({ "relation": self.case.id, "mode": "helped", "channel": "desk", "minutes": 10, "outcome": "solved" })
            }
            "/contacts/{id}/person" => json!({ "relation": self.case.id }),
            "/persons/search" => json!({ "query": sight::NAME_BEGINS }),
            "/inbox/search" => json!({ "number": self.number().await }),
            "/persons" => self.new_person(),
            "/persons/{id}/edit" | "/persons/{id}" => {
                json!({ "given_name": "Amina", "family_name": "Benali", "commune": "Brest" })
            }
            "/persons/{id}/reason"
            | "/persons/{id}/reading-reasons"
            | "/referrals/{id}/reason"
            | "/referrals/{id}/reading-reasons" => json!({ "reason": "supervision" }),
            "/persons/{id}/referrals" | "/referrals/{id}/need" => need,
            "/referrals" => {
                let mut body = need;
                body["relation"] = json!(self.case.id);
                body
            }
            "/referrals/{id}/service" => json!({ "service": self.service }),
            "/referrals/{id}/items" => json!({ "items": ["identity"] }),
            "/referrals/{id}/agreement" => json!({
                "answer": "yes", "method": "paper", "signed_at": "au guichet", "text_sha256": self.text().await,
            }),
            "/referrals/{id}/reject" => json!({ "reason": "out_of_area", "denied_by": "service" }),
            "/referrals/{id}/complete" | "/referrals/{id}/outcome" | "/referrals/{id}/sender-outcome" => {
                json!({ "outcome": "helped" })
            }
            "/referrals/{id}/hold" => {
                let today = self.app.world.app.clock.now().date_naive().to_string();
                json!({ "reason": "waiting_list", "review_on": today })
            }
            "/referrals/{id}/resume" | "/referrals/{id}/reopen" => {
                json!({ "note": "Il manquait un papier." })
            }
            "/referrals/{id}/error" | "/referrals/{id}/mark-error" => json!({ "reason": "double_entry" }),
            "/referrals/{id}/assign" => json!({ "to": self.colleague() }),
            "/organisation/members/{id}/absence" | "/members/{id}/absences" if method == "POST" => {
                let today = self.app.world.app.clock.now().date_naive().to_string();
                json!({ "from": today, "until": today })
            }
            "/referrals/{id}/answer" => json!({ "contacted": "yes", "useful": "no" }),
            "/referrals/{id}/person-answer" => json!({ "contacted": true, "useful": false }),
            "/referrals/{id}/cancel" => json!({ "reason": "solved_otherwise" }),
            "/referrals/{id}/withdraw" => json!({ "via": "counter" }),
            "/organisation/edit" | "/organisation" => {
                json!({ "name": "Le même nom", "phone": "", "email": "", "address": "" })
            }
            "/organisation/services/new" | "/organisation/services" => {
                self.service_said("Un service de plus")
            }
            "/services/{id}/edit" | "/services/{id}" => self.service_said("Le même service"),
            "/organisation/invitations" | "/invitations" => {
                json!({ "email": "nour@example.org", "role": "volunteer" })
            }
            "/memberships" => json!({ "membership": self.membership.unwrap_or(self.case.id) }),
            _ => Value::Null,
        }
    }

    /// A person nobody has met; the two interfaces nest her differently.
    fn new_person(&self) -> Value {
        match self.edge {
            Edge::Pages => {
                json!({ "given_name": "Inconnue", "family_name": "Nouvelle", "other_person": "yes" })
            }
            Edge::Api => {
                json!({ "person": { "given_name": "Inconnue", "family_name": "Nouvelle" }, "not_a_duplicate": true })
            }
        }
    }

    /// A service that takes referrals; a form says yes where JSON says true.
    fn service_said(&self, name: &str) -> Value {
        let yes = match self.edge {
            Edge::Pages => json!("yes"),
            Edge::Api => json!(true),
        };
        json!({
            "name": name, "description": "Accueil et accompagnement.", "commune": "Brest", "themes": ["social"],
            "capacity": "open", "accepts_referrals": yes,
        })
    }

    /// One of the recipient's who may have a referral in hand.
    fn colleague(&self) -> Uuid {
        let somebody = self.app.world.mission.social_worker().membership();
        somebody.map_or(self.case.id, relais_domain::ids::MembershipId::uuid)
    }

    /// The number of the case's referral, as its papers carry it.
    async fn number(&self) -> String {
        let sql = "SELECT number FROM referral WHERE id = $1";
        let found = self.app.world.db().texts(sql, [self.case.id.into()]).await;
        found.into_iter().next().unwrap_or_default()
    }

    /// The hash of the text that the sender puts to the person.
    async fn text(&self) -> String {
        let Some(step) = self.case.step else { return "0".repeat(64) };
        let sender = self.app.world.ccas.social_worker();
        let text = show_agreement_text(&self.app.world.app, &sender, step.id).await;
        text.map_or_else(|_| "0".repeat(64), |text| text.text.sha256.to_string())
    }
}
