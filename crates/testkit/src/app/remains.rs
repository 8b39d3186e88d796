//! What is still in the outbox when a test ends.

use std::sync::Arc;

use relais_app::{App, Settings};
use relais_notices::{WaysOut, deliver_messages};
use relais_store::{Store, connect::Pools};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};

use crate::db::World;

/// How many messages a round of deliveries leaves. On a thread and a connection of its own: the test's runtime is
/// busy ending.
pub(super) fn undelivered(world: &World) -> i64 {
    let url = world.db().url().to_owned();
    let (keys, clock) = (Arc::clone(world.app.store.keys()), Arc::clone(&world.app.clock));
    let random = Arc::clone(&world.app.random);
    let deliver = async move {
        let pools = Pools::open(&url, 1).await.expect("the database opens");
        let store = Store::new(pools.clone(), keys, Arc::clone(&clock), Arc::clone(&random));
        let app = App::new(store, clock, random, Settings::default());
        deliver_messages(&app, &WaysOut::default()).await.expect("a round of deliveries");
        left(pools.writing()).await
    };
    let deliverer = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(deliver)
    });
    deliverer.join().expect("the delivery ends")
}

async fn left(connection: &DatabaseConnection) -> i64 {
    let sql = "SELECT COUNT(*) FROM outbox WHERE done_at IS NULL";
    let count = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(count).await.expect("the query passes").expect("a row");
    row.try_get_by_index(0).expect("a number")
}
