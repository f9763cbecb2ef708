//! Parts of a definition as they are made: what a client leaves out is what the original's editor writes, as the files of
//! the corpus show it (api/qsf.md section 6).

use std::collections::BTreeSet;

use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::shown::block_shown;
use super::tolerant::{entries, text_of};
use super::usual::{self, new_trash, no_scoring};

/// What the original demands of a question that is put in place of another. Left out, it stays as it was.
const DEMANDED: &[&str] = &[
    "DataExportTag",
    "SubSelector",
    "Configuration",
    "Choices",
    "ChoiceOrder",
    "Answers",
    "AnswerOrder",
    "ChoiceDataExportTags",
    "DefaultChoices",
    "Labels",
    "Graphics",
    "GraphicsDescription",
    "Validation",
    "Language",
    "NextChoiceId",
    "NextAnswerId",
];

/// What is known of a survey that is made of nothing.
#[derive(Debug, Clone)]
pub struct NewSurvey<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its language.
    pub language: &'a str,
    /// The project's category: `CORE`.
    pub category: &'a str,
    /// Whose it is.
    pub owner: &'a str,
    /// The brand, whose skins it takes.
    pub brand: &'a str,
    /// The id of the block for its questions.
    pub block: &'a str,
    /// The id of the block for questions that are not used.
    pub trash: &'a str,
    /// The id of its response set.
    pub response_set: &'a str,
}

/// A survey with a block for questions, one for those that are not used, and a flow that shows the first.
#[must_use]
pub fn blank(new: &NewSurvey<'_>) -> SurveyFile {
    let entry = json!({
        "SurveyID": new.id,
        "SurveyName": new.name,
        "SurveyDescription": null,
        "SurveyOwnerID": new.owner,
        "SurveyBrandID": new.brand,
        "DivisionID": null,
        "SurveyLanguage": new.language,
        "SurveyActiveResponseSet": new.response_set,
        "SurveyStatus": "Inactive",
        "SurveyStartDate": "0000-00-00 00:00:00",
        "SurveyExpirationDate": "0000-00-00 00:00:00",
        "SurveyCreationDate": "0000-00-00 00:00:00",
        "CreatorID": new.owner,
        "LastModified": "0000-00-00 00:00:00",
        "LastAccessed": "0000-00-00 00:00:00",
        "LastActivated": "0000-00-00 00:00:00",
        "Deleted": null,
    });
    let block = json!({ "Type": "Default", "Description": "Default Question Block", "ID": new.block, "BlockElements": [] });
    let flow = json!({
        "Type": "Root",
        "FlowID": "FL_1",
        "Flow": [{ "Type": "Block", "ID": new.block, "FlowID": "FL_2", "Autofill": [] }],
        "Properties": { "Count": 2, "RemovedFieldsets": [] },
    });
    let project = json!({ "ProjectCategory": new.category, "SchemaVersion": "1.1.0" });
    let statistics = json!({ "MobileCompatible": true, "ID": "Survey Statistics" });
    let elements = [
        ("BL", "Survey Blocks", Value::Null, Value::Null, json!([block, new_trash(new.trash)])),
        ("FL", "Survey Flow", Value::Null, Value::Null, flow),
        ("PROJ", new.category, Value::Null, json!("1.1.0"), project),
        ("QC", "Survey Question Count", json!("0"), Value::Null, Value::Null),
        ("RS", new.response_set, json!("Default Response Set"), Value::Null, Value::Null),
        ("SCO", "Scoring", Value::Null, Value::Null, no_scoring()),
        ("SO", "Survey Options", Value::Null, Value::Null, options(new)),
        ("STAT", "Survey Statistics", Value::Null, Value::Null, statistics),
    ];
    let elements = elements.map(|(code, primary, secondary, tertiary, payload)| {
        object(json!({
            "SurveyID": new.id,
            "Element": code,
            "PrimaryAttribute": primary,
            "SecondaryAttribute": secondary,
            "TertiaryAttribute": tertiary,
            "Payload": payload,
        }))
    });
    SurveyFile { entry: object(entry), elements: elements.into(), element_keys: None, rest: Map::new() }
}

/// The 18 options that the original demands, as most files have them (api/qsf.md section 17; trials K16).
fn options(new: &NewSurvey<'_>) -> Value {
    let mut options = usual::options();
    options.extend(object(json!({
        "ValidationMessage": "",
        "PreviousButton": "",
        "NextButton": "",
        "SurveyTitle": new.name,
        "SkinLibrary": new.brand,
        "SkinType": "templated",
        "Skin": { "brandingId": null, "templateId": "*base", "overrides": null },
        "NewScoring": 1,
    })));
    Value::Object(options)
}

