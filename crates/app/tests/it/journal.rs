//! The journal against whoever may write to the database: every row altered, removed, added or moved is told.
//!
//! The attacks are made as a superuser makes them, with plain SQL behind the product's back, and each on a journal
//! that was found sound before.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use relais_app::{
    App, Settings,
    jobs::begin_round,
    journal::{CheckpointMemory, MemoryReply, Report, seal_journal, seal_whole_step, verify_journal},
    referrals::show_inbox,
};
use relais_store::Store;
use relais_testdb::{World, story};
use tokio::task::yield_now;

/// Remembers outside the database, as the file beside the keys does.
#[derive(Debug, Default)]
struct Outside(Mutex<Option<String>>);

impl CheckpointMemory for Outside {
    fn read(&self) -> MemoryReply<'_, Option<String>> {
        Box::pin(async { Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()) })
    }

    fn write(&self, note: String) -> MemoryReply<'_, ()> {
        Box::pin(async {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(note);
            Ok(())
        })
    }
}

/// A network with a story, its journal sealed twice and found sound, and one entry that still waits.
struct Sealed {
    world: World,
    app: App,
    first: i64,
    size: i64,
}

impl Sealed {
    async fn open() -> Self {
        let world = World::open().await;
        let app = world.app.clone().remembering(Arc::new(Outside::default()));
        let first = sealed(&app).await;
        world.advance(chrono::TimeDelta::seconds(1));
        story::sent(&world).await;
        let size = first + sealed(&app).await;
        world.advance(chrono::TimeDelta::seconds(1));
        story::create(&world, &world.ccas.social_worker(), story::somebody("Zoé")).await;
        let this = Self { world, app, first, size };
        let report = this.audit().await;
        assert!(report.is_sound(), "{:?}", report.findings);
        assert_eq!((report.size, report.checkpoints), (this.size.unsigned_abs(), 2));
        assert!(report.entries > report.size, "some wait to be sealed");
        this
    }

    async fn audit(&self) -> Report {
        verify_journal(&self.app).await.unwrap()
    }

    /// Statements of a superuser; each must have changed something.
    async fn attack(&self, statements: &[String]) {
        for statement in statements {
            let changed = self.world.db().execute(statement, []).await.unwrap();
            assert!(changed > 0, "the attack hit nothing: {statement}");
        }
    }

