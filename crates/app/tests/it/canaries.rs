//! What is sealed is not readable at rest: 64 words written into sealed fields, none found in any byte kept.

use std::path::Path;

use relais_app::{
    contacts::{ContactInput, record_contact},
    persons::PersonInput,
    referrals::{
        RecordAgreement, RejectInput, StartReferral, accept_referral, cancel_referral, choose_items,
        choose_service, complete_referral, record_agreement, reject_referral, send_referral,
        show_agreement_text, show_referral, start_referral,
    },
};
use relais_domain::ids::ReferralId;
use relais_testdb::{Backend, TestStore, World, story::create};

/// Words that stand nowhere else.
struct Canaries(usize);

impl Canaries {
    const ALL: usize = 64;

    fn word(number: usize) -> String {
        let letter = |digit: usize| char::from(b'a' + u8::try_from(digit).unwrap());
        format!("Zq{}{}vxk", letter(number / 8), letter(number % 8))
    }

    fn next(&mut self) -> String {
        self.0 += 1;
        Self::word((self.0 - 1) % Self::ALL)
    }
}

#[tokio::test]
async fn sealed_words_are_nowhere_at_rest() {
    let world = World::on(TestStore::with_key_files().await).await;
    let mut written = Canaries(0);
    for ending in ["complete", "reject", "cancel", "complete", "cancel"] {
        story(&world, &mut written, ending).await;
    }
    assert!(written.0 >= Canaries::ALL, "{} of 64 were written", written.0);
    world.run_all().await.unwrap();
    let kept = everything_at_rest(&world).await;
    assert_eq!(leaked(&kept), Vec::<String>::new(), "readable at rest");
    assert!(kept.contains("Accompagnement social"), "what is in clear is among the bytes searched");
    // the search itself finds a word in each form it may take
    let canary = Canaries::word(9);
    let hex: String =
        canary.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).map(char::from).collect();
    assert_eq!(leaked(&format!("xx {canary} {} {hex}", canary.to_uppercase())).len(), 3);
}

/// One person from her first word to an end, every sealed field filled.
async fn story(world: &World, words: &mut Canaries, end: &str) {
    let (app, sender, receiver) = (&world.app, world.ccas.social_worker(), world.mission.social_worker());
    let input = PersonInput {
        given_name: words.next(),
        family_name: words.next(),
        email: format!("{}@example.org", words.next()),
        address: format!("3 rue {}", words.next()),
        commune: words.next(),
        safe_hours: words.next(),
        ..PersonInput::default()
    };
    let relation = create(world, &sender, input).await;
    let contact = ContactInput {
        text: words.next(),
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "referred".into(),
        relation: Some(relation),
        ..ContactInput::default()
    };
    record_contact(app, &sender, contact).await.unwrap();
    let need = StartReferral {
        relation: Some(relation),
        need: words.next(),
        situation: words.next(),
        availability: words.next(),
        ..StartReferral::default()
    };
    let id = start_referral(app, &sender, &need).await.unwrap();
    let version = choose_service(app, &sender, id, 1, world.mission.service()).await.unwrap().version;
    let items = ["identity", "email", "address", "situation"].map(str::to_owned);
    let version = choose_items(app, &sender, id, version, &items).await.unwrap().version;
    let version = agree(world, words, id, version).await;
    let version = send_referral(app, &sender, id, version).await.unwrap().version;
    let note = words.next();
    if end == "reject" {
        let no = RejectInput { version, reason: "other".into(), note, ..RejectInput::default() };
        reject_referral(app, &receiver, id, &no).await.unwrap();
        return;
    }
    let version = accept_referral(app, &receiver, id, version).await.unwrap().version;
    show_referral(app, &receiver, id).await.unwrap();
    if end == "cancel" {
        cancel_referral(app, &sender, id, version, ("other", &note)).await.unwrap();
    } else {
        complete_referral(app, &receiver, id, version, ("helped", &note)).await.unwrap();
    }
}

async fn agree(world: &World, words: &mut Canaries, id: ReferralId, version: i32) -> i32 {
    let sender = world.ccas.social_worker();
    let text = show_agreement_text(&world.app, &sender, id).await.unwrap();
    let input = RecordAgreement {
        version,
        answer: "yes".into(),
        method: "spoken_with_witness".into(),
        witness: words.next(),
        signed_at: words.next(),
        text_sha256: text.text.sha256.to_string(),
        ..RecordAgreement::default()
    };
    record_agreement(&world.app, &sender, id, &input).await.unwrap().version
}

/// Every byte a thief of the disks would hold: database files with their write-ahead log and the key store's files;
/// on a server, every row of every table, with binary columns as they are and as hexadecimal.
async fn everything_at_rest(world: &World) -> String {
    let mut bytes = Vec::new();
    if let relais_testdb::KeyPlace::Files(folder) = &world.base.keys {
        read_all(folder.path(), &mut bytes);
    }
    assert!(!bytes.is_empty(), "the key store has files");
    if let Some(folder) = world.db().folder() {
        read_all(&folder, &mut bytes);
    }
    if Backend::asked() == Backend::Postgres {
        let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        for table in world.db().texts(tables, []).await {
            for row in world.db().texts(&format!("SELECT CAST(t AS TEXT) FROM \"{table}\" t"), []).await {
                bytes.extend(row.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned() // what is not text cannot hold a word
}

fn read_all(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, bytes);
        } else {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
}

/// The words that stand somewhere: in any case, in UTF-8 or as hexadecimal.
fn leaked(kept: &str) -> Vec<String> {
    let kept = kept.to_ascii_lowercase();
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let forms = |word: String| [word.to_lowercase(), hex(&word), hex(&word.to_lowercase())];
    let forms: Vec<[String; 3]> = (0..Canaries::ALL).map(Canaries::word).map(forms).collect();
    let beginnings = [hex("Zq"), hex("zq"), "zq".to_owned()];
    let places = beginnings.iter().flat_map(|start| kept.match_indices(start.as_str()));
    let here = |rest: &str| forms.iter().flatten().find(|form| rest.starts_with(form.as_str())).cloned();
    places.filter_map(|(at, _)| here(kept.get(at..)?)).collect()
}
