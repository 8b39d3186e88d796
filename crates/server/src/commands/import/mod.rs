//! `relais import`

mod account;

use self::account::Account;
use super::Settings;
use crate::compose;
use clap::{Args, Subcommand};
use relais_app::{
    App, AppError,
    imports::{
        Import as Read, ImportError, Mapping, Report, Written, network_for, read_organisations, read_places,
        write_organisations, write_places,
    },
};
use std::{
    fs,
    io::{Write, stderr, stdout},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The exit code for a file that gives nothing at all, as for a misused command line.
const UNREADABLE: u8 = 2;

/// Take places or organisations from a producer's file: a bad row is refused and told, never a half import
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Places where help is given (national standard, or a producer's own columns)
    Places(Options),
    /// Organisations, listed without being members
    Organisations(Options),
}

#[derive(Debug, Args)]
struct Options {
    /// CSV, JSON or JSON Lines
    file: PathBuf,
    /// What the columns mean (see config/imports/); by default the producer is recognised
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Short name of the network, where the installation has several
    #[arg(long, value_name = "SLUG")]
    network: Option<String>,
    /// Where to write every refused row and dropped value, as CSV
    #[arg(long, value_name = "CSV")]
    report: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Places(options) => {
                let Some(read) = options.read(read_places)? else { return Ok(UNREADABLE.into()) };
                let (report, records) = (read.report, read.records);
                options.write(&report, async |app, network| write_places(app, network, records).await).await
            }
            What::Organisations(options) => {
                let Some(read) = options.read(read_organisations)? else { return Ok(UNREADABLE.into()) };
                let (report, records) = (read.report, read.records);
                options
                    .write(&report, async |app, network| write_organisations(app, network, records).await)
                    .await
            }
        }
    }
}

type Reader<T> = fn(&[u8], Option<&Mapping>) -> Result<Read<T>, ImportError>;

impl Options {
    /// What the file holds; nothing, and a word on the standard error, when it holds nothing.
    fn read<T>(&self, reader: Reader<T>) -> anyhow::Result<Option<Read<T>>> {
        let account = Account::new();
        let unreadable = |file: &Path, code: &str, detail: &dyn std::fmt::Display| {
            writeln!(stderr(), "relais: {}\n  {detail}", account.unreadable(file, code)?)?;
            anyhow::Ok(None)
        };
        let mapping = match self.mapping.as_deref().map(|path| (path, fs::read_to_string(path))) {
            None => None,
            Some((path, Err(error))) => return unreadable(path, "file.absent", &error),
            Some((path, Ok(text))) => match Mapping::parse(&text) {
                Ok(mapping) => Some(mapping),
                Err(error) => return unreadable(path, "file.mapping", &error),
            },
        };
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) => return unreadable(&self.file, "file.absent", &error),
        };
        match reader(&bytes, mapping.as_ref()) {
            Ok(read) => Ok(Some(read)),
            Err(error) => unreadable(&self.file, error.code(), &error),
        }
    }

    /// The report first, so that it is there whatever the database answers; then the records, all or none.
    async fn write(
        self,
        report: &Report,
        writing: impl AsyncFnOnce(&App, relais_domain::ids::NetworkId) -> Result<Written, AppError>,
    ) -> anyhow::Result<ExitCode> {
        let account = Account::new();
        account.read(report, &mut stdout().lock())?;
        if let Some(file) = &self.report {
            let input = fs::canonicalize(&self.file)?;
            anyhow::ensure!(
                fs::canonicalize(file).ok() != Some(input),
                account.say("import-report-is-input")?
            );
            fs::write(file, report.to_csv()?)?;
            writeln!(stdout(), "{}", account.report_written(file)?)?;
        }
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let (network, name) = match network_for(&app, self.network.as_deref()).await {
            Ok(found) => found,
            Err(AppError::NotFound) => anyhow::bail!(account.say("import-network-unknown")?),
            Err(AppError::Rule { .. }) => anyhow::bail!(account.say("import-network-unclear")?),
            Err(error) => return Err(error.into()),
        };
        let written = writing(&app, network).await?;
        account.recognised(&written.recognised, &mut stdout().lock())?;
        writeln!(stdout(), "{}", account.written(&name, &written)?)?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}
