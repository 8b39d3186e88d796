//! Opening hours in OpenStreetMap's notation (`Mo-Fr 09:00-12:00,14:00-18:30; PH off`): the part the standard uses.

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Whether a text is in the notation: rules separated by `;`, each made of weeks, months, days, hours and `off`.
pub(super) fn is_valid(text: &str) -> bool {
    let rules: Vec<&str> = text.split(';').map(str::trim).filter(|rule| !rule.is_empty()).collect();
    !rules.is_empty() && rules.iter().all(|rule| is_rule(rule))
}

fn is_rule(rule: &str) -> bool {
    let unquoted: String = rule.split('"').step_by(2).collect();
    let mut spans = unquoted.split([' ', ',']).filter(|span| !span.is_empty()).peekable();
    spans.peek().is_some() && spans.all(is_span)
}

fn is_span(span: &str) -> bool {
    matches!(span, "24/7" | "off" | "closed" | "open" | "unknown" | "week" | "PH" | "SH" | "easter")
        || span.split('-').all(is_day_or_month)
        || span.trim_end_matches('+').split('-').all(is_hour)
        || is_numbers(span)
}

fn is_day_or_month(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let word = word.split('[').next().unwrap_or_default().trim_end_matches(':');
    DAYS.contains(&word) || MONTHS.contains(&word) || word == "PH" || word == "SH"
}

fn is_hour(word: &str) -> bool {
    let Some((hours, minutes)) = word.split_once(':') else { return false };
    let number = |text: &str, max: u32| text.len() <= 2 && text.parse::<u32>().is_ok_and(|n| n <= max);
    number(hours, 26) && minutes.len() == 2 && number(minutes, 59)
}

/// Week numbers, days of a month, years: `01-53/2`, `15`, `2024`.
fn is_numbers(span: &str) -> bool {
    span.split(['-', '/']).all(|n| (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Opening hours from one column a day (`09:00 - 12:00 / 14:00 - 17:00`), days of equal hours together.
pub(super) fn of_week<'a>(days: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut rules: Vec<(Vec<&str>, String)> = Vec::new();
    for (day, spans) in days {
        let hours = spans
            .split('/')
            .map(|span| span.split_whitespace().collect::<String>())
            .collect::<Vec<_>>()
            .join(",");
        match rules.last_mut() {
            _ if hours.is_empty() => rules.push((Vec::new(), hours)),
            Some((group, same)) if *same == hours => group.push(day),
            _ => rules.push((vec![day], hours)),
        }
    }
    let open = rules.iter().filter(|(days, _)| !days.is_empty());
    let written = open.map(|(days, hours)| match days.as_slice() {
        [first, .., last] if days.len() > 1 => format!("{first}-{last} {hours}"),
        _ => format!("{} {hours}", days.concat()),
    });
    written.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_of_the_standard() {
        for text in [
            "Mo-Fr 09:00-12:00,14:00-18:30; PH off",
            "Tu,Th 14:00-18:00; We,Fr 10:00-12:00",
            "week 01-53/2 Mo 09:30-12:30,13:30-15:30; PH off",
            "24/7",
            "Mo 08:00+ \"sur rendez-vous\"",
            "Jul-Aug Mo-Fr 09:00-12:00",
        ] {
            assert!(is_valid(text), "{text}");
        }
        for text in ["", "9h-12h du lundi au vendredi", "Mo 25:99", "Lundi : 14h", "sur rendez-vous", ";"] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn days_of_equal_hours_are_told_together() {
        let full = "09:00 - 12:00 / 14:00 - 17:00";
        let week = [("Mo", full), ("Tu", full), ("We", "09:00 - 12:00"), ("Th", ""), ("Fr", "09:00 - 12:00")];
        let hours = of_week(week.into_iter());
        assert_eq!(hours, "Mo-Tu 09:00-12:00,14:00-17:00; We 09:00-12:00; Fr 09:00-12:00");
        assert!(is_valid(&hours));
    }
}
