//! Cells of metadata: dates in the file's zone, status and numbers as codes or labels.

use std::collections::HashMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use model::column::Meta;

use crate::given::{Given, status_of};

/// Metadata by import id or by the names of all layouts.
pub(super) fn by_name() -> HashMap<&'static str, Meta> {
    let mut known = HashMap::new();
    for meta in Meta::ALL.into_iter().chain([Meta::LastModifiedDate]) {
        let (name, label, id) = meta.names();
        known.extend([(name, meta), (label, meta), (id, meta)]);
    }
    // Of 2016 and before (api/responses.md section 10).
    known.extend([
        ("ResponseID", Meta::ResponseId),
        ("responseId", Meta::ResponseId),
        ("ExternalDataReference", Meta::ExternalReference),
        ("EmailAddress", Meta::RecipientEmail),
        ("Duration", Meta::Duration),
    ]);
    known
}

/// Reads a cell into the response; what is wrong with it, if something is.
pub(super) fn read(meta: Meta, cell: &str, zone: &TimeZone, into: &mut Given) -> Result<(), String> {
    if meta.is_date() {
        let moment = moment(cell, zone)
            .ok_or_else(|| format!("'{}' is not a date; accepted is 2024-03-05 10:11:12", shortened(cell)))?;
        into.set_date(meta, moment);
        return Ok(());
    }
    match meta {
        Meta::Status => {
            into.status = Some(number(cell).or_else(|| status_of(cell.trim())).ok_or_else(|| {
                format!("'{}' is not a response type; accepted is its number or its label", shortened(cell))
            })?);
        }
        Meta::Finished => {
            into.finished = Some(finished(cell).ok_or_else(|| {
                format!("'{}' is neither; accepted are 1, 0, True and False", shortened(cell))
            })?);
        }
        Meta::Progress => into.progress = Some(whole(cell)?),
        Meta::Duration => into.duration = Some(whole(cell)?),
        _ => {
            into.set_text(meta, cell);
        }
    }
    Ok(())
}

/// Whether the cell is written as labels are: an export writes labels in all columns or in none.
pub(super) fn is_label(meta: Meta, cell: &str) -> bool {
    matches!(meta, Meta::Status | Meta::Finished) && !cell.is_empty() && number(cell).is_none()
}

fn finished(cell: &str) -> Option<bool> {
    match cell.trim() {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn number(cell: &str) -> Option<i64> {
    cell.trim().parse().ok()
}

fn whole(cell: &str) -> Result<i64, String> {
    number(cell).ok_or_else(|| format!("'{}' is not a whole number", shortened(cell)))
}

/// A date in the zone of the file, to the millisecond since 1970. An hour that the clock shows twice is taken as the
/// first of the two: the file does not tell which it was, and an export in the same zone gives the same text back.
fn moment(cell: &str, zone: &TimeZone) -> Option<i64> {
    let cell = cell.trim();
    let civil = match plain_date(cell.as_bytes()) {
        Some(civil) => civil,
        None => {
            if let Ok(timestamp) = cell.parse::<jiff::Timestamp>() {
                return Some(timestamp.as_millisecond());
            }
            // What a spreadsheet makes of it when the file is saved again.
            let forms = ["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M"];
            let respelled = forms.iter().find_map(|form| DateTime::strptime(form, cell).ok());
            respelled.or_else(|| cell.parse().ok())?
        }
    };
    if *zone == TimeZone::UTC {
        return Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond());
    }
    Some(zone.to_ambiguous_timestamp(civil).compatible().ok()?.as_millisecond())
}

/// `2024-03-05 10:11:12`, read without a general parser, as nearly every date cell is of this form.
fn plain_date(cell: &[u8]) -> Option<DateTime> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b' ', h1, h2, b':', n1, n2, b':', s1, s2] = cell else {
        return None;
    };
    let part = |digits: &[&u8]| {
        digits.iter().try_fold(0_i16, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i16::from(**digit - b'0'))
        })
    };
    let small = |digits: &[&u8]| part(digits).and_then(|number| i8::try_from(number).ok());
    let (year, month, day) = (part(&[y1, y2, y3, y4])?, small(&[m1, m2])?, small(&[d1, d2])?);
    DateTime::new(year, month, day, small(&[h1, h2])?, small(&[n1, n2])?, small(&[s1, s2])?, 0).ok()
}

/// A cell as a message shows it.
pub(super) fn shortened(cell: &str) -> String {
    let mut text: String = cell.chars().take(40).collect();
    if text.len() < cell.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_files_zone() {
        let denver = TimeZone::get("America/Denver").unwrap();
        let at = |text: &str| model::Moment::parse(text).map(|moment| moment.0);
        assert_eq!(moment("2020-02-19 18:16:42", &denver), at("2020-02-20T01:16:42Z"));
        assert_eq!(moment("2020-07-19 18:16:42", &denver), at("2020-07-20T00:16:42Z"));
        assert_eq!(moment("2020-02-19 18:16:42", &TimeZone::UTC), at("2020-02-19T18:16:42Z"));
        assert_eq!(moment("7/19/2020 18:16", &TimeZone::UTC), at("2020-07-19T18:16:00Z"));
        assert_eq!(moment("2020-02-19T18:16:42.5Z", &denver), at("2020-02-19T18:16:42.500Z"));
        for wrong in ["yesterday", "2020-13-01 00:00:00", "2020-02-30 00:00:00", "2020-0x-01 00:00:00"] {
            assert_eq!(moment(wrong, &denver), None, "{wrong}");
        }
    }

    #[test]
    fn status_and_finished_are_codes_or_labels() {
        let mut given = Given::default();
        for (meta, cell) in [(Meta::Status, "Survey Test"), (Meta::Finished, "FALSE"), (Meta::Duration, "37")]
        {
            read(meta, cell, &TimeZone::UTC, &mut given).unwrap();
        }
        assert_eq!((given.status, given.finished, given.duration), (Some(2), Some(false), Some(37)));
        assert!(read(Meta::Status, "Nonsense", &TimeZone::UTC, &mut given).is_err());
        assert!(read(Meta::Progress, "most", &TimeZone::UTC, &mut given).unwrap_err().contains("most"));
        assert!(is_label(Meta::Finished, "True") && !is_label(Meta::Status, "0"));
    }
}
