//! Get Survey Languages.

use crate::prelude::*;

/// The languages of a survey.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SurveyLanguages {
    /// Their codes, that of the base language among them.
    #[serde(deserialize_with = "codes")]
    #[schemars(with = "Vec<LanguageCode>")]
    pub available_languages: Vec<LanguageCode>,
}

/// A list of codes. The options of a survey write an object with an empty list for each, which is taken too.
fn codes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<LanguageCode>, D::Error> {
    let value = match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Object(codes) => codes.keys().map(String::as_str).collect(),
        value => value,
    };
    serde_json::from_value(value).map_err(serde::de::Error::custom)
}

impl SurveyLanguages {
    /// The languages that examples show.
    pub(super) fn sample() -> Self {
        Self { available_languages: ["EN", "DE"].map(LanguageCode::stored).to_vec() }
    }
}

/// Get Survey Languages.
pub struct GetSurveyLanguages;

impl Endpoint for GetSurveyLanguages {
    const OPERATION: Operation = Operation {
        id: "getSurveyLanguages",
        name: "Get Survey Languages",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}/languages",
        permission: Permission::Thing(Action::View),
        description: "Lists the languages that respondents can choose.",
        leads: &[Lead::with("getSurveyTranslations", "languageCode", "AvailableLanguages.0")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId>;
    type Result = Json<SurveyLanguages>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), SurveyLanguages::sample())
    }
}
