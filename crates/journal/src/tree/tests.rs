//! Known answers of RFC 6962 (the test tree of certificate-transparency), and ct-merkle as second opinion.

use std::collections::HashMap;

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use proptest::prelude::*;
use sha2::Sha256;

use super::*;

/// The leaves of the reference tree of certificate-transparency, as the RFC's implementers publish it.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

const N_0298: &str = "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7";
const N_0EBC: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const N_5F08: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const N_6B47: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const N_96A2: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const N_B086: &str = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";
const N_BC1A: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const N_CA85: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";

type Stored = HashMap<NodeId, Hash>;

/// A stored tree of these leaves, its frontier and the roots of all its prefixes.
fn grow<L: AsRef<[u8]>>(leaves: &[L]) -> (Frontier, Stored, Vec<Hash>) {
    let (mut frontier, mut stored) = (Frontier::new(), Stored::new());
    let mut roots = vec![frontier.root()];
    for leaf in leaves {
        let push = |node: Node| assert_eq!(stored.insert(node.id, node.hash), None, "stored twice");
        frontier.push(leaf_hash(leaf.as_ref()), push).unwrap();
        roots.push(frontier.root());
    }
    (frontier, stored, roots)
}

fn numbered(count: u64) -> Vec<[u8; 8]> {
    (0..count).map(u64::to_be_bytes).collect()
}

fn oracle(leaves: &[[u8; 8]]) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut tree = MemoryBackedTree::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree
}

fn oracle_root(root: Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(root.bytes().into(), size)
}

fn concat(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.bytes()).collect()
}

fn hex(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(ToString::to_string).collect()
}

#[test]
fn roots_are_those_of_the_reference_tree() {
    let (_, stored, roots) = grow(&LEAVES);
    assert_eq!(hex(&roots), ROOTS);
    for size in 0..=8 {
        assert_eq!(root(size, &stored).unwrap().to_string(), ROOTS[usize::try_from(size).unwrap()]);
    }
}

#[test]
fn inclusion_proofs_are_those_of_the_reference_tree() {
    let (_, stored, _) = grow(&LEAVES);
    let cases: [(u64, u64, &[&str]); 5] = [
        (0, 1, &[]),
        (0, 8, &[N_96A2, N_5F08, N_6B47]),
        (5, 8, &[N_BC1A, N_CA85, ROOTS[4]]),
        (2, 3, &[ROOTS[2]]),
        (1, 5, &[ROOTS[1], N_5F08, N_BC1A]),
    ];
    for (index, size, expected) in cases {
        assert_eq!(hex(&inclusion_proof(index, size, &stored).unwrap()), expected, "{index} of {size}");
    }
}

#[test]
fn consistency_proofs_are_those_of_the_reference_tree() {
    let (_, stored, _) = grow(&LEAVES);
    let cases: [(u64, u64, &[&str]); 7] = [
        (0, 8, &[]),
        (1, 1, &[]),
        (1, 8, &[N_96A2, N_5F08, N_6B47]),
        (6, 8, &[N_0EBC, N_CA85, ROOTS[4]]),
        (2, 5, &[N_5F08, N_BC1A]),
        (6, 7, &[N_0EBC, N_B086, ROOTS[4]]),
        // The old right edge is a single leaf: it comes first, then its sibling, then the left half.
        (3, 4, &[N_0298, "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7", ROOTS[2]]),
    ];
    for (old, new, expected) in cases {
        assert_eq!(hex(&consistency_proof(old, new, &stored).unwrap()), expected, "{old} to {new}");
    }
}

#[test]
fn every_proof_of_a_small_tree_convinces_and_agrees_with_the_oracle() {
    let leaves = numbered(20);
    let (_, stored, roots) = grow(&leaves);
    for size in 1..=20_u64 {
        let at = usize::try_from(size).unwrap();
        let (root, tree) = (roots[at], oracle(&leaves[..at]));
        assert_eq!(tree.root().as_bytes()[..], root.bytes());
        for index in 0..size {
            let leaf = leaves[usize::try_from(index).unwrap()];
            let proof = inclusion_proof(index, size, &stored).unwrap();
            assert_eq!(verify_inclusion(leaf_hash(&leaf), index, size, &proof, root), Ok(()));
            let theirs = tree.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(theirs.as_bytes(), concat(&proof));
        }
        for old in 1..=size {
            let old_root = roots[usize::try_from(old).unwrap()];
            let proof = consistency_proof(old, size, &stored).unwrap();
            assert_eq!(verify_consistency((old, old_root), (size, root), &proof), Ok(()));
            let theirs = tree.prove_consistency(usize::try_from(size - old).unwrap());
            assert_eq!(theirs.as_bytes(), concat(&proof));
        }
    }
}