/// A block as it is kept: with its id, and what `sent` leaves out as it was, or as the editor writes it.
#[must_use]
pub fn block(
    id: &str,
    mut sent: Map<String, Value>,
    before: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    sent.insert("ID".into(), json!(id));
    // What is got is a list; of one that holds the same the file's own form stays, or that it has none.
    if let Some(before) = before
        && block_shown(before.clone()).get("BlockElements") == sent.get("BlockElements")
    {
        sent.shift_remove("BlockElements");
        sent.extend(before.get("BlockElements").map(|kept| ("BlockElements".to_owned(), kept.clone())));
    }
    let editors = [
        ("SubType", json!("")),
        ("BlockElements", json!([])),
        (
            "Options",
            json!({ "BlockLocking": "false", "RandomizeQuestions": "false", "BlockVisibility": "Expanded" }),
        ),
    ];
    for (name, editors) in editors {
        if sent.get(name).is_some_and(|value| !value.is_null()) {
            continue;
        }
        sent.remove(name);
        match before {
            Some(before) => sent.extend(before.get(name).map(|value| (name.to_owned(), value.clone()))),
            None => sent.extend([(name.to_owned(), editors)]),
        }
    }
    sent
}

/// A question as it is kept: with its id, and what `sent` leaves out as it was where the original demands it, or as the editor
/// writes it. `number` is what its tag has where it has none.
#[must_use]
pub fn question(
    id: &str,
    number: u64,
    mut sent: Map<String, Value>,
    before: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    sent.insert("QuestionID".into(), json!(id));
    unsafe_text(&mut sent, before);
    // Before an order is carried over without its choices.
    let kept_order = |list, sent: &Map<String, Value>| !sent.contains_key(list);
    let carries =
        [("ChoiceOrder", kept_order("Choices", &sent)), ("AnswerOrder", kept_order("Answers", &sent))];
    let former = before.filter(|before| before.get("QuestionType") == sent.get("QuestionType"));
    for name in DEMANDED {
        let order = carries.iter().find(|(order, _)| order == name);
        let source = if *name == "DataExportTag" { before } else { former };
        if order.is_none_or(|(_, carried)| *carried)
            && !sent.contains_key(*name)
            && let Some(value) = source.and_then(|before| before.get(*name))
        {
            sent.insert((*name).to_owned(), value.clone());
        }
    }
    // A question of a file that lacks what the editor writes goes on without it.
    if former.is_none() {
        as_the_editor_writes(number, &mut sent);
    }
    description(&mut sent, before);
    for (list, order, next) in
        [("Choices", "ChoiceOrder", "NextChoiceId"), ("Answers", "AnswerOrder", "NextAnswerId")]
    {
        let ids: Vec<String> = entries(sent.get(list)).into_iter().map(|(id, _)| id).collect();
        if sent.contains_key(list) && former.is_none_or(|former| former.contains_key(order)) {
            sent.entry(order).or_insert_with(|| json!(ids));
        }
        let above =
            ids.iter().filter_map(|id| id.parse::<u64>().ok()).max().map_or(1, |id| id.saturating_add(1));
        let known = |question: &Map<String, Value>| question.get(next).and_then(Value::as_u64);
        let least = above.max(before.and_then(known).unwrap_or(0));
        // An id that was given once is never given again.
        if known(&sent).is_some_and(|said| said < least) || (former.is_none() && known(&sent).is_none()) {
            sent.insert(next.to_owned(), json!(least));
        }
    }
    sent
}

fn as_the_editor_writes(number: u64, question: &mut Map<String, Value>) {
    let kind = text_of(question, "QuestionType");
    let mut put = |name: &str, value: Value| {
        question.entry(name).or_insert(value);
    };
    put("DefaultChoices", json!(false));
    put("DataExportTag", json!(format!("Q{number}")));
    put("DataVisibility", json!({ "Private": false, "Hidden": false }));
    put("Configuration", configuration(&kind));
    put("Language", json!([]));
    if let Some(validation) = validation(&kind) {
        put("Validation", validation);
    }
    if kind == "Matrix" {
        put("ChoiceDataExportTags", json!(false));
    }
    sub_selector(&kind, question);
}

/// The element in which a question stands.
#[must_use]
pub fn question_element(survey: &str, payload: Map<String, Value>) -> Map<String, Value> {
    object(json!({
        "SurveyID": survey,
        "Element": "SQ",
        "PrimaryAttribute": payload.get("QuestionID"),
        "SecondaryAttribute": payload.get("QuestionDescription"),
        "TertiaryAttribute": null,
        "Payload": payload,
    }))
}

