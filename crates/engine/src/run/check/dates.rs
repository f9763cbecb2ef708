//! Dates as respondents type them.

use jiff::civil::Date;

/// Whether a text is a date that there is, in the order that the question asks for (`ValidDateType`, and `ValidDateFormat` where
/// the file has a format: `mm/dd/yyyy`). Marks between the numbers are not compared.
///
/// The original has three orders, with messages of their own (api/surveys.md section 8); which words of files stand for
/// which is unsure. Where a word says nothing of the order, any of the three will do.
pub(crate) fn is_date(text: &str, kind: &str, format: &str) -> bool {
    let is_mark = |character: char| matches!(character, '-' | '/' | '.' | ' ');
    let parts: Vec<&str> = text.split(is_mark).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return false };
    let month_first = || is_day(third, first, second);
    let day_first = || is_day(third, second, first);
    let year_first = || is_day(first, second, third);
    let format = format.to_ascii_lowercase();
    let order = ['y', 'm', 'd'].map(|letter| format.find(letter));
    if let [Some(year), Some(month), Some(day)] = order {
        let place = |own: usize| order.iter().flatten().filter(|other| **other < own).count();
        let part = |own: usize| parts[place(own)];
        return is_day(part(year), part(month), part(day));
    }
    match kind {
        kind if kind.contains("Alt") => day_first(),
        kind if kind.contains("Intl") => year_first(),
        _ => month_first() || day_first() || year_first(),
    }
}

/// Years have four digits, or two for those since 2000 or before.
fn is_day(year: &str, month: &str, day: &str) -> bool {
    let number = |text: &str, most: usize| {
        let are_digits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i16>().ok().filter(|_| are_digits)
    };
    let year = match year.len() {
        2 => number(year, 2).map(|year| 2000 + year),
        4 => number(year, 4),
        _ => None,
    };
    let (Some(year), Some(month), Some(day)) = (year, number(month, 2), number(day, 2)) else { return false };
    Date::new(year, month as i8, day as i8).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_of_the_calendar_in_the_order_asked_for() {
        for (text, kind, is) in [
            ("12/31/2024", "DateWithFormat", true),
            ("31.12.2024", "DateWithFormat", true),
            ("2024-12-31", "", true),
            ("1/2/24", "", true),
            ("2/29/2023", "", false),
            ("13/13/2024", "", false),
            ("2024-12", "", false),
            ("12/31/202", "", false),
            ("soon", "", false),
            ("a/b/2024", "", false),
            ("31/12/2024", "ValidAltDate", true),
            ("12/31/2024", "ValidAltDate", false),
            ("2024/12/31", "ValidIntlDate", true),
            ("12/31/2024", "ValidIntlDate", false),
        ] {
            assert_eq!(is_date(text, kind, ""), is, "{text} {kind}");
        }
        for (text, format, is) in [
            ("02/29/2024", "mm/dd/yyyy", true),
            ("13/01/2023", "mm/dd/yyyy", false),
            ("13.01.2023", "DD.MM.YYYY", true),
            ("2023-01-13", "DD.MM.YYYY", false),
            ("2023-01-13", "yyyy-mm-dd", true),
            ("13/01/2023", "mm/yyyy", true),
            ("13/01/2023", "any", true),
        ] {
            assert_eq!(is_date(text, "DateWithFormat", format), is, "{text} {format}");
        }
    }
}
