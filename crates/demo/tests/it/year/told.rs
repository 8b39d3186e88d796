//! Who was told what, as rows and messages say it, read from outside the product.

use relais_domain::{
    clock::Timestamp,
    ids::{DeliveryId, ReferralId},
    referral::ReferralState,
};
use relais_notices::ports::{Mail, TextMessage};
use relais_testdb::TestDb;
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

/// One thing that was told.
#[derive(Clone, Debug)]
pub struct Notice {
    pub at: Timestamp,
    pub way: Way,
    pub kind: String,
    /// The event, and for messages the addressee, in one text.
    pub key: String,
    /// What it tells of: a referral, or of some mails an organisation.
    pub object: ReferralId,
    pub organisation: String,
    /// The role of the member it went to, or what else it went to.
    pub to: String,
    /// Address, subject and text of a mail; number and text of a text message.
    pub address: String,
    pub subject: String,
    pub text: String,
}

/// By which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Mail,
    Text,
    News,
}

/// Every mail and text message that left and every piece of news, in the order of time.
pub async fn all(db: &TestDb, mails: Vec<Mail>, texts: Vec<TextMessage>) -> Vec<Notice> {
    let mut left: HashMap<DeliveryId, (String, String, String)> = HashMap::new();
    for mail in mails {
        let said = (mail.to.as_str().to_owned(), mail.subject, mail.text);
        assert!(left.insert(mail.id, said).is_none(), "a mail left twice");
    }
    for text in texts {
        let said = (text.to.as_str().to_owned(), String::new(), text.text);
        assert!(left.insert(text.id, said).is_none(), "a text message left twice");
    }
    let mut told = deliveries(db, left).await;
    told.extend(news(db).await);
    told.sort_by_key(|notice| notice.at);
    told
}

async fn deliveries(db: &TestDb, mut left: HashMap<DeliveryId, (String, String, String)>) -> Vec<Notice> {
    let from = "FROM delivery d JOIN organisation o ON o.id = d.organisation_id
                LEFT JOIN membership m ON m.id = d.membership_id WHERE d.state = 'sent' ORDER BY d.id";
    let texts = async |column: &str| db.texts(&format!("SELECT {column} {from}"), []).await;
    let ids = db.column(&format!("SELECT d.id {from}"), []).await.into_iter().map(DeliveryId::new);
    let objects = db.column(&format!("SELECT d.object_id {from}"), []).await.into_iter().map(ReferralId::new);
    let at: Vec<Timestamp> = db.column(&format!("SELECT d.settled_at {from}"), []).await;
    let (kinds, keys, organisations) =
        (texts("d.kind").await, texts("d.event_key").await, texts("o.slug").await);
    let to = texts("COALESCE(m.role, d.addressee)").await;
    let rows = ids.zip(objects).zip(at).zip(kinds).zip(keys).zip(organisations).zip(to);
    let told: Vec<Notice> = rows
        .map(|((((((id, object), at), kind), key), organisation), to)| {
            let (address, subject, text) = left.remove(&id).expect("what is marked as sent has left");
            let way = if subject.is_empty() { Way::Text } else { Way::Mail };
            Notice { at, way, kind, key, object, organisation, to, address, subject, text }
        })
        .collect();
    assert!(left.is_empty(), "what has left is marked as sent");
    told
}

async fn news(db: &TestDb) -> Vec<Notice> {
    let from = "FROM notice n JOIN organisation o ON o.id = n.organisation_id ORDER BY n.id";
    let texts = async |column: &str| db.texts(&format!("SELECT {column} {from}"), []).await;
    let objects = db.column(&format!("SELECT n.object_id {from}"), []).await.into_iter().map(ReferralId::new);
    let at: Vec<Timestamp> = db.column(&format!("SELECT n.created_at {from}"), []).await;
    let (kinds, keys, organisations) =
        (texts("n.kind").await, texts("n.event_key").await, texts("o.slug").await);
    let rows = objects.zip(at).zip(kinds).zip(keys).zip(organisations);
    rows.map(|((((object, at), kind), key), organisation)| {
        let (to, nothing) = ("agents".to_owned(), String::new);
        let (address, subject, text) = (nothing(), nothing(), nothing());
        Notice { at, way: Way::News, kind, key, object, organisation, to, address, subject, text }
    })
    .collect()
}

/// Each referral's history: since when it stood where.
pub struct Histories(HashMap<ReferralId, Vec<(Timestamp, ReferralState)>>);

impl Histories {
    pub async fn read(db: &TestDb) -> Self {
        let from = "FROM referral_event ORDER BY referral_id, version";
        let ids = db.column(&format!("SELECT referral_id {from}"), []).await.into_iter().map(ReferralId::new);
        let at: Vec<Timestamp> = db.column(&format!("SELECT at {from}"), []).await;
        let states = db.texts(&format!("SELECT to_state {from}"), []).await;
        let mut histories: HashMap<_, Vec<_>> = HashMap::new();
        for ((id, at), state) in ids.zip(at).zip(states) {
            histories.entry(id).or_default().push((at, state.parse().expect("a state")));
        }
        Self(histories)
    }

    /// Where a referral stood at an instant.
    pub fn state(&self, id: ReferralId, at: Timestamp) -> ReferralState {
        let known = self.0.get(&id).and_then(|history| history.iter().rfind(|(since, _)| *since <= at));
        known.map_or(ReferralState::Draft, |(_, state)| *state)
    }
}

/// The list, one line a notice. The day is the network's. What left within a minute stands in the order of the words:
/// mails and text messages leave side by side.
pub fn list(told: &[Notice]) -> String {
    let mut lines: Vec<String> = told.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

fn line(notice: &Notice) -> String {
    let day = notice.at.with_timezone(&chrono_tz::Europe::Paris).format("%Y-%m-%d %H:%M");
    let (way, to) = match notice.way {
        Way::Mail => ("mail", notice.to.as_str()),
        Way::Text => ("sms", "the person"),
        Way::News => ("news", notice.to.as_str()),
    };
    let (kind, organisation, subject) = (&notice.kind, &notice.organisation, &notice.subject);
    format!("{day}  {way:<4}  {kind:<17}  {to:<16}  {organisation:<25}  {subject}\n")
}

/// How many of each kind went which way.
pub fn table(told: &[Notice]) -> String {
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut whole = [0; 3];
    for notice in told {
        kinds.entry(&notice.kind).or_default()[notice.way as usize] += 1;
        whole[notice.way as usize] += 1;
    }
    let mut table = format!("{:<18}{:>7}{:>7}{:>7}\n", "kind", "mails", "sms", "news");
    for (kind, [mails, texts, news]) in kinds.into_iter().chain([("in all", whole)]) {
        writeln!(table, "{kind:<18}{mails:>7}{texts:>7}{news:>7}").unwrap();
    }
    table
}