/// The element in which the options of a survey stand whose file has none.
#[must_use]
pub fn options_element(survey: &str) -> Map<String, Value> {
    object(json!({
        "SurveyID": survey,
        "Element": "SO",
        "PrimaryAttribute": "Survey Options",
        "SecondaryAttribute": null,
        "TertiaryAttribute": null,
        "Payload": {},
    }))
}

/// The ids of choices, and those of answers, that `after` has not any more.
#[must_use]
pub fn choices_gone(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let ids = |question: &Map<String, Value>, list: &str| -> BTreeSet<String> {
        let listed = entries(question.get(list)).into_iter().filter(|_| asks_for_choices(question));
        listed.map(|(id, _)| id).collect()
    };
    let gone = |list: &str| &ids(before, list) - &ids(after, list);
    (gone("Choices"), gone("Answers"))
}

/// Whether the choices that a question holds are any: those of a text, but for a form, and of what is only shown are left over
/// from another type.
fn asks_for_choices(question: &Map<String, Value>) -> bool {
    match text_of(question, "QuestionType").as_str() {
        "TE" => text_of(question, "Selector") == "FORM",
        kind => kind != "DB",
    }
}

/// The unescaped copy of the text, which clients send back as they got it, follows the text; a file that has none gets none.
fn unsafe_text(sent: &mut Map<String, Value>, before: Option<&Map<String, Value>>) {
    const MEMBER: &str = "QuestionText_Unsafe";
    let words = sent.get("QuestionText").cloned();
    let former = before.and_then(|before| before.get(MEMBER));
    match (former, words) {
        // Beside a text that stays, what is sent stays too, whether it is the copy there was or another.
        (Some(former), Some(words))
            if before.and_then(|before| before.get("QuestionText")) == Some(&words) =>
        {
            sent.entry(MEMBER).or_insert_with(|| former.clone());
        }
        (Some(_), Some(words)) => drop(sent.insert(MEMBER.into(), words)),
        _ => drop(sent.shift_remove(MEMBER)),
    }
}

/// The description is made of the text, unless the author says what it is.
fn description(question: &mut Map<String, Value>, before: Option<&Map<String, Value>>) {
    if question.contains_key("QuestionDescription") {
        return;
    }
    let option = question.get("Configuration").and_then(|said| said.get("QuestionDescriptionOption"));
    let own = before.and_then(|before| before.get("QuestionDescription"));
    let made = match own {
        Some(own) if option.and_then(Value::as_str) == Some("SpecifyLabel") => own.clone(),
        _ => {
            let text = engine::html::plain(&text_of(question, "QuestionText"));
            json!(usual::description(text.trim()))
        }
    };
    question.insert("QuestionDescription".into(), made);
}

fn configuration(kind: &str) -> Value {
    let mut configuration = object(json!({ "QuestionDescriptionOption": "UseText" }));
    let more = match kind {
        "Matrix" => json!({
            "TextPosition": "inline",
            "ChoiceColumnWidth": 25,
            "RepeatHeaders": "none",
            "WhiteSpace": "OFF",
            "MobileFirst": true,
        }),
        "Slider" => json!({
            "CSSliderMin": 0,
            "CSSliderMax": 100,
            "GridLines": 10,
            "NumDecimals": "0",
            "ShowValue": true,
            "MobileFirst": true,
        }),
        "Timing" => json!({ "MinSeconds": "0", "MaxSeconds": "0" }),
        _ => json!({}),
    };
    configuration.extend(object(more));
    Value::Object(configuration)
}

/// Where most files have one.
fn validation(kind: &str) -> Option<Value> {
    match kind {
        "Timing" | "Meta" | "Captcha" => None,
        "DB" => Some(json!({ "Settings": { "Type": "None" } })),
        _ => {
            Some(json!({ "Settings": { "ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None" } }))
        }
    }
}

/// The sub selector that nearly every file has for a selector.
fn sub_selector(kind: &str, question: &mut Map<String, Value>) {
    let selector = text_of(question, "Selector");
    let usual = match (kind, selector.as_str()) {
        ("MC", "SAVR" | "SAHR" | "SACOL" | "MAVR" | "MAHR" | "MACOL") => "TX",
        ("Matrix", "Likert" | "Bipolar") => "SingleAnswer",
        ("Matrix", "TE") => "Long",
        ("RO", "DND") => "TX",
        _ => return,
    };
    question.entry("SubSelector").or_insert(json!(usual));
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