#[test]
fn a_plan_names_exactly_the_nodes_a_proof_reads() {
    let (_, stored, _) = grow(&numbered(100));
    for (index, size) in [(0, 1), (63, 64), (64, 100), (99, 100), (5, 77)] {
        let plan = inclusion_nodes(index, size).unwrap();
        let only: Stored = plan.iter().map(|id| (*id, stored[id])).collect();
        assert_eq!(inclusion_proof(index, size, &only), inclusion_proof(index, size, &stored));
        for id in plan {
            let lacking: Stored =
                only.iter().filter(|(other, _)| **other != id).map(|(i, h)| (*i, *h)).collect();
            assert_eq!(inclusion_proof(index, size, &lacking), Err(TreeError::Missing(id)));
        }
    }
    let plan = consistency_nodes(37, 100).unwrap();
    let only: Stored = plan.iter().map(|id| (*id, stored[id])).collect();
    assert_eq!(consistency_proof(37, 100, &only), consistency_proof(37, 100, &stored));
}

#[test]
fn questions_outside_the_tree_are_refused() {
    let (_, stored, _) = grow(&numbered(4));
    assert_eq!(inclusion_proof(4, 4, &stored), Err(TreeError::OutOfRange));
    assert_eq!(inclusion_proof(0, 0, &stored), Err(TreeError::OutOfRange));
    assert_eq!(inclusion_proof(0, MAX_SIZE + 1, &stored), Err(TreeError::OutOfRange));
    assert_eq!(consistency_proof(5, 4, &stored), Err(TreeError::OutOfRange));
    assert_eq!(consistency_proof(1, u64::MAX, &stored), Err(TreeError::OutOfRange));
    assert_eq!(root(u64::MAX, &stored), Err(TreeError::OutOfRange));
    assert_eq!(root(5, &stored), Err(TreeError::Missing(NodeId::new(0, 4))));
    assert_eq!(Frontier::load(6, &stored).unwrap_err(), TreeError::Missing(NodeId::new(1, 2)));
}

#[test]
fn a_full_tree_takes_no_more_and_stays_as_it_was() {
    struct Same;
    impl NodeSource for Same {
        fn node(&self, _: NodeId) -> Option<Hash> {
            Some(Hash::new([7; 32]))
        }
    }
    let mut full = Frontier::load(MAX_SIZE, &Same).unwrap();
    let before = full.clone();
    assert_eq!(full.push(Hash::new([1; 32]), |_| {}), Err(TreeError::Full));
    let mut almost = Frontier::load(MAX_SIZE - 1, &Same).unwrap();
    assert_eq!(almost.append(&[Hash::new([1; 32]); 2]), Err(TreeError::Full));
    assert_eq!((full, almost.size()), (before, MAX_SIZE - 1));
    assert_eq!(inclusion_proof(0, MAX_SIZE, &Same).unwrap().len(), 63);
    assert_eq!(consistency_proof(1, MAX_SIZE, &Same).unwrap().len(), 63);
    assert!(verify_inclusion(Hash::new([7; 32]), 0, u64::MAX, &[], Hash::new([7; 32])).is_err());
}

