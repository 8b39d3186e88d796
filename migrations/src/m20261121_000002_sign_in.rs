//! Who may come in: agents, memberships, invitations, sessions, keys of organisations.

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, text, text_null, uuid, uuid_null},
};

use crate::helpers::{code, drop_all, hash, id, index, instant, instant_null, references, version};

const ROLES: &[&str] =
    &["receptionist", "social_worker", "digital_mediator", "manager", "volunteer", "network_admin", "dpo"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(agent()).await?;
        index(manager, "agent", &["issuer", "subject"], true).await?;
        manager.create_table(membership()).await?;
        index(manager, "membership", &["agent_id"], false).await?;
        index(manager, "membership", &["organisation_id", "status"], false).await?;
        manager.create_table(invitation()).await?;
        index(manager, "invitation", &["organisation_id"], false).await?;
        manager.create_table(login_attempt()).await?;
        manager.create_table(session()).await?;
        index(manager, "session", &["agent_id", "ended_at"], false).await?;
        manager.create_table(api_key()).await?;
        index(manager, "api_key", &["organisation_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["api_key", "session", "login_attempt", "invitation", "membership", "agent"]).await
    }
}

fn agent() -> TableCreateStatement {
    Table::create()
        .table("agent")
        .col(id())
        .col(text("issuer"))
        .col(text("subject"))
        .col(text("given_name"))
        .col(text("usual_name"))
        .col(text_null("email"))
        .col(text_null("siret"))
        .col(text_null("provider_id"))
        .col(text_null("acr"))
        .col(instant("created_at"))
        .col(instant("last_signed_in_at"))
        .to_owned()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table("membership")
        .col(id())
        .col(uuid("agent_id"))
        .col(uuid("organisation_id"))
        .col(code("role", ROLES))
        .col(code("status", &["active", "ended"]))
        .col(instant("started_at"))
        .col(instant_null("ended_at"))
        .col(version())
        .foreign_key(&mut references("agent_id", "agent"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

fn invitation() -> TableCreateStatement {
    Table::create()
        .table("invitation")
        .col(id())
        .col(uuid("organisation_id"))
        .col(code("role", ROLES))
        .col(text("email"))
        .col(hash("token_hash").unique_key())
        .col(uuid_null("invited_by"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .col(code("state", &["pending", "accepted", "revoked"]))
        .col(uuid_null("agent_id"))
        .col(instant_null("ended_at"))
        .col(version())
        .foreign_key(&mut references("organisation_id", "organisation"))
        .foreign_key(&mut references("invited_by", "membership"))
        .foreign_key(&mut references("agent_id", "agent"))
        .to_owned()
}

fn login_attempt() -> TableCreateStatement {
    Table::create()
        .table("login_attempt")
        .col(hash("state_hash").primary_key())
        .col(hash("browser_hash"))
        .col(text("content"))
        .col(instant("created_at"))
        .col(instant("expires_at"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(id())
        .col(hash("token_hash").unique_key())
        .col(uuid("agent_id"))
        .col(uuid_null("membership_id"))
        .col(binary_null("id_token_sealed"))
        .col(text_null("acr"))
        .col(instant("authenticated_at"))
        .col(instant("created_at"))
        .col(instant("last_seen_at"))
        .col(instant("expires_at"))
        .col(instant_null("ended_at"))
        .foreign_key(&mut references("agent_id", "agent"))
        .foreign_key(&mut references("membership_id", "membership"))
        .to_owned()
}

fn api_key() -> TableCreateStatement {
    Table::create()
        .table("api_key")
        .col(id())
        .col(uuid("organisation_id"))
        .col(text("label"))
        .col(text("hint"))
        .col(hash("secret_hash").unique_key())
        .col(instant("created_at"))
        .col(instant_null("revoked_at"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}
