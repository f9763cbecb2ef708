//! One question of the overview (api/surveys.md section 3.1).

use model::survey::{Choice, ForcedResponse, Question, QuestionType};
use serde_json::{Map, Value, json};

/// The question: kind, text, label, validation, name, then what its kind has of statements, columns and choices.
pub(super) fn of(question: &Question) -> Value {
    let mut told = head(question);
    told.insert("questionName".into(), json!(question.tag));
    lists(question, &mut told);
    if let Some(kind) = randomization(question) {
        told.insert("randomization".into(), json!({ "type": kind }));
    }
    Value::Object(told)
}

fn head(question: &Question) -> Map<String, Value> {
    let word = |name: &str| question.raw.get(name).cloned().unwrap_or(Value::Null);
    let mut told = Map::new();
    let kind = json!({
        "type": word("QuestionType"),
        "selector": word("Selector"),
        "subSelector": word("SubSelector"),
    });
    told.insert("questionType".into(), kind);
    told.insert("questionText".into(), json!(question.text));
    let how = question.raw.get("Configuration").and_then(|options| options.get("QuestionDescriptionOption"));
    let labelled = how.and_then(Value::as_str) == Some("SpecifyLabel");
    told.insert("questionLabel".into(), if labelled { json!(question.description) } else { Value::Null });
    told.insert("validation".into(), validation(question));
    told
}

/// A matrix tells its statements as `subQuestions` and its scale as `choices`; every other kind its choices.
fn lists(question: &Question, told: &mut Map<String, Value>) {
    let rows = || question.choices.iter().map(|row| (row.id.clone(), statement(row)));
    match question.kind {
        QuestionType::Matrix => {
            told.insert("subQuestions".into(), Value::Object(rows().collect()));
            told.insert("choices".into(), scale(question));
        }
        QuestionType::SideBySide => {
            told.insert("subQuestions".into(), Value::Object(rows().collect()));
            told.insert("columns".into(), columns(question));
        }
        QuestionType::DrillDown => {
            told.insert("subQuestions".into(), Value::Object(rows().collect()));
            told.insert("choices".into(), scale(question));
        }
        _ if question.choices.is_empty() => {}
        _ => {
            let coded =
                question.kind != QuestionType::TextEntry && question.kind != QuestionType::BrowserMeta;
            let choices =
                question.choices.iter().map(|choice| (choice.id.clone(), self::choice(choice, coded)));
            told.insert("choices".into(), Value::Object(choices.collect()));
        }
    }
}

fn columns(question: &Question) -> Value {
    let column = |(place, column): (usize, &Question)| {
        let mut told = head(column);
        told.insert("choices".into(), scale(column));
        ((place + 1).to_string(), Value::Object(told))
    };
    Value::Object(question.columns.iter().enumerate().map(column).collect())
}

/// A choice; fields of forms and of browsers have no values to recode.
fn choice(choice: &Choice, coded: bool) -> Value {
    let mut told = Map::new();
    if coded {
        told.insert("recode".into(), json!(choice.recode));
    }
    told.insert("description".into(), json!(description(choice)));
    told.insert("choiceText".into(), json!(choice.text));
    told.insert("imageDescription".into(), Value::Null);
    told.insert("variableName".into(), json!(choice.variable_name));
    told.insert("analyze".into(), json!(choice.analyze));
    text_entry(choice, &mut told);
    Value::Object(told)
}

/// The scale points of a matrix, which have no variable name of their own here.
fn scale(question: &Question) -> Value {
    let point = |point: &Choice| {
        let mut told = Map::new();
        told.insert("recode".into(), json!(point.recode));
        told.insert("description".into(), json!(description(point)));
        told.insert("choiceText".into(), json!(point.text));
        told.insert("imageDescription".into(), Value::Null);
        told.insert("analyze".into(), json!(point.analyze));
        text_entry(point, &mut told);
        (point.id.clone(), Value::Object(told))
    };
    Value::Object(question.answers.iter().map(point).collect())
}

fn statement(row: &Choice) -> Value {
    let mut told = Map::new();
    told.insert("recode".into(), json!(row.recode));
    told.insert("description".into(), json!(description(row)));
    told.insert("choiceText".into(), json!(row.text));
    told.insert("variableName".into(), json!(row.variable_name));
    told.insert("imageDescription".into(), Value::Null);
    text_entry(row, &mut told);
    Value::Object(told)
}

fn text_entry(choice: &Choice, told: &mut Map<String, Value>) {
    if choice.text_entry {
        told.insert("textEntry".into(), json!({}));
    }
}

fn description(choice: &Choice) -> &str {
    choice.variable_name.as_deref().unwrap_or(&choice.text)
}

fn validation(question: &Question) -> Value {
    let mut told = Map::new();
    told.insert("doesForceResponse".into(), json!(question.forced == ForcedResponse::On));
    if question.forced == ForcedResponse::Request {
        told.insert("doesRequestResponse".into(), json!(true));
    }
    let settings = question.raw.get("Validation").and_then(|validation| validation.get("Settings"));
    let setting = |name: &str| settings.and_then(|settings| settings.get(name));
    if setting("Type").and_then(Value::as_str) == Some("ContentType")
        && let Some(kind) = setting("ContentType").and_then(Value::as_str)
    {
        told.insert("type".into(), json!(kind));
        if let Some(number) = setting("ValidNumber").filter(|_| kind == "ValidNumber") {
            told.insert("settings".into(), number_settings(number));
        }
    }
    Value::Object(told)
}

/// The bounds of a number; a bound that is not set is 0 (recorded).
fn number_settings(number: &Value) -> Value {
    let bound = |name: &str| match number.get(name) {
        Some(Value::String(text)) => text.trim().parse().unwrap_or(0.0),
        Some(other) => other.as_f64().unwrap_or(0.0),
        None => 0.0,
    };
    #[allow(clippy::cast_possible_truncation)] // A number of decimals is small.
    let decimals = bound("NumDecimals") as i64;
    json!({ "maxDecimals": decimals, "maximum": bound("Max"), "minimum": bound("Min") })
}

fn randomization(question: &Question) -> Option<&'static str> {
    match question.raw.get("Randomization")?.get("Type")?.as_str()? {
        "All" => Some("all"),
        "SubSet" => Some("subset"),
        "Advanced" => Some("advanced"),
        "ScaleReversal" => Some("scaleReversal"),
        _ => None,
    }
}
