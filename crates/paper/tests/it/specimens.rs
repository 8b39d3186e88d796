//! Documents as the network will print them.

use relais_paper::{
    Block, Code, Document, Fact, Footer, Language, Level, Marker, Note, Paper, Printed, SideBySide,
    Signature, Text,
};

pub fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

/// A document with nothing in its body.
pub fn empty(tag: &str) -> Document {
    Document {
        title: "Mandat".to_owned(),
        language: language(tag),
        letterhead: Vec::new(),
        number: "M-2026-0042".to_owned(),
        date: "23 novembre 2026".to_owned(),
        footer: Footer { words: String::new(), page: "Page {page} sur {pages}".to_owned() },
        blocks: Vec::new(),
    }
}

/// A document of these blocks.
pub fn of(blocks: Vec<Block>) -> Document {
    Document { blocks, ..empty("fr") }
}

pub fn paragraph(words: &str) -> Block {
    Block::Paragraph(Text::from(words))
}

pub fn section(words: &str) -> Block {
    Block::Heading { level: Level::Section, text: Text::from(words) }
}

fn fact(label: &str, value: impl Into<Text>) -> Fact {
    Fact { label: Text::from(label), value: value.into() }
}

pub fn code() -> Code {
    Code {
        content: "https://relais.brest.example/verifier/M-2026-0042?s=2c26b46b68ffc68ff99b453c1d304134"
            .to_owned(),
        alternative: "Code à lire avec un téléphone : il ouvre la page qui dit si ce mandat est en cours."
            .to_owned(),
        words: Text::from("Ce mandat est-il en cours ? Vérifiez sur ")
            .strong("relais.brest.example/verifier")
            .plain(", numéro M-2026-0042."),
    }
}

pub fn signature(who: &str) -> Signature {
    Signature {
        who: Text::from(who),
        place: Text::from("Fait à"),
        date: Text::from("Le"),
        signature: Text::from("Signature"),
    }
}

/// A mandate of about two pages.
pub fn mandate() -> Document {
    Document {
        title: "Mandat pour des démarches en ligne".to_owned(),
        letterhead: vec![Text::default().strong("CCAS de Brest"), Text::from("40 rue Jean-Macé, 29200 Brest")],
        footer: Footer {
            words: "Relais – Brest métropole. Ce papier ne contient aucun mot de passe, aucun numéro de sécurité sociale."
                .to_owned(),
            page: "Page {page} sur {pages}".to_owned(),
        },
        blocks: vec![
            Block::Paragraph(
                Text::from("Moi, ").strong("Amina Haddad").plain(", née le 14 mars 1961, je demande au CCAS de Brest de faire à ma place les démarches écrites ici, et rien d’autre."),
            ),
            Block::Facts(vec![
                fact("Organisme", "CCAS de Brest, 40 rue Jean-Macé, 29200 Brest"),
                fact("Personne qui m’aide", "Jeanne Le Bris"),
                fact("Téléphone", Text::default().large("02 98 00 80 80")),
                fact("Durée", "du 23 novembre 2026 au 23 décembre 2026 (31 jours)"),
                fact("Numéro de dossier", ""),
            ]),
            section("Ce que le CCAS peut faire"),
            Block::List {
                marker: Marker::Bullet,
                items: vec![
                    Text::from("Demander l’aide au logement sur le site de la Caf."),
                    Text::from("Déclarer mes ressources tous les trois mois, avec les papiers que j’apporte."),
                    Text::from("Demander la complémentaire santé solidaire auprès de l’assurance maladie, et répondre aux questions qu’elle pose sur ce dossier pendant la durée du mandat."),
                ],
            },
            section("Ce que je sais"),
            Block::SideBySide(SideBySide {
                heads: (Text::from("Le texte"), Text::from("En clair")),
                rows: vec![
                    (
                        Text::from("Le mandant peut révoquer le présent mandat à tout moment, sans motif ni délai, par tout moyen (article 2004 du code civil)."),
                        Text::from("Je peux arrêter ce mandat quand je veux. Je ne dois pas dire pourquoi."),
                    ),
                    (
                        Text::from("Le mandataire rend compte de chacun de ses actes ; l’historique en est tenu à la disposition du mandant."),
                        Text::from("Je peux voir tout ce qui a été fait pour moi."),
                    ),
                    (
                        Text::from("Les données traitées sont limitées à celles que requiert la démarche et détruites au terme du mandat."),
                        Text::from("À la fin, le CCAS efface mes informations."),
                    ),
                ],
            }),
            Block::Note(Note {
                title: Text::from("Ne donnez jamais votre mot de passe"),
                paragraphs: vec![Text::from("Personne au CCAS ne vous le demandera. Si quelqu’un le demande, appelez le ").large("02 98 00 80 80").plain(".")],
            }),
            section("Pour arrêter le mandat"),
            Block::List {
                marker: Marker::Number,
                items: vec![
                    Text::from("Dites-le à n’importe quel guichet du réseau."),
                    Text::from("Ou appelez le numéro ci-dessus, avec votre carte."),
                    Text::from("Ou renvoyez ce papier barré et signé."),
                ],
            },
            Block::Code(code()),
            section("Signatures"),
            Block::Signatures(vec![signature("Amina Haddad"), signature("Pour le CCAS de Brest : Jeanne Le Bris")]),
        ],
        ..empty("fr")
    }
}

