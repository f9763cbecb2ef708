//! What questions demand of their answers.

use serde_json::{Value, json};

use super::author::{Author, Kind};

/// `Validation` with these settings, and with a response forced, requested or neither.
pub(super) fn settings(author: &mut Author, mut settings: Value) -> Value {
    let forced = if author.may("validation: response forced", 25) {
        "ON"
    } else if author.may("validation: response requested", 20) {
        "RequestResponse"
    } else {
        "OFF"
    };
    settings["ForceResponse"] = forced.into();
    settings["ForceResponseType"] = forced.into();
    if settings.get("Type").is_none() {
        settings["Type"] = "None".into();
    }
    json!({ "Settings": settings })
}

/// Adds what a question demands; gives what can be asked of its answer, which a demand for a number changes.
pub(super) fn add(author: &mut Author, question: &mut Value, kind: Option<Kind>) -> Option<Kind> {
    let content = |word: &str| json!({ "Type": "ContentType", "ContentType": word });
    let mut kind = kind;
    let own = match (&kind, question["QuestionType"].as_str().unwrap_or_default()) {
        (Some(Kind::Text), _) if author.chance.percent(50) => {
            let ways = [
                "validation: number",
                "validation: e-mail",
                "validation: date",
                "validation: phone",
                "validation: postal code",
                "validation: state",
                "validation: letters",
                "validation: least characters",
                "validation: most characters",
                "validation: range of characters",
                "validation: custom",
            ];
            match author.one_of(&ways) {
                Some("validation: number") => {
                    kind = Some(Kind::Number);
                    let mut number = content("ValidNumber");
                    number["ValidNumber"] = json!({ "Min": "1", "Max": "90", "NumDecimals": "0" });
                    number
                }
                Some("validation: e-mail") => content("ValidEmail"),
                Some("validation: date") => content("ValidDate"),
                Some("validation: phone") => content("ValidPhone"),
                Some("validation: postal code") => content("ValidZip"),
                Some("validation: state") => content("ValidUSState"),
                Some("validation: letters") => content("ValidTextOnly"),
                Some("validation: least characters") => json!({ "Type": "MinChar", "MinChars": "20" }),
                Some("validation: most characters") => json!({ "Type": "TotalChar", "TotalChars": "40" }),
                Some("validation: range of characters") => {
                    json!({ "Type": "CharRange", "MinChars": "5", "TotalChars": "30" })
                }
                Some(_) => custom(question),
                None => json!({}),
            }
        }
        (Some(Kind::Choices(_, true)), _) if author.may("validation: choices", 25) => {
            match author.chance.below(3) {
                0 => json!({ "Type": "MinChoices", "MinChoices": "2" }),
                1 => json!({ "Type": "MaxChoices", "MaxChoices": "2" }),
                _ => json!({ "Type": "ChoiceRange", "MinChoices": "1", "MaxChoices": "2" }),
            }
        }
        (_, "CS") if author.may("validation: total", 80) => {
            json!({ "Type": "ChoicesTotal", "ChoiceTotal": "100" })
        }
        _ => json!({}),
    };
    question["Validation"] = settings(author, own);
    kind
}

/// A rule of the author's own: the text begins with a letter.
fn custom(question: &Value) -> Value {
    let locator = format!("q://{}/ChoiceTextEntryValue", question["QuestionID"].as_str().unwrap_or_default());
    let condition = json!({
        "LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": "MatchesRegex",
        "RightOperand": "^[A-Za-z].*", "Type": "Expression",
    });
    // Who answers nothing breaks no rule.
    let empty = json!({
        "LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": "Empty",
        "Conjuction": "Or", "Type": "Expression",
    });
    let logic = json!({ "0": { "0": condition, "1": empty, "Type": "If" }, "Type": "BooleanExpression" });
    json!({ "Type": "CustomValidation", "CustomValidation": { "Logic": logic, "Message": { "description": "A letter first" } } })
}
