//! Sealed payloads: present, exchanged, emptied; and erasures that account for what is gone.

use super::*;
use crate::commit::payload_commit;

/// A journal of which entries 2 and 3 have a payload, 3 being about another person, and `erasure` comes last.
fn book(erasure: Option<Leaf>) -> Book {
    let mut book = Book::default();
    for number in 0..5 {
        let mut leaf = leaf(number);
        if number == 2 || number == 3 {
            leaf.payload_commit = Some(payload_commit(&[1; 32], b"motif"));
        }
        if number == 3 {
            leaf.subject_pid = Some(SubjectPid::new([5; 16]));
        }
        book.entries.push(stored_entry(&Entry::new(leaf, &tag_key())));
    }
    book.entries.extend(erasure.map(|leaf| stored_entry(&Entry::new(leaf, &tag_key()))));
    book.seal();
    book.entries[2].payload = StoredPayload::Unopened;
    book.entries[3].payload = StoredPayload::Unopened;
    book
}

fn erasure(action: Action, object: Option<[u8; 16]>, subject: Option<[u8; 16]>) -> Leaf {
    Leaf { action, object_id: object, subject_pid: subject.map(SubjectPid::new), ..leaf(5) }
}

#[test]
fn a_payload_must_open_its_commitment() {
    let mut book = book(None);
    assert!(book.audit().is_sound());
    book.entries[2].payload = StoredPayload::Opened(payload_commit(&[1; 32], b"motif"));
    assert!(book.audit().is_sound());
    for broken in [StoredPayload::Broken, StoredPayload::Opened(Hash::new([9; 32]))] {
        book.entries[2].payload = broken;
        assert_eq!(book.audit().findings, [altered(&book, 2, &[Fault::Payload])]);
    }
}

#[test]
fn a_payload_where_none_was_written_is_found() {
    let mut book = book(None);
    book.entries[0].payload = StoredPayload::Unopened;
    assert_eq!(book.audit().findings, [altered(&book, 0, &[Fault::Payload])]);
}

#[test]
fn a_payload_emptied_without_erasure_is_found() {
    let mut book = book(None);
    book.entries[2].payload = StoredPayload::Absent;
    assert_eq!(book.audit().findings, [altered(&book, 2, &[Fault::PayloadMissing])]);
}

#[test]
fn an_erasure_accounts_for_its_entry_only() {
    let mut book = book(Some(erasure(Action::PayloadErased, Some(leaf(2).entry_id), None)));
    book.entries[2].payload = StoredPayload::Absent;
    assert!(book.audit().is_sound(), "{:?}", book.audit().findings);
    book.entries[3].payload = StoredPayload::Absent;
    assert_eq!(book.audit().findings, [altered(&book, 3, &[Fault::PayloadMissing])]);
}

#[test]
fn the_erasure_of_a_person_accounts_for_all_her_entries_only() {
    let mut book = book(Some(erasure(Action::SubjectErased, None, Some([4; 16]))));
    book.entries[2].payload = StoredPayload::Absent;
    assert!(book.audit().is_sound(), "{:?}", book.audit().findings);
    book.entries[3].payload = StoredPayload::Absent;
    assert_eq!(book.audit().findings, [altered(&book, 3, &[Fault::PayloadMissing])]);
}
