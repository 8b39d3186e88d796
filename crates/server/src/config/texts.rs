//! `[text_messages]`: how text messages leave the house.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::http::{HeaderName, Method};
use relais_http::outgoing::OutgoingLimits;
use relais_notices::ports::TextMessages;
use serde::Deserialize;
use url::Url;

use super::{
    read_secret,
    sections::{filled, parsed},
};
use crate::adapters::texts::{Acceptance, Body, Gateway, GatewaySettings, Secrets, TextFolder};

/// A gateway's answer is a few lines.
const LONGEST_ANSWER: usize = 64 * 1024;

/// How text messages leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextTransport {
    /// Not at all.
    None,
    /// Through a gateway.
    Http,
    /// Into a folder.
    File,
}

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextMethod {
    /// POST
    Post,
    /// PUT
    Put,
}

/// What the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A JSON document.
    Json,
    /// Fields of a form.
    Form,
}

/// `[text_messages]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSection {
    /// Whether, and which way.
    pub transport: TextTransport,
    /// The gateway's address.
    #[serde(deserialize_with = "filled")]
    pub url: Option<Url>,
    /// How it is asked.
    pub method: TextMethod,
    /// Its headers.
    pub headers: Vec<String>,
    /// What the body is.
    pub body_kind: BodyKind,
    /// The body.
    pub body: String,
    /// Its key or password.
    #[serde(deserialize_with = "filled")]
    pub secret_file: Option<PathBuf>,
    /// From whom.
    pub sender: String,
    /// Statuses that may mean « taken ».
    pub accepted_statuses: Vec<u16>,
    /// Where the answer says so.
    pub accepted_pointer: String,
    /// What it says.
    pub accepted_value: String,
    /// Statuses that refuse the message for good.
    pub refused_statuses: Vec<u16>,
    /// Whether it knows its `{reference}` again.
    pub knows_reference: bool,
    /// Longest wait for an answer.
    pub timeout_seconds: u8,
    /// The folder.
    #[serde(deserialize_with = "parsed")]
    pub folder: PathBuf,
}

impl TextSection {
    /// What sends text messages; nothing where none are to be sent.
    pub fn text_messages(&self) -> anyhow::Result<Option<Arc<dyn TextMessages>>> {
        Ok(match self.transport {
            TextTransport::None => None,
            TextTransport::File => Some(Arc::new(TextFolder::new(self.folder.clone()))),
            TextTransport::Http => Some(Arc::new(self.gateway()?)),
        })
    }

    /// The gateway, not yet spoken to.
    pub fn gateway(&self) -> anyhow::Result<Gateway> {
        let secret = self.secret_file.as_deref().map(|file| read_secret("text_messages.secret_file", file));
        let settings = GatewaySettings {
            url: self.url.clone().context("`text_messages.url` is not set")?,
            method: match self.method {
                TextMethod::Post => Method::POST,
                TextMethod::Put => Method::PUT,
            },
            headers: self.headers.iter().map(|line| header(line)).collect::<anyhow::Result<_>>()?,
            body: match self.body_kind {
                BodyKind::Json => Body::json(&self.body)?,
                BodyKind::Form => Body::form(&self.body)?,
            },
            secrets: Secrets { secret: secret.transpose()?, sender: self.sender.clone() },
            acceptance: Acceptance {
                statuses: self.accepted_statuses.clone(),
                pointer: self.accepted_pointer.clone(),
                value: self.accepted_value.clone(),
                refused: self.refused_statuses.clone(),
            },
            knows_reference: self.knows_reference,
            limits: OutgoingLimits {
                total: Duration::from_secs(self.timeout_seconds.into()),
                body_bytes: LONGEST_ANSWER,
                ..OutgoingLimits::default()
            },
        };
        Gateway::new(settings)
    }
}

fn header(line: &str) -> anyhow::Result<(HeaderName, String)> {
    let (name, value) = line.split_once(':').context("write text_messages.headers as \"Name: value\"")?;
    let name = HeaderName::try_from(name.trim()).context("a name in text_messages.headers is none")?;
    Ok((name, value.trim().to_owned()))
}
