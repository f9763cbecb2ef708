//! From what a text tells to a survey file.

use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::SurveyFileError;
use super::draft::{Draft, Item, Question, Shown, Step};
use super::kinds::Lists;
use crate::qsf::{self, usual};

/// The survey file; its ids are numbers in the order of the text, as nothing else has them.
///
/// # Errors
/// When it has no question, or would go beyond a bound of survey files.
pub(super) fn file(draft: Draft) -> Result<SurveyFile, SurveyFileError> {
    let mut parts = Parts::default();
    for step in draft.flow {
        parts.step(step);
    }
    if parts.questions.is_empty() {
        return Err(SurveyFileError::at(1, "there is no question in the file"));
    }
    let trash = parts.block_id();
    parts.blocks.push(qsf::new_trash(&trash));
    let count = parts.flow.len() + 1;
    let flow = json!({
        "Flow": parts.flow,
        "Properties": { "Count": count },
        "FlowID": "FL_1",
        "Type": "Root",
    });
    let questions = parts.questions.len();
    let mut elements = vec![
        element("BL", "Survey Blocks", Value::Null, Value::Array(parts.blocks)),
        element("FL", "Survey Flow", Value::Null, flow),
        element("SO", "Survey Options", Value::Null, options()),
        element("SCO", "Scoring", Value::Null, json!({ "ScoringCategories": [] })),
        element("PROJ", "CORE", Value::Null, json!({ "ProjectCategory": "CORE", "SchemaVersion": "1.1.0" })),
        element("QC", "Survey Question Count", json!(questions.to_string()), Value::Null),
    ];
    elements.extend(parts.questions);
    let entry = json!({ "SurveyLanguage": "EN", "SurveyStatus": "Inactive" });
    Ok(qsf::from_value(json!({ "SurveyEntry": entry, "SurveyElements": elements }))?)
}

#[derive(Default)]
struct Parts {
    blocks: Vec<Value>,
    flow: Vec<Value>,
    questions: Vec<Value>,
}

impl Parts {
    fn step(&mut self, step: Step) {
        // The root has the first number.
        let flow = format!("FL_{}", self.flow.len() + 2);
        let element = match step {
            Step::Block(name, shown) => {
                let id = self.block_id();
                let (kind, unnamed) = match self.blocks.len() {
                    0 => ("Default", "Default Question Block".to_owned()),
                    number => ("Standard", format!("Block {}", number + 1)),
                };
                let elements: Vec<Value> = shown.into_iter().map(|shown| self.shown(shown)).collect();
                self.blocks.push(json!({
                    "Type": kind,
                    "Description": name.unwrap_or(unnamed),
                    "ID": id,
                    "BlockElements": elements,
                }));
                json!({ "ID": id, "Type": "Block", "FlowID": flow })
            }
            Step::Fields(fields) => {
                let field = |(name, value): (String, Option<String>)| {
                    qsf::declared_field(&name, "String", value.map(Value::String))
                };
                let fields: Vec<Value> = fields.into_iter().map(field).collect();
                json!({ "Type": "EmbeddedData", "FlowID": flow, "EmbeddedData": fields })
            }
        };
        self.flow.push(element);
    }

    fn block_id(&self) -> String {
        format!("BL_{:015}", self.blocks.len() + 1)
    }

    fn shown(&mut self, shown: Shown) -> Value {
        match shown {
            Shown::PageBreak => json!({ "Type": "Page Break" }),
            Shown::Question(question) => {
                let number = self.questions.len() + 1;
                let id = format!("QID{number}");
                let payload = payload(question, &id, number);
                let description = payload.get("QuestionDescription").cloned().unwrap_or(Value::Null);
                self.questions.push(element("SQ", &id, description, Value::Object(payload)));
                json!({ "Type": "Question", "QuestionID": id })
            }
        }
    }
}

fn element(code: &str, primary: &str, secondary: Value, payload: Value) -> Value {
    json!({
        "Element": code,
        "PrimaryAttribute": primary,
        "SecondaryAttribute": secondary,
        "TertiaryAttribute": null,
        "Payload": payload,
    })
}

fn payload(question: Question, id: &str, number: usize) -> Map<String, Value> {
    let form = question.form;
    let text = question.text.html();
    let mut payload = Map::new();
    let mut put = |name: &str, value: Value| payload.insert(name.to_owned(), value);
    put("QuestionText", json!(text));
    put("DefaultChoices", json!(false));
    put("DataExportTag", json!(question.tag.unwrap_or_else(|| format!("Q{number}"))));
    put("QuestionType", json!(form.kind));
    put("Selector", json!(form.selector));
    if let Some(sub_selector) = form.sub_selector {
        put("SubSelector", json!(sub_selector));
    }
    put("Configuration", json!({ "QuestionDescriptionOption": "UseText" }));
    put("QuestionDescription", json!(description(text)));
    if form.lists != Lists::None {
        let codes = list(&question.choices, "Choices", "ChoiceOrder", &mut put);
        // A matrix recodes its scale, every other question its choices.
        if form.lists == Lists::Choices {
            codes.map(|codes| put("RecodeValues", codes));
        } else {
            codes.map(|codes| put("ChoiceDataExportTags", codes));
            let codes = list(&question.answers, "Answers", "AnswerOrder", &mut put);
            codes.map(|codes| put("RecodeValues", codes));
        }
    }
    put("Validation", json!({ "Settings": { "ForceResponse": "OFF", "Type": "None" } }));
    put("Language", json!([]));
    put("NextChoiceId", json!(question.choices.len() + 1));
    put("NextAnswerId", json!(question.answers.len() + 1));
    put("QuestionID", json!(id));
    payload
}

/// Puts the items under ids that count from 1, and gives the codes of those that have one.
fn list(
    items: &[Item],
    member: &str,
    order: &str,
    put: &mut impl FnMut(&str, Value) -> Option<Value>,
) -> Option<Value> {
    let ids = || (1..).map(|number: usize| number.to_string());
    let displayed = ids().zip(items).map(|(id, item)| (id, json!({ "Display": item.text.html() })));
    put(member, Value::Object(displayed.collect()));
    put(order, ids().take(items.len()).map(Value::String).collect());
    let codes = ids().zip(items).filter_map(|(id, item)| Some((id, json!(item.code.as_ref()?))));
    let codes: Map<String, Value> = codes.collect();
    (!codes.is_empty()).then_some(Value::Object(codes))
}

/// The text without its markup, its white space folded.
fn description(text: &str) -> String {
    let plain = engine::html::plain(text);
    usual::description(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The options of a new survey, as the original writes them.
fn options() -> Value {
    let mut options = usual::options();
    options.insert("NewScoring".into(), json!(1));
    Value::Object(options)
}
