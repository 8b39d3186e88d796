//! Many readers at once, each waiting for its answer before it asks again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use relais_bench::Chance;
use tokio::{
    task::LocalSet,
    time::{Interval, interval_at},
};

use crate::{
    client::Connection,
    works::{Desk, Work},
};

/// How many ask at once.
pub const READERS: usize = 64;

/// What came of it.
#[derive(Debug, Default)]
pub struct Answers {
    /// Microseconds each answer took, the shortest first.
    pub micros: Vec<u64>,
    /// Seconds from the first request to the last answer.
    pub seconds: f64,
}

impl Answers {
    /// The time below which so many of a hundred answers came, in milliseconds.
    pub fn percentile(&self, of_hundred: usize) -> f64 {
        let at = (self.micros.len() * of_hundred / 100).min(self.micros.len().saturating_sub(1));
        let micros = self.micros.get(at).copied().unwrap_or_default();
        Duration::from_micros(micros).as_secs_f64() * 1_000.0
    }
}

/// Where the requests come from.
pub enum Source {
    /// Drawn, for as long as this, each reader asking this often; as fast as it is answered where that is zero.
    Drawn(Rc<Desk>, Work, Duration, Duration),
    /// These, each once.
    Given(Vec<Vec<u8>>, Work),
}

/// The run that its readers share.
struct Run {
    source: Source,
    next: Cell<usize>,
    begun: Instant,
    micros: RefCell<Vec<u64>>,
}

impl Run {
    /// The next request; none when the run is over.
    fn request(&self, chance: &Chance) -> Result<Option<Vec<u8>>> {
        match &self.source {
            Source::Drawn(desk, work, time, _) => {
                if self.begun.elapsed() > *time {
                    return Ok(None);
                }
                desk.view(*work, chance).map(Some)
            }
            Source::Given(requests, _) => {
                let at = self.next.replace(self.next.get() + 1);
                Ok(requests.get(at).cloned())
            }
        }
    }

    const fn work(&self) -> Work {
        match &self.source {
            Source::Drawn(_, work, ..) | Source::Given(_, work) => *work,
        }
    }

    /// When a reader asks, where readers pause: one after another, as people come.
    fn pace(&self, number: usize) -> Result<Option<Interval>> {
        let Source::Drawn(.., pause) = &self.source else { return Ok(None) };
        if pause.is_zero() {
            return Ok(None);
        }
        let first = *pause * u32::try_from(number)? / u32::try_from(READERS)?;
        Ok(Some(interval_at(tokio::time::Instant::now() + first, *pause)))
    }

    async fn reader(&self, number: usize, connection: &mut Connection) -> Result<()> {
        let chance = Chance::new(1_000 + number as u64);
        let mut pace = self.pace(number)?;
        loop {
            if let Some(pace) = &mut pace {
                pace.tick().await;
            }
            let Some(request) = self.request(&chance)? else { return Ok(()) };
            let asked = Instant::now();
            let answer = connection.exchange(&request).await?;
            let micros = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
            if !self.work().is_done(&answer) {
                let asked = String::from_utf8_lossy(&request);
                bail!("{} answered {}", asked.lines().next().unwrap_or_default(), answer.status);
            }
            self.micros.borrow_mut().push(micros);
        }
    }
}

/// Lets the readers ask until the source is dry; an answer that is not the work's ends the run as an error.
pub async fn run(source: Source, connections: &mut Vec<Connection>) -> Result<Answers> {
    let run = Rc::new(Run { source, next: Cell::new(0), begun: Instant::now(), micros: RefCell::default() });
    let local = LocalSet::new();
    let readers: Vec<_> = connections
        .drain(..)
        .enumerate()
        .map(|(number, mut connection)| {
            let run = Rc::clone(&run);
            local.spawn_local(async move {
                let done = run.reader(number, &mut connection).await;
                (connection, done)
            })
        })
        .collect();
    local.await;
    for reader in readers {
        let (connection, done) = reader.await.context("a reader ended")?;
        done?;
        connections.push(connection);
    }
    let seconds = run.begun.elapsed().as_secs_f64();
    let mut micros = run.micros.take();
    micros.sort_unstable();
    Ok(Answers { micros, seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentiles_are_those_of_the_sorted_times() {
        let answers = Answers { micros: (1..=100).map(|n| n * 1_000).collect(), seconds: 1.0 };
        assert!((answers.percentile(50) - 51.0).abs() < 0.01);
        assert!((answers.percentile(99) - 100.0).abs() < 0.01);
        assert!(Answers::default().percentile(99).abs() < 0.01);
    }
}
