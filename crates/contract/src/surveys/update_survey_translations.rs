//! Update Survey Translations.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::get_survey_translations::{NAMES, sample_texts};
use crate::prelude::*;

/// Texts of a survey in one language, by their names.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Translations {
    /// Up to 1,000 texts of up to 10,000 characters. An empty one takes a translation away.
    #[schemars(schema_with = "named_texts")]
    pub texts: Map<String, Value>,
}

fn named_texts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": { "type": "string" }, "maxProperties": 1000 })
}

/// Update Survey Translations.
pub struct UpdateSurveyTranslations;

impl Endpoint for UpdateSurveyTranslations {
    const OPERATION: Operation = Operation {
        id: "updateSurveyTranslations",
        name: "Update Survey Translations",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/translations/{languageCode}",
        permission: Permission::Thing(Action::Translate),
        description: "Sets texts of a survey in one of its languages. What is not named stays: a survey may have more texts than one call \
                      takes. An empty text takes a translation away. The texts of the base language are the questions' own: who \
                      sets them must be allowed to edit questions, and none of them may be empty.",
        calls_per_minute: 2000,
        ..Operation::near(NAMES)
    };
    type Call = Call<(SurveyId, SurveyLanguageCode), Json<Translations>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let texts = Translations { texts: sample_texts() };
        Example::of_body((sample::survey(), sample::survey_language()), texts, Nothing {})
    }
}
