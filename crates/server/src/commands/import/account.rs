//! An import told in French, from the texts of the locale.

use relais_app::imports::{Field, Mapping, Problem, Recognised, Report, Written};
use relais_views::{
    locale::{Locale, MissingText},
    say::Say,
};
use std::{io::Write, path::Path};

/// Puts the account of an import into words.
pub(super) struct Account {
    locale: Locale,
}

impl Account {
    pub(super) fn new() -> Self {
        Self { locale: Locale::french() }
    }

    pub(super) fn say(&self, key: &'static str) -> Result<String, MissingText> {
        self.locale.say(&Say::new(key))
    }

    /// What was read, each refused row with every reason, and how often which value was dropped.
    pub(super) fn read(&self, report: &Report, out: &mut impl Write) -> anyhow::Result<()> {
        let title = Mapping::title_of(&report.source).unwrap_or("--mapping");
        let source = Say::new("import-source").with("title", title).with("source", report.source.as_str());
        writeln!(out, "{}", self.locale.say(&source)?)?;
        let counts = [
            self.count("read", report.read)?,
            self.count("accepted", report.accepted)?,
            self.count("refused", report.refused.len())?,
            self.count("dropped", report.warnings.len())?,
        ];
        writeln!(out, "{}.", counts.join(", "))?;
        if !report.refused.is_empty() {
            writeln!(out, "\n{}", self.say("import-refused-title")?)?;
        }
        for refused in &report.refused {
            let row = self.row(refused.row, refused.id.as_deref())?;
            for problem in &refused.problems {
                writeln!(out, "  {row} : {}", self.problem(problem))?;
            }
        }
        if !report.warnings.is_empty() {
            writeln!(out, "\n{}", self.say("import-dropped-title")?)?;
        }
        for ((field, code), times) in report.warnings_by_code() {
            writeln!(out, "  {times} × {}", self.fault(field, code))?;
        }
        Ok(())
    }

    /// The organisations that were known from another source, each with what told it.
    pub(super) fn recognised(&self, recognised: &[Recognised], out: &mut impl Write) -> anyhow::Result<()> {
        if !recognised.is_empty() {
            writeln!(out, "\n{}", self.say("import-recognised-title")?)?;
        }
        for Recognised { external_id, name, by } in recognised {
            let said = Say::code("import-recognised", by.as_str()).with("id", external_id.as_str());
            writeln!(out, "  {}", self.locale.say(&said.with("name", name.as_str()))?)?;
        }
        Ok(())
    }

    pub(super) fn written(&self, network: &str, written: &Written) -> Result<String, MissingText> {
        let Written { inserted, updated, kept, .. } = *written;
        let said = Say::new("import-written").with("network", network).with("inserted", number(inserted));
        self.locale.say(&said.with("updated", number(updated)).with("kept", number(kept)))
    }

    pub(super) fn report_written(&self, file: &Path) -> Result<String, MissingText> {
        self.locale.say(&Say::new("import-report").with("file", file.display().to_string()))
    }

    /// Why a whole file gave nothing.
    pub(super) fn unreadable(&self, file: &Path, code: &str) -> Result<String, MissingText> {
        let reason = self.words("import", code);
        let said = Say::new("import-unreadable").with("file", file.display().to_string());
        self.locale.say(&said.with("reason", reason))
    }

    fn count(&self, what: &'static str, count: usize) -> Result<String, MissingText> {
        self.locale.say(&Say::code("import", what).with(what, number(count)))
    }

    fn row(&self, row: usize, id: Option<&str>) -> Result<String, MissingText> {
        self.locale.say(&match id {
            Some(id) => Say::new("import-row-id").with("row", number(row)).with("id", id),
            None => Say::new("import-row").with("row", number(row)),
        })
    }

    fn problem(&self, problem: &Problem) -> String {
        let fault = self.fault(problem.field, problem.code);
        match (problem.shown.as_str(), problem.column.as_str()) {
            ("", "") => fault,
            ("", column) => format!("{fault}, {column}"),
            (shown, "") => format!("{fault} : {shown}"),
            (shown, column) => format!("{fault}, {column} : {shown}"),
        }
    }

    fn fault(&self, field: Field, code: &str) -> String {
        format!(
            "{} {} [{code}]",
            self.words("import-field", field.as_str()),
            self.words("import-problem", code)
        )
    }

    /// The words of a code; a code that has none yet is shown as it is, for that says more than nothing.
    fn words(&self, list: &str, code: &str) -> String {
        self.locale.say(&Say::code(list, code)).unwrap_or_else(|_| code.to_owned())
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_app::imports::{ImportError, read_places};

    #[test]
    fn every_field_and_every_fault_of_a_file_has_its_words() {
        let account = Account::new();
        let has_words = |list, code| account.locale.say(&Say::code(list, code)).is_ok();
        for field in Field::ALL {
            assert!(has_words("import-field", field.as_str()), "{field:?}");
        }
        let faults = [
            ImportError::TooLarge,
            ImportError::NotText,
            ImportError::Json { line: 1 },
            ImportError::Empty,
            ImportError::UnknownProducer,
            ImportError::OtherKind,
        ];
        for fact in relais_app::imports::Fact::ALL {
            let told = Recognised { external_id: "7".to_owned(), name: "Caf".to_owned(), by: *fact };
            let mut out = Vec::new();
            account.recognised(&[told], &mut out).expect("told");
            let told = String::from_utf8(out).expect("text");
            assert!(["7", "Caf", "par son"].iter().all(|part| told.contains(part)), "{told}");
        }
        for code in faults.iter().map(ImportError::code).chain(["file.absent", "file.mapping"]) {
            assert!(has_words("import", code), "{code}");
        }
        assert_eq!(account.words("import-problem", "new.code"), "new.code");
    }

    #[test]
    fn a_refused_row_is_told_with_number_field_reason_and_value() {
        let file = "id;nom;adresse;code_postal;commune;latitude;longitude;services;date_maj;pivot;cle_ban;structure_parente;horaires\n\
                    a;Lieu;1 rue;29200;Brest;;;;2024-01-01;40109226700021;;;\n";
        let mapping = "source = 's'\ntitle = 't'\nkind = 'places'\nrecognise = ['id']\n\
                       [fields]\nid = { columns = ['id'] }\nname = { columns = ['nom'] }\n\
                       street = { columns = ['adresse'] }\npostcode = { columns = ['code_postal'] }\n\
                       commune = { columns = ['commune'] }\npivot = { columns = ['pivot'] }\n\
                       services = { columns = ['services'] }\nupdated_on = { columns = ['date_maj'] }\n";
        let mapping = Mapping::parse(mapping).expect("a mapping");
        let read = read_places(file.as_bytes(), Some(&mapping)).expect("a file");
        let mut told = Vec::new();
        Account::new().read(&read.report, &mut told).expect("told");
        let told = String::from_utf8(told).expect("text");
        for part in [
            "1 ligne lue, 0 retenue",
            "ligne 2, a",
            "numéro de registre ne tombe pas juste [siret.checksum], pivot : 40109226700021",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
}
