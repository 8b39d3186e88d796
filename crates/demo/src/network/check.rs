//! What must hold between the files: every reference leads somewhere, every name is used once.

use super::facts::{DemoNetwork, Member};
use std::collections::HashSet;

/// Two facts that do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A name that must be unique is used twice.
    #[error("{of}: {name} is there twice")]
    Twice {
        /// Among what.
        of: String,
        /// The name.
        name: String,
    },
    /// A name leads nowhere.
    #[error("{of}: there is no {name}")]
    Nowhere {
        /// Who refers.
        of: String,
        /// What is missing.
        name: String,
    },
}

impl DemoNetwork {
    /// Checks every reference; the first that fails is told.
    pub(super) fn check(&self) -> Result<(), Fault> {
        unique("members", self.members.iter().map(|member| member.slug.as_str()))?;
        unique("agents", self.agents.iter().map(|agent| agent.username.as_str()))?;
        self.members.iter().try_for_each(|member| self.check_member(member))?;
        let records = self.members.iter().flat_map(|member| &member.known_as);
        let records = records.flat_map(|(source, ids)| ids.iter().map(move |id| format!("{source} {id}")));
        let records: Vec<_> = records.collect();
        unique("records", records.iter().map(String::as_str))?;
        for agent in &self.agents {
            let of = format!("agent {}", agent.username);
            unique(&of, agent.memberships.iter().map(|membership| membership.organisation.as_str()))?;
            for membership in &agent.memberships {
                exists(&of, &membership.organisation, self.member(&membership.organisation).is_some())?;
            }
        }
        Ok(())
    }

    fn check_member(&self, member: &Member) -> Result<(), Fault> {
        let of = format!("member {}", member.slug);
        unique(&of, member.places.iter().map(|place| place.slug.as_str()))?;
        unique(&of, member.services.iter().map(|service| service.slug.as_str()))?;
        let communes = member.places.iter().map(|place| &place.commune).chain([&member.commune]);
        for commune in communes {
            exists(&of, commune, self.communes.iter().any(|known| known.insee == *commune))?;
        }
        for place in member.services.iter().filter_map(|service| service.place.as_ref()) {
            exists(&of, place, member.places.iter().any(|known| known.slug == *place))?;
        }
        let sources = member.places.iter().map(|place| &place.source).chain(member.source.as_ref());
        for source in sources {
            let code = source.split(',').next().unwrap_or_default();
            exists(&of, code, self.sources.iter().any(|known| known.code == code))?;
        }
        Ok(())
    }
}

fn unique<'a>(of: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Fault::Twice { of: of.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}

fn exists(of: &str, name: &str, there: bool) -> Result<(), Fault> {
    if there { Ok(()) } else { Err(Fault::Nowhere { of: of.to_owned(), name: name.to_owned() }) }
}
