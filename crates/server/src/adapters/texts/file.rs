//! Text messages as files of a folder, for the demonstration and for tries without a gateway.

use std::path::PathBuf;

use relais_notices::ports::{Fate, HandOver, PortReply, TextMessage, TextMessages, Undelivered};

use crate::adapters::mail::keep;

/// Writes each message as one file, named by its id: a message written again is the same file.
#[derive(Clone, Debug)]
pub struct TextFolder(PathBuf);

impl TextFolder {
    /// Into this folder, made at the first message.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}

struct Page {
    file: PathBuf,
    text: String,
}

impl TextMessages for TextFolder {
    fn offer(&self, message: TextMessage) -> PortReply<'_, Box<dyn HandOver>> {
        let file = self.0.join(format!("{}.txt", message.id));
        let text = format!("{}\n\n{}\n", message.to.spaced(), message.text);
        Box::pin(async move { Ok(Box::new(Page { file, text }) as Box<dyn HandOver>) })
    }

    fn takes_once(&self) -> bool {
        true
    }
}

impl HandOver for Page {
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            let kept = tokio::task::spawn_blocking(move || keep(&self.file, self.text.as_bytes())).await;
            match kept {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) | Err(_) => Err(Undelivered::new("gateway.folder", Fate::Unreachable)),
            }
        })
    }
}