#[test]
fn empty_and_equal_trees_are_consistent_only_with_an_empty_proof() {
    let (a, b) = (Hash::new([1; 32]), Hash::new([2; 32]));
    assert_eq!(verify_consistency((3, a), (3, a), &[]), Ok(()));
    assert_eq!(verify_consistency((3, a), (3, b), &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency((3, a), (3, a), &[a]), Err(ProofError::Length));
    assert_eq!(verify_consistency((0, empty_root()), (3, a), &[]), Ok(()));
    assert_eq!(verify_consistency((0, empty_root()), (0, empty_root()), &[]), Ok(()));
    assert_eq!(verify_consistency((0, a), (3, a), &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency((0, empty_root()), (0, a), &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency((4, a), (3, a), &[]), Err(ProofError::OutOfRange));
    assert_eq!(verify_consistency((3, a), (4, a), &[]), Err(ProofError::Length));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn we_convince_the_oracle_and_the_oracle_convinces_us(size in 1..600_u64, at in any::<u64>(), cut in any::<u64>()) {
        let (index, old) = (at % size, 1 + cut % size);
        let leaves = numbered(size);
        let (_, stored, roots) = grow(&leaves);
        let (root, old_root) = (roots[usize::try_from(size).unwrap()], roots[usize::try_from(old).unwrap()]);
        let tree = oracle(&leaves);
        prop_assert_eq!(tree.root().as_bytes().as_slice().to_vec(), root.bytes().to_vec());

        let leaf = leaves[usize::try_from(index).unwrap()];
        let ours = inclusion_proof(index, size, &stored).unwrap();
        let as_theirs = InclusionProof::<Sha256>::try_from_bytes(concat(&ours)).unwrap();
        prop_assert!(oracle_root(root, size).verify_inclusion(&leaf, index, &as_theirs).is_ok());
        let theirs = tree.prove_inclusion(usize::try_from(index).unwrap());
        let theirs: Vec<_> = theirs.as_bytes().chunks(32).map(|c| Hash::from_slice(c).unwrap()).collect();
        prop_assert_eq!(verify_inclusion(leaf_hash(&leaf), index, size, &theirs, root), Ok(()));

        let ours = consistency_proof(old, size, &stored).unwrap();
        let as_theirs = ConsistencyProof::<Sha256>::try_from_bytes(concat(&ours)).unwrap();
        let (new, before) = (oracle_root(root, size), oracle_root(old_root, old));
        prop_assert!(new.verify_consistency(&before, &as_theirs).is_ok());
        let theirs = tree.prove_consistency(usize::try_from(size - old).unwrap());
        let theirs: Vec<_> = theirs.as_bytes().chunks(32).map(|c| Hash::from_slice(c).unwrap()).collect();
        prop_assert_eq!(verify_consistency((old, old_root), (size, root), &theirs), Ok(()));
    }

    #[test]
    fn a_proof_of_one_thing_proves_nothing_else(size in 2..200_u64, at in any::<u64>(), flip in any::<(u64, u8, u8)>()) {
        let index = at % size;
        let leaves = numbered(size);
        let (_, stored, roots) = grow(&leaves);
        let root = roots[usize::try_from(size).unwrap()];
        let leaf = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
        let proof = inclusion_proof(index, size, &stored).unwrap();

        let other = leaf_hash(b"another leaf");
        prop_assert_eq!(verify_inclusion(other, index, size, &proof, root), Err(ProofError::Root));
        let neighbour = if index + 1 < size { index + 1 } else { index - 1 };
        prop_assert!(verify_inclusion(leaf, neighbour, size, &proof, root).is_err());
        prop_assert_eq!(verify_inclusion(leaf, size, size, &proof, root), Err(ProofError::OutOfRange));
        prop_assert!(verify_inclusion(leaf, index, size, &proof[1..], root).is_err());
        let longer = [proof.clone(), vec![other]].concat();
        prop_assert_eq!(verify_inclusion(leaf, index, size, &longer, root), Err(ProofError::Length));

        let mut flipped = proof.clone();
        let which = usize::try_from(flip.0 % flipped.len() as u64).unwrap();
        let mut bytes = flipped[which].bytes();
        bytes[usize::from(flip.1 % 32)] ^= 1 << (flip.2 % 8);
        flipped[which] = Hash::new(bytes);
        prop_assert_eq!(verify_inclusion(leaf, index, size, &flipped, root), Err(ProofError::Root));
    }

    #[test]
    fn a_rewritten_past_is_not_consistent(old in 1..200_u64, more in 1..200_u64, at in any::<u64>()) {
        let new = old + more;
        let mut leaves = numbered(new);
        let old_root = grow(&leaves).2[usize::try_from(old).unwrap()];
        leaves[usize::try_from(at % old).unwrap()] = *b"altered!";
        let (_, stored, roots) = grow(&leaves);
        let proof = consistency_proof(old, new, &stored).unwrap();
        let new_root = roots[usize::try_from(new).unwrap()];
        prop_assert_eq!(verify_consistency((old, old_root), (new, new_root), &proof), Err(ProofError::Root));
    }

    #[test]
    fn batches_of_any_size_build_the_same_tree(batches in prop::collection::vec(0..40_usize, 0..12)) {
        let total = batches.iter().sum::<usize>();
        let leaves: Vec<_> = numbered(total as u64).iter().map(|leaf| leaf_hash(leaf)).collect();
        let (mut frontier, mut stored, mut rest) = (Frontier::new(), Stored::new(), leaves.as_slice());
        for batch in batches {
            // A sealer that just took over knows nothing but the stored nodes.
            prop_assert_eq!(&Frontier::load(frontier.size(), &stored).unwrap(), &frontier);
            let (now, later) = rest.split_at(batch);
            let nodes = frontier.append(now).unwrap();
            let before = frontier.size() - batch as u64;
            let planned: u64 = nodes_between(before, frontier.size()).iter().map(|(_, r)| r.end - r.start).sum();
            prop_assert_eq!(planned, nodes.len() as u64);
            for node in nodes {
                let range = nodes_between(before, frontier.size()).into_iter().find(|(l, _)| *l == node.id.level);
                prop_assert!(range.unwrap().1.contains(&node.id.index));
                stored.insert(node.id, node.hash);
            }
            rest = later;
        }
        let (whole, all, _) = grow(&numbered(total as u64));
        prop_assert_eq!(stored.len() as u64, stored_nodes(total as u64));
        prop_assert_eq!((frontier, stored), (whole, all));
    }
}
