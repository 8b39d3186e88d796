//! Fictitious people for the demonstration, drawn from lists of names and needs: nobody described here exists.
//!
//! The same seed gives the same people. Phone numbers are of the ranges Arcep keeps for fiction, mail addresses of a
//! domain reserved for examples; nothing looks like a number that identifies somebody.

mod dice;
mod lists;

pub use dice::{Dice, Seeded};

use crate::network::{DemoNetwork, LoadError};
use chrono::{Datelike, Days, NaiveDate};
use lists::{Lists, NameGroup};
use relais_domain::{
    organisation::Theme,
    person::{Channel, Protection, Reading},
    random::Random,
};

/// Somebody invented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FictitiousPerson {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Day of birth.
    pub birth: NaiveDate,
    /// INSEE code of a commune of the network.
    pub commune: String,
    /// Its postcode.
    pub postcode: String,
    /// Number and an invented street; none for who has no address.
    pub address: Option<String>,
    /// A number of a range kept for fiction.
    pub phone: Option<String>,
    /// An address of a reserved domain.
    pub email: Option<String>,
    /// Languages spoken, the best one first (ISO 639).
    pub languages: Vec<String>,
    /// How she prefers to be told.
    pub channel: Channel,
    /// When she may be called.
    pub safe_hours: Option<String>,
    /// A legal protection measure.
    pub protection: Protection,
    /// Nothing in writing may reach her.
    pub do_not_write: bool,
    /// An interpreter is called.
    pub interpreter: bool,
    /// How she takes in a text.
    pub reading: Reading,
    /// What is missing, the most pressing first.
    pub needs: Vec<FictitiousNeed>,
}

/// A need, in an agent's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FictitiousNeed {
    /// About what.
    pub theme: Theme,
    /// The words.
    pub text: String,
    /// Slug of the organisation that can answer.
    pub organisation: String,
    /// Slug of its service.
    pub service: String,
}

/// Draws `count` people of a network, with the ages they have on `today`.
pub fn invent(
    network: &DemoNetwork,
    count: usize,
    today: NaiveDate,
    random: &dyn Random,
) -> Result<Vec<FictitiousPerson>, LoadError> {
    let lists = Lists::load()?;
    let inventor = Inventor { network, lists: &lists, today, dice: Dice(random) };
    Ok((0..count).filter_map(|_| inventor.person()).collect())
}

struct Inventor<'a> {
    network: &'a DemoNetwork,
    lists: &'a Lists,
    today: NaiveDate,
    dice: Dice<'a>,
}

impl Inventor<'_> {
    fn person(&self) -> Option<FictitiousPerson> {
        let dice = self.dice;
        let group = dice.weighted(&self.lists.groups, |group| group.weight)?;
        let age = self.age();
        let given_name = dice.pick(&group.given)?.clone();
        let family_name = dice.pick(&group.family)?.clone();
        // Half the network's people live in its one big town.
        let town =
            self.network.communes.iter().find(|commune| commune.name == "Brest").filter(|_| dice.chance(50));
        let commune = town.or_else(|| dice.pick(&self.network.communes))?;
        let channel = self.channel(age);
        Some(FictitiousPerson {
            email: (channel == Channel::Mail)
                .then(|| format!("personne{}@example.org", dice.between(100, 999))),
            phone: self.phone(channel),
            birth: self.birth(age),
            address: self.address(),
            languages: group.languages.clone(),
            channel,
            safe_hours: self.safe_hours(),
            protection: self.protection(age),
            do_not_write: dice.chance(6) && !channel.is_written(),
            interpreter: dice.chance(group.interpreter),
            reading: self.reading(group),
            needs: self.needs(age),
            commune: commune.insee.clone(),
            postcode: commune.postcode.clone(),
            given_name,
            family_name,
        })
    }

    /// Young people, the bulk of working age, and many elders: as at a social desk.
    fn age(&self) -> u32 {
        let dice = self.dice;
        match dice.between(1, 100) {
            1..=18 => dice.between(16, 25),
            19..=72 => dice.between(26, 62),
            _ => dice.between(63, 92),
        }
    }

    /// A birthday already passed this year or in the twelve months before it, so that the age is exact today.
    fn birth(&self, age: u32) -> NaiveDate {
        let years = i32::try_from(age).unwrap_or_default();
        let past = Days::new(self.dice.between(1, 364).into());
        let day = self.today.checked_sub_days(past).unwrap_or(self.today);
        let year = day.year() - years;
        day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, day.month(), 28)).unwrap_or(day)
    }

    fn address(&self) -> Option<String> {
        let dice = self.dice;
        if dice.chance(7) {
            return None;
        }
        Some(format!("{} {}", dice.between(1, 120), dice.pick(&self.lists.streets)?))
    }

    fn channel(&self, age: u32) -> Channel {
        let written = if age < 60 { 55 } else { 12 };
        match self.dice.between(1, 100) {
            drawn if drawn <= written => Channel::Sms,
            drawn if drawn <= written + 22 => Channel::Phone,
            drawn if drawn <= written + 30 => Channel::Mail,
            drawn if drawn <= written + 36 => Channel::Post,
            _ => Channel::InPerson,
        }
    }

    /// Mobiles 06 39 98 xx xx and lines 02 61 91 xx xx are never given to anybody (Arcep, decision 2018-0881).
    fn phone(&self, channel: Channel) -> Option<String> {
        let reachable = matches!(channel, Channel::Sms | Channel::Phone);
        if !reachable && self.dice.chance(40) {
            return None;
        }
        let range = if channel == Channel::Phone && self.dice.chance(50) { "026191" } else { "063998" };
        Some(format!("{range}{:04}", self.dice.between(0, 9999)))
    }

    fn safe_hours(&self) -> Option<String> {
        if self.dice.chance(70) { None } else { self.dice.pick(&self.lists.safe_hours).cloned() }
    }

    fn protection(&self, age: u32) -> Protection {
        if age < 18 {
            return Protection::Unknown;
        }
        match self.dice.between(1, 100) {
            1..=3 => Protection::Curatelle,
            4 => Protection::Tutelle,
            5 => Protection::Habilitation,
            6..=20 => Protection::Unknown,
            _ => Protection::None,
        }
    }

    fn reading(&self, group: &NameGroup) -> Reading {
        let hard = if group.interpreter > 30 { 60 } else { 22 };
        match self.dice.between(1, 100) {
            drawn if drawn <= hard / 2 => Reading::PrefersListening,
            drawn if drawn <= hard => Reading::PrefersExplanation,
            _ => Reading::Reads,
        }
    }

    /// One to three different needs that fit the age.
    fn needs(&self, age: u32) -> Vec<FictitiousNeed> {
        let fitting: Vec<_> = self.lists.needs.iter().filter(|need| need.fits(age)).collect();
        let wanted = match self.dice.between(1, 10) {
            1..=6 => 1,
            7..=9 => 2,
            _ => 3,
        };
        let mut needs: Vec<FictitiousNeed> = Vec::new();
        for _ in 0..wanted {
            let Some(drawn) = self.dice.pick(&fitting) else { break };
            if needs.iter().all(|need| need.text != drawn.text) {
                needs.push(drawn.invented());
            }
        }
        needs
    }
}

#[cfg(test)]
mod tests;
