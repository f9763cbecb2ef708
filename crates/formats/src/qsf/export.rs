//! Survey files under a new id, and as they leave again.

use model::Moment;
use model::survey::SurveyFile;
use serde_json::{Value, json};

use super::facts::DefinitionFacts;

/// The file as a survey of its own: the new id in the entry and in every element, and the new name.
#[must_use]
pub fn with_id_and_name(mut file: SurveyFile, survey_id: &str, name: &str) -> SurveyFile {
    file.entry.insert("SurveyID".into(), json!(survey_id));
    file.entry.insert("SurveyName".into(), json!(name));
    for element in &mut file.elements {
        element.insert("SurveyID".into(), json!(survey_id));
        let code = element.get("Element").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(Value::Object(payload)) = element.get_mut("Payload") else { continue };
        let (member, value) = match code.as_str() {
            "PROJ" => ("SurveyID", survey_id),
            "SO" => ("SurveyName", name),
            _ => continue,
        };
        // Only where the file says it: what it does not hold is not added.
        if let Some(said) = payload.get_mut(member) {
            *said = json!(value);
        }
    }
    file
}

/// The file as `?format=qsf` gives it: equal to what was imported but for the id, the name, the state, the dates and
/// the owner, which are those of today (api/qsf.md section 1).
#[must_use]
pub fn export(file: &SurveyFile, facts: &DefinitionFacts) -> Value {
    let mut file = with_id_and_name(file.clone(), &facts.survey_id, &facts.name);
    let mut put = |name: &str, value: Value| file.entry.insert(name.to_owned(), value);
    put("SurveyOwnerID", json!(facts.owner));
    put("SurveyBrandID", json!(facts.brand));
    put("CreatorID", json!(facts.creator));
    put("SurveyStatus", json!(facts.status));
    put("SurveyCreationDate", date(Some(facts.created)));
    put("LastModified", date(Some(facts.last_modified)));
    put("LastAccessed", date(facts.last_accessed));
    put("LastActivated", date(facts.last_activated));
    put("SurveyStartDate", date(facts.starts));
    put("SurveyExpirationDate", date(facts.ends));
    file.to_value()
}

/// `2024-03-05 10:11:12` in UTC; a date that never was is written in zeros.
fn date(moment: Option<Moment>) -> Value {
    let Some(moment) = moment else { return json!("0000-00-00 00:00:00") };
    let civil = moment.civil(&jiff::tz::TimeZone::UTC);
    json!(civil.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
