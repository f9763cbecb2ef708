//! How long a session is kept.

use model::Moment;
use model::survey::Survey;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// When a session is closed that began at one moment and was last changed at another (`PartialData` and
/// `PartialDataCloseAfter`, api/surveys.md section 6.1): so long after the last activity, or after the beginning where the
/// survey says so.
pub(super) fn deadline(survey: &Survey, began: Moment, changed: Moment) -> Moment {
    let from_start = survey.option("PartialDataCloseAfter").as_deref() == Some("SurveyStart");
    (if from_start { began } else { changed }).plus(window_ms(survey))
}

/// Until when the first page may be sent that was shown at this moment.
pub(super) fn first_page_until(survey: &Survey, shown: Moment) -> Moment {
    shown.plus(window_ms(survey))
}

/// Whether what was answered in a session that is never finished is recorded.
pub(super) fn keeps_partial(survey: &Survey) -> bool {
    survey.option("PartialData").as_deref() != Some("No")
}

/// A week where the survey says nothing.
fn window_ms(survey: &Survey) -> i64 {
    let mut text = survey.option("PartialData").unwrap_or_default();
    if text == "No" {
        // How long they wait to be let go is told by another option, in the same words (its name in real files; not certain).
        text = survey.option("PartialDeletion").unwrap_or_default();
    }
    let mut words = text.trim_start_matches('+').split_whitespace();
    let count = words.next().and_then(|word| word.parse::<i64>().ok());
    let unit = words.next().map(|word| match word.trim_end_matches('s') {
        "hour" => HOUR_MS,
        "day" => DAY_MS,
        "month" => 30 * DAY_MS,
        "year" => 365 * DAY_MS,
        _ => 7 * DAY_MS,
    });
    match (count, unit) {
        (Some(count), Some(unit)) => count.clamp(1, 1000) * unit,
        _ => 7 * DAY_MS,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn survey(options: Value) -> Survey {
        let element =
            |code: &str, payload| json!({ "Element": code, "PrimaryAttribute": code, "Payload": payload });
        let elements = [
            element("BL", json!([])),
            element("FL", json!({ "Type": "Root", "FlowID": "FL_1", "Flow": [] })),
            element("SO", options),
        ];
        let file = json!({ "SurveyEntry": { "SurveyName": "A" }, "SurveyElements": elements });
        formats::qsf::survey(&formats::qsf::read(file.to_string().as_bytes()).unwrap())
    }

    #[test]
    fn the_time_counts_from_the_last_activity_unless_the_survey_says_the_start() {
        let (began, changed) = (Moment(1000), Moment(5000));
        let at = |options| deadline(&survey(options), began, changed).0;
        assert_eq!(at(json!({})), 5000 + 7 * DAY_MS);
        assert_eq!(at(json!({ "PartialData": "+1 hour" })), 5000 + HOUR_MS);
        assert_eq!(at(json!({ "PartialData": "+3 months" })), 5000 + 90 * DAY_MS);
        assert_eq!(
            at(json!({ "PartialData": "+2 days", "PartialDataCloseAfter": "LastActivity" })),
            5000 + 2 * DAY_MS
        );
        assert_eq!(
            at(json!({ "PartialData": "+2 days", "PartialDataCloseAfter": "SurveyStart" })),
            1000 + 2 * DAY_MS
        );
        assert_eq!(at(json!({ "PartialData": "No", "PartialDeletion": "+1 day" })), 5000 + DAY_MS);
        assert_eq!(at(json!({ "PartialData": "No", "PartialDeletion": null })), 5000 + 7 * DAY_MS);
        assert!(keeps_partial(&survey(json!({ "PartialData": "+2 days" }))));
        assert!(!keeps_partial(&survey(json!({ "PartialData": "No" }))));
    }
}
