//! Signatures, keyed hashes and pseudonyms.

use super::*;

pub fn signs_and_hashes(bench: &dyn Bench) {
    let keys = start(bench);
    let journal = SecretName::instance(Purpose::JOURNAL);
    let sign = |keys: &Keeper| {
        wait(keys.sign(SignMessage { name: journal.clone(), message: b"root 1".to_vec() })).unwrap()
    };
    let verify = |signature: &relais_crypto::keystore::Signature| {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&signature.key.bytes).unwrap();
        key.verify_strict(b"root 1", &ed25519_dalek::Signature::from_bytes(&signature.bytes)).unwrap();
    };
    let first = sign(&keys);
    verify(&first);
    let keys = restart(&keys, bench);
    assert_eq!(sign(&keys), first, "the same key after a restart");
    assert_eq!(wait(keys.rotate_secret(journal.clone())), Ok(2));
    let second = sign(&keys);
    verify(&second);
    assert_eq!(kill(&keys, Destruction::Secret(journal.clone(), 2)), Err(KeyError::NotDestroyable));
    kill(&keys, Destruction::Secret(journal.clone(), 1)).unwrap();
    let keys = restart(&keys, bench);
    let published = wait(keys.verifying_keys(journal)).unwrap();
    assert_eq!(published, [first.key, second.key], "old signatures stay verifiable");

    let mac = |name: SecretName, version| {
        wait(keys.mac(MacMessage { name, version, message: b"code".to_vec() })).map(|tag| tag.bytes)
    };
    let pepper = SecretName::instance(Purpose::CARD_PEPPER);
    let tags = [
        mac(pepper.clone(), None).unwrap(),
        mac(SecretName::instance(Purpose::IDENTITY_INDEX), None).unwrap(),
        mac(SecretName::tenant(Purpose::IDENTITY_INDEX, Id::from(TENANT)), None).unwrap(),
        mac(SecretName::tenant(Purpose::IDENTITY_INDEX, Id::from([1; 16])), None).unwrap(),
    ];
    let distinct: std::collections::BTreeSet<_> = tags.iter().collect();
    assert_eq!(distinct.len(), tags.len());
    wait(keys.rotate_secret(pepper.clone())).unwrap();
    assert_eq!(mac(pepper.clone(), Some(1)), Ok(tags[0]), "the former version still computes");
    assert_ne!(mac(pepper.clone(), None), Ok(tags[0]));
    assert_eq!(mac(pepper, Some(3)), Err(KeyError::Gone));
}

pub fn names_a_person(bench: &dyn Bench) {
    let keys = start(bench);
    let person = |byte| SlotAddress::journal(Id::from([byte; 16]));
    make_slot(&keys, person(1)).unwrap();
    make_slot(&keys, person(2)).unwrap();
    let name = wait(keys.subject_pseudonym(person(1))).unwrap();
    assert_ne!(wait(keys.subject_pseudonym(person(2))).unwrap(), name);
    let keys = restart(&keys, bench);
    assert_eq!(wait(keys.subject_pseudonym(person(1))), Ok(name));
    assert_eq!(wait(keys.subject_pseudonym(case(1).wrap.slot)), Err(KeyError::Refused));
    kill(&keys, Destruction::Slot(person(1))).unwrap();
    assert_eq!(wait(keys.subject_pseudonym(person(1))), Err(KeyError::Gone));
}
