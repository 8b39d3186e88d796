//! Every route × every caller × every relation to the case, against the golden file.
//!
//! A cell is the answer's status, the letters of what it shows of the person, and `+` where something was done. A
//! difference from `tests/golden/access_matrix.txt` fails; write it anew with `RELAIS_GOLDEN=write` and review each
//! line. Whatever the file says, these are faults: a refusal after which the database is not what it was; a page
//! that changes something; a change without its entry in the journal; content shown without the entry of its
//! reading; what is not to be known answering otherwise than what does not exist.

mod cases;
mod cast;
mod golden;
mod ground;
mod plan;
mod routes;
mod sight;
mod watch;

use std::collections::HashMap;

use axum::routing::get;
use relais_journal::Action;
use relais_testkit::{TestApp, app::Answer};

use self::{
    cases::Cases,
    cast::{CALLERS, Caller, Cast},
    golden::Section,
    ground::{Ground, RELATIONS, Relation},
    plan::{Edge, Plan},
    watch::{Left, Watch},
};

/// Runs on a thread of its own, so that both edges are walked at once.
fn walk(edge: Edge) -> (Section, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let ground = Box::pin(Ground::open()).await;
        let plans = plans(edge, &routes::of(&ground.app.router())).expect("a row for every route");
        let mut matrix = Matrix {
            ground: &ground,
            cast: Cast::gather(&ground).await,
            cases: Cases::new(&ground),
            watch: Watch::set(&ground.app).await,
            absent: HashMap::new(),
            faults: Vec::new(),
        };
        matrix.cases.fill_the_lists().await;
        let mut section = Section::new(edge.title());
        for plan in plans {
            section.add(&plan, matrix.rows(&plan).await);
        }
        let faults = matrix.faults;
        ground.app.expect_errors(); // each of them is a fault by itself
        (section, faults)
    })
}

/// The rows of an edge; or the routes nobody has said how to call.
fn plans(edge: Edge, routes: &[(String, String)]) -> Result<Vec<Plan>, String> {
    let own = routes.iter().filter(|(_, path)| Edge::of(path) == edge);
    let none = |method, path| format!("{method} {path} has no row: say in plan.rs how it is called");
    own.map(|(method, path)| Plan::of(method, path).ok_or_else(|| none(method, path))).collect()
}

