//! Dates and times in texts: `date://CurrentDate/Y%2Fm%2Fd`, `date://OtherDate/F j/+1 week`.
//!
//! The format is the letters of PHP's `date`, which the original is known to take. Unsure, and the same for every survey:
//! the time zone (UTC here), names of days and months (English), and the codes of two capital letters that the original's
//! menu writes (`PT`, `DS`, …): one of them is known to give a date without zeros, such as 2026-9-2, so all of them do, and
//! for a time 14:05:09.

use jiff::civil::DateTime;
use jiff::{Span, tz::TimeZone};
use model::Moment;
use percent_encoding::percent_decode_str;

/// The value of a path behind `date://`, at a time in milliseconds since 1970; `None` for what is not understood.
pub(crate) fn value(now_ms: i64, path: &str) -> Option<String> {
    let now = Moment(now_ms).civil(&TimeZone::UTC);
    let (what, rest) = path.split_once('/')?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    match what {
        "CurrentDate" => Some(written(now, &decoded(rest), "Y-n-j")),
        "CurrentTime" => Some(written(now, &decoded(rest), "H:i:s")),
        "OtherDate" => {
            let (format, offset) = rest.rsplit_once('/')?;
            let then = now.checked_add(span(&decoded(offset))?).ok()?;
            Some(written(then, &decoded(format), "Y-n-j"))
        }
        _ => None,
    }
}

/// An offset such as `+1 week`, `-2 days`.
fn span(offset: &str) -> Option<Span> {
    let offset = offset.trim();
    let unit = offset.find(|character: char| character.is_alphabetic())?;
    let count: i64 = offset[..unit].split_whitespace().collect::<String>().parse().ok()?;
    let count = Some(count).filter(|count| count.unsigned_abs() <= 1_000_000)?;
    let span = match offset[unit..].trim_end_matches('s') {
        "second" | "sec" => Span::new().try_seconds(count),
        "minute" | "min" => Span::new().try_minutes(count),
        "hour" => Span::new().try_hours(count),
        "day" => Span::new().try_days(count),
        "week" => Span::new().try_weeks(count),
        "month" => Span::new().try_months(count),
        "year" => Span::new().try_years(count),
        _ => return None,
    };
    span.ok()
}

fn written(time: DateTime, format: &str, of_code: &str) -> String {
    let is_code = format.len() == 2 && format.bytes().all(|letter| letter.is_ascii_uppercase());
    let mut out = String::new();
    let mut letters = if is_code { of_code } else { format }.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            out.extend(letters.next());
        } else {
            match letter_of(time, letter) {
                Some(text) => out.push_str(&text),
                None => out.push(letter),
            }
        }
    }
    out
}

/// What a letter of a format stands for; `None` where it stands for itself.
fn letter_of(time: DateTime, letter: char) -> Option<String> {
    let is_leap = time.date().in_leap_year();
    let hour12 = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
    let week = time.date().iso_week_date();
    let seconds = || TimeZone::UTC.to_timestamp(time).map(|time| time.as_second()).unwrap_or_default();
    Some(match letter {
        'd' => format!("{:02}", time.day()),
        'j' => time.day().to_string(),
        'D' => time.strftime("%a").to_string(),
        'l' => time.strftime("%A").to_string(),
        'N' => time.weekday().to_monday_one_offset().to_string(),
        'w' => time.weekday().to_sunday_zero_offset().to_string(),
        'S' => ordinal(time.day()).to_owned(),
        'z' => (time.day_of_year() - 1).to_string(),
        'W' => format!("{:02}", week.week()),
        'o' => week.year().to_string(),
        'F' => time.strftime("%B").to_string(),
        'M' => time.strftime("%b").to_string(),
        'm' => format!("{:02}", time.month()),
        'n' => time.month().to_string(),
        't' => time.date().days_in_month().to_string(),
        'L' => u8::from(is_leap).to_string(),
        'Y' => format!("{:04}", time.year()),
        'y' => format!("{:02}", time.year().rem_euclid(100)),
        'a' => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
        'A' => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        'g' => hour12.to_string(),
        'h' => format!("{hour12:02}"),
        'G' => time.hour().to_string(),
        'H' => format!("{:02}", time.hour()),
        'i' => format!("{:02}", time.minute()),
        's' => format!("{:02}", time.second()),
        'e' | 'T' => "UTC".to_owned(),
        'P' => "+00:00".to_owned(),
        'O' => "+0000".to_owned(),
        'Z' | 'I' => "0".to_owned(),
        'U' => seconds().to_string(),
        'c' => time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        'r' => time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
        _ => return None,
    })
}

fn ordinal(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-02 14:05:09.
    const NOW: i64 = 1_788_357_909_000;

    #[test]
    fn dates_are_written_as_the_format_says() {
        for (path, text) in [
            ("CurrentDate/Y%2Fm%2Fd", "2026/09/02"),
            ("CurrentDate/m/d/Y", "09/02/2026"),
            ("CurrentDate/l, F jS, Y", "Wednesday, September 2nd, 2026"),
            ("CurrentDate/Y", "2026"),
            ("CurrentDate/c", "2026-09-02T14:05:09+00:00"),
            ("CurrentDate/DS", "2026-9-2"),
            ("CurrentDate/PT", "2026-9-2"),
            ("CurrentTime/H:i", "14:05"),
            ("CurrentTime/g:i A", "2:05 PM"),
            ("CurrentTime/PT", "14:05:09"),
            ("CurrentDate/\\Y\\e\\a\\r: y", "Year: 26"),
            ("CurrentDate/N w z W t L U", "3 3 244 36 30 0 1788357909"),
            ("OtherDate/Y-m-d/+1 week", "2026-09-09"),
            ("OtherDate/Y-m-d/-1%20year", "2025-09-02"),
            ("OtherDate/Y%2Fm%2Fd/-2 days", "2026/08/31"),
            ("OtherDate/Y-m-d H/+ 3 hours", "2026-09-02 17"),
        ] {
            assert_eq!(value(NOW, path).as_deref(), Some(text), "{path}");
        }
    }

    #[test]
    fn what_is_not_understood_is_nothing() {
        for path in [
            "",
            "CurrentDate",
            "Yesterday/Y",
            "OtherDate/Y",
            "OtherDate/Y/soon",
            "OtherDate/Y/+99999999999999999999 day",
            "OtherDate/Y/+1000000 year",
        ] {
            assert_eq!(value(NOW, path), None, "{path}");
        }
        assert!(value(i64::MAX, "CurrentDate/c").is_some());
        assert!(value(i64::MIN, "OtherDate/c/-1 day").is_none_or(|text| !text.is_empty()));
    }
}
