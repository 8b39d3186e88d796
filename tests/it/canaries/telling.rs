//! One person from reception to an end, through one of the two doors, a string in every field that takes words.

use axum::http::{Method, Request};
use relais_domain::actor::Role;
use relais_testkit::{
    TestApp,
    app::{Answer, Browser, fields},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::words::Words;

/// The fields, by the names the interface gives them.
pub(super) const FIELDS: &[&str] = &[
    "AgreementBody.signed_at",
    "AgreementBody.witness",
    "CancelBody.note",
    "CompleteBody.note",
    "ContactBody.text",
    "ErrorBody.note",
    "HoldBody.note",
    "NeedBody.availability",
    "NeedBody.need",
    "NeedBody.situation",
    "NewReferralBody.availability",
    "NewReferralBody.need",
    "NewReferralBody.situation",
    "NoteBody.note",
    "PersonBody.address",
    "PersonBody.commune",
    "PersonBody.email",
    "PersonBody.family_name",
    "PersonBody.given_name",
    "PersonBody.phone",
    "PersonBody.safe_hours",
    "RejectBody.note",
    "SearchBody.query",
];
/// Fields no page shows again: kept as proof or as a note, or never kept.
const UNSEEN: &[&str] = &[
    "AgreementBody.signed_at",
    "AgreementBody.witness",
    "ContactBody.text",
    "ErrorBody.note",
    "SearchBody.query",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Pages,
    Api,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    Reject,
    Cancel,
}

/// Somebody at work, behind one of the doors.
struct Agent<'a> {
    app: &'a TestApp,
    browser: Option<Browser<'a>>,
    token: String,
}

impl Agent<'_> {
    /// Does something by a form, or by JSON; the id of what it made.
    async fn act(&self, page: &str, (method, path): (&str, &str), version: i32, said: Value) -> Option<Uuid> {
        let answer = if let Some(browser) = &self.browser {
            let own = [("version".to_owned(), version.to_string())];
            let said: Vec<_> = own.into_iter().chain(fields(&said)).collect();
            let said: Vec<_> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post(page, &said).await
        } else {
            let method: Method = method.parse().expect("a method");
            let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
            let request = request.header("if-match", format!("\"v{version}\""));
            self.app.api_with(request, &self.token, (!said.is_null()).then_some(&said)).await
        };
        assert!((200..400).contains(&answer.code()), "{page}: {} {}", answer.code(), answer.body);
        id_in(answer.location())
    }

    async fn get(&self, page: &str, path: &str) -> Answer {
        let answer = match &self.browser {
            Some(browser) => browser.get(page).await,
            None => self.app.api(Method::GET, &format!("/api/v1{path}"), &self.token, None).await,
        };
        assert_eq!(answer.code(), 200, "{page}: {}", answer.body);
        answer
    }
}

/// The first id in an address.
fn id_in(address: &str) -> Option<Uuid> {
    address.split(['/', '?']).find_map(|part| part.parse().ok())
}

/// The telling of one person.
pub(super) struct Telling<'a> {
    app: &'a TestApp,
    door: Door,
    sends: Agent<'a>,
    receives: Agent<'a>,
    words: &'a mut Words,
    before: usize,
    shown: String,
}

impl<'a> Telling<'a> {
    pub(super) async fn new(app: &'a TestApp, door: Door, words: &'a mut Words) -> Self {
        let (ccas, mission) = (&app.world.ccas, &app.world.mission);
        let mut agents = Vec::new();
        for desk in [ccas, mission] {
            let browser = match door {
                Door::Pages => Some(app.agent(desk, Role::SocialWorker).await),
                Door::Api => None,
            };
            agents.push(Agent { app, browser, token: app.token(desk, Role::SocialWorker) });
        }
        let (receives, sends) = (agents.pop().expect("two"), agents.pop().expect("two"));
        let before = words.len();
        Self { app, door, sends, receives, words, before, shown: String::new() }
    }

    /// The whole telling; what is kept to be read again is read again, so that it is there to be looked for.
    pub(super) async fn tell(mut self, end: End) {
        let relation = self.meet().await;
        let referral = self.write(relation).await;
        self.agree_and_send(referral, end).await;
        self.end(referral, end).await;
        let seen: String = self.shown.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let seen = seen.to_lowercase();
        let said = self.words.said_since(self.before);
        let words = match end {
            End::Reject => 16,
            End::Complete => 18,
            End::Cancel => 19,
        };
        assert_eq!(said.len(), words, "{said:?}");
        for (field, word) in said.iter().filter(|(field, _)| !UNSEEN.contains(&field.as_str())) {
            assert!(FIELDS.contains(&field.as_str()), "{field}");
            assert!(seen.contains(&word.to_lowercase()), "{:?} {field}: {word} was never kept", self.door);
        }
        assert_eq!(self.app.world.db().count("contact WHERE payload IS NULL", []).await, 0);
        assert_eq!(self.app.world.db().count("agreement WHERE payload IS NULL", []).await, 0);
    }

    fn word(&mut self, field: &str) -> String {
        self.words.word(field)
    }

    async fn version(&self, table: &str, id: Uuid) -> i32 {
        let sql = format!("SELECT version FROM {table} WHERE id = $1");
        self.app.world.db().column::<i32>(&sql, [id.into()]).await[0]
    }

    /// What an answer shows is really there.
    async fn see(&mut self, sent: bool, page: &str, path: &str) {
        let agent = if sent { &self.sends } else { &self.receives };
        self.shown.push_str(&agent.get(page, path).await.body);
    }

