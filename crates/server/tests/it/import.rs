//! `relais import` on an installation of files, as an operator runs it.

use crate::{
    files::flags,
    journal::{installation, said, stop},
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use std::{
    path::Path,
    process::{Command, Output},
};

const HEADER: &str = "id,type,nom,adresse,code_postal,commune,code_insee,latitude,longitude,telephone,courriel,site_web,date_maj,source\n";

fn row(id: &str, insee: &str) -> String {
    format!("{id},mairie,Mairie {id},1 rue de Siam,29200,Brest,{insee},,,,,,2026-01-01,essai\n")
}

fn import(folder: &Path, file: &str) -> Output {
    import_telling(folder, file, "report.csv")
}

fn import_telling(folder: &Path, file: &str, report: &str) -> Output {
    std::fs::write(folder.join("file.csv"), file).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_relais"));
    command.current_dir(folder).env_clear();
    command.args(["import", "organisations", "file.csv", "--network", "brest", "--report", report]);
    for (key, value) in flags(folder) {
        command.arg("--set").arg(format!("{key}={value}"));
    }
    command.output().expect("the binary runs")
}

async fn names(database: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT name FROM organisation ORDER BY name";
    let asked = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(asked).await.expect("the query passes");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_row_is_told_with_its_line_and_reason_and_the_command_ends_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = installation(folder.path()).await;
    let database = app.store.pools().writing().clone();
    stop(app).await;
    let one_bad = import(folder.path(), &[HEADER, &row("a", "29019"), "b,mairie\n"].concat());
    assert_eq!(one_bad.status.code(), Some(0), "{}", said(&one_bad));
    assert!(said(&one_bad).contains("[row.columns]"), "{}", said(&one_bad));
    let rows = [HEADER, &row("a", "29019"), &row("b\0", "29019"), HEADER, &row("c", "99999")];
    let twice = import(folder.path(), &rows.concat());
    assert_eq!(twice.status.code(), one_bad.status.code(), "as for any refused row: {}", said(&twice));
    for part in [
        "4 lignes lues, 2 retenues, 2 refusées",
        "ligne 3 : la ligne entière contient un caractère nul, qui n’est pas du texte [row.not_text]",
        "ligne 4 : la ligne entière répète la ligne de titres",
        "1 × code INSEE n’est le code INSEE d’aucune commune [insee.unknown]",
        "1 nouveau",
    ] {
        assert!(said(&twice).contains(part), "{part} in {}", said(&twice));
    }
    let report = std::fs::read_to_string(folder.path().join("report.csv")).expect("a report");
    for part in [
        "4,ligne refusée,,row,,row.header,",
        "5,valeur laissée de côté,,insee,code_insee,insee.unknown,99999",
    ] {
        assert!(report.contains(part), "{part} in {report}");
    }
    assert_eq!(names(&database).await, ["Mairie a", "Mairie c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_never_takes_the_place_of_what_is_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = installation(folder.path()).await;
    let database = app.store.pools().writing().clone();
    stop(app).await;
    let file = [HEADER, &row("a", "29019"), "b,mairie\n"].concat();
    let refused = import_telling(folder.path(), &file, "./file.csv");
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("Donnez-lui un autre nom"), "{}", said(&refused));
    assert_eq!(std::fs::read_to_string(folder.path().join("file.csv")).expect("still there"), file);
    assert!(names(&database).await.is_empty(), "nothing is imported before the report can be written");
}
