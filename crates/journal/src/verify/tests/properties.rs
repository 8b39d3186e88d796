//! Whatever a superuser does to the rows, the audit is not sound: random attacks on random journals.

use proptest::{prelude::*, sample::Index};

use super::*;

/// A change of one cell of one row, never to the value it has.
fn alter(book: &mut Book, table: u8, row: Index, cell: u8, change: u8) {
    let flip = |bytes: &mut Vec<u8>| bytes[0] ^= change;
    match table % 3 {
        0 => {
            let rows = book.entries.len();
            let row = &mut book.entries[row.index(rows)];
            match cell % 11 {
                0 => row.entry_id[15] ^= change,
                1 => row.at_micros ^= u64::from(change),
                2 => row.tenant_id[3] ^= change,
                3 => {
                    row.actor_pid = row.actor_pid.map(|mut id| {
                        id[0] ^= change;
                        id
                    });
                }
                4 => row.action.push('x'),
                5 => row.object_id = None,
                6 => row.subject_pid = Some([change; 16]).filter(|pid| *pid != [4; 16]),
                7 => row.scope = Some("argent".to_owned()),
                8 => flip(&mut row.leaf),
                9 => flip(&mut row.leaf_hash),
                _ => flip(&mut row.tag),
            }
        }
        1 => {
            let rows = book.nodes.len();
            let row = &mut book.nodes[row.index(rows)];
            match cell % 3 {
                0 => row.level ^= change,
                1 => row.index ^= u64::from(change),
                _ => flip(&mut row.hash),
            }
        }
        _ => {
            let rows = book.checkpoints.len();
            let row = &mut book.checkpoints[row.index(rows)];
            match cell % 6 {
                0 => row.number ^= u64::from(change),
                1 => row.size ^= u64::from(change),
                2 => flip(&mut row.root),
                3 => row.sealed_at_micros ^= u64::from(change),
                4 => row.note.insert(0, 'x'),
                _ => flip(&mut row.tag),
            }
        }
    }
}

fn any_book() -> impl Strategy<Value = Book> {
    prop::collection::vec(1..24_u64, 1..6).prop_map(|batches| Book::sealed(&batches))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_cell_can_be_altered_unseen(
        mut book in any_book(), table in any::<u8>(), row in any::<Index>(), cell in any::<u8>(), change in 1..=u8::MAX,
    ) {
        alter(&mut book, table, row, cell, change);
        prop_assert!(!book.audit().is_sound());
    }

    #[test]
    fn no_row_can_be_removed_unseen(mut book in any_book(), table in 0..3_u8, row in any::<Index>()) {
        match table {
            0 => drop(book.entries.remove(row.index(book.entries.len()))),
            1 => drop(book.nodes.remove(row.index(book.nodes.len()))),
            _ => drop(book.checkpoints.remove(row.index(book.checkpoints.len()))),
        }
        prop_assert!(!book.audit().is_sound());
    }

    #[test]
    fn no_rows_can_be_reordered_unseen(mut book in any_book(), from in any::<Index>(), to in any::<Index>(), rebuild in any::<bool>()) {
        let (from, to) = (from.index(book.entries.len()), to.index(book.entries.len()));
        prop_assume!(from != to);
        let moved = book.entries[from].index;
        book.entries[from].index = book.entries[to].index;
        book.entries[to].index = moved;
        if rebuild {
            book.rebuild_nodes();
        }
        prop_assert!(!book.audit().is_sound());
    }

    #[test]
    fn no_tail_can_be_cut_unseen(mut book in any_book(), cut in any::<Index>()) {
        book.truncate(1 + cut.index(book.entries.len()));
        prop_assert!(!book.audit().is_sound());
    }

    #[test]
    fn no_row_can_be_rewritten_unseen_even_with_the_whole_tree(mut book in any_book(), row in any::<Index>()) {
        let at = row.index(book.entries.len());
        book.entries[at].object_id = Some([9; 16]);
        book.rehash(at);
        book.rebuild_nodes();
        prop_assert!(!book.audit().is_sound());
        let third_party = book.audit_with(|settings| settings.tag_keys.clear());
        prop_assert!(!third_party.is_sound(), "the signed roots alone tell");
    }

    #[test]
    fn any_batches_seal_to_a_sound_journal(book in any_book()) {
        prop_assert_eq!(book.audit().findings, vec![]);
    }
}
