//! The outside world in memory: takes what it is given, and fails as it is told.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use relais_notices::ports::{HandOver, Mail, Mailer, PortReply, TextMessage, TextMessages, Undelivered};

/// What happens to the next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is taken.
    Takes,
    /// It is refused before it is handed over.
    Refuses(Undelivered),
    /// It is refused once it was handed over.
    RefusesAfter(Undelivered),
    /// It is taken, and the process dies before it hears so.
    TakesAndDies,
}

/// The other side of a port, in memory.
pub struct Memory<T> {
    state: Arc<Mutex<State<T>>>,
    once: bool,
}

struct State<T> {
    taken: Vec<T>,
    next: VecDeque<Next>,
    always: Next,
    offered: usize,
}

impl<T: Clone + Send + 'static> Memory<T> {
    /// Takes everything.
    #[must_use]
    pub fn new() -> Self {
        Self::that_takes_once(false)
    }

    /// The same; `once`: it says of itself that it takes a message once however often it is sent.
    #[must_use]
    pub fn that_takes_once(once: bool) -> Self {
        let state = State { taken: Vec::new(), next: VecDeque::new(), always: Next::Takes, offered: 0 };
        Self { state: Arc::new(Mutex::new(state)), once }
    }

    /// What happens from now on.
    pub fn always(&self, always: Next) {
        self.state().always = always;
    }

    /// What happens to the next messages, before [`Self::always`] counts again.
    pub fn next(&self, next: impl IntoIterator<Item = Next>) {
        self.state().next.extend(next);
    }

    /// What was taken so far.
    #[must_use]
    pub fn taken(&self) -> Vec<T> {
        self.state().taken.clone()
    }

    /// How often a message was offered, taken or not.
    #[must_use]
    pub fn offered(&self) -> usize {
        self.state().offered
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_up(&self, message: T) -> Result<Box<dyn HandOver>, Undelivered> {
        let mut state = self.state();
        state.offered += 1;
        let next = state.next.pop_front().unwrap_or(state.always);
        match next {
            Next::Refuses(undelivered) => Err(undelivered),
            Next::Takes | Next::RefusesAfter(_) | Next::TakesAndDies => {
                Ok(Box::new(Taken { message, next, state: Arc::clone(&self.state) }))
            }
        }
    }
}

impl<T: Clone + Send + 'static> Default for Memory<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Memory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

struct Taken<T> {
    message: T,
    next: Next,
    state: Arc<Mutex<State<T>>>,
}

impl<T: Send + 'static> HandOver for Taken<T> {
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            if let Next::RefusesAfter(undelivered) = self.next {
                return Err(undelivered);
            }
            self.state.lock().unwrap_or_else(PoisonError::into_inner).taken.push(self.message);
            if self.next == Next::TakesAndDies {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

impl Mailer for Memory<Mail> {
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>> {
        Box::pin(async move { self.take_up(mail) })
    }

    fn takes_once(&self) -> bool {
        self.once
    }
}

impl TextMessages for Memory<TextMessage> {
    fn offer(&self, message: TextMessage) -> PortReply<'_, Box<dyn HandOver>> {
        Box::pin(async move { self.take_up(message) })
    }

    fn takes_once(&self) -> bool {
        self.once
    }
}
