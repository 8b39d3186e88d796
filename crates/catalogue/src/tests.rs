//! What ships, against its own promises and the open data; everyday phrases against the search.

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use relais_domain::{mandate::ScopeItem, text::SearchKey};

use super::*;

fn shipped() -> Arc<Catalogue> {
    Catalogue::shipped().unwrap()
}

/// A file of the open data: `RELAIS_OPEN_DATA`, else `../shared/data` beside the workspace; absent, the test skips.
#[expect(clippy::disallowed_methods, reason = "tests find the open data through the environment")]
fn open_data(file: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var("RELAIS_OPEN_DATA").map_or_else(|_| beside(), PathBuf::from);
    let bytes = std::fs::read(folder.join(file)).ok();
    if bytes.is_none() {
        println!("open data absent, skipped: {file}");
    }
    bytes
}

fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[test]
fn what_ships_holds_together() {
    let catalogue = shipped();
    assert_eq!((catalogue.procedures().len(), catalogue.targets().len()), (106, 67));
    assert_eq!(catalogue.version(), "2026-11-23");
    for theme in Theme::ALL {
        assert!(catalogue.procedures_of(*theme).count() >= 4, "{theme}");
    }
    let warned: Vec<_> = catalogue.themes().iter().filter(|words| words.caution.is_some()).collect();
    assert!(matches!(*warned, [money] if money.theme == Theme::Money));
    assert!(warned[0].caution.as_ref().unwrap().starts_with("Surendettement"));
}

#[test]
fn every_sentence_is_short_and_speaks_to_the_person() {
    let catalogue = shipped();
    let procedures = catalogue.procedures().iter().map(|one| (one.code.as_str(), &one.plain));
    let themes = catalogue.themes().iter().map(|one| (one.theme.as_str(), &one.plain));
    for (code, plain) in procedures.chain(themes) {
        assert!(words(plain) <= 15 && plain.ends_with('.'), "{code}: {plain}");
        let key = SearchKey::of(plain);
        assert!(key.words().any(|word| ["vous", "votre", "vos"].contains(&word)), "{code}: {plain}");
    }
}

#[test]
fn no_two_procedures_share_a_title_and_each_says_where_it_is_done() {
    let catalogue = shipped();
    let titles: HashSet<_> = catalogue.procedures().iter().map(|one| SearchKey::of(&one.title)).collect();
    assert_eq!(titles.len(), catalogue.procedures().len());
    for procedure in catalogue.procedures() {
        assert!(catalogue.targets_of(procedure).count() > 0, "{}", procedure.code);
    }
    for target in catalogue.targets() {
        assert!(target.url.iter().all(|url| url.starts_with("https://")), "{}", target.code);
        assert!(target.kind != TargetKind::OnlineService || target.url.is_some(), "{}", target.code);
    }
}

#[test]
fn official_numbers_are_those_of_service_public() {
    let Some(bytes) = open_data("demarches/fiches-service-public-2020.csv") else { return };
    let mut file = csv::Reader::from_reader(&bytes[..]);
    let known: HashSet<String> = file.records().map(|row| row.unwrap()[0].to_owned()).collect();
    let catalogue = shipped();
    for procedure in catalogue.procedures() {
        assert!(procedure.sheet.iter().all(|sheet| known.contains(sheet)), "{}", procedure.code);
    }
}

#[test]
fn every_right_of_the_open_data_ships_under_its_code_theme_and_sheet() {
    let Some(bytes) = open_data("demarches/droits-et-delais.csv") else { return };
    let catalogue = shipped();
    let mut rights = 0;
    for row in csv::Reader::from_reader(&bytes[..]).records() {
        let row = row.unwrap();
        let procedure =
            catalogue.procedure(&row[0].parse().unwrap()).unwrap_or_else(|| panic!("{}", &row[0]));
        let told = (procedure.theme.as_str(), procedure.sheet.as_deref());
        assert_eq!(told, (&row[3], Some(&row[4])), "{}", &row[0]);
        let forms = row[6].split('|').filter(|form| !form.is_empty());
        let forms: Vec<_> = forms.map(|form| form.split('*').next().unwrap().to_owned()).collect();
        assert_eq!(procedure.cerfa, forms, "{}", &row[0]);
        rights += 1;
    }
    assert_eq!(rights, 40);
}

