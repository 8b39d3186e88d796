//! Rows removed: from the middle, from the end, before sealing, and with everything that told of them.

use super::*;

#[test]
fn removed_rows_are_one_finding_and_the_roots_still_hold() {
    let mut book = Book::sealed(&[10, 10]);
    book.entries.drain(4..7);
    let report = book.audit();
    assert_eq!(report.findings, [Finding::EntriesMissing { from: 4, to: 7 }]);
    assert_eq!((report.checkpoints, report.entries), (2, 17));
}

#[test]
fn a_row_removed_with_its_leaf_node_leaves_the_rest_provable() {
    let mut book = Book::sealed(&[10, 10]);
    book.entries.remove(4);
    book.nodes.retain(|node| (node.level, node.index) != (0, 4));
    let report = book.audit();
    let expected = [Finding::NodeMissing(NodeId::new(0, 4)), Finding::EntriesMissing { from: 4, to: 5 }];
    assert_eq!(report.findings, expected);
    assert_eq!((report.checkpoints, report.root), (2, Some(book.root())));
}

#[test]
fn where_no_evidence_is_left_the_root_is_unknown_and_not_called_a_fork() {
    let mut book = Book::sealed(&[9]);
    book.entries.remove(8);
    book.nodes.retain(|node| (node.level, node.index) != (0, 8));
    let report = book.audit();
    let unknown = Finding::RootUnknown { size: 9 };
    let expected = [
        Finding::NodeMissing(NodeId::new(0, 8)),
        unknown.clone(),
        unknown,
        Finding::Truncated { stored: 8, sealed: 9 },
    ];
    assert_eq!((report.findings, report.root), (expected.to_vec(), None));
}

#[test]
fn a_row_removed_and_the_later_ones_renumbered_are_all_displaced() {
    let mut book = Book::sealed(&[10]);
    book.entries.remove(6);
    for row in &mut book.entries[6..] {
        row.index = row.index.map(|index| index - 1);
    }
    let displaced = |at: usize, index| Finding::EntryDisplaced {
        index,
        belongs_at: index + 1,
        entry_id: book.entries[at].entry_id,
    };
    let expected =
        [Finding::Truncated { stored: 9, sealed: 10 }, displaced(6, 6), displaced(7, 7), displaced(8, 8)];
    assert_eq!(book.audit().findings, expected);
}

#[test]
fn a_log_cut_short_without_trace_is_seen_by_the_anchor_alone() {
    let mut book = Book::sealed(&[10, 10, 10]);
    book.truncate(10);
    let blind = book.audit_with(|settings| settings.anchor = None);
    assert!(blind.is_sound(), "nothing inside the database tells: {:?}", blind.findings);
    let findings = book.audit().findings;
    assert!(findings.contains(&Finding::Truncated { stored: 20, sealed: 30 }), "{findings:?}");
    assert!(findings.contains(&Finding::AnchorUnmatched { size: 30 }), "{findings:?}");
}

#[test]
fn a_log_emptied_is_seen_by_the_anchor() {
    let mut book = Book::sealed(&[10]);
    book.truncate(10);
    let findings = book.audit().findings;
    assert!(findings.contains(&Finding::Truncated { stored: 0, sealed: 10 }), "{findings:?}");
}

#[test]
fn a_paper_receipt_is_an_anchor_too() {
    let mut book = Book::sealed(&[10, 10]);
    let promise =
        crate::receipt::Promise { index: 15, leaf_hash: leaf(15).hash(), size: 20, root: book.root() };
    let receipt = signer().receipt(promise).unwrap();
    book.truncate(10);
    let findings = book.audit_with(|settings| settings.anchor = Some((&receipt).into())).findings;
    assert!(findings.contains(&Finding::Truncated { stored: 10, sealed: 20 }), "{findings:?}");
}

#[test]
fn an_entry_tail_cut_in_one_table_is_seen_without_anchor() {
    let mut book = Book::sealed(&[10, 10]);
    book.entries.truncate(15);
    let without_anchor = book.audit_with(|settings| settings.anchor = None);
    assert_eq!(without_anchor.findings, [Finding::Truncated { stored: 15, sealed: 20 }]);
}

#[test]
fn nodes_left_behind_a_cut_are_seen_without_anchor() {
    let mut book = Book::sealed(&[10, 10]);
    let nodes = book.nodes.clone();
    book.truncate(10);
    book.nodes = nodes;
    let findings = book.audit_with(|settings| settings.anchor = None).findings;
    assert!(findings.iter().any(|finding| matches!(finding, Finding::NodeStray(_))), "{findings:?}");
}

#[test]
fn a_removed_checkpoint_is_missed_wherever_it_stood() {
    for at in 0..3 {
        let mut book = Book::sealed(&[10, 10, 10]);
        book.checkpoints.remove(at);
        let findings = book.audit().findings;
        let expected = match at {
            2 => vec![Finding::AnchorUnmatched { size: 30 }, Finding::Unsealed { from: 20, to: 30 }],
            _ => vec![Finding::CheckpointsMissing { from: at as u64 + 1, to: at as u64 + 2 }],
        };
        assert_eq!(findings, expected);
    }
}

#[test]
fn checkpoints_renumbered_over_a_hole_do_not_pass() {
    let mut book = Book::sealed(&[10, 10, 10]);
    book.checkpoints.remove(1);
    book.checkpoints[1].number = 2;
    let faults = vec![CheckpointFault::Tag];
    assert_eq!(book.audit().findings, [Finding::CheckpointAltered { number: 2, faults }]);
}

#[test]
fn a_checkpoint_stored_twice_is_found() {
    let mut book = Book::sealed(&[10, 10]);
    let again = book.checkpoints[0].clone();
    book.checkpoints.push(again);
    let faults = vec![CheckpointFault::Column("number")];
    assert_eq!(book.audit().findings, [Finding::CheckpointAltered { number: 1, faults }]);
}

#[test]
fn an_unsequenced_row_altered_or_forged_is_found_and_never_sealed() {
    let mut book = Book::sealed(&[10]);
    book.write(3);
    book.entries[10].object_id = None;
    book.entries[11].tenant_id = [9; 16];
    book.rehash(11);
    let expected = [altered(&book, 10, &[Fault::Column("object_id")]), altered(&book, 11, &[Fault::Tag])];
    assert_eq!(book.audit().findings, expected);
    book.seal();
    let places: Vec<_> = book.entries[10..].iter().map(|row| row.index).collect();
    assert_eq!(places, [None, None, Some(10)]);
    assert_eq!(book.audit().findings, expected);
}

#[test]
fn a_sealed_row_sent_back_to_wait_is_missing_at_its_place() {
    let mut book = Book::sealed(&[10]);
    book.entries[4].index = None;
    assert_eq!(book.audit().findings, [Finding::EntriesMissing { from: 4, to: 5 }]);
}

#[test]
fn an_entry_nobody_seals_is_overdue() {
    let mut book = Book::sealed(&[1]);
    book.write(1);
    let late = |settings: &mut Settings| settings.now_micros = START + 1 + 121 * SECOND;
    let entry_id = book.entries[1].entry_id;
    assert_eq!(book.audit_with(late).findings, [Finding::EntryOverdue { entry_id, seconds: 121 }]);
    let in_time = book.audit_with(|settings| settings.now_micros = START + 1 + 120 * SECOND);
    assert_eq!((in_time.is_sound(), in_time.entries, in_time.size), (true, 2, 1));
}
