//! One question of the overview (api/surveys.md section 3.1).

use model::survey::{Choice, ForcedResponse, Question, QuestionType};
use serde_json::{Map, Value, json};

/// The question: kind, text, label, validation, name, then what its kind has of statements, columns and choices.
pub(super) fn of(question: &Question) -> Value {
    let mut members = head(question);
    members.insert("questionName".into(), json!(question.tag));
    lists(question, &mut members);
    if let Some(told) = randomization(question) {
        members.insert("randomization".into(), told);
    }
    Value::Object(members)
}

fn head(question: &Question) -> Map<String, Value> {
    let word = |name: &str| question.raw.get(name).cloned().unwrap_or(Value::Null);
    let mut members = Map::new();
    let kind = json!({
        "type": word("QuestionType"),
        "selector": word("Selector"),
        "subSelector": word("SubSelector"),
    });
    members.insert("questionType".into(), kind);
    members.insert("questionText".into(), json!(question.text));
    let how = question.raw.get("Configuration").and_then(|options| options.get("QuestionDescriptionOption"));
    let labelled = how.and_then(Value::as_str) == Some("SpecifyLabel");
    members.insert("questionLabel".into(), if labelled { json!(question.description) } else { Value::Null });
    members.insert("validation".into(), validation(question));
    members
}

/// A matrix tells its statements as `subQuestions` and its scale as `choices`; every other kind its choices.
fn lists(question: &Question, members: &mut Map<String, Value>) {
    let rows = || question.choices.iter().map(|row| (row.id.clone(), statement(row)));
    match question.kind {
        QuestionType::Matrix => {
            members.insert("subQuestions".into(), Value::Object(rows().collect()));
            members.insert("choices".into(), scale(question));
        }
        QuestionType::SideBySide => {
            members.insert("subQuestions".into(), Value::Object(rows().collect()));
            members.insert("columns".into(), columns(question));
        }
        QuestionType::DrillDown => {
            members.insert("subQuestions".into(), Value::Object(rows().collect()));
            members.insert("choices".into(), scale(question));
        }
        _ if question.choices.is_empty() => {}
        _ => {
            let coded =
                question.kind != QuestionType::TextEntry && question.kind != QuestionType::BrowserMeta;
            // The file says of each field of the browser that it takes a text; the overview does not (recorded).
            let texts = question.kind != QuestionType::BrowserMeta;
            let told = question.choices.iter().map(|choice| {
                let mut told = self::choice(choice, coded);
                if texts {
                    text_entry(choice, &mut told);
                }
                (choice.id.clone(), Value::Object(told))
            });
            members.insert("choices".into(), Value::Object(told.collect()));
        }
    }
}

fn columns(question: &Question) -> Value {
    let column = |(place, column): (usize, &Question)| {
        let mut members = head(column);
        members.insert("choices".into(), scale(column));
        ((place + 1).to_string(), Value::Object(members))
    };
    Value::Object(question.columns.iter().enumerate().map(column).collect())
}

/// A choice; fields of forms and of browsers have no values to recode.
fn choice(choice: &Choice, coded: bool) -> Map<String, Value> {
    let mut members = Map::new();
    if coded {
        members.insert("recode".into(), json!(choice.recode));
    }
    members.insert("description".into(), json!(description(choice)));
    members.insert("choiceText".into(), json!(choice.text));
    members.insert("imageDescription".into(), Value::Null);
    members.insert("variableName".into(), json!(choice.variable_name));
    members.insert("analyze".into(), json!(choice.analyze));
    members
}

/// The scale points of a matrix, which have no variable name of their own here.
fn scale(question: &Question) -> Value {
    let point = |point: &Choice| {
        let mut members = Map::new();
        members.insert("recode".into(), json!(point.recode));
        members.insert("description".into(), json!(description(point)));
        members.insert("choiceText".into(), json!(point.text));
        members.insert("imageDescription".into(), Value::Null);
        members.insert("analyze".into(), json!(point.analyze));
        text_entry(point, &mut members);
        (point.id.clone(), Value::Object(members))
    };
    Value::Object(question.answers.iter().map(point).collect())
}

fn statement(row: &Choice) -> Value {
    let mut members = Map::new();
    members.insert("recode".into(), json!(row.recode));
    members.insert("description".into(), json!(description(row)));
    members.insert("choiceText".into(), json!(row.text));
    members.insert("variableName".into(), json!(row.variable_name));
    members.insert("imageDescription".into(), Value::Null);
    text_entry(row, &mut members);
    Value::Object(members)
}

fn text_entry(choice: &Choice, members: &mut Map<String, Value>) {
    if choice.text_entry {
        members.insert("textEntry".into(), json!({}));
    }
}

fn description(choice: &Choice) -> &str {
    choice.variable_name.as_deref().unwrap_or(&choice.text)
}

fn validation(question: &Question) -> Value {
    let mut members = Map::new();
    members.insert("doesForceResponse".into(), json!(question.forced == ForcedResponse::On));
    if question.forced == ForcedResponse::Request {
        members.insert("doesRequestResponse".into(), json!(true));
    }
    let settings = question.raw.get("Validation").and_then(|validation| validation.get("Settings"));
    let setting = |name: &str| settings.and_then(|settings| settings.get(name));
    if setting("Type").and_then(Value::as_str) == Some("ContentType")
        && let Some(kind) = setting("ContentType").and_then(Value::as_str)
    {
        members.insert("type".into(), json!(kind));
        if let Some(number) = setting("ValidNumber").filter(|_| kind == "ValidNumber") {
            members.insert("settings".into(), number_settings(number));
        }
    }
    Value::Object(members)
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

fn randomization(question: &Question) -> Option<Value> {
    let details = question.raw.get("Randomization")?;
    Some(match details.get("Type")?.as_str()? {
        "All" => json!({ "type": "all" }),
        "SubSet" => json!({ "type": "subset" }),
        "Advanced" => super::randomization::advanced(Some(details)),
        "ScaleReversal" => json!({ "type": "scaleReversal" }),
        _ => return None,
    })
}
