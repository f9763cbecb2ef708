//! What the key of an answer slot says.

use model::QuestionId;
use model::survey::Survey;

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

/// The same of a key of this survey: a question that it has, be it in its Trash, may have an id of another spelling.
#[must_use]
pub fn is_answer_of(survey: &Survey, key: &str) -> bool {
    is_answer(key) || is_of_a_question(survey, key)
}

fn is_of_a_question(survey: &Survey, key: &str) -> bool {
    let is_one = |text: &str| {
        let end = text.find(|character: char| !character.is_ascii_alphanumeric() && character != '-');
        let id = QuestionId::parse(&text[..end.unwrap_or(text.len())]);
        id.is_ok_and(|id| survey.questions.contains_key(&id))
    };
    is_one(key) || key.split_once('_').is_some_and(|(_, rest)| is_one(rest))
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