/// The same in Arabic beside the French text.
pub fn mandate_in_arabic() -> Document {
    let french = || language("fr");
    Document {
        title: "توكيل للقيام بإجراءات عبر الإنترنت".to_owned(),
        letterhead: vec![Text::default().foreign("CCAS de Brest, 40 rue Jean-Macé, 29200 Brest", french())],
        number: "M-2026-0042".to_owned(),
        date: "23 نوفمبر 2026".to_owned(),
        footer: Footer {
            words: "لا تحتوي هذه الورقة على أي كلمة سر.".to_owned(),
            page: "صفحة {page} من {pages}".to_owned(),
        },
        blocks: vec![
            Block::Paragraph(Text::from("أنا ").foreign("Amina Haddad", french()).plain(
                "، أطلب من مركز العمل الاجتماعي في بريست أن يقوم مكاني بالإجراءات المكتوبة هنا، ولا شيء غيرها.",
            )),
            Block::Facts(vec![
                fact("المؤسسة", Text::default().foreign("CCAS de Brest", french())),
                fact("الشخص الذي يساعدني", Text::default().foreign("Jeanne Le Bris", french())),
                fact("الهاتف", Text::default().large("02 98 00 80 80")),
                fact("المدة", "من 23 نوفمبر 2026 إلى 23 ديسمبر 2026 (31 يومًا)"),
            ]),
            section("ما أعرفه"),
            Block::SideBySide(SideBySide {
                heads: (Text::from("بالعربية"), Text::from("En français").in_language(french())),
                rows: vec![
                    (
                        Text::from("يمكنني أن أوقف هذا التوكيل متى أشاء، ولا يجب عليّ أن أقول لماذا."),
                        Text::from("Je peux arrêter ce mandat quand je veux. Je ne dois pas dire pourquoi.")
                            .in_language(french()),
                    ),
                    (
                        Text::from("يمكنني أن أرى كل ما تم القيام به من أجلي."),
                        Text::from("Je peux voir tout ce qui a été fait pour moi.").in_language(french()),
                    ),
                ],
            }),
            Block::List {
                marker: Marker::Number,
                items: vec![
                    Text::from("أخبروا أي مكتب من مكاتب الشبكة."),
                    Text::from("أو أرسلوا هذه الورقة مشطوبة وموقعة."),
                ],
            },
            Block::Note(Note {
                title: Text::from("لا تعطوا كلمة السر أبدًا"),
                paragraphs: vec![Text::from("لن يطلبها منكم أحد.")],
            }),
            Block::Code(Code {
                content: code().content,
                alternative: "رمز يُقرأ بالهاتف: يفتح الصفحة التي تقول إن كان هذا التوكيل ساريًا.".to_owned(),
                words: Text::from("تحققوا على ").foreign("relais.brest.example/verifier", french()),
            }),
            Block::Signatures(vec![Signature {
                who: Text::from("التوقيع"),
                place: Text::from("المكان"),
                date: Text::from("التاريخ"),
                signature: Text::from("التوقيع"),
            }]),
        ],
        ..empty("ar")
    }
}

/// Prints, where nothing is expected to go wrong.
pub fn print(document: &Document) -> Printed {
    Paper::new().unwrap().print(document).unwrap()
}