#[test]
fn a_catalogue_that_does_not_hold_together_says_what_is_wrong() {
    let head = || {
        let theme = |theme: &Theme| format!("[[theme]]\ncode = '{theme}'\ntitle = 't'\nplain = 'p'\n");
        let themes: String = Theme::ALL.iter().map(theme).collect();
        format!("version = '1'\n{themes}[[target]]\ncode = 'caf'\nname = 'Caf'\nkind = 'administration'\n")
    };
    let procedure = |code: &str, target: &str| {
        format!(
            "[[procedure]]\ncode = '{code}'\ntheme = 'social'\ntitle = 't'\nplain = 'p'\ntargets = ['{target}']\n"
        )
    };
    let fault = |body: &str| Catalogue::read(&format!("{}{body}", head())).unwrap_err().to_string();
    assert!(Catalogue::read(&format!("{}{}", head(), procedure("rsa", "caf"))).is_ok());
    assert_eq!(fault(&procedure("rsa", "cafe")), "catalogue: no target is called cafe");
    assert_eq!(fault(&procedure("RSA", "caf")), "catalogue: RSA is no code");
    let twice = procedure("rsa", "caf").repeat(2);
    assert_eq!(fault(&twice), "catalogue: rsa stands twice");
    let again = "[[theme]]\ncode = 'social'\ntitle = 't'\nplain = 'p'\n".to_owned();
    assert!(fault(&(again + &procedure("rsa", "caf"))).contains("each once"));
    assert!(fault("[[procedure]]\nkode = 'x'\n").contains("kode"));
}

#[test]
fn a_scope_is_said_in_words_and_falls_back_to_its_codes() {
    let catalogue = shipped();
    let said = |item: &str| catalogue.describe(&item.parse::<ScopeItem>().unwrap());
    assert_eq!(said("logement:apl@caf").to_string(), "Aide au logement (APL), auprès de : Caf");
    assert_eq!(said("logement:apl@caf.fr").to_string(), "Aide au logement (APL), sur : caf.fr (Mon compte)");
    assert_eq!(said("social:f99999@r99999").to_string(), "f99999, auprès de : r99999");
    let broad = said("argent");
    assert_eq!((broad.to_string().as_str(), broad.broad), ("toutes les démarches du thème « Argent »", true));
    assert_eq!(said("etranger").to_string(), "toutes les démarches du thème « Étrangers »");
    assert!(!said("social:rsa").broad && said("social:rsa").target.is_none());
}

/// What people type, and what must be among the first three.
const PHRASES: [(&str, &str); 32] = [
    ("rsa", "rsa"),
    ("alocation logement", "apl"),
    ("aide pour le loyer", "apl"),
    ("carte d'identité", "cni"),
    ("refaire ma carte d’identite perdue", "cni_perdue"),
    ("Déclarer mes impôts", "impot_revenu"),
    ("declaration impot", "impot_revenu"),
    ("changement d'adresse", "changement_adresse"),
    ("déménagement carte grise", "carte_grise_adresse"),
    ("carte vitale", "carte_vitale"),
    ("mutuelle gratuite", "c2s"),
    ("CSS", "c2s"),
    ("renouveler HLM", "logement_social_renouvellement"),
    ("demande de logement social", "logement_social"),
    ("titre de sejour", "titre_sejour_renouvellement"),
    ("renouvellement carte de séjour", "titre_sejour_renouvellement"),
    ("pole emploi inscription", "inscription_emploi"),
    ("actualisation", "actualisation"),
    ("dossier mdph", "mdph_dossier"),
    ("handicap", "mdph_dossier"),
    ("facture électricité", "cheque_energie"),
    ("bourse college", "bourse_college"),
    ("cantine", "cantine"),
    ("surendetement", "surendettement"),
    ("trop de dettes", "surendettement"),
    ("porter plainte", "plainte"),
    ("pv stationnement", "amende"),
    ("ma retraite", "retraite"),
    ("pension alimentaire impayée", "pension_impayee"),
    ("sans domicile adresse courrier", "domiciliation"),
    ("j’ai perdu mon permis", "permis_perdu"),
    ("boîte mail", "adresse_mail"),
];

