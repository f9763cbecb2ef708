//! The answer slots of a survey: what one response can hold.

use std::collections::HashSet;

use model::QuestionId;
use model::column::Source;
use model::field::{Field, FieldKind};
use model::survey::Survey;

use crate::columns::{self, ColumnOptions};

/// Every answer slot of the survey, in export order, each once: answers, texts, orders in which things were shown,
/// scores and embedded data. The keys are those of `values` (api/responses.md section 8).
///
/// Slots are read off the columns of an export that leaves nothing out, so that a column never names a slot that a
/// response cannot hold.
#[must_use]
pub fn of(survey: &Survey) -> Vec<Field> {
    with_owners(survey).map(|(field, _)| field).collect()
}

/// As [`of`], each with whether it is of a question. What an author named like an answer of no question (`QIDcopy`,
/// `before_QID3`) is embedded data.
pub(crate) fn with_owners(survey: &Survey) -> impl Iterator<Item = (Field, bool)> {
    let everything =
        ColumnOptions { breakout_sets: false, include_display_order: true, ..ColumnOptions::default() };
    let mut seen = HashSet::new();
    columns::of(survey, &everything)
        .into_iter()
        .filter_map(|column| Some((field(column.source)?, column.question.is_some())))
        .filter(move |(field, _)| seen.insert(field.key.clone()))
}

/// Whether a key of `values` belongs to a question, an order or a score rather than to embedded data: `QID5_TEXT`,
/// `3_QID5`, `QID7#1_2`, `FL_12_DO`, `BL_…_DO`, `SC_…`.
#[must_use]
pub fn is_answer(key: &str) -> bool {
    let numbered = |text: &str| {
        let number = text.strip_prefix("QID").map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    let looped = key.split_once('_').is_some_and(|(_, rest)| numbered(rest));
    let ordered = (key.starts_with("FL_") || key.starts_with("BL_")) && key.ends_with("_DO");
    numbered(key) || looped || ordered || key.starts_with("SC_")
}

/// Whether a key of `values` belongs to a question that the survey has, be it in its Trash: `QID5_TEXT`, `3_QID5`, or an id of
/// another spelling, which only the survey knows.
#[must_use]
pub fn is_of_a_question(survey: &Survey, key: &str) -> bool {
    let is_one = |text: &str| {
        let end = text.find(|character: char| !character.is_ascii_alphanumeric() && character != '-');
        let id = QuestionId::parse(&text[..end.unwrap_or(text.len())]);
        id.is_ok_and(|id| survey.questions.contains_key(&id))
    };
    is_one(key) || key.split_once('_').is_some_and(|(_, rest)| is_one(rest))
}

fn field(source: Source) -> Option<Field> {
    let (key, kind) = match source {
        Source::Meta(_) => return None,
        Source::Text { field } | Source::Order { field, .. } | Source::Position { field, .. } => {
            (field, FieldKind::Text)
        }
        Source::Number { field } => (field, FieldKind::Number),
        Source::Choice { field, .. } => (field, FieldKind::Choice),
        Source::Choices { field, codes } => {
            (field, FieldKind::Choices(codes.into_iter().map(|code| code.id).collect()))
        }
        Source::Picked { field, code } => (field, FieldKind::Choices(vec![code.id])),
    };
    Some(Field { key, kind })
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use model::survey::{ForcedResponse, Question, QuestionType};
    use serde_json::Map;

    use super::*;

    #[test]
    fn the_survey_knows_its_questions_however_their_ids_are_spelled() {
        let question = |id: &str| Question {
            id: QuestionId::parse(id).unwrap(),
            tag: "Q1".into(),
            text: String::new(),
            description: String::new(),
            kind: QuestionType::TextEntry,
            selector: "SL".into(),
            sub_selector: String::new(),
            choices: Vec::new(),
            answers: Vec::new(),
            columns: Vec::new(),
            forced: ForcedResponse::Off,
            display: None,
            raw: Map::new(),
        };
        let questions = ["Qage", "QID-7"].map(|id| (QuestionId::parse(id).unwrap(), question(id)));
        let survey = Survey {
            name: String::new(),
            language: "EN".into(),
            questions: IndexMap::from(questions),
            blocks: IndexMap::new(),
            flow: Vec::new(),
            options: Map::new(),
            scoring: Vec::new(),
            shown_scores: Vec::new(),
            quotas: Vec::new(),
            quota_groups: Vec::new(),
        };
        for (key, is) in [
            ("Qage", true),
            ("Qage_TEXT", true),
            ("3_Qage_1", true),
            ("Qage#2_1", true),
            ("QID-7_DO", true),
            ("Qages", false),
            ("age", false),
            ("before_Qages", false),
            ("", false),
        ] {
            assert_eq!(is_of_a_question(&survey, key), is, "{key}");
        }
    }
}
