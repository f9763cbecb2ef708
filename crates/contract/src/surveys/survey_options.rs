//! The options of a survey: which there are, and what each takes (api/surveys.md section 6.1).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

/// What an option takes.
#[derive(Clone, Copy)]
enum Takes {
    /// `true` or `false`, as a text or as such.
    Truth,
    /// One of these texts.
    Words(&'static [&'static str]),
    /// One of these texts, or null.
    WordsOrNull(&'static [&'static str]),
    /// Any text.
    Text,
    /// Any text, or null.
    TextOrNull,
    /// A text or an object.
    TextOrObject,
    /// An object.
    Object,
}
use Takes::{Object, Text, TextOrNull, TextOrObject, Truth, Words, WordsOrNull};

const YES_NO: &[&str] = &["Yes", "No"];

/// The options that are looked at. Any other is kept as it is sent.
const OPTIONS: &[(&str, Takes, &str)] = &[
    ("BackButton", Truth, "Whether respondents can go back."),
    ("SaveAndContinue", Truth, "Whether they can go on later."),
    ("SurveyProtection", Words(&["PublicSurvey", "ByInvitation", "PasswordProtected"]), "Who may answer."),
    ("BallotBoxStuffingPrevention", Truth, "Whether a browser may answer once only."),
    ("NoIndex", Words(YES_NO), "Whether search engines are asked to leave the survey out."),
    ("SecureResponseFiles", Truth, "Whether files of respondents are shown to users of the survey only."),
    (
        "SurveyExpiration",
        WordsOrNull(&["None", "On", "ON", "Yes", "DateRange"]),
        "Whether it ends by itself.",
    ),
    (
        "SurveyTermination",
        WordsOrNull(&["DefaultMessage", "DisplayMessage", "DisplayResult", "ResponseSummary", "Redirect"]),
        "What respondents see at the end.",
    ),
    ("Header", Text, "HTML above every page."),
    ("Footer", Text, "HTML below every page."),
    ("ProgressBarDisplay", Words(&["None", "Text", "NoText", "VerboseText"]), "How the progress is shown."),
    (
        "PartialData",
        Words(&[
            "No",
            "+1 hour",
            "+4 hour",
            "+1 day",
            "+2 days",
            "+3 days",
            "+1 week",
            "+2 weeks",
            "+1 month",
            "+3 months",
            "+6 months",
            "+1 year",
        ]),
        "After which time an unfinished response is closed.",
    ),
    ("PartialDataCloseAfter", Words(&["", "LastActivity", "SurveyStart"]), "From when that time counts."),
    ("ValidationMessage", TextOrNull, "The message of the library where an answer is wrong."),
    ("PreviousButton", Text, "The text of the button that goes back."),
    ("NextButton", Text, "The text of the button that goes on."),
    ("SkinLibrary", Text, "Whose skins it takes."),
    ("SkinType", Text, "The kind of skin: MQ, templated, component."),
    ("Skin", TextOrObject, "The skin: a name, or an object with brandingId, templateId and overrides."),
    ("AnonymizeResponse", Words(YES_NO), "Whether address and place of respondents are left out."),
    ("CollectGeoLocation", Truth, "Whether places are recorded."),
    ("PasswordProtection", WordsOrNull(YES_NO), "Whether respondents need a password."),
    ("RefererCheck", Words(YES_NO), "Whether respondents must come from a page."),
    ("RecaptchaV3", Truth, "Whether robots are looked for."),
    (
        "InactiveSurvey",
        WordsOrNull(&["DefaultMessage", "DisplayMessage"]),
        "What is shown while it is closed.",
    ),
    ("ResponseSummary", Words(YES_NO), "Whether respondents see what they answered."),
    ("EmailThankYou", Truth, "Whether respondents are thanked by e-mail."),
    ("AvailableLanguages", Object, "The languages: an object with an empty list for each code."),
    ("SurveyTitle", TextOrNull, "The title of the browser's window."),
    ("SurveyMetaDescription", TextOrNull, "What search engines are told."),
];

/// The options of a survey as survey files write them. Every other member is kept as it is sent.
#[derive(Debug)]
pub struct OptionsShape;

impl<'de> Deserialize<'de> for OptionsShape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let options = Map::<String, Value>::deserialize(deserializer)?;
        for (name, takes, _) in OPTIONS {
            if let Some(value) = options.get(*name).filter(|value| !takes.takes(value)) {
                let expected = format!("{name}: {} is expected, not {value:.40}", takes.words());
                return Err(serde::de::Error::custom(expected));
            }
        }
        Ok(Self)
    }
}

impl JsonSchema for OptionsShape {
    fn schema_name() -> Cow<'static, str> {
        "SurveyOptions".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: Map<String, Value> = OPTIONS
            .iter()
            .map(|(name, takes, told)| {
                let mut schema = takes.schema();
                schema["description"] = json!(told);
                ((*name).to_owned(), schema)
            })
            .collect();
        json_schema!({ "type": "object", "properties": properties })
    }
}

/// The texts for which `true` and `false` were sent: files and answers write these options as texts.
pub fn with_texts_for_truths(options: &mut Map<String, Value>) {
    for (name, takes, _) in OPTIONS {
        if let (Truth, Some(value)) = (takes, options.get_mut(*name))
            && let Some(truth) = value.as_bool()
        {
            *value = json!(truth.to_string());
        }
    }
}

impl Takes {
    fn takes(self, value: &Value) -> bool {
        let is_one_of = |words: &[&str]| value.as_str().is_some_and(|text| words.contains(&text));
        match self {
            Truth => value.is_boolean() || is_one_of(&["true", "false"]),
            Words(words) => is_one_of(words),
            WordsOrNull(words) => value.is_null() || is_one_of(words),
            Text => value.is_string(),
            TextOrNull => value.is_string() || value.is_null(),
            TextOrObject => value.is_string() || value.is_object(),
            Object => value.is_object(),
        }
    }

    fn schema(self) -> Value {
        match self {
            Truth => json!({ "enum": ["true", "false", true, false] }),
            Words(words) => json!({ "type": "string", "enum": words }),
            WordsOrNull(words) => {
                json!({ "anyOf": [{ "type": "string", "enum": words }, { "type": "null" }] })
            }
            Text => json!({ "type": "string" }),
            TextOrNull => json!({ "type": ["string", "null"] }),
            TextOrObject => json!({ "anyOf": [{ "type": "string" }, { "type": "object" }] }),
            Object => json!({ "type": "object" }),
        }
    }

    fn words(self) -> String {
        match self {
            Truth => "true or false".to_owned(),
            Words(words) => format!("one of `{}`", words.join("`, `")),
            WordsOrNull(words) => format!("one of `{}`, or null,", words.join("`, `")),
            Text => "a text".to_owned(),
            TextOrNull => "a text or null".to_owned(),
            TextOrObject => "a text or an object".to_owned(),
            Object => "an object".to_owned(),
        }
    }
}
