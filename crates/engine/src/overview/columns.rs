//! The overview's map from export column names to what they hold (api/surveys.md section 3.2).

use std::collections::HashMap;

use model::column::{Column, Source};
use model::survey::{Question, QuestionType};
use serde_json::{Map, Value, json};

use crate::columns::{ColumnOptions, answer_tag, column_number, of_question};

/// The columns of one question: name and locator. Questions without answers are there too, under their tag.
pub(super) fn of(question: &Question) -> Vec<(String, Value)> {
    let whole = || vec![(question.tag.clone(), json!({ "question": question.id.as_str() }))];
    match question.kind {
        QuestionType::MultipleChoice if !question.is_multiple() => single(question),
        QuestionType::Timing | QuestionType::BrowserMeta => parts(question),
        QuestionType::TextEntry if question.selector == "FORM" => parts(question),
        QuestionType::Descriptive
        | QuestionType::TextEntry
        | QuestionType::FileUpload
        | QuestionType::Captcha
        | QuestionType::GraphicSlider => whole(),
        _ => {
            let columns = of_question(question, &ColumnOptions::default());
            if columns.is_empty() {
                whole()
            } else {
                let tags = row_tags(question);
                columns.iter().map(|column| located(question, &tags, column)).collect()
            }
        }
    }
}

/// A single choice and the text that belongs to it: both point to the question (recorded).
fn single(question: &Question) -> Vec<(String, Value)> {
    let target = json!({ "question": question.id.as_str() });
    let mut columns = vec![(question.tag.clone(), target.clone())];
    if question.choices.iter().any(|choice| choice.text_entry) {
        columns.push((format!("{}_TEXT", question.tag), target));
    }
    columns
}

/// Fields of forms, of browsers, of timers: named by their place among the choices here.
fn parts(question: &Question) -> Vec<(String, Value)> {
    let id = question.id.as_str();
    let end = if question.kind == QuestionType::Timing { "" } else { "_TEXT" };
    let part = |choice: &model::survey::Choice| {
        let name = format!("{}_{}{end}", question.tag, choice.id);
        (name, json!({ "question": id, "choice": format!("{id}.choices.{}", choice.id) }))
    };
    question.choices.iter().map(part).collect()
}

/// What rows are called that have tags of their own: by the number of the side-by-side column (empty for a matrix), then
/// by the row's id. The first of a number or an id counts.
type RowTags<'a> = HashMap<String, HashMap<&'a str, Option<String>>>;

fn row_tags(question: &Question) -> RowTags<'_> {
    let mut tags = RowTags::new();
    if question.kind == QuestionType::Matrix {
        tags.insert(String::new(), tags_of(question, ""));
    }
    for part in &question.columns {
        let Some(number) = column_number(part) else { continue };
        let own = answer_tag(part).map(|tag| format!("_{tag}")).unwrap_or_default();
        tags.entry(number).or_insert_with(|| tags_of(part, &own));
    }
    tags
}

fn tags_of<'a>(part: &'a Question, end: &str) -> HashMap<&'a str, Option<String>> {
    let mut rows = HashMap::new();
    for row in &part.choices {
        let tag = || row.export_tag.as_ref().map(|tag| format!("{tag}{end}"));
        rows.entry(row.id.as_str()).or_insert_with(tag);
    }
    rows
}

fn located(question: &Question, tags: &RowTags<'_>, column: &Column) -> (String, Value) {
    let id = question.id.as_str();
    let mut target = Map::new();
    target.insert("question".into(), json!(id));
    // The import id spells the way: `QID8#2_1`, `QID2_3_TEXT`, `QID3` with a choice.
    let rest = column.import.id.strip_prefix(id).unwrap_or_default();
    let mut owner = id.to_owned();
    let rest = match rest.strip_prefix('#') {
        Some(rest) => {
            let (number, rest) = rest.split_once('_').unwrap_or((rest, ""));
            owner = format!("{id}.columns.{number}");
            target.insert("column".into(), json!(owner));
            rest
        }
        None => rest.trim_start_matches('_'),
    };
    let steps: Vec<&str> = rest.split('_').filter(|step| !step.is_empty() && *step != "TEXT").collect();
    let grid =
        matches!(question.kind, QuestionType::Matrix | QuestionType::SideBySide | QuestionType::DrillDown);
    let (member, list) = if grid { ("subQuestion", "subQuestions") } else { ("choice", "choices") };
    if let Some(step) = steps.first() {
        target.insert(member.into(), json!(format!("{id}.{list}.{step}")));
    }
    let choice = column.import.choice.as_deref().or(steps.get(1).copied());
    if let Some(choice) = choice {
        target.insert("choice".into(), json!(format!("{owner}.choices.{choice}")));
    }
    if column.import.id.ends_with("_TEXT") && matches!(column.source, Source::Text { .. }) {
        let step = steps.first().copied().unwrap_or_default();
        target.insert("textEntry".into(), json!(format!("{id}.{list}.{step}.textEntry")));
    }
    (name(question, tags, column, &owner, steps.first().copied()), Value::Object(target))
}

/// The key: the column's name. Where its row has a tag of its own, that tag behind the name of the matrix, `Q3_<tag>`, or of
/// the side-by-side column, `Q8#2_<tag>_<the column's own tag>`, there one key for all choices of the row (recorded).
fn name(question: &Question, tags: &RowTags<'_>, column: &Column, owner: &str, row: Option<&str>) -> String {
    let number = owner.rsplit('.').next().unwrap_or_default();
    if let Some(tag) = tags.get(number).zip(row).and_then(|(rows, row)| rows.get(row)?.as_ref()) {
        return format!("{}#{number}_{tag}", question.tag);
    }
    let tagged = tags.get("").zip(row).is_some_and(|(rows, row)| matches!(rows.get(row), Some(Some(_))));
    if tagged { format!("{}_{}", question.tag, column.name) } else { column.name.clone() }
}
