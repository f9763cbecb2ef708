//! What the original writes into every new survey: parts that files made of nothing and files made of texts share.

use serde_json::{Map, Value, json};

/// The most characters of a question's description.
const DESCRIPTION: usize = 100;

/// The options that every new survey has (api/qsf.md section 17).
pub(crate) fn options() -> Map<String, Value> {
    let options = [
        ("BackButton", "false"),
        ("SaveAndContinue", "true"),
        ("SurveyProtection", "PublicSurvey"),
        ("BallotBoxStuffingPrevention", "false"),
        ("NoIndex", "Yes"),
        ("SecureResponseFiles", "true"),
        ("SurveyExpiration", "None"),
        ("SurveyTermination", "DefaultMessage"),
        ("Header", ""),
        ("Footer", ""),
        ("ProgressBarDisplay", "None"),
        ("PartialData", "+1 week"),
    ];
    options.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
}

/// The block for questions that are not used.
#[must_use]
pub fn new_trash(id: &str) -> Value {
    json!({ "Type": "Trash", "Description": "Trash / Unused Questions", "ID": id })
}

/// Scoring without a category.
pub(super) fn no_scoring() -> Value {
    json!({
        "ScoringCategories": [],
        "ScoringCategoryGroups": [],
        "ScoringSummaryCategory": null,
        "ScoringSummaryAfterQuestions": 0,
        "ScoringSummaryAfterSurvey": 0,
        "DefaultScoringCategory": null,
        "AutoScoringCategory": null,
    })
}

/// A field of embedded data as an element of the flow declares it: with a value, or for links and contacts to fill.
#[must_use]
pub fn declared_field(name: &str, variable_type: &str, value: Option<Value>) -> Value {
    let way = if value.is_some() { "Custom" } else { "Recipient" };
    let mut field = json!({
        "Description": name,
        "Type": way,
        "Field": name,
        "VariableType": variable_type,
        "DataVisibility": [],
        "AnalyzeText": false,
    });
    if let Some(value) = value {
        field["Value"] = value;
    }
    field
}

/// A question's description: a text without markup, cut as the original cuts it.
pub(crate) fn description(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION {
        return text.to_owned();
    }
    let cut: String = text.chars().take(DESCRIPTION - 3).collect();
    format!("{cut}...")
}
