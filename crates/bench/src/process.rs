//! What the kernel says of processes: time on the processors, memory.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, ensure};

/// Clock ticks a second in `/proc` (`USER_HZ`): 100 on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// Seconds on the processors, of all threads, living and dead, in user and in kernel mode.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let (user, system, ..) = ticks(pid)?;
    Ok((user + system) / TICKS)
}

/// The same of a process and of its children, living and ended: a PostgreSQL server.
pub fn cpu_seconds_of_family(pid: u32) -> Result<f64> {
    let (user, system, of_ended, _) = ticks(pid)?;
    let mut all = user + system + of_ended;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(child) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process may end between the listing and the look.
        if let Ok((user, system, of_ended, parent)) = ticks(child)
            && parent == pid
        {
            all += user + system + of_ended;
        }
    }
    Ok(all / TICKS)
}

/// Ticks in user mode, in kernel mode, of ended children; and the parent.
fn ticks(pid: u32) -> Result<(f64, f64, f64, u32)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name stands in parentheses and may hold anything.
    let (_, rest) = stat.rsplit_once(") ").context("a line of stat")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| -> Result<f64> { Ok(fields.get(at).context("a field of stat")?.parse()?) };
    let parent = fields.get(1).context("a parent")?.parse()?;
    Ok((number(11)?, number(12)?, number(13)? + number(14)?, parent))
}

/// Resident memory in MiB, each page once (`Pss` of Linux): the embedded engine maps its file once for each connection, and
/// the plain figure (`VmRSS`) counts the same page for each of them.
pub fn resident(pid: u32) -> Result<f64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("a line of smaps_rollup")?;
    let kilobytes: f64 = line.split_whitespace().next().context("a number")?.parse()?;
    Ok(kilobytes / 1024.0)
}

/// Runs a command to its end and returns what it printed.
pub fn told(command: &mut Command) -> Result<String> {
    let name = command.get_program().display().to_string();
    let output = command.output().with_context(|| format!("cannot start {name}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{name} ended with {}: {}", output.status, error.trim());
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a command to its end; what it says of its progress goes to the terminal.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    ensure!(status.success(), "{name} ended with {status}");
    Ok(())
}
