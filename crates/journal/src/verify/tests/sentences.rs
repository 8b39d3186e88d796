//! Every finding as the operator reads it.

use super::*;
use crate::{CheckpointError, LeafError};

fn assert_sentences(cases: impl IntoIterator<Item = (Finding, String)>) {
    for (finding, sentence) in cases {
        assert_eq!(finding.to_string(), sentence);
    }
}

#[test]
fn findings_about_entries_name_them_by_a_searchable_id() {
    let entry_id = leaf(2).entry_id;
    let id = "eeeeeeee-eeee-eeee-0000-000000000002";
    assert_sentences([
        (
            Finding::EntryAltered {
                index: Some(2),
                entry_id,
                faults: vec![Fault::Column("scope"), Fault::LeafHash, Fault::Tag],
            },
            format!(
                "entry {id} at index 2 was altered: column scope differs from the leaf, \
                 leaf_hash is not the leaf's, the tag does not verify"
            ),
        ),
        (
            Finding::EntryAltered {
                index: None,
                entry_id,
                faults: vec![
                    Fault::Leaf(LeafError::Version),
                    Fault::Tree,
                    Fault::Payload,
                    Fault::PayloadMissing,
                ],
            },
            format!(
                "entry {id} (not sequenced) was altered: unknown leaf version, \
                 the tree has another leaf here, the payload is not the one committed to, \
                 the payload is gone without an erasure"
            ),
        ),
        (
            Finding::EntryDisplaced { index: 3, belongs_at: 7, entry_id },
            format!("entry {id} stands at index 3 but was sealed at 7"),
        ),
        (Finding::EntriesMissing { from: 3, to: 5 }, "entries 3 to 4 are missing".to_owned()),
        (Finding::EntryDuplicate { index: 4 }, "two entries claim index 4".to_owned()),
        (Finding::EntryStray { index: 40 }, "an entry claims index 40, beyond the log's end".to_owned()),
        (
            Finding::Truncated { stored: 8, sealed: 9 },
            "the log was cut short: 9 entries were sealed, 8 are left".to_owned(),
        ),
        (
            Finding::Unsealed { from: 3, to: 5 },
            "entries 3 to 4 have a place but no checkpoint covers them".to_owned(),
        ),
        (
            Finding::EntryOverdue { entry_id, seconds: 121 },
            format!("entry {id} has waited 121 s to be sealed"),
        ),
        (
            Finding::ActWithoutEntry { table: "transition".to_owned(), row: "17".to_owned(), entry_id },
            format!("transition 17 points to entry {id}, which is not in the journal"),
        ),
        (
            Finding::ActAltered { table: "transition".to_owned(), row: "17".to_owned(), entry_id },
            format!("transition 17 was altered: it does not say what entry {id} says"),
        ),
        (
            Finding::EntryWithoutAct { table: "transition".to_owned(), entry_id },
            format!("entry {id} tells of an act that is no more in transition"),
        ),
        (
            Finding::StateWithoutAct { table: "referral".to_owned(), row: "17".to_owned() },
            "referral 17 stands in a state that none of its acts led to".to_owned(),
        ),
        (
            Finding::RowAltered { table: "agreement".to_owned(), row: "17".to_owned() },
            "agreement 17 was altered: it does not say what was sealed or journalled of it".to_owned(),
        ),
    ]);
}

#[test]
fn findings_about_nodes_and_checkpoints_name_them_by_number() {
    let node = NodeId::new(3, 140);
    assert_sentences([
        (Finding::NodeMissing(node), "node 140 of level 3 is missing".to_owned()),
        (Finding::NodeAltered(node), "node 140 of level 3 is not the hash of its children".to_owned()),
        (Finding::NodeStray(node), "node 140 of level 3 is stored twice or covers no leaves".to_owned()),
        (
            Finding::CheckpointAltered {
                number: 3,
                faults: vec![
                    CheckpointFault::Note(CheckpointError::Unsigned),
                    CheckpointFault::Column("root"),
                    CheckpointFault::Tag,
                ],
            },
            "checkpoint 3 was altered: not signed by the log's key, \
             column root differs from the signed text, the tag does not verify"
                .to_owned(),
        ),
        (Finding::CheckpointsMissing { from: 2, to: 3 }, "checkpoints 2 to 2 are missing".to_owned()),
        (
            Finding::Fork { size: 20 },
            "fork: the signed root at size 20 is not the root of the stored entries".to_owned(),
        ),
        (
            Finding::AnchorFork { size: 20 },
            "fork: the anchor's root at size 20 is not the root of the stored entries".to_owned(),
        ),
        (
            Finding::AnchorUnmatched { size: 20 },
            "the anchored checkpoint of size 20 is not stored".to_owned(),
        ),
        (
            Finding::RootUnknown { size: 9 },
            "the root at size 9 cannot be computed: entries and nodes are missing".to_owned(),
        ),
        (
            Finding::Unreadable { table: "journal_entry".to_owned(), row: "17".to_owned() },
            "journal_entry 17 cannot be read".to_owned(),
        ),
    ]);
}

#[test]
fn what_the_store_found_itself_makes_the_journal_unsound() {
    let finding = Finding::Unreadable { table: "journal_entry".to_owned(), row: "x".to_owned() };
    let settings = Settings {
        keys: vec![],
        tag_keys: vec![],
        anchor: None,
        now_micros: 0,
        overdue_after_micros: 0,
        keep: 1,
    };
    let mut auditor = Auditor::new(settings, Extent { sequenced: 0, last_note: None });
    assert_eq!(auditor.next_range(), Some(PageRange { start: 0, end: 0, last: true }));
    auditor.page(Page::default());
    assert_eq!(auditor.next_range(), None);
    auditor.add(finding.clone());
    let report = auditor.finish();
    assert_eq!((report.is_sound(), report.findings), (false, vec![finding]));
}
