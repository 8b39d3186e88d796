//! What a request left in the database: triggers on every table write its name down in the changing transaction, so
//! that a change made and unmade shows too, and a rolled-back one does not. Entries of the journal are told by what
//! they say happened.

use relais_journal::Action;
use relais_testkit::TestApp;

/// Written by who comes in, is served or only looks; everything else is content.
const EXEMPT: &[&str] = &[
    "journal_entry",
    "journal_node",
    "journal_checkpoint",
    "journal_subject",
    "session",
    "login_attempt",
    "lease",
    "seaql_migrations",
    "touched",
];
/// Marks an entry among the names.
const ENTRY: &str = "entry ";

/// What one request left.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The tables it changed.
    pub tables: Vec<String>,
    /// The entries of reading it wrote.
    pub reads: Vec<Action>,
    /// The entries of acts it wrote.
    pub acts: Vec<Action>,
}

impl Left {
    /// Whether anything was done.
    pub(super) const fn acted(&self) -> bool {
        !self.tables.is_empty() || !self.acts.is_empty()
    }
}

/// The triggers are set.
pub(super) struct Watch<'a> {
    app: &'a TestApp,
    stale: bool,
}

impl<'a> Watch<'a> {
    pub(super) async fn set(app: &'a TestApp) -> Self {
        let db = app.world.db();
        let sqlite = db.folder().is_some();
        for sql in if sqlite { &NOTED[..1] } else { NOTED } {
            db.execute(sql, []).await.expect("the note is made");
        }
        let all = if sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        } else {
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
        };
        let tables = db.texts(all, []).await;
        assert!(tables.len() > 20, "the tables are listed: {tables:?}");
        for table in tables.iter().filter(|table| !EXEMPT.contains(&table.as_str())) {
            for sql in triggers(table, sqlite) {
                db.execute(&sql, []).await.expect("the trigger is made");
            }
        }
        db.execute(if sqlite { ENTRIES_SQLITE } else { ENTRIES_POSTGRES }, [])
            .await
            .expect("the trigger is made");
        Self { app, stale: true }
    }

    /// Something was done that is not the request's.
    pub(super) const fn disturbed(&mut self) {
        self.stale = true;
    }

    /// Before a request: forgets what is not its.
    pub(super) async fn begin(&mut self) {
        if std::mem::take(&mut self.stale) {
            self.left().await;
        }
    }

    /// What the request left; forgotten once told.
    pub(super) async fn left(&self) -> Left {
        let noted = self.app.world.db().texts("DELETE FROM touched RETURNING name", []).await;
        let mut left = Left::default();
        for name in noted {
            match name.strip_prefix(ENTRY) {
                None => left.tables.push(name),
                Some(code) => {
                    let action: Action = code.parse().expect("an action of the journal");
                    if action.is_read() { left.reads.push(action) } else { left.acts.push(action) }
                }
            }
        }
        left.tables.sort_unstable();
        left.tables.dedup();
        left
    }
}

const NOTED: &[&str] = &[
    "CREATE TABLE touched (name TEXT)",
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN INSERT INTO touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$",
    "CREATE FUNCTION touch_entry() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN INSERT INTO touched VALUES ('entry ' || NEW.action); RETURN NULL; END $$",
];
const ENTRIES_SQLITE: &str = "CREATE TRIGGER touch_entries AFTER INSERT ON journal_entry \
                              BEGIN INSERT INTO touched VALUES ('entry ' || NEW.action); END";
const ENTRIES_POSTGRES: &str = "CREATE TRIGGER touch_entries AFTER INSERT ON journal_entry \
                                FOR EACH ROW EXECUTE FUNCTION touch_entry()";

fn triggers(table: &str, sqlite: bool) -> Vec<String> {
    let change = |event: &str| {
        format!(
            "CREATE TRIGGER touch_{table}_{event} AFTER {event} ON {table} BEGIN INSERT INTO touched VALUES ('{table}'); END"
        )
    };
    if sqlite {
        return ["INSERT", "UPDATE", "DELETE"].map(change).to_vec();
    }
    vec![format!(
        "CREATE TRIGGER touch_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION touch()"
    )]
}
