//! An agent's software: lives one story after the other and writes down what was acknowledged.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, anyhow};
use relais_bench::Chance;
use uuid::Uuid;

use crate::{
    http::{Answer, Request, ask},
    installation::{HOUSES, agent},
    ledger::Story,
    outside::Outside,
    rows::Rows,
    stories::{self, Move, Named},
};

/// One of how many acknowledged acts is asked for a second time under its name.
const REPEATED: usize = 8;

/// How often progress is looked at.
const LOOK: Duration = Duration::from_millis(1);
/// Looks without any progress after which there will be none: longer than a pool waits for a connection.
const STILL: usize = 12_000;

/// What the clients of one life of the server share.
#[derive(Debug)]
pub struct Life {
    pub site: SocketAddr,
    pub acknowledged: AtomicUsize,
    pub over: AtomicBool,
}

impl Life {
    pub fn at(site: SocketAddr) -> Arc<Self> {
        Arc::new(Self { site, acknowledged: AtomicUsize::new(0), over: AtomicBool::new(false) })
    }

    /// Waits until so many acts are acknowledged, or nothing moves any more.
    pub async fn reach(&self, acts: usize) -> Result<()> {
        let mut looks = tokio::time::interval(LOOK);
        let (mut before, mut still) = (0, 0);
        while self.so_far() < acts && still < STILL {
            looks.tick().await;
            still = if self.so_far() == before { still + 1 } else { 0 };
            before = self.so_far();
        }
        Ok(())
    }

    fn so_far(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }
}

/// Why a client stopped.
#[derive(Debug)]
pub enum End {
    /// It was told to.
    Told,
    /// No answer came.
    Unheard,
    /// An answer that is no success.
    Refused(Move, Answer),
    /// What must not be.
    Wrong(String),
}

/// A client with everything it ever did.
pub struct Client {
    number: usize,
    chance: Chance,
    outside: Arc<Outside>,
    services: [Uuid; 2],
    requests: usize,
    pub stories: Vec<Story>,
    /// Acts acknowledged.
    pub acknowledged: usize,
    /// Acts done that nobody acknowledged.
    pub unheard: usize,
    /// Persons and drafts asked for whose ids never came back.
    pub lost_ids: usize,
}

impl Client {
    pub fn new(number: usize, seed: u64, outside: &Arc<Outside>, services: [Uuid; 2]) -> Self {
        Self {
            number,
            chance: Chance::new(seed.wrapping_add(number as u64)),
            outside: Arc::clone(outside),
            services,
            requests: 0,
            stories: Vec::new(),
            acknowledged: 0,
            unheard: 0,
            lost_ids: 0,
        }
    }

    /// Lives stories until something ends it.
    pub async fn live(&mut self, life: &Life) -> End {
        loop {
            if life.over.load(Ordering::SeqCst) {
                return End::Told;
            }
            if self.stories.last().is_none_or(|story| story.next().is_none()) {
                let plan = stories::drawn(&self.chance);
                self.begin(plan);
            }
            match self.step(life.site).await {
                Ok(()) => life.acknowledged.fetch_add(1, Ordering::SeqCst),
                Err(end) => return end,
            };
        }
    }

    /// A story of this plan.
    pub fn begin(&mut self, plan: Vec<Move>) {
        let sender = self.chance.below(HOUSES.len());
        let name = letters(self.number * 1_000_000 + self.stories.len());
        self.stories.push(Story::new(sender, name, plan));
    }

    /// The next act of the story that runs.
    pub async fn step(&mut self, site: SocketAddr) -> Result<(), End> {
        let story = self.stories.last().ok_or_else(|| End::Wrong("no story".to_owned()))?;
        let act = story.next().ok_or_else(|| End::Wrong("no act".to_owned()))?;
        let request = self.request(site, act).await?;
        let story = self.story()?;
        story.pending = Some(act);
        let answer = ask(site, &request).await.map_err(|_| End::Unheard)?;
        if !answer.is_success() {
            return Err(End::Refused(act, answer));
        }
        story.acknowledge(act, &answer);
        self.acknowledged += 1;
        if request.key.is_some() && self.chance.below(REPEATED) == 0 {
            repeat(site, act, &request, &answer).await?;
        }
        Ok(())
    }

    /// The same act by both agents of the side that may do it; `twins`: it is one request, sent twice.
    pub async fn rivals(&mut self, site: SocketAddr, act: Move, twins: bool) -> Result<[Request; 2], End> {
        let first = self.request(site, act).await?;
        if twins {
            return Ok([first.clone(), first]);
        }
        self.number += 1;
        let second = self.request(site, act).await;
        self.number -= 1;
        Ok([first, second?])
    }

    /// Notes an act whose answer somebody else read.
    pub fn note(&mut self, act: Move, answer: &Answer) -> Result<(), End> {
        self.story()?.acknowledge(act, answer);
        self.acknowledged += 1;
        Ok(())
    }

    fn story(&mut self) -> Result<&mut Story, End> {
        self.stories.last_mut().ok_or_else(|| End::Wrong("no story".to_owned()))
    }

