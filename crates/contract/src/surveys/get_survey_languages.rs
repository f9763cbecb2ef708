//! Get Survey Languages.

use crate::prelude::*;

/// The languages of a survey.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct SurveyLanguages {
    /// Their codes, that of the base language among them.
    pub available_languages: Vec<LanguageCode>,
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
