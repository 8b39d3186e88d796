//! A sealer that goes on only where the last one stopped.

use std::collections::HashMap;

use super::*;
use crate::{
    action::Action,
    entry::Entry,
    hash::Hash,
    leaf::Leaf,
    signer::LocalSigner,
    tree::{TreeError, root},
    verify::StoredPayload,
};

const SEED: [u8; 32] = [7; 32];

fn origin() -> Origin {
    Origin::parse("relais.example/journal/test").unwrap()
}

fn signer() -> LocalSigner {
    LocalSigner::from_seed(origin(), &SEED).unwrap()
}

fn row(number: u8) -> StoredEntry {
    let leaf = Leaf {
        entry_id: [number; 16],
        at_micros: 1,
        tenant_id: [1; 16],
        actor_pid: None,
        action: Action::PersonRead,
        object_id: None,
        subject_pid: None,
        scope: None,
        payload_commit: None,
    };
    let entry = Entry::new(leaf, &TagKey::from_seed(&SEED));
    StoredEntry {
        index: None,
        entry_id: [number; 16],
        at_micros: 1,
        tenant_id: [1; 16],
        actor_pid: None,
        action: "person.read".to_owned(),
        object_id: None,
        subject_pid: None,
        scope: None,
        payload_commit: None,
        leaf: entry.leaf_bytes,
        leaf_hash: entry.leaf_hash.bytes().to_vec(),
        tag: entry.tag.bytes().to_vec(),
        payload: StoredPayload::Absent,
    }
}

/// A log sealed step by step: the nodes, and every checkpoint.
fn sealed(steps: &[&[u8]]) -> (HashMap<NodeId, Hash>, Vec<SignedCheckpoint>) {
    let (mut nodes, mut checkpoints) = (HashMap::new(), Vec::<SignedCheckpoint>::new());
    for numbers in steps {
        let plan = step(checkpoints.last(), checkpoints.last(), &nodes, numbers).unwrap();
        nodes.extend(plan.nodes.into_iter().map(|node| (node.id, node.hash)));
        checkpoints.push(signer().seal(plan.checkpoint.unwrap()).unwrap());
    }
    (nodes, checkpoints)
}

fn step(
    last: Option<&SignedCheckpoint>,
    anchor: Option<&SignedCheckpoint>,
    nodes: &HashMap<NodeId, Hash>,
    numbers: &[u8],
) -> Result<Plan, AnchorError> {
    let (origin, tag_keys) = (origin(), [TagKey::from_seed(&SEED)]);
    let anchor = anchor.map(CheckpointAnchor::from);
    let sealing = Sealing { origin: &origin, last, anchor, tag_keys: &tag_keys };
    // Only what it asks for is loaded.
    let asked = sealing.nodes();
    let loaded: HashMap<_, _> =
        nodes.iter().filter(|(id, _)| asked.contains(id)).map(|(id, hash)| (*id, *hash)).collect();
    sealing.plan(&loaded, &numbers.iter().map(|number| row(*number)).collect::<Vec<_>>())
}

#[test]
fn places_follow_one_another_across_steps_and_sealers() {
    let (nodes, checkpoints) = sealed(&[&[1, 2, 3], &[4], &[5, 6]]);
    let sizes: Vec<_> = checkpoints.iter().map(SignedCheckpoint::size).collect();
    assert_eq!(sizes, [3, 4, 6]);
    for checkpoint in &checkpoints {
        assert_eq!(root(checkpoint.size(), &nodes), Ok(checkpoint.root()));
    }
    let next = step(checkpoints.last(), checkpoints.last(), &nodes, &[9, 8]).unwrap();
    assert_eq!(next.places, [([9; 16], 6), ([8; 16], 7)]);
    assert_eq!(next.checkpoint.unwrap().size, 8);
}

#[test]
fn without_an_entry_to_seal_there_is_no_checkpoint() {
    let (nodes, checkpoints) = sealed(&[&[1, 2, 3]]);
    let idle = step(checkpoints.last(), checkpoints.last(), &nodes, &[]).unwrap();
    assert_eq!(idle, Plan { places: vec![], nodes: vec![], checkpoint: None, refused: vec![] });
    assert_eq!(step(None, None, &HashMap::new(), &[]).unwrap().checkpoint, None);
}

#[test]
fn a_row_that_is_not_ours_stays_out_and_the_others_close_up() {
    let (origin, tag_keys) = (origin(), [TagKey::from_seed(&SEED)]);
    let sealing = Sealing { origin: &origin, last: None, anchor: None, tag_keys: &tag_keys };
    let mut copied = row(2);
    copied.entry_id = [3; 16];
    let plan = sealing.plan(&HashMap::new(), &[row(1), copied.clone(), row(2)]).unwrap();
    assert_eq!(plan.places, [([1; 16], 0), ([2; 16], 1)]);
    assert_eq!(plan.refused, [([3; 16], vec![Fault::Column("id")])]);
    // Without a tag key nothing can be told ours.
    let blind = Sealing { tag_keys: &[], ..sealing };
    let plan = blind.plan(&HashMap::new(), &[row(1)]).unwrap();
    assert_eq!((plan.places, plan.refused), (vec![], vec![([1; 16], vec![Fault::Tag])]));
}

#[test]
fn an_older_database_is_not_sealed_over() {
    let (nodes, checkpoints) = sealed(&[&[1, 2, 3], &[4, 5]]);
    let truncated = AnchorError::Truncated { stored: 3, anchored: 5 };
    assert_eq!(step(checkpoints.first(), checkpoints.last(), &nodes, &[6]), Err(truncated));
    let emptied = AnchorError::Truncated { stored: 0, anchored: 5 };
    assert_eq!(step(None, checkpoints.last(), &nodes, &[6]), Err(emptied));
}

#[test]
fn an_anchor_left_behind_by_a_crash_is_no_obstacle() {
    let (nodes, checkpoints) = sealed(&[&[1, 2, 3], &[4, 5]]);
    assert!(step(checkpoints.last(), checkpoints.first(), &nodes, &[6]).is_ok());
    assert!(step(checkpoints.last(), None, &nodes, &[6]).is_ok());
}

#[test]
fn a_rewritten_or_thinned_tree_is_not_sealed_over() {
    let (nodes, checkpoints) = sealed(&[&[1, 2, 3], &[4, 5]]);
    let (_, elsewhere) = sealed(&[&[1, 2, 3], &[4, 6]]);
    assert_eq!(step(elsewhere.last(), checkpoints.last(), &nodes, &[7]), Err(AnchorError::Forked));
    assert_eq!(step(checkpoints.last(), elsewhere.last(), &nodes, &[7]), Err(AnchorError::Forked));
    for id in [NodeId::new(2, 0), NodeId::new(0, 4)] {
        let mut thinned = nodes.clone();
        thinned.remove(&id);
        let missing = AnchorError::Tree(TreeError::Missing(id));
        assert_eq!(step(checkpoints.last(), checkpoints.last(), &thinned, &[7]), Err(missing));
        let mut rewritten = nodes.clone();
        rewritten.insert(id, Hash::new([9; 32]));
        let result = step(checkpoints.last(), checkpoints.last(), &rewritten, &[7]);
        assert_eq!(result, Err(AnchorError::Forked));
    }
}
