//! What a mandate lets be done, in words.

use std::fmt;

use relais_domain::mandate::ScopeItem;

use super::{Catalogue, TargetKind};

/// One thing of a mandate's scope, as its texts say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The procedure, or « toutes les démarches du thème … ».
    pub title: String,
    /// Where, when the scope names it.
    pub target: Option<String>,
    /// Whether it names a whole theme, which a person should be told.
    pub broad: bool,
    online: bool,
}

impl Catalogue {
    /// The words of one thing of a scope. What is unknown is called by its code: a text must be printed even where
    /// the installation it was written on had imported more.
    #[must_use]
    pub fn describe(&self, item: &ScopeItem) -> Described {
        let title = if let Some(code) = &item.procedure {
            self.procedure(code).map_or(code.as_str(), |known| &known.title).to_owned()
        } else {
            let theme = self.theme(item.theme).map_or(item.theme.as_str(), |words| &words.title);
            format!("toutes les démarches du thème « {theme} »")
        };
        let target = item.target.as_ref();
        let known = target.and_then(|code| self.target(code));
        Described {
            title,
            target: target.map(|code| known.map_or(code.as_str(), |known| &known.name).to_owned()),
            broad: item.is_broad(),
            online: known.is_some_and(|known| known.kind == TargetKind::OnlineService),
        }
    }
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        let at = if self.online { "sur" } else { "auprès de" };
        self.target.iter().try_for_each(|target| write!(f, ", {at} : {target}"))
    }
}