    /// At the desk: who she is, how to reach her, what she says, the card corrected, the search for her.
    async fn meet(&mut self) -> Uuid {
        let mut person = json!({ "channel": "phone", "phone": self.words.phone() });
        for field in ["given_name", "family_name", "email", "address", "commune", "safe_hours"] {
            let word = self.word(&format!("PersonBody.{field}"));
            person[field] = json!(if field == "email" { format!("{word}@example.org") } else { word });
        }
        let mut form = person.clone();
        form["other_person"] = json!("yes");
        let body = json!({ "person": person.clone(), "not_a_duplicate": true });
        let said = if self.door == Door::Pages { form } else { body };
        let made = self.sends.act("/persons", ("POST", "/persons"), 1, said).await;
        let relation = made.expect("a relation");
        let sheet = format!("/persons/{relation}");
        self.see(true, &sheet, &sheet).await;
        person["address"] = json!(self.word("PersonBody.address"));
        let version = self.version("relation", relation).await;
        self.sends.act(&format!("{sheet}/edit"), ("PUT", &sheet), version, person).await;
        self.see(true, &sheet, &sheet).await;
        let contact = json!({
            "mode": "helped", "channel": "desk", "minutes": 10, "outcome": "solved", "text": self.word("ContactBody.text"),
        });
        self.sends.act("/contacts/new", ("POST", "/contacts"), 1, contact).await;
        let query = json!({ "query": self.word("SearchBody.query") });
        self.sends.act("/persons/search", ("POST", "/persons/search"), 1, query).await;
        relation
    }

    /// The need in words, reworded; the partner; what may be passed on.
    async fn write(&mut self, relation: Uuid) -> Uuid {
        let mut need = json!({ "theme": "logement" });
        for field in ["need", "situation", "availability"] {
            need[field] = json!(self.word(&format!("NewReferralBody.{field}")));
        }
        let mut first = need.clone();
        if self.door == Door::Api {
            first["relation"] = json!(relation);
        }
        let begin = format!("/persons/{relation}/referrals");
        let referral = self.sends.act(&begin, ("POST", "/referrals"), 1, first).await.expect("a referral");
        self.see(true, &format!("/referrals/{referral}/need"), &format!("/referrals/{referral}")).await;
        let reworded = ["NeedBody.need", "NeedBody.situation", "NeedBody.availability"];
        let field = reworded[self.before / 16 % 3];
        need[field.trim_start_matches("NeedBody.")] = json!(self.word(field));
        self.step(referral, "need", need).await;
        self.see(true, &format!("/referrals/{referral}/need"), &format!("/referrals/{referral}")).await;
        self.step(referral, "service", json!({ "service": self.app.world.mission.service().uuid() })).await;
        let items = ["identity", "phone", "email", "address", "situation", "reception_card"];
        self.step(referral, "items", json!({ "items": items })).await;
        referral
    }

    /// A step of the sender's draft.
    async fn step(&self, referral: Uuid, step: &str, said: Value) {
        let path = format!("/referrals/{referral}/{step}");
        let version = self.version("referral", referral).await;
        self.sends.act(&path, ("PUT", &path), version, said).await;
    }

    /// An act on the referral.
    async fn act(&self, sent: bool, referral: Uuid, act: &str, said: Value) {
        let path = format!("/referrals/{referral}/{act}");
        let version = self.version("referral", referral).await;
        let agent = if sent { &self.sends } else { &self.receives };
        agent.act(&path, ("POST", &path), version, said).await;
    }

    async fn agree_and_send(&mut self, referral: Uuid, end: End) {
        let page = format!("/referrals/{referral}/agreement");
        let text = self.sends.get(&page, &format!("{page}-text")).await;
        let hash = match self.door {
            Door::Pages => text.hidden("text_sha256").expect("the text's hash").to_owned(),
            Door::Api => text.json()["sha256"].as_str().expect("the text's hash").to_owned(),
        };
        let said = if end == End::Complete {
            let witness = self.word("AgreementBody.witness");
            json!({ "answer": "yes", "method": "spoken_with_witness", "witness": witness, "text_sha256": hash })
        } else {
            let place = self.word("AgreementBody.signed_at");
            json!({ "answer": "yes", "method": "paper", "signed_at": place, "text_sha256": hash })
        };
        self.act(true, referral, "agreement", said).await;
        self.act(true, referral, "send", Value::Null).await;
    }

    async fn end(&mut self, referral: Uuid, end: End) {
        let sheet = format!("/referrals/{referral}");
        self.see(false, &sheet, &sheet).await;
        if end == End::Reject {
            let why =
                json!({ "reason": "other", "denied_by": "service", "note": self.word("RejectBody.note") });
            self.act(false, referral, "reject", why).await;
        } else {
            for act in ["acknowledge", "accept", "start"] {
                self.act(false, referral, act, Value::Null).await;
            }
            self.ask_and_answer(referral).await;
            self.see(false, &sheet, &sheet).await;
            let (sent, act, said) = match end {
                End::Cancel => {
                    (true, "cancel", json!({ "reason": "other", "note": self.word("CancelBody.note") }))
                }
                _ => (
                    false,
                    "complete",
                    json!({ "outcome": "helped", "note": self.word("CompleteBody.note") }),
                ),
            };
            self.act(sent, referral, act, said).await;
        }
        self.see(true, &sheet, &sheet).await;
        if end == End::Cancel {
            let why = json!({ "reason": "other", "note": self.word("ErrorBody.note") });
            self.act(true, referral, "mark-error", why).await;
        }
    }

    /// The recipient asks something, the sender answers.
    async fn ask_and_answer(&mut self, referral: Uuid) {
        let today = self.app.world.app.clock.now().date_naive().to_string();
        let note = self.word("HoldBody.note");
        let question = json!({ "reason": "information_needed", "review_on": today, "note": note });
        self.act(false, referral, "hold", question).await;
        let answer = json!({ "note": self.word("NoteBody.note") });
        self.act(true, referral, "resume", answer).await;
    }
}
