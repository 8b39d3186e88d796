//! Opening hours in words. Producers write them in OpenStreetMap's notation: `Mo-Fr 09:00-12:00,14:00-17:00; Sa off`.

const DAYS: [(&str, &str); 8] = [
    ("Mo", "lundi"),
    ("Tu", "mardi"),
    ("We", "mercredi"),
    ("Th", "jeudi"),
    ("Fr", "vendredi"),
    ("Sa", "samedi"),
    ("Su", "dimanche"),
    ("PH", "jours fériés"),
];
const EVERY_DAY: &str = "tous les jours";
const CLOSED: &str = "fermé";

/// One line a rule, « lundi au vendredi : 9 h à 12 h, 14 h à 17 h »; none when a rule says more than days and hours.
pub fn in_words(notation: &str) -> Option<String> {
    let rules = notation.split(';').map(str::trim).filter(|rule| !rule.is_empty());
    let lines = rules.map(line).collect::<Option<Vec<_>>>()?;
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn line(rule: &str) -> Option<String> {
    let (days, hours) = match rule.rsplit_once(' ') {
        Some((days, hours)) => (days_in_words(days)?, hours),
        None => (EVERY_DAY.to_owned(), rule),
    };
    let hours = if matches!(hours, "off" | "closed") { CLOSED.to_owned() } else { spans(hours)? };
    Some(format!("{days}\u{a0}: {hours}"))
}

fn days_in_words(days: &str) -> Option<String> {
    let spans = days.split(',').map(|span| match span.trim().split_once('-') {
        None => Some(day(span.trim())?.1.to_owned()),
        Some((from, to)) => {
            let ((first, from), (last, to)) = (day(from)?, day(to)?);
            // Two days are read as two; a week that runs over its end stays a span.
            let joint = if first + 1 == last { "et" } else { "au" };
            Some(format!("{from} {joint} {to}"))
        }
    });
    Some(spans.collect::<Option<Vec<_>>>()?.join(", "))
}

fn day(code: &str) -> Option<(usize, &'static str)> {
    DAYS.iter().enumerate().find(|(_, (known, _))| *known == code).map(|(nth, (_, name))| (nth, *name))
}

fn spans(hours: &str) -> Option<String> {
    let spans = hours.split(',').map(|span| {
        let (from, to) = span.split_once('-')?;
        Some(format!("{} à {}", hour(from)?, hour(to)?))
    });
    Some(spans.collect::<Option<Vec<_>>>()?.join(", "))
}

fn hour(text: &str) -> Option<String> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    let even = format!("{hours}\u{a0}h");
    Some(if minutes == 0 { even } else { format!("{even}\u{a0}{minutes:02}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(notation: &str) -> Option<String> {
        in_words(notation).map(|words| words.replace('\u{a0}', " "))
    }

    #[test]
    fn rules_are_lines_and_days_have_names() {
        let notation = "Mo-Tu 09:00-12:00,14:00-17:30; We-Fr 13:00-17:00; Sa off; PH off";
        let lines = [
            "lundi et mardi : 9 h à 12 h, 14 h à 17 h 30",
            "mercredi au vendredi : 13 h à 17 h",
            "samedi : fermé",
            "jours fériés : fermé",
        ];
        assert_eq!(said(notation), Some(lines.join("\n")));
        assert_eq!(
            said("Mo,We-Fr 09:05-12:00").as_deref(),
            Some("lundi, mercredi au vendredi : 9 h 05 à 12 h")
        );
        assert_eq!(said("10:00-18:00").as_deref(), Some("tous les jours : 10 h à 18 h"));
    }

    #[test]
    fn what_says_more_than_days_and_hours_is_left_to_its_producer() {
        for notation in
            ["", "Mo-Fr", "week 01-53/2 Mo 09:00-12:00", "Mo[1] 09:00-12:00", "Xx 09:00-12:00", "Mo 9-12"]
        {
            assert_eq!(said(notation), None, "{notation}");
        }
    }
}
