//! How to reach a person, for the one message that tells her what became of her request.

use relais_domain::ids::DeliveryId;
use relais_journal::Action;

use crate::{
    StoreError, UnitOfWork,
    deliveries::Standing,
    journal::Act,
    persons::{PersonContent, StoredCard},
};

/// What a message to her needs, and nothing else of her.
#[derive(Clone, Default)]
pub struct Reach {
    /// Her first name.
    pub given_name: Option<String>,
    /// Her number.
    pub phone: Option<String>,
    /// How she wants to be told.
    pub card: StoredCard,
}

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reach([secret])")
    }
}

/// How an entry says that it was for, or about, a text message.
const BY_TEXT: &str = "text_message";

impl UnitOfWork<'_> {
    /// Opens how to reach the person of a referral, for its sender, which answers for telling her; nothing where the
    /// sender's ground has ended. Nothing is opened without its entry: it is written here.
    pub async fn open_reach(&self, standing: &Standing) -> Result<Option<Reach>, StoreError> {
        if self.organisation()? != standing.sender {
            return Err(StoreError::Sealed { table: "relation" });
        }
        let found = self.find_senders_relation(standing.relation).await?;
        let own = found.filter(|relation| {
            relation.open
                && relation.person() == standing.person
                && relation.organisation() == standing.sender
        });
        let Some(relation) = own else { return Ok(None) };
        let act = Act::new(Action::ChannelRead).on(standing.relation.uuid()).about(standing.person);
        self.record(act.scope(BY_TEXT)).await?;
        let content = self.open_to_pass_on(Some(relation)).await?;
        Ok(content.map(|PersonContent { identity, card, shared: _ }| Reach {
            given_name: identity.given_name,
            phone: identity.phone,
            card,
        }))
    }

    /// Writes into her journal that a message was sent to her: which way and about what, never to which number.
    pub async fn record_message(
        &self,
        standing: &Standing,
        id: DeliveryId,
        kind: &str,
    ) -> Result<(), StoreError> {
        let act = Act::new(Action::MessageSent).on(id.uuid()).about(standing.person);
        self.record(act.scope(BY_TEXT).with("kind", kind)).await?;
        Ok(())
    }
}
