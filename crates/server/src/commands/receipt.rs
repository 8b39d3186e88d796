//! `relais receipt verify`

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::{Args, Subcommand};
use relais_journal::{LogKey, receipt::Receipt as Promised};
use std::{
    io::{Read as _, Write, stdin, stdout},
    process::ExitCode,
};

/// The promise printed on a paper: needs the journal's public key, and no database, configuration or network
#[derive(Debug, Args)]
pub(super) struct Receipt {
    #[command(subcommand)]
    command: ReceiptCommand,
}

#[derive(Debug, Subcommand)]
enum ReceiptCommand {
    Verify(Verify),
}

/// Check a scanned code against the journal's public key
#[derive(Debug, Args)]
struct Verify {
    /// The journal's public key, as it is printed beside the code (`name+id+base64`)
    #[arg(long)]
    key: String,
    /// What the code holds: the whole address, or what stands behind its `#`; read from standard input when left out
    scanned: Option<String>,
}

impl Receipt {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let ReceiptCommand::Verify(Verify { key, scanned }) = self.command;
        let key = LogKey::parse(key.trim()).context("--key is not a journal's public key")?;
        let scanned = scanned.map_or_else(typed, Ok)?;
        let mut out = stdout().lock();
        match open(&scanned, &key) {
            Ok(receipt) => {
                tell(&receipt, &key, &mut out)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => {
                writeln!(out, "NOT OURS: {error:#}.")?;
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// Longer than any address with a receipt behind it.
const LONGEST: u64 = 4096;

/// What is typed or piped in.
fn typed() -> anyhow::Result<String> {
    let mut read = String::new();
    stdin().take(LONGEST).read_to_string(&mut read).context("read the code")?;
    Ok(read)
}

fn open(scanned: &str, key: &LogKey) -> anyhow::Result<Promised> {
    let code = scanned.trim().rsplit('#').next().unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(code).context("no code of a receipt")?;
    Ok(Promised::open(&bytes, key)?)
}

fn tell(receipt: &Promised, key: &LogKey, out: &mut impl Write) -> std::io::Result<()> {
    let promise = receipt.promise();
    let hex = |bytes: &[u8; 32]| bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    writeln!(out, "Signed by {}", key.origin().as_str())?;
    writeln!(out, "  entry  {} of {}", promise.index, promise.size)?;
    writeln!(out, "  leaf   {}", hex(promise.leaf_hash.as_bytes()))?;
    writeln!(out, "  root   {}", hex(promise.root.as_bytes()))?;
    writeln!(out, "The operator of this journal promised that the entry stands in it.")
}
