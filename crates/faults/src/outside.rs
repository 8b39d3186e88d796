//! What stands around an installation: the provider its agents sign in at, and the mail server.

use std::sync::Arc;

use anyhow::Result;
use relais_server::adapters::SystemClock;
use relais_testkit::{
    peers::{Kind, MailServer, TakenMail},
    provider::FaultyProvider,
};
use serde_json::json;
use tokio::sync::Mutex;

/// Both, in this process.
pub struct Outside {
    provider: FaultyProvider,
    mail: Mutex<MailServer>,
    /// Where mails are taken.
    pub mail_port: u16,
}

impl Outside {
    pub async fn start() -> Result<Self> {
        let provider = FaultyProvider::start(Arc::new(SystemClock)).await?;
        let mail = MailServer::start(Kind::Plain).await?;
        Ok(Self { provider, mail_port: mail.port(), mail: Mutex::new(mail) })
    }

    pub fn issuer(&self) -> &str {
        &self.provider.issuer
    }

    /// A fresh access token of an agent.
    pub fn token(&self, subject: &str) -> String {
        self.provider.access_token(json!({ "sub": subject }))
    }

    /// The mails that arrived, each by the id of its delivery: what its `Message-ID` begins with.
    pub async fn arrived(&self) -> Vec<String> {
        let id = |mail: &TakenMail| {
            let header = mail.header("Message-ID").unwrap_or_default();
            header.trim_start_matches('<').split('@').next().unwrap_or_default().to_owned()
        };
        self.mail.lock().await.taken().iter().map(id).collect()
    }

    /// Nobody answers at the mail server's port any more.
    pub async fn mail_goes_down(&self) {
        self.mail.lock().await.go_down().await;
    }

    /// It answers again.
    pub async fn mail_comes_back(&self) -> Result<()> {
        self.mail.lock().await.come_back().await
    }
}