    async fn told(&self) -> String {
        let report = self.audit().await;
        assert!(!report.is_sound(), "the attack went unseen");
        report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    /// The words of the finding that an attack must lead to.
    async fn told_after(&self, statements: &[String], words: &str) {
        self.attack(statements).await;
        let told = self.told().await;
        assert!(told.contains(words), "{words:?} in:\n{told}");
    }
}

async fn sealed(app: &App) -> i64 {
    i64::try_from(seal_journal(app).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_remembered_checkpoint_that_is_not_ours_is_told_and_nothing_is_sealed_over_it() {
    let journal = Sealed::open().await;
    let note = journal.app.checkpoint_memory.read().await.unwrap().unwrap();
    let spoilt = note.replacen(char::is_numeric, "x", 1);
    assert_ne!(note, spoilt);
    journal.app.checkpoint_memory.write(spoilt).await.unwrap();
    let told = journal.told().await;
    assert!(told.contains("remembered outside the database is none of this journal's"), "{told}");
    let waiting = "journal_entry WHERE idx IS NULL";
    let before = journal.world.db().count(waiting, []).await;
    assert!(seal_journal(&journal.app).await.is_err());
    assert_eq!((journal.world.db().count(waiting, []).await, before > 0), (before, true));
    journal.app.checkpoint_memory.write(note).await.unwrap();
    assert!(journal.audit().await.is_sound());
    assert_eq!(sealed(&journal.app).await, before);
}

#[tokio::test]
async fn a_whole_step_is_sealed_as_soon_as_it_waits_and_no_less() {
    let world = World::open().await;
    story::sent(&world).await;
    sealed(&world.app).await;
    let (reader, waiting) = (world.mission.social_worker(), "journal_entry WHERE idx IS NULL");
    for _ in 0..255 {
        show_inbox(&world.app, &reader, None).await.unwrap();
    }
    assert_eq!(seal_whole_step(&world.app).await.unwrap(), 0);
    assert_eq!(world.db().count(waiting, []).await, 255);
    show_inbox(&world.app, &reader, None).await.unwrap();
    assert_eq!(seal_whole_step(&world.app).await.unwrap(), 256);
    assert_eq!(world.db().count(waiting, []).await, 0);
    assert_eq!(seal_whole_step(&world.app).await.unwrap(), 0, "what is sealed waits no more");
    assert!(verify_journal(&world.app).await.unwrap().is_sound());
}

/// A memory that tells whether two wrote into it at once.
#[derive(Debug, Default)]
struct OneAtATime {
    writing: AtomicUsize,
    most: AtomicUsize,
    notes: Outside,
}

impl CheckpointMemory for OneAtATime {
    fn read(&self) -> MemoryReply<'_, Option<String>> {
        self.notes.read()
    }

    fn write(&self, note: String) -> MemoryReply<'_, ()> {
        Box::pin(async {
            let here = self.writing.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(here, Ordering::SeqCst);
            // As long as the other needs for a whole step.
            for _ in 0..10_000 {
                yield_now().await;
            }
            self.writing.fetch_sub(1, Ordering::SeqCst);
            self.notes.write(note).await
        })
    }
}

#[tokio::test]
async fn two_seals_of_one_process_remember_one_after_the_other() {
    let world = World::open().await;
    story::sent(&world).await;
    let memory = Arc::new(OneAtATime::default());
    let app = world.app.clone().remembering(Arc::clone(&memory) as _);
    let reader = world.mission.social_worker();
    for _ in 0..300 {
        show_inbox(&world.app, &reader, None).await.unwrap();
    }
    let (one, other) = tokio::join!(seal_journal(&app), seal_journal(&app));
    assert!(one.unwrap() + other.unwrap() > 300);
    assert_eq!(memory.most.load(Ordering::SeqCst), 1);
    assert!(verify_journal(&app).await.unwrap().is_sound());
}

#[tokio::test]
async fn an_instance_that_does_not_seal_watches_what_it_wrote() {
    let world = World::open().await;
    sealed(&world.app).await;
    let store = &world.app.store;
    let (clock, random) = (Arc::clone(&world.app.clock), Arc::clone(&world.app.random));
    let second =
        Store::new(store.pools().clone(), Arc::clone(store.keys()), Arc::clone(&clock), Arc::clone(&random));
    let other = App::new(second, clock, random, Settings::default());
    assert!(begin_round(&world.app).await.unwrap().is_some());
    let reader = world.mission.social_worker();
    for _ in 0..600 {
        show_inbox(&other, &reader, None).await.unwrap();
    }
    assert!(begin_round(&other).await.unwrap().is_none());
    assert_eq!(other.store.own_entries(), 600, "nobody has sealed them yet");
    assert_eq!(seal_whole_step(&other).await.unwrap(), 0, "nor does it try: another instance seals");
    sealed(&world.app).await;
    assert!(begin_round(&other).await.unwrap().is_none());
    assert_eq!(other.store.own_entries(), 0, "under a checkpoint, and let go");
}

fn sql(statement: impl Into<String>) -> Vec<String> {
    vec![statement.into()]
}

#[tokio::test]
async fn every_column_of_a_sealed_entry_is_watched() {
    let journal = Sealed::open().await;
    let at =
        "idx = (SELECT MIN(idx) FROM journal_entry WHERE subject_pid IS NOT NULL AND payload IS NOT NULL)";
    let row = "SELECT COUNT(*) FROM journal_entry WHERE ";
    assert_eq!(journal.world.db().number(&format!("{row}{at}"), []).await, 1, "an entry with everything");
    let other = "(SELECT x.COLUMN FROM journal_entry x WHERE x.idx = 0)";
    let alterations = [
        ("at", other),
        ("tenant_id", other),
        ("actor_pid", "NULL"),
        ("action", "'person.read'"),
        ("object_id", "NULL"),
        ("subject_pid", "NULL"),
        ("scope", "'forged'"),
        ("leaf", other),
        ("leaf_hash", other),
        ("tag", other),
        ("payload", "NULL"),
        (
            "payload",
            "(SELECT x.payload FROM journal_entry x WHERE x.idx <> journal_entry.idx AND x.payload IS NOT NULL LIMIT 1)",
        ),
    ];
    for (column, value) in alterations {
        let value = value.replace("COLUMN", column);
        let kept = format!("CREATE TABLE kept AS SELECT id, {column} AS was FROM journal_entry");
        journal.world.db().execute(&kept, []).await.unwrap();
        let place =
            journal.world.db().column::<i64>(&format!("SELECT idx FROM journal_entry WHERE {at}"), []).await;
        let place = place.first().unwrap();
        journal
            .attack(&sql(format!("UPDATE journal_entry SET {column} = {value} WHERE idx = {place}")))
            .await;
        let told = journal.told().await;
        assert!(told.contains(&format!("at index {place} was altered")), "{column}: {told}");
        let back = format!(
            "UPDATE journal_entry SET {column} = (SELECT was FROM kept WHERE kept.id = journal_entry.id) WHERE idx = {place}"
        );
        journal.attack(&sql(back)).await;
        journal.world.db().execute("DROP TABLE kept", []).await.unwrap();
        assert!(journal.audit().await.is_sound(), "{column}: put back, it is what was written");
    }
}

#[tokio::test]
async fn an_entry_rewritten_with_its_leaf_and_hash_is_found() {
    let journal = Sealed::open().await;
    let copy = "UPDATE journal_entry SET leaf = x.leaf, leaf_hash = x.leaf_hash, tag = x.tag, action = x.action, \
                at = x.at, tenant_id = x.tenant_id, actor_pid = x.actor_pid, object_id = x.object_id, \
                scope = x.scope FROM (SELECT * FROM journal_entry WHERE idx = 0) AS x WHERE journal_entry.idx = 2";
    journal.told_after(&sql(copy), "at index 2").await;
}

#[tokio::test]
async fn an_entry_removed_from_the_middle_is_missed() {
    let journal = Sealed::open().await;
    journal.told_after(&sql("DELETE FROM journal_entry WHERE idx = 3"), "entries 3 to 3 are missing").await;
}

#[tokio::test]
async fn the_last_entry_removed_is_missed() {
    let journal = Sealed::open().await;
    let last = journal.size - 1;
    let removed = format!("DELETE FROM journal_entry WHERE idx = {last}");
    journal.told_after(&sql(removed), "was cut short").await;
}

#[tokio::test]
async fn an_entry_removed_and_the_others_moved_up_is_found() {
    let journal = Sealed::open().await;
    let moved = [
        "DELETE FROM journal_entry WHERE idx = 3".to_owned(),
        "UPDATE journal_entry SET idx = idx + 100000 WHERE idx > 3".to_owned(),
        "UPDATE journal_entry SET idx = idx - 100001 WHERE idx > 100000".to_owned(),
    ];
    journal.told_after(&moved, "").await;
}

#[tokio::test]
async fn two_entries_exchanged_are_found_at_their_places() {
    let journal = Sealed::open().await;
    let exchanged = [
        "UPDATE journal_entry SET idx = 900000 WHERE idx = 2".to_owned(),
        "UPDATE journal_entry SET idx = 2 WHERE idx = 5".to_owned(),
        "UPDATE journal_entry SET idx = 5 WHERE idx = 900000".to_owned(),
    ];
    journal.attack(&exchanged).await;
    let told = journal.told().await;
    for words in ["stands at index 2 but was sealed at 5", "stands at index 5 but was sealed at 2"] {
        assert!(told.contains(words), "{words} in:\n{told}");
    }
}

#[tokio::test]
async fn an_entry_added_after_the_last_is_found() {
    let journal = Sealed::open().await;
    let taken = "UPDATE journal_entry SET idx = (SELECT MAX(idx) + 1 FROM journal_entry) \
                 WHERE id IN (SELECT id FROM journal_entry WHERE idx IS NULL LIMIT 1)";
    journal.told_after(&sql(taken), "").await;
}

#[tokio::test]
async fn a_journal_cut_back_to_an_earlier_checkpoint_is_told_from_a_short_one() {
    let journal = Sealed::open().await;
    let first = journal.first;
    let cut = [
        format!("DELETE FROM journal_entry WHERE idx IS NULL OR idx >= {first}"),
        format!("DELETE FROM journal_checkpoint WHERE size > {first}"),
        "DELETE FROM referral_event".to_owned(),
    ];
    journal.attack(&cut).await;
    // Every node whose leaves are not all left goes too: the forger is careful.
    for level in 0..20 {
        let nodes = format!(
            "DELETE FROM journal_node WHERE level = {level} AND (idx + 1) * {} > {first}",
            1_i64 << level
        );
        journal.world.db().execute(&nodes, []).await.unwrap();
    }
    let told = journal.told().await;
    assert!(told.contains(&format!("{} entries were sealed, {first} are left", journal.size)), "{told}");
}

#[tokio::test]
async fn a_journal_emptied_is_told_from_a_new_one() {
    let journal = Sealed::open().await;
    let emptied = ["journal_entry", "journal_node", "journal_checkpoint", "referral_event"];
    journal.told_after(&emptied.map(|table| format!("DELETE FROM {table}")), "cut short").await;
}

#[tokio::test]
async fn a_checkpoint_altered_or_removed_is_found() {
    for (attack, words) in [
        (
            "UPDATE journal_checkpoint SET note = (SELECT x.note FROM journal_checkpoint x WHERE x.number = 2) WHERE number = 1",
            "checkpoint 1 was altered",
        ),
        ("UPDATE journal_checkpoint SET size = size - 1 WHERE number = 1", "checkpoint 1 was altered"),
        ("DELETE FROM journal_checkpoint WHERE number = 1", "1"),
        ("DELETE FROM journal_checkpoint WHERE number = 2", ""),
    ] {
        Sealed::open().await.told_after(&sql(attack), words).await;
    }
}

#[tokio::test]
async fn a_node_of_the_tree_altered_or_removed_is_found() {
    for (attack, words) in [
        (
            "UPDATE journal_node SET hash = (SELECT x.hash FROM journal_node x WHERE x.level = 0 AND x.idx = 1) WHERE level = 1 AND idx = 0",
            "is not the hash of its children",
        ),
        ("DELETE FROM journal_node WHERE level = 1 AND idx = 0", "node 0 of level 1 is missing"),
    ] {
        Sealed::open().await.told_after(&sql(attack), words).await;
    }
}

#[tokio::test]
async fn an_entry_altered_while_it_waits_is_found_and_never_sealed() {
    let journal = Sealed::open().await;
    let altered = "UPDATE journal_entry SET action = 'person.read' WHERE idx IS NULL";
    journal.told_after(&sql(altered), "(not sequenced) was altered").await;
    assert_eq!(sealed(&journal.app).await, 0, "the sealer signs nothing it did not write");
    assert!(journal.told().await.contains("was altered"));
}

#[tokio::test]
async fn an_act_whose_waiting_entry_was_removed_is_found() {
    let world = World::open().await;
    story::sent(&world).await;
    assert!(verify_journal(&world.app).await.unwrap().is_sound());
    let removed = "DELETE FROM journal_entry WHERE id IN (SELECT entry_id FROM referral_event)";
    assert!(world.db().execute(removed, []).await.unwrap() > 0);
    let report = verify_journal(&world.app).await.unwrap();
    let told: String = report.findings.iter().map(ToString::to_string).collect();
    assert!(told.contains("referral_event"), "{told}");
}

#[tokio::test]
async fn a_row_that_does_not_even_read_is_told_and_hides_no_other() {
    let journal = Sealed::open().await;
    let garbage = match relais_testdb::Backend::asked() {
        relais_testdb::Backend::Sqlite => "hex(randomblob(4))",
        // Its columns have types: the nearest to an unreadable id is another one.
        relais_testdb::Backend::Postgres => "gen_random_uuid()",
    };
    journal.attack(&sql(format!("UPDATE journal_entry SET id = {garbage} WHERE idx = 2"))).await;
    journal
        .told_after(&sql("UPDATE journal_entry SET scope = 'forged' WHERE idx = 4"), "at index 4 was altered")
        .await;
    let told = journal.told().await;
    assert!(told.contains("at index 2"), "{told}");
    let waits = "(SELECT id FROM journal_entry WHERE idx IS NULL LIMIT 1)";
    journal.attack(&sql(format!("UPDATE journal_entry SET id = {garbage} WHERE id = {waits}"))).await;
    let waiting = "SELECT COUNT(*) FROM journal_entry WHERE idx IS NULL";
    let others = journal.world.db().number(waiting, []).await - 1;
    assert!(others > 0, "others wait beside it");
    assert_eq!(sealed(&journal.app).await, others, "one bad row keeps the sealer from no other");
}

#[tokio::test]
async fn the_keys_behind_the_details_are_watched_too() {
    let read = "(SELECT id FROM journal_subject ORDER BY id DESC LIMIT 1)";
    let attacks = [
        (format!("UPDATE journal_subject SET wrap = payload WHERE id = {read}"), "journal_subject"),
        (
            format!("UPDATE journal_subject SET wrap = NULL, payload = NULL WHERE id = {read}"),
            "journal_subject",
        ),
        ("DELETE FROM journal_subject".to_owned(), "the payload is gone without an erasure"),
        (
            "UPDATE journal_subject SET erased_at = created_at".to_owned(),
            "the payload is gone without an erasure",
        ),
    ];
    for (attack, words) in attacks {
        Sealed::open().await.told_after(&sql(attack), words).await;
    }
}
