//! `relais receipt verify`, on a machine that knows nothing but the journal's public key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_journal::{
    Hash, LocalSigner, Origin,
    receipt::{Promise, RECEIPT_LEN},
};

use super::cli::{err, folder, relais};

fn signer(seed: u8) -> LocalSigner {
    let origin = Origin::parse("relais.example/journal").expect("a name");
    LocalSigner::from_seed(origin, &[seed; 32]).expect("a key")
}

fn receipt(signer: &LocalSigner) -> [u8; RECEIPT_LEN] {
    let promise = Promise { index: 4, leaf_hash: Hash::new([1; 32]), size: 9, root: Hash::new([2; 32]) };
    *signer.receipt(promise).expect("a receipt").bytes()
}

fn verify(key: &str, scanned: &str) -> (bool, String) {
    let output = relais(folder().path(), &["receipt", "verify", "--key", key, scanned], &[]);
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &err(&output))
}

#[test]
fn a_scanned_receipt_is_checked_without_database_or_network() {
    let ours = signer(7);
    let key = ours.log_key().to_text();
    let bytes = receipt(&ours);
    let code = URL_SAFE_NO_PAD.encode(bytes);
    for scanned in
        [code.clone(), format!("https://relais.example/verify?number=M-7F3K-90TZ&code=4K7Q01#{code}\n")]
    {
        let (sound, told) = verify(&key, &scanned);
        assert!(sound, "{told}");
        assert!(told.contains("relais.example/journal") && told.contains("entry  4 of 9"), "{told}");
    }
    for nth in [0, 4, 12, 20, 60, 148] {
        let mut altered = bytes;
        altered[nth] ^= 1;
        let (sound, told) = verify(&key, &URL_SAFE_NO_PAD.encode(altered));
        assert!(!sound && told.contains("NOT OURS"), "byte {nth}: {told}");
    }
    let (sound, told) = verify(&signer(8).log_key().to_text(), &code);
    assert!(!sound && told.contains("another log"), "{told}");
    for garbage in ["", "#", "é", "AAAA", "https://relais.example/"] {
        assert!(!verify(&key, garbage).0, "{garbage}");
    }
    assert!(verify("no key", &code).1.contains("public key"));
}
