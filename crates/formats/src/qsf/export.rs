//! Survey files under a new id, and as they leave again.

use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::dates;
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

/// The file as that of a new survey that nobody has answered: quotas and evenly presented randomizers have counted
/// nothing.
#[must_use]
pub fn without_counts(mut file: SurveyFile) -> SurveyFile {
    for element in &mut file.elements {
        let code = element.get("Element").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(Value::Object(payload)) = element.get_mut("Payload") else { continue };
        match code.as_str() {
            "QO" => {
                uncounted(payload);
                let crossed = payload.get_mut("CrossLogicDef").and_then(Value::as_array_mut);
                crossed.into_iter().flatten().filter_map(Value::as_object_mut).for_each(uncounted);
                if let Some(counts) =
                    payload.get_mut("QuotaSchedule").and_then(|it| it.get_mut("QuotaCounts"))
                {
                    *counts = json!([]);
                }
            }
            // How often each part was shown, by the randomizer's place in the flow.
            "BR" => {
                payload.values_mut().filter(|count| count.is_number()).for_each(|count| *count = json!(0))
            }
            _ => {}
        }
    }
    file
}

fn uncounted(quota: &mut Map<String, Value>) {
    for name in ["Count", "CountForUndo"] {
        if let Some(count) = quota.get_mut(name) {
            *count = json!(0);
        }
    }
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
    put("SurveyCreationDate", dates::written(Some(facts.created)));
    put("LastModified", dates::written(Some(facts.last_modified)));
    put("LastAccessed", dates::written(facts.last_accessed));
    put("LastActivated", dates::written(facts.last_activated));
    dates::put(&mut file, facts);
    file.to_value()
}
