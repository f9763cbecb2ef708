//! Between which dates a survey takes answers, as its file says. A survey has one pair of them, which the import takes from
//! here; after that they are those of its head.

use model::Moment;
use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::facts::DefinitionFacts;
use super::tolerant::text_of;

/// The members of the options, and of the entry, that hold the dates.
const STARTS: &str = "SurveyStartDate";
const ENDS: &str = "SurveyExpirationDate";

/// From when and until when the survey of this file takes answers: as its options say, where they say that it has dates, and
/// else as its entry says. The dates are taken as UTC; in which zone the original takes them is not known from the file.
#[must_use]
pub fn dates(file: &SurveyFile) -> (Option<Moment>, Option<Moment>) {
    let options = file.payload("SO").and_then(Value::as_object).filter(|options| has_dates(options));
    // A date of zeros is none.
    let date = |name: &str| {
        let said = |members: &Map<String, Value>| Moment::parse(text_of(members, name).trim());
        options.and_then(said).or_else(|| said(&file.entry))
    };
    (date(STARTS), date(ENDS))
}

/// Whether these options say that the survey has dates (api/surveys.md section 6.1).
#[must_use]
pub fn has_dates(options: &Map<String, Value>) -> bool {
    let way = text_of(options, "SurveyExpiration").to_ascii_lowercase();
    matches!(way.as_str(), "on" | "yes" | "true" | "daterange")
}

/// Writes the dates of today into a file: into its entry, and into its options where they have dates that hold. What means the
/// same already stays as it is written.
pub(super) fn put(file: &mut SurveyFile, facts: &DefinitionFacts) {
    for (name, moment) in [(STARTS, facts.starts), (ENDS, facts.ends)] {
        file.entry.insert(name.to_owned(), written(moment));
    }
    let options = file.elements.iter_mut().find(|element| element.get("Element") == Some(&json!("SO")));
    let Some(Value::Object(options)) = options.and_then(|element| element.get_mut("Payload")) else { return };
    let hold = has_dates(options);
    for (name, moment) in [(STARTS, facts.starts), (ENDS, facts.ends)] {
        let same = Moment::parse(text_of(options, name).trim()) == moment;
        if let Some(said) = options.get_mut(name)
            && !same
            && (hold || moment.is_some())
        {
            *said = moment.map_or(Value::Null, |moment| written(Some(moment)));
        }
    }
}

/// `2024-03-05 10:11:12` in UTC; a date that never was is written in zeros.
pub(super) fn written(moment: Option<Moment>) -> Value {
    let Some(moment) = moment else { return json!("0000-00-00 00:00:00") };
    let civil = moment.civil(&jiff::tz::TimeZone::UTC);
    json!(civil.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(entry: Value, options: Value) -> SurveyFile {
        let elements = json!([
            { "Element": "BL", "Payload": [] },
            { "Element": "FL", "Payload": { "Type": "Root", "FlowID": "FL_1", "Flow": [] } },
            { "Element": "SO", "Payload": options },
        ]);
        let file = json!({ "SurveyEntry": entry, "SurveyElements": elements });
        super::super::read(file.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_dates_of_a_file_are_those_of_its_options_and_else_those_of_its_entry() {
        let at = |date: &str| Moment::parse(date);
        let options =
            |way: &str| json!({ "SurveyExpiration": way, STARTS: "2024-03-01 00:00:00", ENDS: null });
        let entry = json!({ STARTS: "2020-01-01 00:00:00", ENDS: "2021-01-01 00:00:00" });
        let none = json!({ STARTS: "0000-00-00 00:00:00", ENDS: null });
        for way in ["DateRange", "On", "yes"] {
            assert_eq!(dates(&file(none.clone(), options(way))), (at("2024-03-01 00:00:00"), None), "{way}");
        }
        assert_eq!(dates(&file(none, options("None"))), (None, None));
        let of_entry = (at("2020-01-01 00:00:00"), at("2021-01-01 00:00:00"));
        assert_eq!(dates(&file(entry.clone(), options("None"))), of_entry);
        assert_eq!(dates(&file(entry, options("On"))), (at("2024-03-01 00:00:00"), of_entry.1));
    }
}
