//! Reads the network from the files inside the binary.

use super::{
    check::Fault,
    facts::{Agent, Commune, DemoNetwork, Member, Source},
};
use rust_embed::RustEmbed;
use serde::{Deserialize, de::DeserializeOwned};

/// The files of `config/demo`; a debug build reads them from the folder, a release build carries them.
#[derive(RustEmbed)]
#[folder = "../../config/demo"]
struct Files;

/// Why the demonstration's files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is not there.
    #[error("config/demo/{0} is not there")]
    Missing(String),
    /// A file is not what its reader expects.
    #[error("config/demo/{file}: {source}")]
    Syntax {
        /// The file.
        file: String,
        /// Line, column and what was expected.
        source: Box<toml::de::Error>,
    },
    /// Two facts do not go together.
    #[error("config/demo: {0}")]
    Fault(#[from] Fault),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkFile {
    slug: String,
    name: String,
    source: Vec<Source>,
    commune: Vec<Commune>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentsFile {
    agent: Vec<Agent>,
}

impl DemoNetwork {
    /// The network, its references checked.
    pub fn load() -> Result<Self, LoadError> {
        let NetworkFile { slug, name, source: sources, commune: communes } = read("network.toml")?;
        let AgentsFile { agent: agents } = read("agents.toml")?;
        let mut files: Vec<_> = Files::iter().filter(|file| file.starts_with("members/")).collect();
        files.sort();
        let members = files.iter().map(|file| read::<Member>(file)).collect::<Result<_, _>>()?;
        let network = Self { slug, name, sources, communes, members, agents };
        network.check()?;
        Ok(network)
    }
}

/// Reads one file of `config/demo`.
pub(crate) fn read<T: DeserializeOwned>(file: &str) -> Result<T, LoadError> {
    let found = Files::get(file).ok_or_else(|| LoadError::Missing(file.to_owned()))?;
    let text = String::from_utf8_lossy(&found.data);
    toml::from_str(&text)
        .map_err(|source| LoadError::Syntax { file: file.to_owned(), source: Box::new(source) })
}
