//! Rows altered, moved, forged, with ever more of the database rewritten to match.

use super::*;

type Alter = fn(&mut StoredEntry);

#[test]
fn each_altered_column_is_named() {
    let cases: [(&str, Alter); 9] = [
        ("id", |row| row.entry_id = [9; 16]),
        ("at", |row| row.at_micros += 1),
        ("tenant_id", |row| row.tenant_id = [9; 16]),
        ("actor_pid", |row| row.actor_pid = None),
        ("action", |row| row.action = "card.read".to_owned()),
        ("object_id", |row| row.object_id = Some([9; 16])),
        ("subject_pid", |row| row.subject_pid = None),
        ("scope", |row| row.scope = Some("travail".to_owned())),
        ("payload_commit", |row| row.payload_commit = Some(vec![9; 32])),
    ];
    for (column, alter) in cases {
        let mut book = Book::sealed(&[10]);
        alter(&mut book.entries[6]);
        assert_eq!(book.audit().findings, [altered(&book, 6, &[Fault::Column(column)])], "{column}");
    }
}

#[test]
fn altered_leaf_hash_or_tag_is_named() {
    let mut book = Book::sealed(&[10]);
    book.entries[1].leaf_hash[0] ^= 1;
    book.entries[2].leaf_hash.pop();
    book.entries[3].tag[0] ^= 1;
    book.entries[4].leaf.push(0);
    let broken = [Fault::Leaf(crate::LeafError::Keys), Fault::LeafHash, Fault::Tag, Fault::Tree];
    let expected = [
        altered(&book, 1, &[Fault::LeafHash]),
        altered(&book, 2, &[Fault::LeafHash]),
        altered(&book, 3, &[Fault::Tag]),
        altered(&book, 4, &broken),
    ];
    assert_eq!(book.audit().findings, expected);
}

#[test]
fn a_row_rewritten_with_its_leaf_and_hash_is_found_by_tag_and_tree() {
    let mut book = Book::sealed(&[10, 10]);
    book.entries[6].actor_pid = Some([9; 16]);
    book.rehash(6);
    assert_eq!(book.audit().findings, [altered(&book, 6, &[Fault::Tag, Fault::Tree])]);
    let by_tree_alone = book.audit_with(|settings| settings.tag_keys.clear());
    assert_eq!(by_tree_alone.findings, [altered(&book, 6, &[Fault::Tree])]);
}

#[test]
fn a_row_rewritten_with_the_whole_tree_is_a_fork_from_its_checkpoint_on() {
    let mut book = Book::sealed(&[10, 10, 10]);
    book.entries[16].actor_pid = Some([9; 16]);
    book.rehash(16);
    book.rebuild_nodes();
    let forks = [Finding::Fork { size: 20 }, Finding::Fork { size: 30 }, Finding::AnchorFork { size: 30 }];
    let third_party = book.audit_with(|settings| settings.tag_keys.clear());
    assert_eq!(third_party.findings, forks);
    assert_eq!(third_party.checkpoints, 1, "the checkpoint before the row still holds");
    // With the tag key the very row is named as well.
    let with_tags = book.audit().findings;
    assert_eq!(with_tags[0], altered(&book, 16, &[Fault::Tag]));
    assert_eq!(with_tags[1..], forks);
}

#[test]
fn new_roots_cannot_be_signed_by_the_superuser() {
    let mut book = Book::sealed(&[10, 10]);
    book.entries[16].actor_pid = Some([9; 16]);
    book.rehash(16);
    let root = book.rebuild_nodes();
    let origin = signer().log_key().origin().clone();
    let forged = Checkpoint { origin: origin.clone(), size: 20, root };
    let his = LocalSigner::from_seed(origin, &[66; 32]).unwrap().seal(forged).unwrap();
    book.checkpoints[1].root = root.bytes().to_vec();
    let column = CheckpointFault::Column("root");
    let forks = [Finding::Fork { size: 20 }, Finding::AnchorFork { size: 20 }];
    let altered_checkpoint = |faults| Finding::CheckpointAltered { number: 2, faults };

    let findings = book.audit().findings;
    assert_eq!(findings[0], altered_checkpoint(vec![column]));
    assert_eq!(findings[2..], forks);

    his.note().clone_into(&mut book.checkpoints[1].note);
    let findings = book.audit().findings;
    let unsigned = CheckpointFault::Note(crate::CheckpointError::Unsigned);
    assert_eq!(findings[0], altered_checkpoint(vec![unsigned, CheckpointFault::Tag]));
    // No signed checkpoint vouches for the tail any more, and the anchor contradicts it.
    assert_eq!(findings[2], Finding::AnchorFork { size: 20 });
    assert!(findings.contains(&Finding::AnchorUnmatched { size: 20 }));
    assert!(findings.contains(&Finding::Unsealed { from: 10, to: 20 }));
}

#[test]
fn swapped_rows_are_told_from_altered_ones() {
    let mut book = Book::sealed(&[10]);
    book.entries[3].index = Some(7);
    book.entries[7].index = Some(3);
    let displaced = |at: usize, index, belongs_at| Finding::EntryDisplaced {
        index,
        belongs_at,
        entry_id: book.entries[at].entry_id,
    };
    assert_eq!(book.audit().findings, [displaced(7, 3, 7), displaced(3, 7, 3)]);
}

