//! What a superuser rewrites behind the product's back is told. SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(clippy::unwrap_used, reason = "the steps of the story fail the test they stand in")]

mod acts;
mod mandates;

use relais_app::journal::{seal_journal, verify_journal};
use relais_testdb::World;

/// The findings, a line each.
async fn told(world: &World) -> String {
    let report = verify_journal(&world.app).await.unwrap();
    report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A world nobody touched.
async fn sound(world: &World) {
    seal_journal(&world.app).await.unwrap();
    assert_eq!(told(world).await, "");
}

/// Each attack on a world of its own, with the words of the finding it leads to.
async fn each_is_told(lived: impl AsyncFn() -> World, attacks: &[(&str, &str)]) {
    for (attack, words) in attacks {
        let world = lived().await;
        let changed = world.db().execute(attack, []).await.unwrap();
        assert!(changed > 0, "the attack hit nothing: {attack}");
        let told = told(&world).await;
        assert!(told.contains(words), "{attack}: {words:?} in:\n{told}");
    }
}
