//! What the application says in its log while a test runs, filtered as an installation at level `trace` would.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use tracing::{
    Dispatch, Event, Level, Subscriber,
    subscriber::{DefaultGuard, NoSubscriber},
};
use tracing_subscriber::{
    Layer,
    fmt::MakeWriter,
    layer::{Context, SubscriberExt as _},
};

/// Everything said so far.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    lines: Arc<Mutex<Vec<u8>>>,
    errors: Arc<Mutex<Vec<&'static str>>>,
}

impl Logs {
    /// Listens to this thread, as a test's own runtime has no other, until the guard is dropped.
    pub(super) fn listen(&self) -> DefaultGuard {
        // With one listener in the process, `tracing` asks the thread that comes by a line first, and remembers for
        // all threads that nobody listens there. With a second one, alive for good, it asks every listener.
        static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));
        LazyLock::force(&SECOND);
        tracing::subscriber::set_default(self.subscriber())
    }

    /// Listens to every thread of the process that has no listener of its own, for good. Once a process.
    pub fn listen_everywhere(&self) {
        tracing::subscriber::set_global_default(self.subscriber()).expect("nobody listens everywhere yet");
    }

    fn subscriber(&self) -> impl Subscriber + Send + Sync + 'static {
        let filter = relais_server::telemetry::filter("trace").expect("a level");
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(true);
        tracing_subscriber::registry()
            .with(filter)
            .with(Errors(self.clone()))
            .with(lines.with_writer(self.clone()))
    }

    /// Everything said so far, one JSON object a line.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&held(&self.lines)).into_owned()
    }

    /// The lines of requests.
    #[must_use]
    pub fn requests(&self) -> Vec<serde_json::Value> {
        let text = self.text();
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        lines.filter(|line: &serde_json::Value| line["target"] == "relais::request").collect()
    }

    /// Where errors were told.
    #[must_use]
    pub fn errors(&self) -> Vec<&'static str> {
        held(&self.errors).clone()
    }

    /// Forgets what was said.
    pub fn clear(&self) {
        held(&self.lines).clear();
        held(&self.errors).clear();
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes events at level error.
struct Errors(Logs);

impl<S: Subscriber> Layer<S> for Errors {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            held(&self.0.errors).push(event.metadata().target());
        }
    }
}

impl io::Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        held(&self.lines).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logs {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
