//! The key store in this process: a handle that sends messages to the thread that owns the keys.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use super::answer::{Answer, answer, wait};
use super::draft::{Draft, wrapping_key};
use super::error::{KeyError, MediumError};
use super::medium::Medium;
use super::message::{
    Destroy, Destroyed, MacMessage, MacTag, NewSlot, Replay, SecretName, SignMessage, Signature, SlotInfo,
    SlotPage, Status, VerifyingKey, WrappedDek,
};
use super::root::RootKey;
use super::state::KeyState;
use super::worker::{Order, Parts, Task, Worker};
use super::{KeyStore, Reply};
use crate::Entropy;
use crate::context::{Id, SlotAddress, WrapContext};
use crate::envelope::{FreshDek, Wrap};
use crate::hierarchy;
use crate::key::Dek;

/// Bounds on the use of keys. The defaults are the normative ones; tests lower them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Boxes sealed under one store key before it is replaced. Far below 2^20, so that boxes sealed and lost
    /// (a conflict, a crash) never matter, and so that opening the store stays quick.
    pub records_per_store_key: u64,
    /// Wraps under one wrapping key, ever.
    pub wraps_per_key: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { records_per_store_key: 1 << 16, wraps_per_key: 1 << 10 }
    }
}

/// What to do about a medium that holds a store, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// A store must be there: production. An empty volume is a mistake, not a reason to begin again.
    Existing,
    /// None may be there: first installation.
    New,
    /// Either: a laptop, tests.
    ExistingOrNew,
}

/// The key store. Clones talk to the same thread, which ends when the last one is dropped or one is closed.
#[derive(Clone)]
pub struct Keeper(Sender<Order>);

impl Keeper {
    /// Opens the store on a medium, on a thread of its own. The first message must be a replay.
    pub async fn open(
        medium: Box<dyn Medium>,
        opening: Opening,
        root: RootKey,
        entropy: Arc<dyn Entropy>,
        limits: Limits,
    ) -> Result<Self, KeyError> {
        let (sender, orders) = channel();
        let (opened, awaited) = answer();
        let parts = Parts { medium, root, entropy, limits };
        let thread = std::thread::Builder::new().name("relais-keys".to_owned());
        let body = move || match wait(Worker::open(parts, opening)) {
            Err(error) => opened.send(Err(error)),
            Ok(mut worker) => {
                opened.send(Ok(()));
                let closing = wait(worker.run(&orders));
                drop((worker, orders)); // frees the medium before anyone is told
                if let Some(answer) = closing {
                    answer.send(Ok(()));
                }
            }
        };
        thread.spawn(body).map_err(|source| MediumError::new("start the key store's thread", &source))?;
        awaited.await.map(|()| Self(sender))
    }

    /// Sends an operation that may change the store.
    fn change<A: Send + 'static, T: Send + 'static>(
        &self,
        message: A,
        work: fn(&mut Draft<'_>, &A) -> Result<T, KeyError>,
    ) -> Reply<'_, T> {
        self.send(message, Work::Change(work))
    }

    /// Sends an operation that reads the store only.
    fn read<A: Send + 'static, T: Send + 'static>(
        &self,
        message: A,
        work: fn(&KeyState, &A) -> Result<T, KeyError>,
    ) -> Reply<'_, T> {
        self.send(message, Work::Read(work))
    }

    fn send<A: Send + 'static, T: Send + 'static>(&self, message: A, work: Work<A, T>) -> Reply<'_, T> {
        let (answer, awaited) = answer();
        // When the thread has ended, the dropped answer says so.
        drop(self.0.send(Order::Call(Box::new(Call { message, work, outcome: None, answer }))));
        Box::pin(awaited)
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Keeper")
    }
}