#[test]
fn rows_reordered_with_the_whole_tree_are_a_fork() {
    let mut book = Book::sealed(&[10]);
    book.entries[3].index = Some(7);
    book.entries[7].index = Some(3);
    book.rebuild_nodes();
    assert_eq!(book.audit().findings, [Finding::Fork { size: 10 }, Finding::AnchorFork { size: 10 }]);
}

#[test]
fn places_claimed_twice_or_beyond_the_end_are_found() {
    let mut book = Book::sealed(&[10]);
    let mut copy = book.entries[4].clone();
    book.entries.push(copy.clone());
    copy.index = Some(u64::MAX);
    book.entries.push(copy);
    // Twelve rows have a place, so the auditor also looks at places 10 and 11, in vain.
    let findings = book.audit().findings;
    assert!(findings.contains(&Finding::EntryDuplicate { index: 4 }), "{findings:?}");
    assert!(findings.contains(&Finding::EntryStray { index: u64::MAX }), "{findings:?}");
}

#[test]
fn one_altered_node_is_one_place_in_the_report() {
    // Node (1, 2) covers leaves 4 and 5; it disagrees with its children and with its parent.
    let mut book = Book::sealed(&[10]);
    let node = book.nodes.iter_mut().find(|node| (node.level, node.index) == (1, 2)).unwrap();
    node.hash[0] ^= 1;
    let expected = [Finding::NodeAltered(NodeId::new(1, 2)), Finding::NodeAltered(NodeId::new(2, 1))];
    assert_eq!(book.audit().findings, expected);

    // A leaf node disagrees with its row and with its parent.
    let mut book = Book::sealed(&[10]);
    let node = book.nodes.iter_mut().find(|node| (node.level, node.index) == (0, 4)).unwrap();
    node.hash[0] ^= 1;
    let findings = book.audit().findings;
    assert_eq!(findings, [Finding::NodeAltered(NodeId::new(1, 2)), altered(&book, 4, &[Fault::Tree])]);
}

#[test]
fn nodes_of_no_leaves_or_of_no_hash_are_found() {
    let mut book = Book::sealed(&[10]);
    book.nodes.push(StoredNode { level: 0, index: 10, hash: vec![1; 32] });
    book.nodes.push(StoredNode { level: 60, index: 3, hash: vec![1; 32] });
    book.nodes.push(StoredNode { level: u8::MAX, index: 0, hash: vec![1; 32] });
    book.nodes[0].hash.pop();
    let stray = |level, index| Finding::NodeStray(NodeId::new(level, index));
    let expected = [
        Finding::NodeAltered(NodeId::new(0, 0)),
        Finding::NodeMissing(NodeId::new(0, 0)),
        stray(0, 10),
        stray(60, 3),
        stray(u8::MAX, 0),
    ];
    assert_eq!(book.audit().findings, expected);
}

#[test]
fn a_checkpoint_moved_or_redated_is_found() {
    let mut book = Book::sealed(&[4, 4, 4]);
    book.checkpoints[1].sealed_at_micros += 1;
    let redated = Finding::CheckpointAltered { number: 2, faults: vec![CheckpointFault::Tag] };
    assert_eq!(book.audit().findings, [redated]);

    // A size that lies makes it come on another page; it is named, and no false fork is cried.
    let mut book = Book::sealed(&[4, 2000, 4]);
    book.checkpoints[0].size = 1500;
    let faults = vec![CheckpointFault::Column("size")];
    assert_eq!(book.audit().findings, [Finding::CheckpointAltered { number: 1, faults }]);
}

#[test]
fn a_checkpoint_of_the_empty_log_is_checked_too() {
    for (root, expected) in
        [(crate::tree::empty_root(), vec![]), (Hash::new([9; 32]), vec![Finding::Fork { size: 0 }])]
    {
        let mut book = Book::default();
        let origin = signer().log_key().origin().clone();
        book.insert_checkpoint(&signer().seal(Checkpoint { origin, size: 0, root }).unwrap());
        book.anchor = None;
        assert_eq!(book.audit().findings, expected);
    }
}

#[test]
fn the_largest_of_numbers_is_a_hole_and_no_crash() {
    let mut book = Book::sealed(&[4, 4, 4]);
    book.checkpoints[1].number = u64::MAX;
    book.checkpoints[2].number = u64::MAX;
    let findings = book.audit().findings;
    let tag = CheckpointFault::Tag;
    let expected = [
        Finding::CheckpointsMissing { from: 2, to: u64::MAX },
        Finding::CheckpointAltered { number: u64::MAX, faults: vec![tag] },
        Finding::CheckpointAltered { number: u64::MAX, faults: vec![tag] },
    ];
    assert_eq!(findings, expected);
}

#[test]
fn all_of_several_attacks_are_reported() {
    let mut book = Book::sealed(&[300, 300, 300, 300]);
    book.entries[10].scope = None;
    book.entries[500].tenant_id = [9; 16];
    book.rehash(500);
    book.checkpoints[2].sealed_at_micros = 0;
    book.nodes.retain(|node| (node.level, node.index) != (3, 140));
    book.entries.remove(1199);
    let findings = book.audit().findings;
    let expected = [
        Finding::CheckpointAltered { number: 3, faults: vec![CheckpointFault::Tag] },
        altered(&book, 10, &[Fault::Column("scope")]),
        Finding::NodeMissing(NodeId::new(3, 140)),
        Finding::Truncated { stored: 1199, sealed: 1200 },
        altered(&book, 500, &[Fault::Tag, Fault::Tree]),
    ];
    assert_eq!(findings, expected);
}