    /// The request of an act; for an agreement the text is read first.
    pub async fn request(&mut self, site: SocketAddr, act: Move) -> Result<Request, End> {
        let mut named = self.named();
        if act == Move::Agree {
            named.text = self.text(site).await?;
        }
        self.requests += 1;
        let key = format!("faults-{}-{}", self.number, self.requests);
        let story = self.story()?;
        let (method, path) = act.route(story.referral);
        let needs_version = !act.makes() && act != Move::Withdraw;
        let version = needs_version.then_some(story.version);
        let token = self.token(act.by_sender());
        let key = (method == "POST").then_some(key);
        Ok(Request { method, path, token, version, key, body: act.body(&named) })
    }

    fn named(&self) -> Named {
        let Some(story) = self.stories.last() else { return Named::default() };
        let [first, second] = self.services;
        let service = if story.sender == 0 { second } else { first };
        Named { relation: story.relation, service, name: story.name.clone(), text: String::new() }
    }

    /// Of an agent of the side that acts.
    fn token(&self, by_sender: bool) -> String {
        let sender = self.stories.last().map_or(0, |story| story.sender);
        let house = if by_sender { sender } else { 1 - sender };
        self.outside.token(&agent(HOUSES.get(house).copied().unwrap_or_default(), self.number % 2))
    }

    async fn text(&self, site: SocketAddr) -> Result<String, End> {
        let id = self.stories.last().and_then(|story| story.referral).unwrap_or_default();
        let path = format!("/api/v1/referrals/{id}/agreement-text");
        let request = Request { method: "GET", path, token: self.token(true), ..Request::default() };
        let answer = ask(site, &request).await.map_err(|_| End::Unheard)?;
        match answer.text("sha256") {
            Some(text) => Ok(text),
            None => Err(End::Refused(Move::Agree, answer)),
        }
    }

    /// After a silence: what the rows say of the act that was not answered.
    pub fn settle(&mut self, rows: &Rows) {
        let Some(story) = self.stories.last_mut() else { return };
        self.lost_ids += usize::from(story.pending.is_some_and(Move::makes));
        self.unheard += usize::from(story.settle(rows));
    }

    /// Where a clock moved a referral on, that is the version to act on.
    pub fn follow(&mut self, rows: &Rows) {
        for story in &mut self.stories {
            let found = story.referral.and_then(|id| rows.referrals.get(&id));
            story.version = found.map_or(story.version, |row| row.version);
        }
    }
}

/// The same request again, under the same name: the same answer, and nothing done; or the word that nothing can be
/// answered for the moment.
async fn repeat(site: SocketAddr, act: Move, request: &Request, first: &Answer) -> Result<(), End> {
    let answer = ask(site, request).await.map_err(|_| End::Unheard)?;
    let same = answer.status == first.status && answer.made() == first.made();
    if same && answer.header("idempotency-replayed") == Some("true") {
        return Ok(());
    }
    if answer.status >= 500 {
        return Err(End::Refused(act, answer));
    }
    Err(End::Wrong(format!("{} {} again answered {}", request.method, request.path, answer.status)))
}

/// A name of letters that no other number has.
fn letters(mut number: usize) -> String {
    let mut name = String::from("Q");
    loop {
        let digit = u32::try_from(number % 26).unwrap_or_default();
        name.extend(char::from_u32(u32::from('a') + digit));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}

/// Clients who act at the same time, until their server falls silent.
pub struct Crowd {
    pub clients: Vec<Client>,
}

impl Crowd {
    pub fn new(size: usize, seed: u64, outside: &Arc<Outside>, services: [Uuid; 2]) -> Self {
        Self { clients: (0..size).map(|number| Client::new(number, seed, outside, services)).collect() }
    }

    /// All live at once; `meanwhile` decides when it is over.
    pub async fn live<F: Future<Output = Result<()>>>(
        &mut self,
        life: &Arc<Life>,
        meanwhile: F,
    ) -> Result<Vec<End>> {
        let mut running = Vec::new();
        for mut client in self.clients.drain(..) {
            let life = Arc::clone(life);
            running.push(tokio::spawn(async move {
                let end = client.live(&life).await;
                (client, end)
            }));
        }
        let told = meanwhile.await;
        life.over.store(true, Ordering::SeqCst);
        let mut ends = Vec::new();
        for task in running {
            let (client, end) = task.await.map_err(|error| anyhow!("a client fell: {error}"))?;
            self.clients.push(client);
            ends.push(end);
        }
        told.map(|()| ends)
    }

    pub fn stories(&self) -> impl Iterator<Item = &Story> {
        self.clients.iter().flat_map(|client| &client.stories)
    }

    pub fn acknowledged(&self) -> usize {
        self.clients.iter().map(|client| client.acknowledged).sum()
    }

    pub fn unheard(&self) -> usize {
        self.clients.iter().map(|client| client.unheard).sum()
    }

    pub fn settle(&mut self, rows: &Rows) {
        for client in &mut self.clients {
            client.settle(rows);
        }
    }
}
