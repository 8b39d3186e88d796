//! Open pages that follow what they show: told once, told nothing else, and no reason to stay signed in.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use chrono::TimeDelta;
use futures_util::future::join_all;
use relais_app::{
    App,
    auth::{AgentClaims, SignIn, sign_in},
    organisations::{FoundMember, FoundOrganisation, FoundService, found_organisation},
};
use relais_domain::{
    actor::Role,
    clock::{Clock, Timestamp},
    ids::{ReferralId, ServiceId},
};
use relais_server::{
    compose::follow_changes,
    graceful::{End, serve},
};
use relais_store::{
    connect::Engine,
    live::{News, Topic},
    organisations::OrganisationUpsert,
};
use relais_testkit::{
    TestApp,
    app::{Answer, Browser},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket},
    time::timeout,
};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::story;

/// Where the page listens.
fn stream_of(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("data-live=\"").expect("a part that follows");
    rest.split_once('"').expect("its stream").0.replace("&#x2F;", "/")
}

/// Until so many pages wait.
async fn until_they_follow(app: &App, pages: usize) {
    while app.store.live().followers() < pages {
        tokio::task::yield_now().await;
    }
}

/// This instance hears what is committed, as a served one does, until this is dropped.
async fn hearing(app: &App) -> DropGuard {
    let stop = CancellationToken::new();
    tokio::spawn(follow_changes(app.clone(), stop.clone()));
    if app.store.engine() == Engine::Postgres {
        let (nothing, nobody) = (Topic::Referral(ReferralId::new(Uuid::nil())), Uuid::nil());
        let mut first = app.store.live().follow(nothing, app.clock.now(), nobody).expect("room");
        assert_eq!(first.news().await, News::Changed, "whoever followed before is told to look");
    }
    stop.drop_guard()
}

async fn asked_by_itself(browser: &Browser<'_>, path: &str) -> Answer {
    let request = axum::http::Request::get(path).header("relais-by-itself", "1");
    browser.send(request, "").await
}

#[tokio::test]
async fn an_inbox_and_a_sheet_are_told_of_what_happens_while_they_are_open() {
    let app = TestApp::open().await;
    let world = &app.world;
    let _hearing = hearing(&world.app).await;
    let partner = app.agent(&world.mission, Role::SocialWorker).await;
    let sender = app.agent(&world.ccas, Role::SocialWorker).await;
    let inbox = stream_of(&partner.get("/inbox").await);
    let act = async {
        until_they_follow(&world.app, 1).await;
        story::sent(world).await
    };
    let (told, step) = tokio::join!(partner.get(&inbox), act);
    assert_eq!((told.code(), told.header("content-type")), (200, "text/event-stream"));
    assert_eq!(told.header("x-accel-buffering"), "no");
    assert_eq!(told.header("cache-control"), "no-store");
    assert!(told.body.contains("event: changed") && told.body.contains("retry: "), "{}", told.body);
    assert!(!told.body.contains(&step.id.to_string()), "that something changed, never what");
    let again = asked_by_itself(&partner, "/inbox").await;
    let sheet = format!("/referrals/{}", step.id);
    assert!(again.body.contains(&sheet), "the page that is drawn again shows it");
    let (mine, theirs) = (stream_of(&sender.get(&sheet).await), stream_of(&partner.get(&sheet).await));
    let act = async {
        until_they_follow(&world.app, 2).await;
        story::accept(world, step).await
    };
    let (mine, theirs, _) = tokio::join!(sender.get(&mine), partner.get(&theirs), act);
    for told in [mine, theirs] {
        assert!(told.body.contains("event: changed"), "{}", told.body);
    }
    assert!(sender.get(&inbox).await.body.contains("event: changed"), "missed meanwhile, told at once");
    assert_eq!(world.app.store.live().followers(), 0, "nobody is left");
}

#[tokio::test]
async fn nobody_follows_what_is_not_theirs_to_see() {
    let app = TestApp::open().await;
    let world = &app.world;
    let step = story::sent(world).await;
    let stream = format!("/referrals/{}/live", step.id);
    let stranger = app.agent(&world.caf, Role::SocialWorker).await;
    let unknown = format!("/referrals/{}/live", Uuid::nil());
    let [there, nowhere] = [&stream, &unknown].map(|path| stranger.get(path));
    let (there, nowhere) = tokio::join!(there, nowhere);
    assert_eq!((there.code(), nowhere.code()), (404, 404));
    assert_eq!(there.comparable(), nowhere.comparable(), "nothing tells that it exists");
    let nobody = app.browser().get(&stream).await;
    assert_eq!(nobody.code(), 200);
    assert!(nobody.body.contains("event: over") && !nobody.body.contains("changed"), "{}", nobody.body);
    let volunteer = app.agent(&world.mission, Role::Dpo).await;
    assert_eq!(volunteer.get("/inbox/live").await.code(), 403);
    let before = world.db().count("journal_entry", []).await;
    let partner = app.agent(&world.mission, Role::SocialWorker).await;
    let signed_in = world.db().count("journal_entry", []).await;
    partner.get(&stream).await;
    let after = world.db().count("journal_entry", []).await;
    assert!(signed_in > before && after == signed_in, "to follow is not to read");
}

