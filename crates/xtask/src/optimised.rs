//! One test of the suite, at the length that takes an optimised build: walks, a year.

use anyhow::{Context, Result};

use crate::pg::{Cluster, find_binaries};
use crate::scratch;
use crate::workspace::{Workspace, cargo};

/// The PostgreSQL of a run that is on it.
pub fn cluster(engine: &str) -> Result<Option<Cluster>> {
    if engine != "postgres" {
        return Ok(None);
    }
    Cluster::start(&find_binaries().context("no PostgreSQL server here")?).map(Some)
}

/// Runs a test of a package, `said` in its environment; `false` means it failed. Optimised, in a build folder of its own:
/// the released build is optimised for other ends, and takes longer to make.
pub fn test(
    workspace: &Workspace,
    (package, name): (&str, &str),
    (engine, cluster): (&str, Option<&Cluster>),
    said: &[(&str, &str)],
) -> Result<bool> {
    let mut test = cargo();
    test.args(["test", "--release", "--locked", "--package", package, "--test", "it"]);
    test.arg("--target-dir").arg(workspace.target.join("walks"));
    test.args(["--", "--exact", name, "--nocapture"]);
    test.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    test.envs(said.iter().copied()).env("RELAIS_TEST_DB", engine);
    scratch::in_memory(&mut test);
    if let Some(cluster) = cluster {
        test.env("RELAIS_TEST_PG_URL", cluster.url());
    }
    Ok(test.status().context("cannot start cargo")?.success())
}
