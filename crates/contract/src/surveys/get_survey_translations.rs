//! Get Survey Translations.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// How texts are named, of both operations.
pub(super) const NAMES: &str = "Texts are named by their question: QID1_QuestionText, QID1_Choice2, QID1_Answer3, and for a column of a \
    side-by-side question QID1#2_QuestionText. The original's names are not certain, and it may have more of them.";

/// The texts that examples show.
pub(super) fn sample_texts() -> Map<String, Value> {
    let texts =
        json!({ "QID1_QuestionText": "Wie hat Ihnen der Besuch gefallen?", "QID1_Choice1": "Sehr gut" });
    let Value::Object(texts) = texts else { unreachable!("an object was written") };
    texts
}

/// Get Survey Translations.
pub struct GetSurveyTranslations;

impl Endpoint for GetSurveyTranslations {
    const OPERATION: Operation = Operation {
        id: "getSurveyTranslations",
        name: "Get Survey Translations",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}/translations/{languageCode}",
        permission: Permission::Thing(Action::View),
        description: "Reads the texts of a survey in one language. In the base language these are all texts that can be translated; in \
                      another one, those that are.",
        ..Operation::near(NAMES)
    };
    type Call = Call<(SurveyId, SurveyLanguageCode)>;
    type Result = Rendered<Map<String, Value>>;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::survey_language()), sample_texts())
    }
}
