//! Two threads a process, each with one connection to the maintenance database: one makes databases, one drops them.
//!
//! A test waits for its own database to be made, never for one to go. A database whose connections are still closing
//! is dropped only after a tenth of a second (`CountOtherDBBackends` of the server), and by then the next test runs.

use std::{env, sync::OnceLock, thread};

use relais_store::connect;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tokio::{
    runtime,
    sync::{
        mpsc::{self, UnboundedSender},
        oneshot,
    },
};

const URL_VARIABLE: &str = "RELAIS_TEST_PG_URL";

/// A statement, and who waits for its end.
type Order = (String, Option<oneshot::Sender<()>>);

static MAKER: OnceLock<UnboundedSender<Order>> = OnceLock::new();
static BROOM: OnceLock<UnboundedSender<Order>> = OnceLock::new();

/// Runs a statement that makes a database, and waits for it.
pub(super) async fn make(sql: String) {
    let (done, made) = oneshot::channel();
    drop(MAKER.get_or_init(|| thread_of_orders("relais-maker")).send((sql, Some(done))));
    made.await.expect("the server makes a database");
}

/// Has a database dropped soon; a process that ends before leaves it to the broom of a later one.
pub(super) fn drop_soon(name: &str) {
    let sql = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    drop(BROOM.get_or_init(|| thread_of_orders("relais-broom")).send((sql, None)));
}

/// The address of the maintenance database. It holds a password and is never printed.
pub(super) fn url() -> String {
    let url = env::var_os(URL_VARIABLE).and_then(|url| url.into_string().ok());
    url.unwrap_or_else(|| panic!("{URL_VARIABLE} is not set: run the tests under `cargo xtask pg COMMAND…`"))
}

/// One connection: a lock taken on it holds for what follows.
pub(super) async fn connection() -> DatabaseConnection {
    connect::connect(&url(), 1).await.expect("the maintenance database opens")
}

/// A thread that carries orders out one after the other, on a connection that outlives any test's runtime.
fn thread_of_orders(name: &str) -> UnboundedSender<Order> {
    let (orders, mut received) = mpsc::unbounded_channel::<Order>();
    let work = move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(async {
            let server = connection().await;
            while let Some((sql, done)) = received.recv().await {
                match (server.execute_unprepared(&sql).await, done) {
                    (Ok(_), Some(done)) => drop(done.send(())),
                    (Err(error), Some(_)) => panic!("{sql}: {error}"),
                    (_, None) => {}
                }
            }
        });
    };
    thread::Builder::new().name(name.into()).spawn(work).expect("a thread starts");
    orders
}