enum Work<A, T> {
    Change(fn(&mut Draft<'_>, &A) -> Result<T, KeyError>),
    Read(fn(&KeyState, &A) -> Result<T, KeyError>),
    Status(fn(&Status) -> T),
}

struct Call<A, T> {
    message: A,
    work: Work<A, T>,
    outcome: Option<Result<T, KeyError>>,
    answer: Answer<T>,
}

impl<A: Send, T: Send> Task for Call<A, T> {
    fn plan(&mut self, draft: &mut Draft<'_>, status: &Status) {
        self.outcome = Some(match self.work {
            Work::Change(work) => work(draft, &self.message),
            Work::Read(work) => draft.require_ready().and_then(|()| work(draft.state, &self.message)),
            Work::Status(work) => Ok(work(status)),
        });
    }

    fn finish(self: Box<Self>, written: &Result<(), KeyError>) {
        let changes = matches!(self.work, Work::Change(_));
        self.answer.send(match (self.outcome, written) {
            (Some(Ok(_)), Err(error)) if changes => Err(error.clone()),
            (Some(outcome), _) => outcome,
            (None, Err(error)) => Err(error.clone()),
            (None, Ok(())) => Err(KeyError::Closed),
        });
    }
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of Draft<'_> is not general enough over its lifetime to be a plain function"
)]
impl KeyStore for Keeper {
    fn status(&self) -> Reply<'_, Status> {
        self.send((), Work::Status(Status::clone))
    }

    fn replay(&self, replay: Replay) -> Reply<'_, Destroyed> {
        self.change(replay, |draft, replay| draft.replay(replay))
    }

    fn make_slots(&self, slots: Vec<NewSlot>) -> Reply<'_, ()> {
        self.change(slots, |draft, slots| draft.make_slots(slots))
    }

    fn list_slots(&self, page: SlotPage) -> Reply<'_, Vec<SlotInfo>> {
        self.read(page, |state, page| Ok(state.list_slots(page)))
    }

    fn wrap_new(&self, context: WrapContext) -> Reply<'_, FreshDek> {
        self.change(context, |draft, context| draft.wrap_new(context))
    }

    fn unwrap_all(&self, wraps: Vec<WrappedDek>) -> Reply<'_, Vec<Result<Dek, KeyError>>> {
        self.read(wraps, |state, wraps| Ok(wraps.iter().map(|wrap| open_wrap(state, wrap)).collect()))
    }

    fn rewrap_all(&self, wraps: Vec<WrappedDek>) -> Reply<'_, Vec<Result<Wrap, KeyError>>> {
        self.change(wraps, |draft, wraps| {
            draft.require_ready()?;
            let rewrapped = wraps.iter().map(|wrap| {
                let dek = open_wrap(draft.state, wrap)?;
                draft.wrap(&wrap.context, &dek)
            });
            Ok(rewrapped.collect())
        })
    }

    fn destroy(&self, order: Destroy) -> Reply<'_, Destroyed> {
        self.change(order, |draft, order| draft.destroy(order))
    }

    fn create_tenant(&self, tenant: Id) -> Reply<'_, u32> {
        self.change(tenant, |draft, tenant| draft.create_tenant(tenant))
    }

    fn rotate_tenant(&self, tenant: Id) -> Reply<'_, u32> {
        self.change(tenant, |draft, tenant| draft.rotate_tenant(tenant))
    }

    fn rotate_store_key(&self) -> Reply<'_, u64> {
        self.change((), |draft, ()| draft.rotate_store_key())
    }

    fn change_root(&self, root: RootKey) -> Reply<'_, ()> {
        self.change(root, |draft, root| draft.change_root(root))
    }

    fn rotate_secret(&self, name: SecretName) -> Reply<'_, u32> {
        self.change(name, |draft, name| draft.rotate_secret(name))
    }

    fn sign(&self, message: SignMessage) -> Reply<'_, Signature> {
        self.change(message, |draft, message| draft.sign(message))
    }

    fn verifying_keys(&self, name: SecretName) -> Reply<'_, Vec<VerifyingKey>> {
        self.read(name, |state, name| Ok(state.verifying_keys(name)))
    }

    fn mac(&self, message: MacMessage) -> Reply<'_, MacTag> {
        self.change(message, |draft, message| draft.mac(message))
    }

    fn subject_pseudonym(&self, slot: SlotAddress) -> Reply<'_, [u8; 16]> {
        self.read(slot, KeyState::subject_pseudonym)
    }

    fn close(&self) -> Reply<'_, ()> {
        let (answer, awaited) = answer();
        drop(self.0.send(Order::Close(answer)));
        Box::pin(awaited)
    }
}

pub(super) fn open_wrap(state: &KeyState, wrapped: &WrappedDek) -> Result<Dek, KeyError> {
    let WrappedDek { context, commit, wrap } = wrapped;
    let kw = wrapping_key(state, context, wrap.tenant_version)?;
    hierarchy::unwrap(&kw, context, wrap.tenant_version, commit, &wrap.bytes).map_err(|_| KeyError::Refused)
}
