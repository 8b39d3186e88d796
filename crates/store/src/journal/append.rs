//! One entry, in the transaction of its act: no act without its entry, no entry without its act.

use relais_domain::{
    actor::{Actor, Who},
    ids::{EntryId, OrganisationId, PersonId},
};
use relais_journal::{Action, Entry, Hash, Leaf, Opening, ScopeCode, SubjectPid};
use sea_orm::{Set, prelude::Uuid};
use zeroize::Zeroizing;

use crate::{StoreError, UnitOfWork, journal::entity::journal_entry};

/// What an entry says: coded parts in the leaf, details sealed beside it. Never a name, never free text in clear.
#[derive(Clone, Debug)]
pub struct Act {
    action: Action,
    object: Option<Uuid>,
    subject: Option<PersonId>,
    scope: Option<&'static str>,
    place: Option<OrganisationId>,
    details: Vec<(&'static str, String)>,
}

impl Act {
    /// Something was done.
    #[must_use]
    pub const fn new(action: Action) -> Self {
        Self { action, object: None, subject: None, scope: None, place: None, details: Vec::new() }
    }

    /// What it was done to.
    #[must_use]
    pub const fn on(mut self, object: Uuid) -> Self {
        self.object = Some(object);
        self
    }

    /// Whom it concerns: she will read this entry.
    #[must_use]
    pub const fn about(mut self, person: PersonId) -> Self {
        self.subject = Some(person);
        self
    }

    /// A code that narrows it: a reason, an outcome, a purpose.
    #[must_use]
    pub const fn scope(mut self, code: &'static str) -> Self {
        self.scope = Some(code);
        self
    }

    /// Whose act it counts as, where nobody of that organisation acts: the house begins its memberships.
    #[must_use]
    pub const fn at(mut self, organisation: OrganisationId) -> Self {
        self.place = Some(organisation);
        self
    }

    /// A detail, sealed. Reads carry none: they stay one statement.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

fn scope(code: Option<&'static str>) -> Result<Option<ScopeCode>, StoreError> {
    let refused = StoreError::Journal("a scope that is not a code");
    code.map(|code| ScopeCode::parse(code).ok_or(refused)).transpose()
}

impl UnitOfWork<'_> {
    /// The entry of an act, written by the commit of it; its id goes into the act's own row, so that neither can vanish
    /// alone.
    pub async fn record(&self, act: Act) -> Result<EntryId, StoreError> {
        let id = EntryId::ordered(self.now(), self.random());
        let payload = self.seal_details(id, &act).await?;
        let (commit, payload) =
            payload.map_or((None, None), |(commit, payload)| (Some(commit), Some(payload)));
        let leaf = Leaf {
            entry_id: id.bytes(),
            at_micros: u64::try_from(self.now().timestamp_micros()).unwrap_or(0),
            tenant_id: act.place.map_or_else(|| self.tenant(), OrganisationId::uuid).into_bytes(),
            actor_pid: self.actor_pid().map(Uuid::into_bytes),
            action: act.action,
            object_id: act.object.map(Uuid::into_bytes),
            subject_pid: self.subject_pid(act.subject).await?,
            scope: scope(act.scope)?,
            payload_commit: commit,
        };
        let entry = Entry::new(leaf, self.tag_key().await?);
        let row = Box::new(self.entry_row(&entry, payload));
        self.hold_entry(entry, row);
        Ok(id)
    }

    fn entry_row(&self, entry: &Entry, payload: Option<Vec<u8>>) -> journal_entry::ActiveModel {
        let leaf = &entry.leaf;
        journal_entry::ActiveModel {
            id: Set(Uuid::from_bytes(leaf.entry_id)),
            at: Set(self.now()),
            tenant_id: Set(Uuid::from_bytes(leaf.tenant_id)),
            actor_pid: Set(leaf.actor_pid.map(Uuid::from_bytes)),
            action: Set(leaf.action.as_str().to_owned()),
            object_id: Set(leaf.object_id.map(Uuid::from_bytes)),
            subject_pid: Set(leaf.subject_pid.map(|pid| pid.as_bytes().to_vec())),
            scope: Set(leaf.scope.as_ref().map(|scope| scope.as_str().to_owned())),
            payload_commit: Set(leaf.payload_commit.map(|commit| commit.as_bytes().to_vec())),
            leaf: Set(entry.leaf_bytes.clone()),
            leaf_hash: Set(entry.leaf_hash.as_bytes().to_vec()),
            tag: Set(entry.tag.bytes().to_vec()),
            payload: Set(payload),
            idx: Set(None),
        }
    }

    async fn seal_details(&self, id: EntryId, act: &Act) -> Result<Option<(Hash, Vec<u8>)>, StoreError> {
        let holder =
            act.subject.map(PersonId::uuid).or_else(|| self.actor().map(|actor| actor.organisation.uuid()));
        let Some(holder) = holder.filter(|_| !act.details.is_empty()) else { return Ok(None) };
        let mut plain = Zeroizing::new(Vec::new());
        ciborium::into_writer(&act.details, &mut *plain)
            .map_err(|_| StoreError::Journal("details not encodable"))?;
        let opening = Opening::new(relais_domain::random::fill_array(self.random()), &plain);
        let sealed = self.seal_under_subject(holder, id, opening.as_bytes()).await?;
        Ok(Some((opening.commit(), sealed)))
    }

    async fn subject_pid(&self, person: Option<PersonId>) -> Result<Option<SubjectPid>, StoreError> {
        match person {
            Some(person) => Ok(Some(SubjectPid::new(self.pseudonym(person).await?))),
            None => Ok(None),
        }
    }

    fn tenant(&self) -> Uuid {
        self.actor().map_or(Uuid::nil(), |actor| actor.organisation.uuid())
    }

    fn actor_pid(&self) -> Option<Uuid> {
        self.actor().and_then(|actor: &Actor| match actor.who {
            Who::Agent { membership, .. } => Some(membership.uuid()),
            Who::Key(key) => Some(key.uuid()),
            Who::System => None,
        })
    }
}
