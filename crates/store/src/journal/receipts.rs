//! The promise that is printed on paper: « this entry stands in the tree », signed with the journal's key.

use relais_crypto::keystore::SignMessage;
use relais_domain::ids::EntryId;
use relais_journal::{
    Hash, LogKey, SignedCheckpoint,
    receipt::{Promise, RECEIPT_LEN},
};
use sea_orm::FromQueryResult;

use crate::{Store, StoreError, UnitOfWork, journal::rows, sql::Sql};

/// A signed promise, and the public key it is checked with.
#[derive(Clone, Debug)]
pub struct PrintedReceipt {
    /// The bytes of the code.
    pub bytes: [u8; RECEIPT_LEN],
    /// The journal's public key, as text.
    pub key: String,
}

#[derive(FromQueryResult)]
struct Place {
    idx: Option<i64>,
    leaf_hash: Vec<u8>,
}

impl Store {
    /// The receipt of an entry; none before it is sealed. `name` is the journal's.
    pub async fn print_receipt(
        &self,
        name: &str,
        entry: EntryId,
    ) -> Result<Option<PrintedReceipt>, StoreError> {
        let keys = self.log_keys(name).await?;
        let unit = self.read_house().await?;
        let promise = unit.find_promise(entry, &keys).await?;
        unit.commit_plain().await?;
        let Some(promise) = promise else { return Ok(None) };
        // The id of the key that will sign is part of what is signed.
        let refused = || StoreError::Journal("a receipt could not be signed");
        let key = keys.last().ok_or_else(refused)?;
        let message = SignMessage { name: rows::secret(), message: promise.message(key.id()) };
        let signature = self.keys().sign(message).await?;
        let receipt = promise.with_signature(key, signature.bytes).map_err(|_| refused())?;
        Ok(Some(PrintedReceipt { bytes: *receipt.bytes(), key: key.to_text() }))
    }
}

impl UnitOfWork<'_> {
    async fn find_promise(&self, entry: EntryId, keys: &[LogKey]) -> Result<Option<Promise>, StoreError> {
        let sql = Sql::new("SELECT idx, leaf_hash FROM journal_entry WHERE id = $1").id(entry.uuid());
        let place: Option<Place> = sql.one(self.transaction()).await?;
        let Some(row) = self.last_checkpoint().await? else { return Ok(None) };
        let ours = SignedCheckpoint::open(&row.note, keys);
        let checkpoint = ours.map_err(|_| StoreError::Journal("the last checkpoint is not ours"))?;
        let Some(Place { idx: Some(index), leaf_hash }) = place else { return Ok(None) };
        let (index, leaf_hash) = (u64::try_from(index).unwrap_or(u64::MAX), Hash::from_slice(&leaf_hash));
        let (size, root) = (checkpoint.size(), checkpoint.root());
        Ok(leaf_hash.filter(|_| index < size).map(|leaf_hash| Promise { index, leaf_hash, size, root }))
    }
}