#[test]
fn every_route_answers_every_caller_as_reviewed() {
    let sections = std::thread::scope(|scope| {
        let walks = [Edge::Pages, Edge::Api].map(|edge| scope.spawn(move || walk(edge)));
        walks.map(|walk| walk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let [(pages, mut faults), (api, others)] = sections;
    faults.extend(others);
    let differences = golden::compare(&[pages, api]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(differences.is_empty(), "{differences}");
}

#[tokio::test]
async fn the_router_itself_tells_its_routes_and_one_without_a_row_fails() {
    let app = TestApp::open().await;
    let routes = routes::of(&app.router());
    let listed = relais_web::ROUTES.len() + relais_api::ROUTES.len();
    assert!(routes.len() > listed, "{} routes served, {listed} listed", routes.len());
    for (method, path) in relais_web::ROUTES {
        assert!(routes.contains(&(method.to_uppercase(), (*path).to_owned())), "{method} {path}");
    }
    for (method, path, _) in relais_api::ROUTES {
        let path = format!("{}{path}", relais_api::PREFIX);
        assert!(routes.contains(&((*method).to_owned(), path.clone())), "{method} {path}");
    }
    for (path, edge) in [("/persons/{id}/secret", Edge::Pages), ("/api/v1/secret", Edge::Api)] {
        let more = routes::of(&app.router().route(path, get(async || "told to anybody")));
        assert_eq!(more.len(), routes.len() + 1);
        let unplanned = plans(edge, &more).err().expect("it has no row");
        assert!(unplanned.starts_with(&format!("GET {path} has no row")), "{unplanned}");
        assert!(plans(edge, &routes).is_ok());
    }
}

/// Ticking off its own news is the one change an organisation makes without an entry: it touches nobody.
const OWN_NEWS: &str = "notice";

/// What may be told of an answer apart from the request's id: status, body, headers.
type Told = (u16, String, Vec<String>);

/// The walk of one edge.
struct Matrix<'a> {
    ground: &'a Ground,
    cast: Cast<'a>,
    cases: Cases<'a>,
    watch: Watch<'a>,
    /// What each desk's callers are told on this route of what does not exist.
    absent: HashMap<(Caller, &'static str), Told>,
    faults: Vec<String>,
}

/// One request of the walk.
#[derive(Clone, Copy)]
struct Step<'a> {
    plan: &'a Plan,
    caller: Caller,
    relation: Relation,
}

impl std::fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { plan, caller, relation } = self;
        write!(f, "{} {} as {}, {}", plan.method, plan.path, caller.name(), relation.name())
    }
}

impl Matrix<'_> {
    /// One row a caller, one cell a relation.
    async fn rows(&mut self, plan: &Plan) -> Vec<(Caller, Vec<String>)> {
        self.absent.clear();
        let mut rows = Vec::new();
        for caller in CALLERS {
            let mut cells: Vec<String> = Vec::new();
            for (place, relation) in RELATIONS.into_iter().enumerate() {
                let same =
                    (0..place).find(|earlier| plan.asks_the_same(self.ground, RELATIONS[*earlier], relation));
                let cell = match same {
                    Some(earlier) => cells[earlier].clone(),
                    None => self.cell(Step { plan, caller, relation }).await,
                };
                cells.push(cell);
            }
            rows.push((caller, cells));
        }
        rows
    }

    async fn cell(&mut self, step: Step<'_>) -> String {
        let Step { plan, caller, relation } = step;
        let (answer, left) = self.ask(step, relation).await;
        self.judge(step, &answer, &left);
        self.ground.app.logs.clear();
        let hidden = plan.hides(relation) || answer.code() == 404;
        if hidden && relation != Relation::Guess {
            self.compare_with_absent(step, &answer).await;
        }
        if !left.tables.is_empty() {
            self.cases.forget(relation, plan.stage);
        }
        if plan.ends_session() && !is_refusal(plan, &answer) {
            self.cast.mend(caller, relation).await;
            self.cases.forget_all();
            self.watch.disturbed();
        }
        plan::print(&answer, &left)
    }

    /// Sends the step's request about the case of a relation.
    async fn ask(&mut self, step: Step<'_>, about: Relation) -> (Answer, Left) {
        let Step { plan, caller, relation } = step;
        let (case, fresh) = self.cases.of(about, plan.stage).await;
        let own = self.cast.membership(caller, relation).filter(|_| about == Relation::Own);
        let call = plan.call(self.ground, &case, own).await;
        if fresh || plan.asks_first() {
            self.watch.disturbed();
        }
        self.watch.begin().await;
        let mut answer = self.cast.call(caller, relation, &call).await;
        answer.body = call.without_echo(&answer);
        (answer, self.watch.left().await)
    }

    /// What no golden file can excuse.
    fn judge(&mut self, step: Step<'_>, answer: &Answer, left: &Left) {
        let (plan, seen) = (step.plan, sight::seen(answer));
        let told = |what: &str| format!("{step}: {}, {what} {left:?}", answer.code());
        if answer.status.is_server_error() {
            let log = self.ground.app.logs.text();
            let cause: String = log.lines().filter(|line| line.contains("\"ERROR\"")).collect();
            self.faults.push(told(&cause));
        }
        let may_say_so = |entry: &Action| *entry == Action::AccessRefused;
        if is_refusal(plan, answer) && (!left.tables.is_empty() || !left.acts.iter().all(may_say_so)) {
            self.faults.push(told("refused and done"));
        }
        if matches!(answer.code(), 401 | 403 | 404) && !seen.is_empty() {
            self.faults.push(told(&format!("refused and shows {seen}")));
        }
        if plan.method == "GET" && left.acted() {
            self.faults.push(told("only reads and acts"));
        }
        let recorded = left.tables.iter().filter(|table| *table != OWN_NEWS);
        if left.acts.is_empty() && recorded.count() > 0 {
            self.faults.push(told("changes without an entry"));
        }
        if !seen.is_empty() && left.reads.is_empty() && left.acts.is_empty() {
            self.faults.push(told(&format!("shows {seen} without an entry")));
        }
    }

    /// Hidden and absent must not be told apart.
    async fn compare_with_absent(&mut self, step: Step<'_>, hidden: &Answer) {
        let key = (step.caller, self.ground.desk(step.relation).slug);
        if !self.absent.contains_key(&key) {
            let (absent, _) = self.ask(step, Relation::Guess).await;
            self.absent.insert(key, told(&absent));
        }
        if self.absent.get(&key) != Some(&told(hidden)) {
            self.faults.push(format!("{step}: hidden is told from absent"));
        }
    }
}

/// Refused, or sent elsewhere to become somebody first.
fn is_refusal(plan: &Plan, answer: &Answer) -> bool {
    answer.status.is_client_error() || plan.turns_away(answer)
}

fn told(answer: &Answer) -> Told {
    let headers = answer.headers.keys().map(ToString::to_string).collect();
    (answer.code(), answer.comparable(), headers)
}