#[test]
fn what_people_type_finds_what_they_mean() {
    let catalogue = shipped();
    let missed = PHRASES.iter().filter_map(|(phrase, code)| {
        let found = catalogue.search(phrase, None, 3);
        let codes: Vec<_> = found.iter().map(|procedure| procedure.code.as_str()).collect();
        (!codes.contains(code)).then(|| format!("{phrase}: {codes:?}"))
    });
    assert_eq!(missed.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_search_keeps_to_its_theme_and_limit_and_is_empty_where_nothing_fits() {
    let catalogue = shipped();
    let codes = |words: &str, theme, limit| {
        let found = catalogue.search(words, theme, limit);
        found.iter().map(|procedure| procedure.code.to_string()).collect::<Vec<_>>()
    };
    assert!(codes("loyer", Some(Theme::Transport), 9).is_empty());
    assert!(codes("rsa xyzzy", None, 9).is_empty(), "every word must fit");
    assert_eq!(codes("carte", None, 2).len(), 2);
    let all = codes(" … ", Some(Theme::Housing), 99);
    let listed: Vec<_> = catalogue.procedures_of(Theme::Housing).map(|one| one.code.to_string()).collect();
    assert_eq!(all, listed, "without words, the list as it is");
    assert_eq!(codes("F19778", None, 3), ["rsa"]);
    assert_eq!(codes("cerfa 14069", None, 3), ["logement_social", "logement_social_renouvellement"]);
}

fn imported(code: &str, sheet: Option<&str>, title: &str) -> Procedure {
    Procedure {
        code: code.parse().unwrap(),
        theme: Theme::Social,
        title: title.to_owned(),
        plain: String::new(),
        keywords: Vec::new(),
        sheet: sheet.map(str::to_owned),
        cerfa: vec!["15481*09".to_owned()],
        targets: Vec::new(),
        papers: vec!["r1".parse().unwrap()],
        origin: Origin::Imported,
        withdrawn: false,
    }
}

#[test]
fn what_is_imported_adds_and_what_is_shipped_keeps_its_words() {
    let other = [
        imported("rsa", Some("F19778"), "Other words"),
        imported("f19778", Some("F19778"), "The sheet’s words"),
        imported("f1", Some("F1"), "Prime d’activité aux Açores"),
    ];
    let targets = ["r1", "caf"].map(|code| Target {
        code: code.parse().unwrap(),
        name: "Another name".to_owned(),
        kind: TargetKind::Form,
        url: None,
        withdrawn: false,
    });
    let (procedures, targets) = (other.to_vec(), targets.to_vec());
    let merged = shipped().with(Imported { version: "2020-12-26.ab".to_owned(), procedures, targets });
    assert_eq!(merged.version(), "2026-11-23+2020-12-26.ab");
    let found = |code: &str| merged.procedure(&code.parse().unwrap()).unwrap();
    let rsa = found("rsa");
    assert_eq!((rsa.title.as_str(), rsa.origin), ("Revenu de solidarité active (RSA)", Origin::Shipped));
    assert_eq!((&*rsa.cerfa, rsa.papers.len()), (&["15481*09".to_owned()][..], 1));
    assert_eq!(found("f19778").title, "The sheet’s words", "a mandate may name the sheet");
    let codes = |words: &str| {
        merged.search(words, None, 9).iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
    };
    assert!(codes("sheet").is_empty(), "a sheet told in our words is not offered twice");
    assert_eq!(codes("prime activité"), ["prime_activite", "f1"], "what is shipped comes first");
    let target = |code: &str| merged.target(&code.parse().unwrap()).unwrap().name.clone();
    assert_eq!((target("r1").as_str(), target("caf").as_str()), ("Another name", "Caf"));
    assert_eq!(merged.targets_of(rsa).count(), rsa.targets.len());
}

#[test]
fn what_is_withdrawn_is_known_and_no_longer_offered() {
    let gone = Procedure { withdrawn: true, ..imported("f2", Some("F2"), "Zèbre") };
    let merged = shipped().with(Imported { procedures: vec![gone], ..Imported::default() });
    let code = "f2".parse().unwrap();
    assert!(merged.search("zèbre", None, 9).is_empty());
    assert!(!merged.procedures_of(Theme::Social).any(|procedure| procedure.code == code));
    assert_eq!(merged.describe(&"social:f2".parse().unwrap()).title, "Zèbre");
}
