//! Mails as files of a folder, for the demonstration and for tries without a mail server.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use relais_notices::ports::{Fate, HandOver, Mail, Mailer, PortReply, Undelivered};

use super::Letterhead;

/// Writes each mail as one `.eml` file, named by its id: a mail written again is the same file.
#[derive(Clone, Debug)]
pub struct MailFolder {
    folder: PathBuf,
    head: Letterhead,
}

impl MailFolder {
    /// Into this folder, made at the first mail.
    pub const fn new(folder: PathBuf, head: Letterhead) -> Self {
        Self { folder, head }
    }
}

struct Page {
    file: PathBuf,
    bytes: Vec<u8>,
}

impl Mailer for MailFolder {
    fn offer(&self, mail: Mail) -> PortReply<'_, Box<dyn HandOver>> {
        Box::pin(async move {
            let written = self.head.write(&mail);
            let bytes = written.map_err(|_| Undelivered::new("mail.unwritable", Fate::Refused))?;
            let file = self.folder.join(format!("{}.eml", mail.id));
            Ok(Box::new(Page { file, bytes }) as Box<dyn HandOver>)
        })
    }

    fn takes_once(&self) -> bool {
        true
    }
}

impl HandOver for Page {
    fn hand_over(self: Box<Self>) -> PortReply<'static, ()> {
        Box::pin(async move {
            let kept = tokio::task::spawn_blocking(move || keep(&self.file, &self.bytes)).await;
            match kept {
                Ok(Ok(())) => Ok(()),
                Ok(Err(_)) | Err(_) => Err(Undelivered::new("mail.folder", Fate::Unreachable)),
            }
        })
    }
}

/// Written whole or not at all, and once.
pub(crate) fn keep(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = file.with_extension("part");
    let mut options = fs::OpenOptions::new();
    let mut written = options.create(true).write(true).truncate(true).mode(0o600).open(&draft)?;
    written.write_all(bytes).and_then(|()| written.sync_all())?;
    match fs::hard_link(&draft, file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    fs::remove_file(&draft)
}