#[tokio::test]
async fn an_open_page_keeps_no_session_alive_and_is_emptied_with_it() {
    let app = TestApp::open().await;
    let world = &app.world;
    let agent = app.agent(&world.mission, Role::SocialWorker).await;
    let stream = stream_of(&agent.get("/inbox").await);
    world.advance(TimeDelta::minutes(10));
    assert!(agent.send(request_of("/inbox/live"), "").await.body.contains("changed"));
    assert_eq!(asked_by_itself(&agent, "/inbox").await.code(), 200);
    world.advance(TimeDelta::minutes(6));
    assert!(agent.send(request_of(&stream), "").await.body.contains("event: over"));
    assert_eq!(agent.get("/inbox").await.code(), 303, "sixteen minutes without anybody");
}

/// A stream as a browser asks for it.
fn request_of(path: &str) -> axum::http::request::Builder {
    axum::http::Request::get(path).header("accept", "text/event-stream")
}

/// Agents whose pages are open, and how many pages each.
const AGENTS: usize = 170;
const PAGES: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_open_pages_are_told_of_one_act_and_let_go_at_the_stop() {
    relais_server::open_files::allow_all();
    let app = TestApp::open().await;
    let _hearing = hearing(&app.world.app).await;
    let (service, cookies) = large_house(&app).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let server = tokio::spawn(serve(listener, app.router(), stop.clone(), Duration::from_mins(1)));
    let world = &app.world;
    let now = || Clock::now(world.clock());
    let open = |(agent, cookie): (u32, &String), since: Timestamp| {
        let cookie = cookie.clone();
        tokio::spawn(async move { listen(address, (agent, &cookie), since).await })
    };
    let agents = || (0..).zip(&cookies);
    let drawn = now();
    let pages: Vec<_> =
        agents().flat_map(|agent| (0..PAGES).map(move |_| agent)).map(|agent| open(agent, drawn)).collect();
    assert!(pages.len() >= 2_000);
    timeout(Duration::from_mins(1), until_they_follow(&world.app, pages.len())).await.expect("all are open");
    let one_more = listen(address, (0, &cookies[0]), drawn).await;
    assert!(one_more.starts_with("HTTP/1.1 429"), "one reader takes no room from the others: {one_more}");
    let actor = world.ccas.social_worker();
    let relation = story::create(world, &actor, story::amina()).await;
    story::sent_for(world, &actor, relation, service).await;
    let told = timeout(Duration::from_mins(1), join_all(pages)).await.expect("all are told");
    let changed = told.iter().filter(|told| told.as_ref().is_ok_and(|told| told.contains("event: changed")));
    assert_eq!(changed.count(), AGENTS * PAGES);
    let waiting: Vec<_> = agents().map(|agent| open(agent, now())).collect();
    timeout(Duration::from_mins(1), until_they_follow(&world.app, waiting.len())).await.expect("open again");
    stop.cancel();
    world.app.store.live().close();
    for let_go in join_all(waiting).await {
        let let_go = let_go.expect("joined");
        assert!(let_go.starts_with("HTTP/1.1 200") && !let_go.contains("event:"), "{let_go}");
    }
    let end = timeout(Duration::from_secs(30), server).await.expect("it stops");
    assert_eq!(end.expect("joined").expect("served"), End::Drained);
}

/// A house with many agents, all signed in: its service and their cookies.
async fn large_house(app: &TestApp) -> (ServiceId, Vec<String>) {
    let world = &app.world;
    let claims = |number: usize| AgentClaims {
        issuer: app.provider.issuer.clone(),
        subject: format!("large-{number}"),
        given_name: "Camille".into(),
        usual_name: format!("Agent {number}"),
        email: None,
        siret: None,
        provider_id: None,
        acr: None,
    };
    let member = |number| FoundMember { claims: claims(number), role: Role::SocialWorker };
    let new = FoundOrganisation {
        facts: OrganisationUpsert::member("test", "large", "Conseil départemental", "departement"),
        known_as: Vec::new(),
        services: vec![service()],
        members: (0..AGENTS).map(member).collect(),
    };
    let (organisation, _) = found_organisation(&world.app, world.network, new).await.expect("it is founded");
    let sql = "SELECT id FROM service WHERE organisation_id = $1";
    let services: Vec<Uuid> = world.db().column(sql, [organisation.uuid().into()]).await;
    let mut cookies = Vec::new();
    for number in 0..AGENTS {
        let command = SignIn { claims: claims(number), id_token: String::new(), authenticated_at: None };
        let signed_in = sign_in(&world.app, command).await.expect("signed in");
        cookies.push(format!("relais={}", signed_in.token.expose()));
    }
    (ServiceId::new(services[0]), cookies)
}

fn service() -> FoundService {
    FoundService {
        place: None,
        name: "Accueil social".into(),
        description: "Accueil et accompagnement.".into(),
        audience: None,
        address: None,
        commune: Some("Brest".into()),
        insee: Some("29019".into()),
        position: None,
        capacity: "open".into(),
        answer_days: Some(10),
        accepts_referrals: true,
        themes: Vec::new(),
    }
}

/// What an open page is told, on a connection of its own from the agent's own machine.
async fn listen(address: SocketAddr, (agent, cookie): (u32, &str), since: Timestamp) -> String {
    let socket = TcpSocket::new_v4().expect("a socket");
    let machine = Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 1, 0).to_bits() + agent);
    socket.bind(SocketAddr::from((machine, 0))).expect("the machine's own address");
    let mut stream = socket.connect(address).await.expect("a connection");
    let since = since.timestamp_micros();
    let request = format!(
        "GET /inbox/live?since={since} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\ncookie: \
         {cookie}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut told = String::new();
    stream.read_to_string(&mut told).await.expect("told");
    told
}
